"""The opening walk: does base income less base cost give the position that each body says it starts from?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.errors import OpeningError
from simulator.scenario import Origins
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.terms.bodies import AnyBody, Buyer, Commissioner
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.uncertainty import planned

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


def wrong_openings(scenario: Scenario) -> list[Walk]:
    """The walks that do not give the position stated, in the order of the file."""
    return [walk for walk in opening_walks(scenario) if not walk.closes]


def refuse_wrong_openings(scenario: Scenario, *, anyway: bool, origins: Origins | None = None) -> None:
    """Refuse a scenario in which a body does not start where it says, unless it is to run ``anyway``.

    Every replication inherits the difference, so that no probability means anything.

    Parameters
    ----------
    scenario : Scenario
    anyway : bool
    origins : Origins, optional
        Where values were written: the key to mend is then named with its file and line.

    Raises
    ------
    OpeningError
        With every such body.
    """
    refusals = [] if anyway else opening_refusals(scenario, origins)
    if refusals:
        raise OpeningError(refusals)


def opening_refusals(scenario: Scenario, origins: Origins | None = None) -> list[str]:
    """Why a scenario is not run, a sentence a body that does not start where it says; mostly nothing."""
    return [_refusal(walk, origins) for walk in wrong_openings(scenario)]


def said_of_openings(scenario: Scenario) -> tuple[str, ...]:
    """What every result of a scenario has to say of openings that do not hold, a sentence a body; mostly nothing."""
    return tuple(
        f"The opening position of {walk.name} does not hold: {_figures(walk)}. Every figure inherits the difference."
        for walk in wrong_openings(scenario)
    )


def openings_named(scenario: Scenario) -> str:
    """The same in a few words: of which bodies; mostly nothing."""
    wrong = ", ".join(walk.body for walk in wrong_openings(scenario))
    return f"opening does not hold: {wrong}" if wrong else ""


def openings_in_short(scenario: Scenario) -> str:
    """The same, to follow the line below a chart."""
    wrong = openings_named(scenario)
    return f" · {wrong}" if wrong else ""


def openings_listed(scenario: Scenario) -> list[dict[str, str | float]]:
    """The same for other programs: body, stated, from its lines, and their difference, £m."""
    return [
        {
            "body": walk.body,
            "stated_gbp_m": walk.stated_gbp_m,
            "from_lines_gbp_m": walk.total_gbp_m,
            "difference_gbp_m": walk.difference_gbp_m,
        }
        for walk in wrong_openings(scenario)
    ]


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


def _refusal(walk: Walk, origins: Origins | None) -> str:
    path = ("bodies", walk.body, "opening_underlying_gbp_m")
    written = origins.of(path) if origins is not None else None
    place = f"{written}: " if written is not None else ""
    return f"{place}{'.'.join(path)}: {walk.name} does not start where it says: {_figures(walk)}."


def _figures(walk: Walk) -> str:
    """What is stated, what its lines give, and the difference between the two as they are shown."""
    stated, total = round(walk.stated_gbp_m, 3), round(walk.total_gbp_m, 3)
    return (
        f"{_pounds(stated)} is stated, its income less its cost is {_pounds(total)}, a difference of "
        f"{_pounds(total - stated)}"
    )


def _pounds(gbp_m: float) -> str:
    return f"{'−' if round(gbp_m, 3) < 0 else ''}£{abs(gbp_m):,.3f}m"


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
