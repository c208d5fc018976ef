"""Repeated failure of a body: special measures, contingency planning, administration (`docs/model.md` §23)."""

from __future__ import annotations

import math

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import AnyBody
from tests.oracle.future import MONTHS, Fate, Future
from tests.oracle.management import Escalation
from tests.oracle.parties import Party
from tests.oracle.surroundings import overlap

SPECIAL_MEASURES, CONTINGENCY_PLANNING, ADMINISTRATION = 1, 2, 3
BEGUN = {
    SPECIAL_MEASURES: "special_measures_entered",
    CONTINGENCY_PLANNING: "contingency_planning_begun",
    ADMINISTRATION: "administration_begun",
}


def escalation_of(scenario: Scenario, name: str, body: AnyBody, fate: Fate) -> Escalation | None:
    """How a body stands before its first year; in the plan nobody is escalated."""
    table = scenario.escalation_of(body)
    if table is None or fate.is_plan:
        return None
    drawn = fate.path(f"bodies.{name}.escalation.administered") or [0.0] * scenario.years
    begins, ends = _years_from_start(scenario, table.administration_from, table.administration_until)
    return Escalation(
        deficit=fate.pct(table.deficit_pct),
        years=(table.special_measures_years, table.contingency_planning_years, table.administration_years),
        administered=[said > 0.5 and begins <= year <= ends for year, said in enumerate(drawn)],
        plans_in=_years_from_start(
            scenario, table.contingency_planning_from, table.contingency_planning_until
        ),
        turnaround=fate.pct(table.turnaround_pct),
        grip_a_year=fate.value(table.grip_a_year),
        planning_cost=fate.value(table.contingency_planning_gbp_m),
        administration_cost=fate.value(table.administration_gbp_m),
        administration_months=table.administration_months,
    )


def _years_from_start(scenario: Scenario, first: int | None, last: int | None) -> tuple[float, float]:
    """Financial years, counted from the first of the scenario; without a limit where none is stated."""
    start = scenario.start.year
    return -math.inf if first is None else first - start, math.inf if last is None else last - start


def turn_around(party: Party) -> None:
    """April: a year of special measures teaches a body to manage."""
    if party.escalation is not None and party.escalation.stage in (SPECIAL_MEASURES, CONTINGENCY_PLANNING):
        party.manager.turnaround += party.escalation.grip_a_year


def pay_for_escalation(party: Party, t: int, other_price: float) -> None:
    """What the stage of last year's close costs this month, for once."""
    escalation = party.escalation
    if escalation is None:
        return
    cost = 0.0
    if escalation.stage in (SPECIAL_MEASURES, CONTINGENCY_PLANNING):
        cost += escalation.turnaround_cost / MONTHS
    if escalation.stage == CONTINGENCY_PLANNING:
        cost += escalation.planning_cost / MONTHS * other_price
    begun, months = escalation.administered_from, escalation.administration_months
    if begun < math.inf:
        cost += escalation.administration_cost / months * other_price * overlap(begun, begun + months, t)
    party.spend(cost)
    party.year.non_recurrent -= cost
    party.year.escalation_cost += cost


def escalate(party: Party, year: int, surplus: float, future: Future) -> int:
    """The close: count failed years, and tell the stage in which the year ends."""
    escalation = party.escalation
    if escalation is None:
        return 0
    margin = surplus + escalation.deficit * party.duty_income
    future.decided(MONTHS * year + MONTHS - 1, margin)
    escalation.failed_years = escalation.failed_years + 1 if margin < 0 else 0
    before, escalation.stage = escalation.stage, _stage(escalation, year)
    escalation.turnaround_cost = escalation.turnaround * party.duty_income
    if escalation.stage > before or escalation.stage == 0 < before:
        future.events[BEGUN.get(escalation.stage, "escalation_left")] += 1
        if escalation.stage == ADMINISTRATION:
            escalation.administered_from = float(MONTHS * (year + 1))
    return escalation.stage


def _stage(escalation: Escalation, year: int) -> int:
    special, planning, administration = escalation.years
    failed = escalation.failed_years
    if escalation.stage == ADMINISTRATION or (failed >= administration and escalation.administered[year]):
        return ADMINISTRATION
    if failed >= planning:
        first, last = escalation.plans_in
        return CONTINGENCY_PLANNING if first <= year <= last else SPECIAL_MEASURES
    return SPECIAL_MEASURES if failed >= special else 0
