"""Nothing in a scenario file is there for show: every figure, moved, changes something that a run stores."""

from __future__ import annotations

import tomllib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from simulator.scenario.programmes import with_names
from tests.property.effects import (
    FILE,
    MECHANISMS,
    ROUNDING,
    Verdict,
    beginning,
    read,
    scenario_file,
    stored,
    verdict,
)
from tests.property.leaves import Leaf, leaves
from tests.property.test_every_mechanism_has_an_effect import listed as listed_of_mechanisms

LISTED = Path(__file__).with_name("exceptions.toml")
MOST_EXCEPTIONS = 0.03
"""Of all leaves."""

EVERY = 5
"""In the short test, of the kinds that only the shipped file has, one in so many; the long one moves all its leaves."""

RARE = {
    "regime.providers.performance_limit_pct.*",
    "regime.providers.escalation.administration_probability",
}
"""Kinds whose effects show among a whole block of futures alone: left to the long test of mechanisms."""

PROCESSES = 2


def listed(section: str) -> dict[str, str]:
    """Leaves that do not matter in this file (`exception`) or cannot be moved in it (`tied`), with the reasons."""
    entries = tomllib.loads(LISTED.read_text(encoding="utf-8"))[section]
    return {entry["key"]: entry["reason"] for entry in entries}


def test_a_figure_of_every_kind_in_a_small_file_has_an_effect() -> None:
    verdicts = [verdict(leaf.key, file) for file, leaf in sample()]
    assert without_effect(verdicts) == []


@pytest.mark.slow
def test_every_figure_has_an_effect_but_the_listed_exceptions() -> None:
    keys = [leaf.key for leaf in leaves(scenario_file())]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        verdicts = list(pool.map(verdict, keys, chunksize=8))
    assert without_effect(verdicts) == sorted(listed("exception"))
    assert sorted(found.key for found in verdicts if found.is_refused) == sorted(listed("tied"))


def test_exceptions_are_few_and_name_leaves_of_the_file() -> None:
    keys = [leaf.key for leaf in leaves(scenario_file())]
    reasons = listed("exception") | listed("tied")
    assert set(reasons) <= set(keys)
    assert all(reason.endswith(".") for reason in reasons.values())
    assert len(listed("exception")) <= MOST_EXCEPTIONS * len(keys)


def test_nothing_that_is_a_number_or_a_flag_is_tied() -> None:
    tied = listed("tied")
    figures = {leaf.key for leaf in leaves(scenario_file()) if not isinstance(leaf.value, str)}
    assert figures & tied.keys() == {"format", "start"}


def test_every_leaf_has_a_key_of_its_own() -> None:
    keys = [leaf.key for leaf in leaves(scenario_file())]
    assert len(keys) == len(set(keys))


def test_a_shorter_horizon_is_the_beginning_of_the_longer_one() -> None:
    """So that what differs in the first years of a short run differs in the stored files of the whole one."""
    scenario = with_names(read(scenario_file()))
    long, short = (dict(stored(beginning(scenario, years), 4)) for years in (scenario.years, 2))
    assert long.keys() == short.keys()
    for part in ("plan", "replications", "months", "do nothing"):
        for measure, figures in short[part].items():
            same = long[part][measure][:, : figures.shape[1]]
            assert np.allclose(figures, same, rtol=0, atol=ROUNDING, equal_nan=True), (part, measure)


def sample() -> list[tuple[Path, Leaf]]:
    """A fixed choice of leaves: the first of every kind in the small file, and some that only the shipped one has."""
    of_small, of_shipped = (first_of_each_kind(file) for file in (MECHANISMS, FILE))
    only_shipped = [leaf for kind, leaf in of_shipped.items() if kind not in of_small]
    return [
        *((MECHANISMS, leaf) for leaf in of_small.values()),
        *((FILE, leaf) for leaf in only_shipped[::EVERY]),
    ]


def first_of_each_kind(file: Path) -> dict[str, Leaf]:
    """Of the leaves of a file that can be moved and have an effect in it."""
    exceptions = {FILE: listed, MECHANISMS: listed_of_mechanisms}[file]
    unmoved = {*exceptions("exception"), *exceptions("tied")}
    found: dict[str, Leaf] = {}
    for leaf in leaves(scenario_file(file)):
        if leaf.key not in unmoved and leaf.kind not in RARE:
            found.setdefault(leaf.kind, leaf)
    return found


def without_effect(verdicts: list[Verdict]) -> list[str]:
    """Keys of the leaves that were moved and changed nothing."""
    return sorted(found.key for found in verdicts if not found.shows_in and not found.is_refused)
