"""One future in words: every kind of event has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import load
from simulator.analyses.trace import Happening, trace
from simulator.economy.catalogue import EVENTS
from simulator.reports.narrative import name_of, sentence, tell

REFORMS = Path(__file__).parents[1] / "scenarios" / "eventful_reforms.toml"


@pytest.mark.parametrize("replication", [0, 7])
def test_a_future_full_of_reforms_is_told_in_sentences(replication: int) -> None:
    """Every event_log kind that occurs has words: a kind without would be an error here."""
    told = list(tell(trace(load(REFORMS), seed=1, replication=replication)))
    assert told == sorted(told, key=lambda entry: entry[0])
    assert all("{" not in words for _, words in told)


def test_every_kind_of_a_reform_has_its_sentence() -> None:
    scenario = load(REFORMS)
    for kind in EVENTS:
        words = sentence(scenario, Happening(12.0, kind, "royal", 0.5, 3))
        assert words.endswith(".")
        assert "{" not in words


def test_amounts_are_told_in_their_units() -> None:
    scenario = load(REFORMS)

    def told(kind: str, amount: float) -> str:
        return sentence(scenario, Happening(3.0, kind, "royal", amount, 2))

    assert told("consultation_watered_down", 0.6).endswith("leaves 60 % of what was planned.")
    assert told("consultation_delayed", 4.26).endswith("decided 4.3 months late.")
    assert "£1.25m" in told("pooled_received", 1.25)
    assert "−£2.00m" in told("control_total_set", -2.0)


def test_milestones_are_called_by_their_names() -> None:
    scenario = load(REFORMS)
    for key, milestone in scenario.milestones.items():
        assert name_of(scenario, key) == f"“{milestone.name}”"
