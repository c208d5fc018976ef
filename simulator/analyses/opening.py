"""The opening walk: does base income less base cost give the position that each body says it starts from?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.sampling.distributions import planned
from simulator.scenario.model import AnyBody, Buyer, Commissioner, Contract, Scenario
from simulator.scenario.number import Number

TOLERANCE_GBP_M = 0.01


@dataclass(frozen=True)
class Step:
    """One line of the walk: income above nothing, cost below."""

    name: str
    amount_gbp_m: float


@dataclass(frozen=True)
class Walk:
    """A body's way from its income to its underlying position, at base amounts a year."""

    body: str
    name: str
    steps: tuple[Step, ...]
    stated_gbp_m: float
    """What the scenario says the underlying position is: the plan of `opening_underlying_gbp_m`."""

    @property
    def total_gbp_m(self) -> float:
        """Base income less base cost."""
        return sum(step.amount_gbp_m for step in self.steps)

    @property
    def difference_gbp_m(self) -> float:
        """What the walk finds less what the scenario states."""
        return self.total_gbp_m - self.stated_gbp_m

    @property
    def closes(self) -> bool:
        """Whether the two agree; within £0.01m."""
        return abs(self.difference_gbp_m) <= TOLERANCE_GBP_M + 1e-9


def opening_walks(scenario: Scenario) -> list[Walk]:
    """The opening walk of every body (`docs/model.md` §7), in the order of the file."""
    return [
        Walk(
            body=key,
            name=body.name,
            steps=tuple(_steps(scenario, key, body)),
            stated_gbp_m=planned(body.opening_underlying_gbp_m),
        )
        for key, body in scenario.bodies.items()
    ]


def payment_at_opening(scenario: Scenario, contract: Contract) -> float:
    """A contract's payment a year while activity is base activity and the plan is the opening plan, in £m."""
    plan = planned(contract.opening_plan)
    over, under = max(1.0 - plan, 0.0), min(1.0 - plan, 0.0)
    match contract.form:
        case "block":
            variable = 0.0
        case "activity":
            variable = (1.0 - _share(contract.challenged_pct)) * over + under
        case "marginal_rate":
            rates = scenario.marginal_rates(contract)
            variable = _share(scenario.row(rates, scenario.start.year)) * over + under
        case "blended":
            cap, collar = _share(contract.cap_pct) * plan, _share(contract.collar_pct) * plan
            variable = min(max(_share(contract.variable_pct) * (over + under), -collar), cap)
    return max(planned(contract.value_gbp_m) * (plan + variable), 0.0)


def _share(per_cent: Number | None) -> float:
    return 0.0 if per_cent is None else planned(per_cent) / 100


def _steps(scenario: Scenario, key: str, body: AnyBody) -> Iterator[Step]:
    if isinstance(body, Buyer):
        yield Step("Allocation" if isinstance(body, Commissioner) else "Funding", planned(body.funds))
        for contract_key, contract in scenario.contracts.items():
            if contract.payer == key:
                yield Step(f"Contract {contract_key}", -payment_at_opening(scenario, contract))
        yield from (Step(f"Spend {line}", -planned(entry.base_gbp_m)) for line, entry in body.spend.items())
    else:
        for contract_key, contract in scenario.contracts.items():
            if contract.provider == key:
                yield Step(f"Contract {contract_key}", payment_at_opening(scenario, contract))
        yield from (Step(f"Income {line}", planned(entry.base_gbp_m)) for line, entry in body.income.items())
        yield from (Step(f"Cost {line}", -planned(entry.base_gbp_m)) for line, entry in body.costs.items())
    administration = sum(_administration(key, contract) for contract in scenario.contracts.values())
    if administration:
        yield Step("Administration of contracts", -administration)


def _administration(key: str, contract: Contract) -> float:
    cost = 0.0
    if contract.payer == key:
        cost += planned(contract.payer_administration_gbp_m)
    if contract.provider == key:
        cost += planned(contract.provider_administration_gbp_m)
    return cost
