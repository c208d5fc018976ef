"""Every figure, date and flag of a scenario with every mechanism can be moved, and moves something that is stored."""

from __future__ import annotations

import tomllib
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.property.effects import MECHANISMS, can_be_moved, scenario_file, verdict
from tests.property.leaves import leaves

LISTED = Path(__file__).with_name("exceptions_mechanisms.toml")
PROCESSES = 2


def listed(section: str) -> list[str]:
    """Leaves that do not matter in this file (`exception`) or cannot be moved in it (`tied`)."""
    return sorted(entry["key"] for entry in tomllib.loads(LISTED.read_text(encoding="utf-8"))[section])


def test_every_figure_date_and_flag_of_a_mechanism_can_be_moved() -> None:
    found = leaves(scenario_file(MECHANISMS))
    tied = [
        leaf.key for leaf in found if not isinstance(leaf.value, str) and not can_be_moved(leaf, MECHANISMS)
    ]
    assert tied == ["format", "start"]


def test_exceptions_name_leaves_of_the_file_and_say_why() -> None:
    entries = [entry for part in tomllib.loads(LISTED.read_text(encoding="utf-8")).values() for entry in part]
    assert {entry["key"] for entry in entries} <= {leaf.key for leaf in leaves(scenario_file(MECHANISMS))}
    assert all(entry["reason"].endswith(".") for entry in entries)


@pytest.mark.slow
def test_every_leaf_of_a_mechanism_has_an_effect_but_the_listed_exceptions() -> None:
    keys = [leaf.key for leaf in leaves(scenario_file(MECHANISMS))]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        verdicts = list(pool.map(partial(verdict, file=MECHANISMS), keys, chunksize=8))
    assert sorted(found.key for found in verdicts if not found.shows_in and not found.is_refused) == listed(
        "exception"
    )
    assert sorted(found.key for found in verdicts if found.is_refused) == listed("tied")
