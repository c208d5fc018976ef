"""Every statement of the five newspaper reports lives where `docs/seeds.md` says it does."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import Mistake
from simulator.sampling import BLOCK
from simulator.scenario.programmes import with_names
from simulator.scenario.reading.documents import read as read_files
from simulator.scenario.reading.loading import load
from simulator.scenario.terms.bodies import Commissioner
from simulator.scenario.uncertainty import planned
from tests.property.effects import ROUNDING, Figures, RefusedError, beginning, read, stored
from tests.property.leaves import Document, Leaf, leaves
from tests.property.moves import moves

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "seeds.md"
MODEL = ROOT / "docs" / "model.md"
NENE = ROOT / "scenarios" / "nene.toml"

KINDS = {"input", "mechanism", "reported", "context"}
MOST_WORDS = 8
"""In a phrase: enough to find the statement, too few to copy it."""

RUNS_NATIONAL_RULES = "scenarios/west_norfolk.toml"
"""A scenario that shows what national rules do."""

KETTERING = 56_000
"""People in Kettering in 2011, about (judgement)."""

FEW = 32
"""Futures that show most effects; a rare one is looked for in a whole block, with a figure twice as large."""

YEARS = (1, 3, 30)
"""Horizons looked at in turn; one further than the file's is the file's."""

TRIED_AT_ONCE = {
    ("scenarios/west_norfolk.toml", "bodies.wnccg.allocation_gbp_m"),
    ("scenarios/nene.toml", "actuals.nene_ccg.position_gbp_m"),
    ("scenarios/nene.toml", "bodies.nene_ccg.opening_underlying_gbp_m"),
}
"""Inputs that every test run moves; the slow one moves all."""


@dataclass(frozen=True)
class Statement:
    """A row of the page: some words of a report, and where they live."""

    report: str
    phrase: str
    what: str
    where: str
    kind: str

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Scenario file and key of everything that it names there."""
        file, named = "", []
        for name in re.findall(r"`([^`]+)`", self.where):
            if name.startswith("scenarios/"):
                file = name
            elif file:
                named.append((file, name))
        return named

    @property
    def sections(self) -> list[str]:
        """Numbers of the sections of the model that it names."""
        lists = re.findall(r"§+\s*(\d+(?:,\s*\d+)*)", self.where)
        return [number for found in lists for number in re.split(r",\s*", found)]


def statements() -> list[Statement]:
    """Every row of the page's tables."""
    found, report = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            report = line[3:6]
        elif line.startswith("| ") and not line.startswith(("| phrase |", "| -- |")):
            found.append(Statement(report, *(cell.strip() for cell in line.strip("|").split("|"))))
    return found


def inputs() -> list[tuple[str, str]]:
    """Scenario file and key of every statement that is an input, each once."""
    return list(dict.fromkeys(key for row in statements() if row.kind == "input" for key in row.keys))


def test_the_page_covers_the_five_reports() -> None:
    assert {row.report for row in statements()} == {"000", "001", "002", "003", "004"}
    assert {row.kind for row in statements()} == KINDS


def test_phrases_are_a_few_words_long() -> None:
    assert [row.phrase for row in statements() if len(row.phrase.split()) > MOST_WORDS] == []


def test_every_named_key_is_stated_in_its_scenario_file() -> None:
    named = {key for row in statements() if row.kind != "context" for key in row.keys}
    assert [f"{file} {key}" for file, key in sorted(named) if not _is_stated(file, key)] == []


def test_inputs_and_reported_facts_name_a_key() -> None:
    assert [row.phrase for row in statements() if row.kind in {"input", "reported"} and not row.keys] == []


