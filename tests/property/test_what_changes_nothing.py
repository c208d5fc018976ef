"""The order of a file, the order of registration and what was reported afterwards change no bit of any figure."""

from __future__ import annotations

import random
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from simulator import simulation
from simulator.engine import calendar as event_calendar
from simulator.engine.calendar import EventCalendar
from simulator.engine.month import Phase, Step
from simulator.montecarlo.blocks import input_columns
from simulator.montecarlo.store import write_block
from simulator.sampling import draw
from simulator.scenario import load
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run, simulate_block
from tests.property.worlds import (
    EVENTFUL,
    FILES,
    WITH_MECHANISMS,
    as_written,
    differing,
    every_file,
    few_futures,
    shortened,
)

YEARS = 2


@given(file=st.sampled_from(FILES), order=st.randoms(use_true_random=False))
def test_the_order_of_sections_and_keys_changes_nothing(file: Path, order: random.Random) -> None:
    """Nor does the order inside a file that it extends."""
    scenario = shortened(as_written(file), YEARS)
    with tempfile.TemporaryDirectory() as folder:
        shuffled = shortened(load(_shuffled_files(file, Path(folder), order)), YEARS)
    assert shuffled == scenario
    before, after = draw(scenario, 1, 0).draws, draw(shuffled, 1, 0).draws
    assert before.keys() == after.keys()
    assert [name for name in before if not np.array_equal(before[name], after[name])] == []
    assert differing(few_futures(scenario), few_futures(shuffled)) == []


@given(file=st.sampled_from(FILES), order=st.permutations(simulation.PROCESSES))
def test_the_order_in_which_processes_are_registered_changes_nothing(file: Path, order: list[Any]) -> None:
    scenario = shortened(as_written(file), YEARS)
    before = few_futures(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "PROCESSES", tuple(order))
        assert differing(before, few_futures(scenario)) == []


@every_file
def test_what_the_steps_of_a_month_are_called_changes_nothing(file: Path) -> None:
    """Only their places in the order of the month count: with every name turned round, not a bit moves."""
    scenario = shortened(as_written(file), YEARS)
    before = few_futures(scenario)
    with pytest.MonkeyPatch.context() as patch:
        _rename_steps(patch, lambda name: name[::-1])
        assert differing(before, few_futures(scenario)) == []


def test_the_order_of_a_month_is_what_its_table_says() -> None:
    """With pooling before the transfers of a merger, other money moves: the table above is obeyed."""
    scenario = WITH_MECHANISMS.scenario
    before = few_futures(scenario)
    order = {phase: list(steps) for phase, steps in event_calendar.ORDER.items()}
    closing = order[Phase.CLOSE_YEAR]
    names = [step.name for step in closing]
    one, other = names.index("merger"), names.index("pooling")
    closing[one], closing[other] = closing[other], closing[one]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_calendar, "ORDER", {phase: tuple(steps) for phase, steps in order.items()})
        assert "by_year.pooled" in differing(before, few_futures(scenario))


def test_a_step_or_life_that_is_not_in_the_order_is_refused() -> None:
    calendar = EventCalendar(12)
    with pytest.raises(ValueError, match="no 'second pooling' in CLOSE_YEAR"):
        calendar.every_month(Phase.CLOSE_YEAR, lambda month: None, step="second pooling")
    with pytest.raises(ValueError, match="no 'pooling' in TRADE"):
        calendar.every_month(Phase.TRADE, lambda month: None, step="pooling")
    with pytest.raises(ValueError, match="no 'bid'"):
        calendar.start("bid", "north", iter(()))  # type: ignore[arg-type]


def _rename_steps(patch: pytest.MonkeyPatch, called: Callable[[str], str]) -> None:
    """Every step and life under another name, where it registers and in the order of the month."""
    every_month, start = EventCalendar.every_month, EventCalendar.start

    def renamed(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(replace(step, name=called(step.name)) for step in steps)

    patch.setattr(
        event_calendar, "ORDER", {phase: renamed(steps) for phase, steps in event_calendar.ORDER.items()}
    )
    patch.setattr(event_calendar, "LIVES", renamed(event_calendar.LIVES))
    patch.setattr(
        EventCalendar,
        "every_month",
        lambda self, phase, work, *, step, of="": every_month(self, phase, work, step=called(step), of=of),
    )
    patch.setattr(EventCalendar, "start", lambda self, kind, of, life: start(self, called(kind), of, life))


def test_deleting_what_was_reported_changes_no_byte_of_the_replications(tmp_path: Path) -> None:
    table = tomllib.loads(EVENTFUL.read_text(encoding="utf-8"))
    assert table.pop("reported")
    file = tmp_path / "scenario.toml"
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    checksums = [
        _stored(shortened(scenario, YEARS), tmp_path / name)
        for name, scenario in (("with", as_written(EVENTFUL)), ("without", load(file)))
    ]
    assert len(checksums[0]) == 4
    assert checksums[0] == checksums[1]


def _shuffled_files(file: Path, folder: Path, order: random.Random) -> Path:
    """The file and what it extends, shuffled, side by side in another folder as they stand in theirs."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    if base := table.get("extends"):
        copied = folder / base
        copied.parent.mkdir(parents=True, exist_ok=True)
        _shuffled_files(file.parent / base, copied.parent, order)
    copy = folder / file.name
    copy.write_text(tomli_w.dumps(_shuffled(table, order)), encoding="utf-8")
    return copy


def _shuffled(entry: Any, order: random.Random) -> Any:
    """The same tables, their keys in another order; lists keep theirs, for there it means something."""
    if not isinstance(entry, dict):
        return entry
    keys = list(entry)
    order.shuffle(keys)
    return {key: _shuffled(entry[key], order) for key in keys}


def _stored(scenario: Scenario, folder: Path) -> dict[str, str]:
    """Checksums of a block's files."""
    folder.mkdir()
    inputs = draw(scenario, 1, 0)
    results = simulate_block(scenario, inputs, plan_run(scenario))
    return write_block(folder, 0, results, input_columns(inputs, scenario.years), seed=1)
