"""The summary of each shipped scenario, as it is now and as it was written down."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simulator import load, simulate, summary

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
REPLICATIONS = 256
VARIANTS = frozenset(
    f"{base}_{variant}"
    for base, variants in {
        "norfolk_waveney": ("2016", "carried", "closure", "ics", "pooling", "prevention"),
        "nene": ("no_recovery",),
    }.items()
    for variant in variants
)
"""Scenarios that say a little otherwise what another one says: they are looked at with the long evidence."""


def shipped() -> list[Path]:
    """Every scenario file that comes with the program."""
    return sorted(SCENARIOS.glob("*.toml"))


def golden_file(scenario: Path) -> Path:
    """Where the summary of a scenario is written down."""
    return HERE / f"{scenario.stem}.csv"


def summarise(scenario: Path) -> pd.DataFrame:
    """The summary of a scenario at its own seed."""
    loaded = load(scenario)
    if loaded.seed is None:
        raise ValueError(f"{scenario.name} has no seed: its figures would be others each time")
    return summary(simulate(loaded, replications=REPLICATIONS))


def read_golden(scenario: Path) -> pd.DataFrame:
    """What was written down."""
    return pd.read_csv(golden_file(scenario))


def write_golden(scenario: Path) -> Path:
    """Write down what is true now."""
    file = golden_file(scenario)
    summarise(scenario).to_csv(file, index=False, lineterminator="\n", encoding="utf-8")
    return file
