"""One future in words: every kind of event has its sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulator import load
from simulator.analyses.trace import Happening, trace
from simulator.economy.catalogue import EVENTS
from simulator.engine.event_log import EventLog
from simulator.errors import RecoverySimError
from simulator.reports.narrative import name_of, sentence, tell
from simulator.sampling import BLOCK, draw
from simulator.simulation import plan_run, simulate_block

MECHANISMS = Path(__file__).parents[1] / "scenarios" / "eventful_mechanisms.toml"
BASE = Path(__file__).parents[1] / "cases" / "base.toml"
NEAR_ITS_TARGET = """
extends = "base.toml"
title = "Nearly on its target"
years = 1

[regime.commissioners]
improvement_pct = {{ 2020 = 0.0 }}
ceiling_pct = {{ 2020 = 0.0 }}

[bodies.ccg.control_total]
opening_gbp_m = 0.0

[bodies.hospital.year_end]
found_pct = 1.0

[risks.leak]
name = "A leak"
owner = "hospital"
probability = 1.0
amount_gbp_m = {behind}
date = 2020-04-01
duration_months = 1
"""


@pytest.mark.parametrize("replication", [0, 7])
def test_a_future_full_of_mechanisms_is_told_in_sentences(replication: int) -> None:
    """Every event_log kind that occurs has words: a kind without would be an error here."""
    told = list(tell(trace(load(MECHANISMS), seed=1, replication=replication)))
    assert told == sorted(told, key=lambda entry: entry[0])
    assert all("{" not in words for _, words in told)


def test_every_kind_of_a_mechanism_has_its_sentence() -> None:
    scenario = load(MECHANISMS)
    for kind in EVENTS:
        words = sentence(scenario, Happening(12.0, kind, "royal", 0.5, 3))
        assert words.endswith(".")
        assert "{" not in words


def test_amounts_are_told_in_their_units() -> None:
    scenario = load(MECHANISMS)

    def told(kind: str, amount: float) -> str:
        return sentence(scenario, Happening(3.0, kind, "royal", amount, 2))

    assert told("consultation_watered_down", 0.6).endswith("leaves 60 % of what was planned.")
    assert told("consultation_delayed", 4.26).endswith("decided 4.3 months late.")
    assert "£1.25m" in told("pooled_received", 1.25)
    assert "−£2.00m" in told("control_total_set", -2.0)


def test_no_sentence_tells_of_money_that_is_shown_as_none(tmp_path: Path) -> None:
    """A hospital that is £0.004m behind finds it: that is counted, but £0.00m is nothing to tell. £0.006m is.

    A control total of 0 is a level, and told as one.
    """
    shutil.copy(BASE, tmp_path)
    for behind, is_told in ((0.004, False), (0.006, True)):
        file = tmp_path / f"{behind}.toml"
        file.write_text(NEAR_ITS_TARGET.format(behind=behind), "utf-8")
        scenario = load(file)
        words = [words for _, words in tell(trace(scenario, seed=1, replication=0))]
        assert any("finds £0.01m at the close" in sentence for sentence in words) is is_told
        assert any("the risk becomes real" in sentence for sentence in words) is is_told
        assert any("control total of £0.00m" in sentence for sentence in words)
        event_log = EventLog(slice(0, BLOCK))
        simulate_block(scenario, draw(scenario, 1, 0), plan_run(scenario), event_log=event_log)
        assert event_log.counts["gap_closed"] == BLOCK


def test_milestones_are_called_by_their_names() -> None:
    scenario = load(MECHANISMS)
    for key, milestone in scenario.milestones.items():
        assert name_of(scenario, key) == f"“{milestone.name}”"


@pytest.mark.parametrize("replication", [-1, 2**31 - 1024, 2**31, 10**30])
def test_a_future_that_no_run_can_hold_is_none(replication: int) -> None:
    """Futures are numbered in 32 bits, in whole blocks of 1,024: 2,147,482,624 of them from 0 on."""
    with pytest.raises(RecoverySimError, match="no run holds more than 2,147,482,624"):
        trace(load(MECHANISMS), seed=1, replication=replication)


def test_a_figure_that_a_future_does_not_have_is_said_in_a_sentence() -> None:
    told = trace(load(MECHANISMS), seed=1, replication=0)
    years = len(told.results.years)
    for measure, body, year, words in (
        ("surplu", "royal", 0, 'there is no measure "surplu"; did you mean "surplus"'),
        ("surplus", "roial", 0, 'there is no body "roial"; did you mean "royal"'),
        ("surplus", "royal", -1, "year -1: years count from 0"),
        ("surplus", "royal", years, f"to {years - 1}, the last"),
    ):
        with pytest.raises(RecoverySimError, match=words):
            told.figure(measure, body, year)
