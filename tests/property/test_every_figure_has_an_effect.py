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

EVERY = 60
"""In the short test, one leaf of the shipped file in so many, and the first of every kind in either file."""

PROCESSES = 2


def listed(section: str) -> dict[str, str]:
    """Leaves that do not matter in this file (`exception`) or cannot be moved in it (`tied`), with the reasons."""
    entries = tomllib.loads(LISTED.read_text(encoding="utf-8"))[section]
    return {entry["key"]: entry["reason"] for entry in entries}


def test_a_figure_of_every_kind_has_an_effect() -> None:
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
    """A fixed choice of leaves: the first of every kind, in the small file if it is there, and some of the shipped."""
    unmoved = {
        FILE: listed("exception") | listed("tied"),
        MECHANISMS: {*listed_of_mechanisms("exception"), *listed_of_mechanisms("tied")},
    }
    testable = [
        (file, leaf)
        for file in (MECHANISMS, FILE)
        for leaf in leaves(scenario_file(file))
        if leaf.key not in unmoved[file]
    ]
    first_of_kind: dict[str, tuple[Path, Leaf]] = {}
    for file, leaf in testable:
        first_of_kind.setdefault(leaf.kind, (file, leaf))
    some = [(file, leaf) for file, leaf in testable if file == FILE][::EVERY]
    return list({(file, leaf.key): (file, leaf) for file, leaf in (*first_of_kind.values(), *some)}.values())


def without_effect(verdicts: list[Verdict]) -> list[str]:
    """Keys of the leaves that were moved and changed nothing."""
    return sorted(found.key for found in verdicts if not found.shows_in and not found.is_refused)
