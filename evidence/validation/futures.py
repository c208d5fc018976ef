"""The worlds that the tables of validation compare, each a shipped scenario or one of them with a term changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from simulator import Run, Scenario, load
from simulator.montecarlo.run import run
from simulator.scenario.immutable import replaced
from simulator.scenario.programmes import with_names

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPLICATIONS = 8_192
CLOSURES = ("nnuh", "qeh", "jpuh", "nchc")
CONSULTATION = {
    "stop_probability": "0.0",
    "delay_months": "0.0",
    "kept_pct": "100.0",
}
"""One that stops, delays and waters down nothing."""


def _file(name: str) -> Scenario:
    return load(SCENARIOS / f"{name}.toml")


def without_pooling(scenario: Scenario) -> Scenario:
    """The scenario in which every body keeps its own; milestones and the single control total stay."""
    system = replaced(scenario.system, {"pooling": None})
    return with_names(replaced(scenario, {"system": system}))


def by_proportion(scenario: Scenario) -> Scenario:
    """The scenario in which the pool fills every shortfall by the same share."""
    pooling = scenario.system.pooling
    assert pooling is not None
    pooling = replaced(pooling, {"rule": "proportional"})
    system = replaced(scenario.system, {"pooling": pooling})
    return with_names(replaced(scenario, {"system": system}))


def _carried_without_reform() -> Scenario:
    """Today's regime with the openings of the other reading: the reform adds nothing to bodies."""
    other = _file("norfolk_waveney_carried")
    return with_names(replaced(_file("norfolk_waveney"), {"bodies": other.bodies, "sources": other.sources}))


def _closure_without_consultations() -> Scenario:
    gateways = [f"schemes.{key}_closure.gateways.public_consultation" for key in CLOSURES]
    settings = [f"{gateway}.{key}={value}" for gateway in gateways for key, value in CONSULTATION.items()]
    return load(SCENARIOS / "norfolk_waveney_closure.toml", overrides=settings)


WORLDS: Mapping[str, Callable[[], Scenario]] = {
    "today": lambda: _file("norfolk_waveney"),
    "ics": lambda: _file("norfolk_waveney_ics"),
    "ics_unpooled": lambda: without_pooling(_file("norfolk_waveney_ics")),
    "ics_proportional": lambda: by_proportion(_file("norfolk_waveney_ics")),
    "carried_today": _carried_without_reform,
    "carried": lambda: _file("norfolk_waveney_carried"),
    "carried_unpooled": lambda: without_pooling(_file("norfolk_waveney_carried")),
    "carried_proportional": lambda: by_proportion(_file("norfolk_waveney_carried")),
    "closure": lambda: _file("norfolk_waveney_closure"),
    "closure_unconsulted": _closure_without_consultations,
    "prevention": lambda: _file("norfolk_waveney_prevention"),
    "nene": lambda: _file("nene"),
    "nene_no_recovery": lambda: _file("nene_no_recovery"),
    "nene_in_april": lambda: replaced(_file("nene"), {"actuals": {}}),
}
"""By the names that the tables give them. Those of one county share a seed, and so their futures."""


def lived(world: str, *, replications: int, folder: Path | None = None) -> Run:
    """A world's futures; those that a folder keeps are not simulated again."""
    kept = folder / world if folder else None
    return run(WORLDS[world](), replications=replications, folder=kept)


def options(command: Callable[..., None]) -> click.Command:
    """A command that prints a table: how many futures, and where they are kept."""
    at = click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Keeps the futures.")
    many = click.option("--replications", default=REPLICATIONS, show_default=True)
    return click.command()(many(at(command)))
