"""Amounts out of proportion: above a fifth of their line or of income, investment far above what it saves."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.plausibility.question import Question, Reading, Stated, typed
from simulator.scenario.plausibility.units import FUNDS, spoken
from simulator.scenario.rules.contradiction import planned
from simulator.scenario.rules.targets import base
from simulator.scenario.terms.bodies import Buyer, Council, Provider
from simulator.scenario.terms.schemes import Scheme

A_FIFTH = 0.2
YEARS_TO_PAY_BACK = 10
SURELY_THOUSANDS = 20.0
"""Of amounts above a fifth, £m from which they were hardly meant, and would be some £000."""


def schemes(reading: Reading) -> Iterator[Question]:
    """A scheme saves at most a fifth of what it acts on, unless it closes that; a receipt a fifth of income."""
    scenario, scales = reading.scenario, reading.scales
    for key, scheme in scenario.schemes.items():
        path: KeyPath = ("schemes", key)
        share = scheme.share_pct
        if share is not None and planned(share) > 100 * A_FIFTH:
            figure = planned(share)
            yield Question(
                (*path, "share_pct"), f"{typed(figure)} % is more than a fifth of what the scheme acts on"
            )
        if scheme.full_year_gbp_m is not None and scheme.kind != "closure":
            whole = sum(base(scenario, target) for target in scheme.on) or scales.of(scheme.owner)
            of = "of what the scheme acts on" if scheme.on else f"of {scheme.owner}'s income"
            lines = tuple(_path(scenario, target) for target in scheme.on)
            yield from _above((*path, "full_year_gbp_m"), scheme.full_year_gbp_m, whole, of, lines)


def investments(reading: Reading) -> Iterator[Question]:
    """What a scheme costs is not far above what it saves."""
    scenario = reading.scenario
    for key, scheme in scenario.schemes.items():
        saving = _saving(scenario, scheme)
        if not saving > 0:
            continue
        rests_on: tuple[KeyPath, ...] = (("schemes", key, "full_year_gbp_m"), ("schemes", key, "share_pct"))
        for word, most, what in (
            ("investment_gbp_m", YEARS_TO_PAY_BACK, "years of what the scheme saves"),
            ("recurrent_investment_gbp_m", 1, "times what the scheme saves a year"),
        ):
            cost = planned(getattr(scheme, word))
            if cost > most * saving * (1 + 1e-9):
                yield Question(
                    ("schemes", key, word),
                    f"{typed(cost)} is {spoken(cost)}, {cost / saving:,.3g} {what}",
                    _thousands(cost),
                    rests_on,
                )


def funds(reading: Reading) -> Iterator[Question]:
    """What a commissioner or council spends is within thrice its income: else a digit of the income is lost."""
    for key, body in reading.scenario.bodies.items():
        income, spending = reading.scales.sides(key)
        if isinstance(body, Buyer) and 0 < income < spending / 3:
            word = "funding_gbp_m" if isinstance(body, Council) else "allocation_gbp_m"
            slip = min((10, 100, 1_000), key=lambda slip: abs(income * slip - spending))
            found = f"{typed(income)} is {spoken(income)}, and {key} spends {spoken(round(spending, 3))}"
            yield Question(
                ("bodies", key, word),
                found,
                typed(income * slip),
                rests_on=(("bodies", key, "spend"), ("contracts",)),
            )


def of_income(reading: Reading) -> Iterator[Question]:
    """Risks, deficits, funding, cash and administration are within a fifth of the income or value they belong to."""
    scenario, scales = reading.scenario, reading.scales
    for path, number, owner in _of_bodies(scenario):
        income, of = scales.of(owner), f"of {owner}'s income"
        if path[-1] == "winter_premium_gbp_m":
            income, of = income / 12, f"of a month of {owner}'s income"
        yield from _above(path, number, income, of, tuple(("bodies", owner, word) for word in FUNDS))
    for key, contract in scenario.contracts.items():
        value = planned(contract.value_gbp_m)
        for word in ("payer_administration_gbp_m", "provider_administration_gbp_m"):
            yield from _above(
                ("contracts", key, word), getattr(contract, word), value, "of the contract's value"
            )
    for key, milestone in scenario.milestones.items():
        whole = scales.of(milestone.paid_by or "") or scales.largest
        yield from _above(
            ("milestones", key, "cost_gbp_m"), milestone.cost_gbp_m, whole, "of a year's income"
        )


def _of_bodies(scenario: Scenario) -> Iterator[tuple[KeyPath, Number, str]]:
    """Amounts that are judged by a body's income, and whose it is."""
    for key, risk in scenario.risks.items():
        yield ("risks", key, "amount_gbp_m"), risk.amount_gbp_m, risk.owner
    for key, body in scenario.bodies.items():
        path: KeyPath = ("bodies", key)
        yield (*path, "opening_underlying_gbp_m"), body.opening_underlying_gbp_m, key
        yield (*path, "forecast", "error_sd_gbp_m"), body.forecast.error_sd_gbp_m, key
        yield from (((*path, "history", year), row, key) for year, row in body.history.items())
        if isinstance(body, Council):
            continue
        if body.control_total is not None:
            yield (*path, "control_total", "opening_gbp_m"), body.control_total.opening_gbp_m, key
        offers = body.sustainability_funding.offer_gbp_m if body.sustainability_funding else {}
        yield from (
            ((*path, "sustainability_funding", "offer_gbp_m", year), row, key) for year, row in offers.items()
        )
        if isinstance(body, Provider):
            yield (*path, "winter_premium_gbp_m"), body.winter_premium_gbp_m, key
            for word in ("opening_gbp_m", "minimum_gbp_m", "capital_gbp_m") if body.cash else ():
                yield (*path, "cash", word), getattr(body.cash, word), key


