"""Month-end reports, financial recovery, cash, and the year's end (`docs/model.md` §11 to §13)."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import fields
from typing import Any

import simpy

from tests.oracle.escalation import escalate
from tests.oracle.future import LEAST_MONEY, MONTHS, Future
from tests.oracle.management import RecoveryPlan
from tests.oracle.parties import Booked, Books, Party
from tests.oracle.soft_budgets import consider_rescue


def open_books(party: Party, year: int, plan: Future | None) -> None:
    """April: the budget from the plan and last year's variance, and the rebound of what was held."""
    party.year = Books()
    party.positions = []
    carry = party.catch_up * party.carried / MONTHS if year > 0 else 0.0
    months = range(MONTHS * year, MONTHS * (year + 1))
    party.budget, party.planned_income = [0.0] * MONTHS, 0.0
    if plan is not None:
        new_care = (plan.by_year["developments", party.name, year] - party.development) / MONTHS
        planned = [plan.by_month["position", party.name, t] for t in months]
        moved = 0.0
        if year in party.submitted:
            moved = (party.submitted[year] - sum(planned)) / MONTHS
        beyond = zip(planned, party.programme, strict=True)
        party.budget = [position + moved + carry + new_care + saved for position, saved in beyond]
        party.planned_income = plan.by_year["income", party.name, year]
    party.rebound = 0.0
    if party.recovery is not None:
        for action in party.recovery.actions:
            party.rebound += action.rebound * action.held / MONTHS
            action.held = 0.0


def report(env: simpy.Environment, party: Party, t: int, future: Future) -> None:
    """The month-end report, and what it may set off."""
    position = party.month_income - party.month_expenditure
    party.positions.append(position)
    party.year.income += party.month_income
    party.year.expenditure += party.month_expenditure
    year_to_date = sum(party.positions)
    contingency = party.contingency * party.planned_income
    unspent = contingency * (1 - _released(party, t, future)) if t % MONTHS < MONTHS - 1 else 0.0
    forecast = _forecast(party, t, year_to_date) - unspent
    party.forecast, party.unspent = forecast, unspent
    name = party.name
    future.by_month["position", name, t] = position
    future.by_month["year_to_date", name, t] = year_to_date
    future.by_month["forecast_outturn", name, t] = forecast
    future.by_month["run_rate", name, t] = MONTHS * year_to_date / (t % MONTHS + 1)
    if party.recovery is not None:
        behind = forecast - (party.budget_of_year - party.recovery.tolerance * party.planned_income)
        # Bad where both are below nothing: behind its budget, and in deficit even with contingency unspent.
        _consider_recovery(env, party.recovery, t, max(behind, forecast + unspent), future)
        party.year.recovery_months += party.recovery.entered < t <= party.recovery.ends


def _forecast(party: Party, t: int, year_to_date: float) -> float:
    """What the report expects of the year, before contingency."""
    closed = t % MONTHS + 1
    left = MONTHS - closed
    variance = year_to_date - sum(party.budget[:closed])
    hidden = party.hidden * party.hidden_price[0] if t < MONTHS else 0.0  # later budgets carry it
    known = 1.0 if t + 1 >= party.review else min(1.0, (t + 1) / party.learning_months)
    error = 0.0
    if party.errors is not None:
        sharpness = 1 + party.manager.forecast_effect * (0.5 - party.manager.grip)
        error = party.error_sd * left / MONTHS * max(sharpness, 0.0) * party.errors[t]
    trend = party.run_rate_share * left / closed * (variance + hidden * closed)
    return year_to_date + sum(party.budget[closed:]) + trend - known * hidden * left + error


def _released(party: Party, t: int, future: Future) -> int:
    if party.recovery is None:
        return 0
    first, last = party.recovery.release
    released = first <= t <= last
    future.events["contingency_released"] += released
    return int(released)


def _consider_recovery(
    env: simpy.Environment, recovery: RecoveryPlan, t: int, margin: float, future: Future
) -> None:
    future.decided(t, margin)
    recovery.count = recovery.count + 1 if margin < 0 else 0
    if recovery.count >= recovery.reports and t > recovery.ends:
        recovery.count = 0
        future.events["recovery_entered"] += 1
        env.process(_recover(env, recovery, t))


