"""Whether moving a leaf of a scenario file changes any figure that a run stores, and where it first shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from simulator.errors import Mistake
from simulator.results.arrays import Results
from simulator.sampling import BLOCK
from simulator.sampling.draw import inputs_from
from simulator.sampling.futures import Block
from simulator.sampling.streams import net
from simulator.scenario.consistency import contradictions
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.scenario.reading import documents
from simulator.scenario.regime_use import WHOLE_TABLES, in_use
from simulator.scenario.uncertain import financial_years
from simulator.simulation import do_nothing_run, plan_run, simulate_block
from simulator.statistics.arrays import Array
from tests.property.leaves import Document, Leaf, leaves
from tests.property.moves import moves

ROOT = Path(__file__).parents[2]
FILE = ROOT / "scenarios" / "west_norfolk.toml"
MECHANISMS = ROOT / "tests" / "scenarios" / "mechanisms.toml"
"""Small, and with every table that a mechanism can bring."""

PARTS_OF_REGIME = ("commissioners", "providers", "contracts")

FEW = 64
"""Futures that show most effects; a rare one is looked for in a whole block."""

YEARS = (1, 3, 30)
"""Horizons looked at in turn, until an effect shows; one further than the file's is the file's."""

ROUNDING = 1e-9
"""In £m, or months. The engine may take another short cut for a moved number; its rounding is no effect."""

remembered = cache(net)
"""Points that a moved scenario has under the same names as the file: they are laid out once."""

Figures = Mapping[str, Array]


@dataclass(frozen=True)
class First(Block):
    """The first futures of a block, as they are drawn in it among all others."""

    futures: int = BLOCK

    @property
    def replications(self) -> int:
        return self.futures

    def share(self, name: str) -> Array:
        return super().share(name)[: self.futures]

    def path(self, name: str, months: int) -> Array:
        return super().path(name, months)[:, : self.futures]


class RefusedError(Exception):
    """The loader does not take the file."""


@dataclass(frozen=True)
class Verdict:
    """What came of moving a leaf.

    Attributes
    ----------
    shows_in : str
        Where the first difference was found, e.g. ``months, 3 years, 64 futures``; empty if there is none.
    is_refused : bool
        Whether the loader took none of the moves.
    """

    key: str
    shows_in: str
    is_refused: bool = False


def verdict(key: str, file: Path = FILE) -> Verdict:
    """Move the leaf ``key`` of a scenario file, one move after the other, until a stored figure differs."""
    is_refused = True
    for scenario, years, futures in _trials(_leaves_by_key(file)[key], file):
        is_refused = False
        if part := _first_difference(scenario, years, futures, file):
            return Verdict(key, f"{part}, {min(years, scenario.years)} years, {futures} futures")
    return Verdict(key, "", is_refused)


def can_be_moved(leaf: Leaf, file: Path) -> bool:
    """Whether the loader takes a move of the leaf."""
    return any(_read(moved) for moved in moves(scenario_file(file), leaf))


def _trials(leaf: Leaf, file: Path) -> Iterator[tuple[Scenario, int, int]]:
    """Every move that the loader takes, over more and more years; last of all in a whole block of futures."""
    legal: list[Scenario] = []
    for moved in moves(scenario_file(file), leaf):
        if found := _read(moved):
            scenario = with_names(found)
            legal.append(scenario)
            yield from ((scenario, years, FEW) for years in YEARS)
    yield from ((scenario, YEARS[-1], BLOCK) for scenario in legal)


@cache
def scenario_file(file: Path = FILE) -> Document:
    """A file as written, laid over what it extends; of national rules that others share, those that hold in it."""
    mistakes: list[Mistake] = []
    document: Document = documents.read(file, mistakes).table
    assert not mistakes
    scenario = Scenario.model_validate(document)
    for section in PARTS_OF_REGIME:
        part = document.get("regime", {}).get(section, {})
        for key in [key for key in part if (section, key) not in in_use(scenario)]:
            del part[key]
        for key in part.keys() - WHOLE_TABLES:
            rows = getattr(getattr(scenario.regime, section), key)
            held = [scenario.row(rows, year) for year in financial_years(scenario)]
            part[key] = {year: row for year, row in part[key].items() if rows[year] in held}
    return document


@cache
def _leaves_by_key(file: Path) -> dict[str, Leaf]:
    return {leaf.key: leaf for leaf in leaves(scenario_file(file))}


def read(document: Document) -> Scenario:
    """The scenario of a document, held to every rule of the loader; its numbers are not named yet.

    Raises
    ------
    RefusedError
        If it breaks one.
    """
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as error:
        raise RefusedError from error
    if found := list(contradictions(scenario)):
        raise RefusedError(found)
    return scenario


def _read(document: Document) -> Scenario | None:
    try:
        return read(document)
    except RefusedError:
        return None


def beginning(scenario: Scenario, years: int) -> Scenario:
    """The scenario, its numbers named already, with its horizon after ``years``, or its own if that is nearer."""
    # All of its yearly programmes stay: some of a later year mobilise before the nearer horizon.
    return replaced(scenario, {"years": min(years, scenario.years), "instances": scenario.instances})


def _first_difference(scenario: Scenario, years: int, futures: int, file: Path) -> str:
    """The first stored file in which the scenario differs from the file as written, or nothing."""
    written = _as_written(file, years, futures)
    for part, figures in stored(beginning(scenario, years), futures):
        if _differ(figures, written[part]):
            return part
    return ""


@cache
def _as_written(file: Path, years: int, futures: int) -> dict[str, Figures]:
    return dict(stored(beginning(with_names(read(scenario_file(file))), years), futures))


def stored(scenario: Scenario, futures: int) -> Iterator[tuple[str, Figures]]:
    """What a run stores, file by file, of the first futures of its first block; cheap parts first.

    The files of schemes come last and of a whole block only: most leaves that show there show in a body's figures too.
    """
    plan = plan_run(scenario)
    yield "plan", plan.by_year
    drawn = inputs_from(scenario, First(scenario.seed or 0, 0, remembered, futures=futures))
    results = simulate_block(scenario, drawn, plan)
    yield "replications", results.by_year
    yield "months", results.by_month
    yield "do nothing", do_nothing_run(scenario).by_year
    if futures == BLOCK:
        yield "schemes", _by_instance(results)


def _by_instance(results: Results) -> Figures:
    """Figures of schemes by the names of the instances too, so that a renamed one differs."""
    return {
        f"{instance} {name}": values[row]
        for name, values in (*results.schemes.items(), *results.schemes_by_year.items())
        for row, instance in enumerate(results.instances)
    }


def _differ(these: Figures, those: Figures) -> bool:
    return these.keys() != those.keys() or any(
        values.shape != those[name].shape
        or not np.allclose(values, those[name], rtol=0.0, atol=ROUNDING, equal_nan=True)
        for name, values in these.items()
    )
