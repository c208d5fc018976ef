"""The scenario files that come with the program, for tests of each of them: of many variants of one, a single one."""

from __future__ import annotations

from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[2] / "scenarios"

VARIANTS = "norfolk_waveney"
"""An economy with many variants, each of them large."""

DEEPEST = "norfolk_waveney_carried"
"""It is laid over another variant, that over the economy, and that over two files more: it holds them all."""


def shipped() -> list[object]:
    """Every scenario file; the variants that the deepest stands for are long evidence."""
    return [
        pytest.param(
            file, marks=pytest.mark.slow if file.stem.startswith(VARIANTS) and file.stem != DEEPEST else ()
        )
        for file in sorted(SCENARIOS.glob("*.toml"))
    ]