def _recover(
    env: simpy.Environment, recovery: RecoveryPlan, entered: int
) -> Generator[simpy.Event, Any, None]:
    """Wait until the actions bite, hold, and let go."""
    first = entered + 1 + recovery.lag
    longest = max([recovery.release_months, *(action.months for action in recovery.actions)])
    recovery.entered, recovery.ends = entered, first - 1 + longest
    yield env.timeout(recovery.lag)
    for action in recovery.actions:
        action.in_force = (first, first - 1 + action.months)
    recovery.release = (first, first - 1 + recovery.release_months)


def settle(party: Party, t: int, other_price: float, future: Future) -> None:
    """Cash moves, loans fall due, and what is missing is borrowed."""
    bank = party.bank
    if bank is None:
        return
    position = party.month_income - party.month_expenditure  # support of the month is paid beside it
    bank.cash += position + party.month_support + party.month_not_cash - bank.capital * other_price
    party.month_support = 0.0
    due = bank.borrowed.get(t - bank.term, 0.0)
    repaid = min(due, max(bank.cash - bank.minimum, 0.0))
    bank.cash -= repaid
    drawn = max(bank.minimum - bank.cash, 0.0)
    bank.cash += drawn
    bank.borrowed[t] = due - repaid + drawn
    bank.owed += drawn - repaid
    future.events["loan_repaid"] += repaid > 0
    future.events["loan_rolled"] += due > repaid
    future.events["loan_drawn"] += drawn > 0


def close_books(party: Party, year: int, plan: Future | None, future: Future) -> None:
    """March: the year in the words of §13, and what the next year carries forward."""
    books, name = party.year, party.name
    party.outturn = sum(party.positions)
    surplus = party.outturn + books.support
    due, repaid = _repay(party, surplus, future)
    _carry_forward(party, year, surplus, plan)
    party.underlying = surplus - books.non_recurrent + books.full_year_gap
    three = [party.surpluses.get(y, math.nan) for y in (year - 2, year - 1, year)]
    held = [] if party.recovery is None else [action.held for action in party.recovery.actions]
    measures = {
        "surplus": surplus,
        "member_trade": books.member_trade + books.brought,
        "duty_income": party.duty_income,
        "underlying": party.underlying,
        "budget": party.budget_of_year,
        "cumulative": party.cumulative,
        "cash": math.nan if party.bank is None else party.bank.cash,
        "loans": math.nan if party.bank is None else party.bank.owed,
        "savings_delivered": books.savings,
        "funding_offered": party.offer,
        "three_year": sum(three),
        "repayment_due": due,
        "repaid": repaid,
        "held_by_recovery": sum(held),
        "escalation": float(escalate(party, year, surplus, future)),
    }
    measures |= {total.name: float(getattr(books, total.name)) for total in fields(Booked)}
    for measure, amount in measures.items():
        future.by_year[measure, name, year] = amount
    consider_rescue(party, year, surplus, future)


def _carry_forward(party: Party, year: int, surplus: float, plan: Future | None) -> None:
    """What later years ask of this one."""
    books, name = party.year, party.name
    party.surpluses[year] = surplus
    party.cumulative += surplus - (0.0 if party.rules is None else party.rules.drawdown)
    party.duty_income = party.duty_income_so_far
    party.paid_on_contracts = books.paid_on_contracts
    party.recurrent_surplus = surplus - books.non_recurrent
    party.carried = 0.0
    if plan is not None:
        planned = plan.by_year["surplus", name, year] - plan.by_year["non_recurrent", name, year]
        party.carried = party.recurrent_surplus - planned


def _repay(party: Party, surplus: float, future: Future) -> tuple[float, float]:
    """What a commissioner owes for its cumulative deficit, and what its surplus pays of it."""
    if not party.is_commissioner:
        return 0.0, 0.0
    due = max(0.0, -party.cumulative) / party.repayment_years
    repaid = min(due, max(surplus, 0.0))
    future.events["repayment_made"] += repaid >= LEAST_MONEY
    return due, repaid
