"""What holds for every test: the screen is as wide as where nobody looks, whatever runs the tests says of its own."""

from __future__ import annotations

import os

import pytest

for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)
# Many tests start the command in a process of its own: kept from noting what it compiled, each would compile anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts that nobody looks at: half of what it costs to write a small run down is their drawing."""
    from matplotlib.figure import Figure

    monkeypatch.setattr(Figure, "savefig", lambda _, file, **options: file.write(options["format"].encode()))
