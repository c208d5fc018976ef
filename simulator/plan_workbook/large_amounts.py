"""Amounts of a plan that are large beside what they act on: asked about, as they may have been typed in £000."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.plan_workbook.plan import Plan
from simulator.plan_workbook.units import in_gbp_m
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.rules.contradiction import planned
from simulator.scenario.rules.targets import base, spending, targets
from simulator.scenario.terms.bodies import AnyBody, Buyer

ASKED_ABOVE = 0.2
"""Of what it acts on, or of all that its owner spends: few schemes and risks are larger."""
AMOUNTS = {
    "schemes": ("full_year_gbp_m", "investment_gbp_m", "recurrent_investment_gbp_m"),
    "risks": ("amount_gbp_m",),
}


def large_amounts(plan: Plan, scenario: Scenario) -> Iterator[str]:
    """A question for each amount of a plan that is above a fifth of its line, or of its owner's spending."""
    for section, keys in AMOUNTS.items():
        for name in plan.table.get(section, {}):
            entry = getattr(scenario, section)[name]
            for key in keys:
                number = getattr(entry, key)
                origin = plan.origins.get((section, name, key))
                if not isinstance(number, Number) or origin is None:
                    continue
                amount = planned(number)
                acts_on = entry.on if key == "full_year_gbp_m" else []
                if entry.owner not in scenario.bodies or (
                    acts_on and not set(acts_on) <= targets(scenario, entry)
                ):
                    continue  # told elsewhere
                if found := _too_large(scenario, amount, entry.owner, acts_on):
                    meant = f"did you mean {in_gbp_m(amount, '£000'):g} (the amounts look like £000)"
                    asked = meant if origin.file in plan.unit_not_said else "is that right"
                    yield f"{origin.file}: {key}: is £{amount:,.6g}m, {found}: {asked}?"


def _too_large(scenario: Scenario, amount: float, owner: str, acts_on: Sequence[str]) -> str | None:
    """How large an amount is beside what it acts on, where it is strikingly so."""
    whole = sum(base(scenario, target) for target in acts_on) if acts_on else _spent(scenario, owner)
    if not abs(amount) > ASKED_ABOVE * whole > 0:
        return None
    what = " and ".join(acts_on) if acts_on else f"all that {owner} spends"
    return f"{100 * amount / whole:.0f} % of {what} (£{whole:,.4g}m a year)"


def _spent(scenario: Scenario, owner: str) -> float:
    """What a body plans to spend a year: its lines, and the contracts that it pays."""
    body: AnyBody = scenario.bodies[owner]
    own = sum(planned(line.base_gbp_m) for line in spending(body).values())
    if not isinstance(body, Buyer):
        return own
    return own + sum(
        planned(contract.value_gbp_m) for contract in scenario.contracts.values() if contract.payer == owner
    )
