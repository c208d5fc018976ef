"""The block engine equals the independent model, and every kind of event occurs among the futures compared."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from simulator.economy import catalogue
from simulator.scenario import load
from tests.oracle.comparison import FUTURES, Comparison, compare

ROOT = Path(__file__).parents[2]
SCENARIOS = {
    "scenarios/west_norfolk.toml": 12,
    "scenarios/west_norfolk_2013.toml": 12,
    "tests/scenarios/eventful.toml": FUTURES,
    "tests/scenarios/closed_months.toml": 32,
    "tests/scenarios/eventful_mechanisms.toml": FUTURES,
    "tests/scenarios/eventful_policy.toml": 24,
    "tests/scenarios/eventful_programmes.toml": 24,
    "tests/scenarios/programmes_in_a_break.toml": 12,
    "tests/scenarios/mechanisms_single_total.toml": 16,
    "tests/scenarios/mechanisms_proportional.toml": 16,
}
"""The futures compared of each by default."""
VARIANTS = tuple(
    f"scenarios/norfolk_waveney_{variant}.toml"
    for variant in ("2016", "carried", "closure", "ics", "prevention")
)
BY_DEFAULT = [
    *SCENARIOS,
    *(
        pytest.param(path, marks=() if path.endswith(("_2016.toml", "_carried.toml")) else pytest.mark.slow)
        for path in VARIANTS
    ),
]
"""Of the variants the one that is laid over the most others, and the one of other years; the rest are long evidence."""
OF_A_VARIANT, IN_WHICH_ALL_OCCURS = 4, 24
"""The futures compared of each variant by default, and those in which every event that it can have occurs."""
LARGE = ("scenarios/nene.toml", "scenarios/nene_no_recovery.toml", "scenarios/norfolk_waveney.toml")
"""Compared with the long evidence: they bring no mechanism that the others have not."""
FIGURES_OF_A_FUTURE, OF_A_WHOLE_ECONOMY = 1_600, 6_250
"""At least."""

OF_THE_ENGINE_ALONE = {"recovery_ended", "scheme_mobilised", "scheme_went_live"}
"""Kinds that the oracle does not count: what follows from them it tells in figures."""
OF_THE_ORACLE_ALONE = {"scheme_delayed", "scheme_eroded", "scheme_waited_for_needs", "vacancies_held"}
"""Kinds that the oracle counts month by month, and no process declares."""
EVENTS = (catalogue.EVENTS.keys() - OF_THE_ENGINE_ALONE) | OF_THE_ORACLE_ALONE
"""Every kind of event the models know, besides those of the engine alone."""

OF_VARIANTS = frozenset(
    {
        "administration_begun",
        "backlog_worked_off",
        "bodies_merged",
        "bonus_earned",
        "capacity_closed",
        "care_cancelled",
        "care_pushed",
        "consultation_delayed",
        "consultation_watered_down",
        "contingency_planning_begun",
        "contingency_released",
        "contract_cap_hit",
        "contract_collar_hit",
        "control_total_set",
        "deficit_support_paid",
        "developments_committed",
        "developments_ended",
        "discharge_delayed",
        "drawdown_spent",
        "escalation_left",
        "funding_earned",
        "funding_earned_again",
        "funding_missed",
        "gap_closed",
        "gap_narrowed",
        "grant_paid_by_other",
        "growth_not_offered",
        "loan_drawn",
        "loan_repaid",
        "loan_rolled",
        "loans_written_off",
        "marginal_rate_paid",
        "milestone_failed",
        "milestone_reached",
        "non_recurrent_reversed",
        "one_off_received",
        "over_performance_challenged",
        "payment_withheld",
        "policy_break_begins",
        "policy_break_ends",
        "policy_regime_begins",
        "pooled_given",
        "pooled_received",
        "premium_work",
        "programme_set",
        "quality_measures_entered",
        "rebound_paid",
        "recovery_entered",
        "repayment_made",
        "rescue_begins",
        "risk_happened",
        "scheme_delayed",
        "scheme_ended",
        "scheme_eroded",
        "scheme_stopped",
        "scheme_waited_for_needs",
        "shock_struck",
        "special_measures_entered",
        "spending_brought_forward",
        "transfer_in_merger",
        "unit_costs_grew",
        "vacancies_held",
        "volume_bought",
        "ward_closed",
        "ward_opened",
        "winter_struck",
    }
)
"""Kinds of event of which the shipped variants have the causes, one or another of them."""

OF_MECHANISMS = {"bodies_merged", "milestone_failed", "pooled_given", "pooled_received", "transfer_in_merger"}
ABSENT_IN = {
    "2016": OF_MECHANISMS
    | {"capacity_closed", "consultation_delayed", "consultation_watered_down", "milestone_reached"}
    | {"one_off_received", "scheme_ended", "scheme_stopped", "scheme_waited_for_needs", "bonus_earned"},
    "carried": {"capacity_closed", "contingency_planning_begun"},
    "closure": OF_MECHANISMS | {"ward_closed"},
    "ics": {"capacity_closed", "contingency_planning_begun"},
    "prevention": OF_MECHANISMS | {"capacity_closed"},
}

COUNTED_ALIKE = (EVENTS - OF_THE_ORACLE_ALONE) - {
    # the oracle counts these month by month, the engine once a spell
    "contingency_released",
    "control_total_set",  # the engine once for all futures
    "rebound_paid",
    # a decision of no money within rounding of its threshold may be counted by one and not by the other
    "loan_drawn",
    "loan_repaid",
    "loan_rolled",
}


@cache
def comparison(path: str, futures: int | None = None) -> Comparison:
    """Of the shipped variants only those futures are simulated that are compared."""
    if path in VARIANTS:
        return compare(load(ROOT / path), alone=range(futures or OF_A_VARIANT))
    return compare(load(ROOT / path), futures=futures or SCENARIOS[path])


def least_figures(path: str) -> int:
    return OF_A_WHOLE_ECONOMY if path in (*VARIANTS, *LARGE) else FIGURES_OF_A_FUTURE


@pytest.mark.parametrize("path", BY_DEFAULT)
def test_engine_equals_oracle_in_every_figure(path: str) -> None:
    found = comparison(path)
    assert found.figures > least_figures(path) * SCENARIOS.get(path, OF_A_VARIANT)
    assert found.differences == []


@pytest.mark.slow
@pytest.mark.parametrize("path", [*SCENARIOS, *VARIANTS, *LARGE])
def test_engine_equals_oracle_in_more_futures(path: str) -> None:
    found = comparison(path, FUTURES)
    assert found.figures > least_figures(path) * FUTURES
    assert found.differences == []
    assert found.cut_short <= FUTURES // 64


@pytest.mark.parametrize("path", BY_DEFAULT)
def test_hardly_any_future_stands_on_a_knife_edge(path: str) -> None:
    assert comparison(path).cut_short <= FUTURES // 64


def test_every_kind_of_event_occurs_among_the_futures_compared() -> None:
    occurred = {kind for path in SCENARIOS for kind, n in comparison(path).oracle_events.items() if n}
    assert occurred == EVENTS
    told = {kind for path in SCENARIOS for kind, n in comparison(path).engine_events.items() if n}
    assert told == catalogue.EVENTS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("path", VARIANTS)
def test_every_kind_of_event_that_a_variant_can_have_occurs_among_its_futures(path: str) -> None:
    variant = Path(path).stem.removeprefix("norfolk_waveney_")
    occurred = {kind for kind, n in comparison(path, IN_WHICH_ALL_OCCURS).oracle_events.items() if n}
    assert occurred == OF_VARIANTS - ABSENT_IN[variant]


@pytest.mark.parametrize("path", BY_DEFAULT)
def test_engine_and_oracle_count_the_same_events(path: str) -> None:
    found = comparison(path)
    engine = {kind: found.engine_events.get(kind, 0) for kind in COUNTED_ALIKE}
    assert engine == {kind: found.oracle_events.get(kind, 0) for kind in COUNTED_ALIKE}