def test_every_mechanism_has_its_section_in_the_model() -> None:
    there = set(re.findall(r"^## (\d+)\. ", MODEL.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {number for row in statements() for number in row.sections} <= there
    assert [row.phrase for row in statements() if row.kind == "mechanism" and not row.sections] == []


def test_context_says_why_it_moves_nothing() -> None:
    assert [row.phrase for row in statements() if row.kind == "context" and len(row.where.split()) < 2] == []


@pytest.mark.parametrize(("file", "key"), sorted(TRIED_AT_ONCE))
def test_an_input_moved_moves_results(file: str, key: str) -> None:
    assert (file, key) in inputs()
    assert _matters(file, key)


@pytest.mark.slow
@pytest.mark.parametrize(("file", "key"), inputs())
def test_every_input_moved_moves_results(file: str, key: str) -> None:
    assert _matters(file, key)


def test_northamptonshire_grows_by_more_than_kettering_in_a_decade() -> None:
    """652,115 people in 2013 and 713,107 in 2023: the sums of the rows, by hand 60,992 more."""
    people = load(NENE).populations["nene"].people
    assert sum(people["2023"]) - sum(people["2013"]) == 60_992
    assert sum(people["2023"]) - sum(people["2013"]) > KETTERING


def test_closed_months_of_nene_run_at_the_gap_that_was_reported() -> None:
    """12/8 of eight months is -8.6; from there £14.6m, nearly 15, to the target."""
    actuals = load(NENE).actuals["nene_ccg"]
    run_rate = 12 / 8 * sum(actuals.position_gbp_m)
    assert run_rate == pytest.approx(-8.6, abs=0.05)
    assert actuals.target_gbp_m is not None
    assert actuals.target_gbp_m - run_rate == pytest.approx(14.6, abs=0.05)


def test_allocation_of_nene_is_just_over_660_million() -> None:
    """£645.3m and 2.3 % of it: 660.14."""
    scenario = load(NENE)
    nene = scenario.bodies["nene_ccg"]
    assert isinstance(nene, Commissioner)
    growth = planned(scenario.prices["allocation"].planned_pct["2013"])
    assert 660.0 < planned(nene.allocation_gbp_m) * (1 + growth / 100) < 661.0


def _is_stated(file: str, key: str) -> bool:
    part: Any = _document(file)
    for word in key.split("."):
        if not isinstance(part, dict) or word not in part:
            return False
        part = part[word]
    return True


@cache
def _document(file: str) -> Document:
    """A scenario file as it is read, laid over what it extends."""
    mistakes: list[Mistake] = []
    table = read_files(ROOT / file, mistakes).table
    assert mistakes == []
    return table


def _matters(file: str, key: str) -> bool:
    """Whether some move of the figures at a key changes what a run stores."""
    shown = RUNS_NATIONAL_RULES if "/national/" in file else file
    written = _document(shown)
    few = (_shows(shown, moved, years, FEW) for years in YEARS for moved in _moves(written, key))
    rare = (_shows(shown, twice, YEARS[-1], BLOCK) for twice in _doubled(written, key))
    return any(few) or any(rare)


def _moves(document: Document, key: str) -> Iterator[Document]:
    """Moves of the figures at a key that the loader takes, the first of each figure."""
    for leaf in _leaves_at(document, key):
        yield from islice(filter(_is_legal, moves(document, leaf)), 1)


def _doubled(document: Document, key: str) -> Iterator[Document]:
    """The figures at a key, one after the other twice as large."""
    for leaf in _leaves_at(document, key):
        twice = copy.deepcopy(document)
        part: Any = twice
        for step in leaf.path[:-1]:
            part = part[step]
        if isinstance(leaf.value, float):
            part[leaf.path[-1]] = 2 * leaf.value
            yield from filter(_is_legal, [twice])


def _leaves_at(document: Document, key: str) -> list[Leaf]:
    prefix = key.split(".")
    return [leaf for leaf in leaves(document) if [str(part) for part in leaf.path[: len(prefix)]] == prefix]


def _is_legal(document: Document) -> bool:
    try:
        read(document)
    except RefusedError:
        return False
    return True


def _shows(file: str, moved: Document, years: int, futures: int) -> bool:
    """Whether any part that a run stores differs from that of the file as written."""
    parts = zip(_stored(moved, years, futures), _as_written(file, years, futures), strict=True)
    return any(_differ(figures, written) for figures, written in parts)


def _stored(document: Document, years: int, futures: int) -> Iterator[Figures]:
    yield from (figures for _, figures in stored(beginning(with_names(read(document)), years), futures))


@cache
def _as_written(file: str, years: int, futures: int) -> list[Figures]:
    return list(_stored(_document(file), years, futures))


def _differ(these: Figures, those: Figures) -> bool:
    return these.keys() != those.keys() or any(
        values.shape != those[name].shape
        or not np.allclose(values, those[name], rtol=0.0, atol=ROUNDING, equal_nan=True)
        for name, values in these.items()
    )
