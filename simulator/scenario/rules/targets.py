"""What a savings scheme can act on: lines of its owner, and contracts that its owner pays."""

from __future__ import annotations

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import planned
from simulator.scenario.terms.bodies import AnyBody, Buyer
from simulator.scenario.terms.lines import CostLine, IncomeLine, SpendLine
from simulator.scenario.terms.schemes import Scheme


def targets(scenario: Scenario, scheme: Scheme) -> set[str]:
    """Everything that ``scheme`` may name in `on`, as it would be written."""
    owner = scenario.bodies.get(scheme.owner)
    if owner is None or scheme.kind == "one_off":
        return set()
    if scheme.kind == "income":
        income = {} if isinstance(owner, Buyer) else owner.income
        return {f"{scheme.owner}.{key}" for key in income}
    paid = {
        f"contracts.{key}" for key, contract in scenario.contracts.items() if contract.payer == scheme.owner
    }
    if scheme.kind == "demand":
        return paid
    lines = {
        f"{scheme.owner}.{key}"
        for key, line in spending(owner).items()
        if (scheme.kind != "workforce" or line.price == "pay")
        and not (isinstance(line, CostLine) and line.pfi)
    }
    if scheme.kind == "closure":
        return set() if isinstance(owner, Buyer) else lines
    return lines | paid if scheme.kind == "price" else lines


def base(scenario: Scenario, target: str) -> float:
    """The planned base a year of what a target names, in £m."""
    place, _, key = target.partition(".")
    if place == "contracts":
        return planned(scenario.contracts[key].value_gbp_m)
    body = scenario.bodies[place]
    lines: dict[str, SpendLine | CostLine | IncomeLine] = {**spending(body)}
    if not isinstance(body, Buyer) and key not in lines:
        lines = {**body.income}
    return planned(lines[key].base_gbp_m)


def spending(body: AnyBody) -> dict[str, SpendLine] | dict[str, CostLine]:
    """The spend lines of a commissioner or council, a provider's cost lines."""
    return body.spend if isinstance(body, Buyer) else body.costs


def own_lines(body: AnyBody) -> list[str]:
    """The keys of what a body spends: a commissioner's or council's spend lines, a provider's cost lines."""
    return list(body.spend) if isinstance(body, Buyer) else list(body.costs)
