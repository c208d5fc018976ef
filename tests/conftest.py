"""What holds for every test: the screen is as wide as where nobody looks, whatever runs the tests says of its own.

Made-up examples are few, and the same ones every time: what a test says today it says tomorrow, and soon. Many more of
each are long evidence (`tests/slow/test_many_examples.py`).
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

settings.register_profile(
    "few",
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.register_profile("many", settings.get_profile("few"), max_examples=40)
settings.load_profile("few")  # `--hypothesis-profile many` asks for the other

for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)
# Many tests start the command in a process of its own: kept from noting what it compiled, each would compile anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Charts that nobody looks at: half of what it costs to write a small run down is their drawing.

    The file of a chart then holds its format and a digest of all that would be drawn, so that another chart is another
    file. Returns how charts are drawn, for `drawn`. What a fixture of a whole module runs is drawn all the same.
    """
    from matplotlib.figure import Figure

    def write(figure: Figure, file: BinaryIO, **options: Any) -> None:
        file.write(f"{options['format']} {digest(figure)}".encode())

    drawing = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", write)
    return drawing


@pytest.fixture
def drawn(undrawn: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts that are looked at after all, in a module of others that are not."""
    from matplotlib.figure import Figure

    monkeypatch.setattr(Figure, "savefig", undrawn)


def digest(figure: Figure) -> str:
    """What tells a chart from another: its size, words, lines, areas and images."""
    told = [repr(figure.get_size_inches()), *(text.get_text() for text in figure.texts)]
    axes: Any
    for axes in figure.axes:
        told += [
            axes.get_title(),
            axes.get_xlabel(),
            axes.get_ylabel(),
            repr((axes.get_xlim(), axes.get_ylim())),
        ]
        told += [text.get_text() for text in axes.texts]
        told += [repr(line.get_xydata().tolist()) for line in axes.lines]
        told += [repr(patch.get_path().vertices.tolist()) for patch in axes.patches]
        told += [repr(path.vertices.tolist()) for area in axes.collections for path in area.get_paths()]
        told += [repr(image.get_array().tolist()) for image in axes.images]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
