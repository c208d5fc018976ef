"""The figures kept of the made-up England are what the program gives."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence.england.__main__ import main
from evidence.england.mechanisms import STAGES
from evidence.england.table import kept, read_figures

pytestmark = pytest.mark.slow


def test_the_program_prints_the_page_and_keeps_figures(tmp_path: Path) -> None:
    """The page, byte by byte, and each figure of the last stage, all futures simulated anew."""
    told = CliRunner().invoke(main, ["--markdown", "--output", str(tmp_path)])
    assert told.exit_code == 0
    page = (Path(__file__).parents[2] / "docs" / "england.md").read_text(encoding="utf-8")
    assert told.stdout == page
    found, before = read_figures(tmp_path / "england.json"), read_figures(kept(STAGES[-1]))
    for line, by_label in before.items():
        for label, figure in by_label.items():
            assert found[line][label] == pytest.approx(figure, abs=0.01, nan_ok=True)
    assert not any(math.isinf(figure) for by_label in found.values() for figure in by_label.values())
