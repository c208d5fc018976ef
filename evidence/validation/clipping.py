"""What clipping draws to the bounds of keys changes: `python -m evidence.validation.clipping` prints the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from evidence.validation.markdown import share, show
from simulator import Scenario, load, simulate
from simulator.results.outcomes import Hits, Outcomes, outcomes
from simulator.sampling import BLOCK, draw
from simulator.scenario.immutable import replaced
from simulator.scenario.number import Number, Table
from simulator.scenario.uncertain import uncertain_numbers, yearly_numbers
from simulator.timeline import financial_year_label

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPLICATIONS = 4_096
DUTIES = {"break even": "break_even", "1 %": "surplus_1pct", "control total": "control_total"}


@dataclass(frozen=True)
class Move:
    """How a chance moves when draws are clipped, in the same futures."""

    what: str
    before: float
    after: float
    turned: int
    """Futures in which the duty is reached with clipping and not without it, or the other way round."""

    @property
    def size(self) -> float:
        return abs(self.after - self.before)


def unclipped(entry: Any) -> Any:
    """A scenario whose numbers know no bounds but their own `low` and `high`."""
    match entry:
        case Number():
            return entry.named(entry.name)
        case Table():
            keys = [*type(entry).model_fields, *(["instances"] if isinstance(entry, Scenario) else [])]
            return replaced(entry, {key: unclipped(getattr(entry, key)) for key in keys})
        case dict():
            return {key: unclipped(part) for key, part in entry.items()}
    return entry


def share_beyond(scenario: Scenario, replications: int) -> tuple[float, list[str]]:
    """Share of futures in which a value would lie beyond its key's bounds, and the numbers that any does of."""
    bounds = {n.name: n.bounds for n in (*uncertain_numbers(scenario), *yearly_numbers(scenario))}
    loose, found, names = unclipped(scenario), [], set()
    for block in range(replications // BLOCK):
        drawn = draw(loose, scenario.seed or 0, block).draws
        are_beyond = np.zeros(BLOCK, dtype=bool)
        for name, (low, high) in bounds.items():
            is_beyond = np.atleast_2d((drawn[name] < low) | (drawn[name] > high)).any(axis=0)
            are_beyond |= is_beyond
            names |= {name} if is_beyond.any() else set()
        found.append(are_beyond.mean())
    return float(np.mean(found)), sorted(names)


def moves(scenario: Scenario, replications: int) -> Iterator[Move]:
    """Every chance of every body, the system and every body, year by year, without clipping and with it."""
    before, after = (
        outcomes(simulate(world, replications, scenario.seed or 0, workers=1).results)
        for world in (unclipped(scenario), scenario)
    )
    for duty, word in DUTIES.items():
        for row, name in enumerate(after.names):
            for column, year in enumerate(after.years):
                was, now = (_hits(found, word, row, column) for found in (before, after))
                what = f"{duty}, {name}, {financial_year_label(year)}"
                yield Move(what, float(was.mean()), float(now.mean()), int((was != now).sum()))


def _hits(found: Outcomes, word: str, row: int, column: int) -> Hits:
    hits: Hits = getattr(found, word)[row, column]
    return hits


def rows(names: str, replications: int) -> Iterator[tuple[str, ...]]:
    """A row a scenario: futures that held an impossible value, and the chance that clipping moves most."""
    for file in sorted(SCENARIOS.glob(f"{names}.toml")):
        scenario = load(file)
        beyond, numbers = share_beyond(scenario, replications)
        most = max(moves(scenario, replications), key=lambda move: move.size)
        yield (
            f"`{file.stem}`",
            str(len(numbers)),
            share(beyond),
            f"{100 * most.size:.2f}",
            f"{share(most.before)} → {share(most.after)}",
            str(most.turned),
            most.what,
            ", ".join(numbers),
        )


@click.command()
@click.option("--replications", default=REPLICATIONS, show_default=True)
@click.option("--only", default="*", help="One scenario, by the name of its file without .toml.")
def main(replications: int, only: str) -> None:
    """Print, for every shipped scenario, how many futures held an impossible value, and what clipping it moves."""
    headings = (
        *("scenario", "numbers", "futures", "largest move, points", "chance", "futures turned", "of"),
        "numbers drawn beyond their bounds",
    )
    title = f"Draws beyond their key's bounds, and what clipping them moves ({replications:,} futures)"
    show(title, headings, rows(only, replications))


if __name__ == "__main__":
    main()