def submitted(reading: Reading) -> Iterator[Question]:
    """A position that was submitted is within a fifth of income."""
    for key, body in reading.scenario.bodies.items():
        income = reading.scales.of(key)
        for year, amount in body.submitted_plan.position_gbp_m.items() if body.submitted_plan else ():
            if 0 < A_FIFTH * income < abs(amount):
                yield Question(
                    ("bodies", key, "submitted_plan", "position_gbp_m", year),
                    f"{typed(amount)} is {spoken(amount)}, {100 * abs(amount) / income:,.0f} % of {key}'s income",
                    _thousands(amount),
                    tuple(("bodies", key, word) for word in FUNDS),
                )


def months(reading: Reading) -> Iterator[Question]:
    """A closed month's position is within a third of its income, and no month holds those before it."""
    scenario, scales = reading.scenario, reading.scales
    for key, actuals in scenario.actuals.items():
        path: KeyPath = ("actuals", key, "position_gbp_m")
        found, income = actuals.position_gbp_m, scales.of(key) / 12
        steps = [later - before for before, later in zip([0.0, *found], found, strict=False)]
        grows = all(step > 0 for step in steps) or all(step < 0 for step in steps)
        large, small = max(map(abs, steps)), min(map(abs, steps))
        if (
            len(found) > 2
            and grows
            and large <= 3 * small
            and abs(found[-1]) >= 0.7 * len(found) * abs(found[0])
        ):
            each = ", ".join(typed(round(step, 9)) for step in steps)
            yield Question(
                path, "grows from month to month as a year to date does", f"the months alone, [{each}]"
            )
        for place, amount in enumerate(found):
            if income and abs(amount) > income / 3:
                share = f"{100 * abs(amount) / income:.0f} % of a month's income"
                yield Question(
                    (*path, place), f"{typed(amount)} is {spoken(amount)}, {share}", typed(amount / 1_000)
                )


def _above(
    path: KeyPath, number: Number, whole: float, of: str, rests_on: tuple[KeyPath, ...] = ()
) -> Iterator[Question]:
    """A question about a number that is mostly above a fifth of a whole."""
    stated = Stated(path, str(path[-1]), number, number)
    for word, figure in stated.centres.items():
        if whole > 0 and abs(figure) > A_FIFTH * whole:
            share = f"{100 * abs(figure) / whole:,.0f} % {of}"
            yield Question(
                path, f"{stated.told(word)} is {spoken(figure)}, {share}", _thousands(figure), rests_on
            )
            return


def _thousands(figure: float) -> str:
    """What an amount would be that was typed in £000, where it may be one."""
    return typed(figure / 1_000) if abs(figure) >= SURELY_THOUSANDS else ""


def _saving(scenario: Scenario, scheme: Scheme) -> float:
    if scheme.full_year_gbp_m is not None:
        return planned(scheme.full_year_gbp_m)
    whole = sum(base(scenario, target) for target in scheme.on)
    return planned(scheme.share_pct) / 100 * whole if scheme.share_pct is not None else 0.0


def _path(scenario: Scenario, target: str) -> KeyPath:
    """Where the base of what a scheme acts on stands."""
    place, _, key = target.partition(".")
    if place == "contracts":
        return ("contracts", key, "value_gbp_m")
    body = scenario.bodies[place]
    section = "spend" if isinstance(body, Buyer) else "costs" if key in body.costs else "income"
    return ("bodies", place, section, key, "base_gbp_m")
