"""Where everything stands: the fixed order of bodies, lines, contracts, demands, schemes and what they act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from simulator.scenario.model import Scenario
from simulator.scenario.scope import population_of
from simulator.scenario.terms.bodies import AnyBody, Buyer
from simulator.scenario.terms.lines import CostLine, IncomeLine, SpendLine

SpendKind = Literal["line", "income", "activity", "price"]
AnyLine = SpendLine | IncomeLine | CostLine


@dataclass(frozen=True, order=True)
class Spend:
    """Something that schemes act on: a cost or spend line, an income line, a contract's activity or price."""

    kind: SpendKind
    body: str
    """Whose line it is; empty for contracts."""
    key: str
    """Key of the line or contract."""


@dataclass(frozen=True)
class Group:
    """Spends of the same parties with the same schemes on them: what holds for one share holds for all."""

    spends: tuple[int, ...]
    instances: tuple[int, ...]
    """In the order of their names, in which savings on one spend combine."""
    gainer: str
    """Whose saving it is: the body of a line, the payer of a contract."""
    loser: str
    """Whose income it was: the provider of a contract; empty for lines."""


@dataclass(frozen=True)
class RowIndex:
    """The rows of every array in the state and the recorder."""

    bodies: tuple[str, ...]
    contracts: tuple[str, ...]
    demands: tuple[tuple[str, str], ...]
    """(population, service) pairs that some contract or spend line follows."""
    instances: tuple[str, ...]
    spends: tuple[Spend, ...]
    """Those with a scheme on them."""
    groups: tuple[Group, ...]
    """Every spend is in one."""

    def spends_of(self, body: str, kind: SpendKind) -> Iterator[tuple[int, str]]:
        """(row, line) of the spends of one kind of a body."""
        for row, spend in enumerate(self.spends):
            if spend.body == body and spend.kind == kind:
                yield row, spend.key

    def contract_spends(self, kind: SpendKind) -> Iterator[tuple[int, int]]:
        """(row of the spend, row of the contract) of the spends that are a contract's activity or price."""
        for row, spend in enumerate(self.spends):
            if spend.kind == kind:
                yield row, self.contracts.index(spend.key)


def index_rows(scenario: Scenario) -> RowIndex:
    """The row_index of a scenario; nothing in it depends on the order of the file."""
    instances = tuple(scenario.instances)
    acts_on = {
        name: tuple(_spends(scenario, name)) if _is_worth_something(scenario, name) else ()
        for name in instances
    }
    spends = tuple(sorted({spend for some in acts_on.values() for spend in some}))
    return RowIndex(
        bodies=tuple(sorted(scenario.bodies)),
        contracts=tuple(sorted(scenario.contracts)),
        demands=tuple(sorted(_demands(scenario))),
        instances=instances,
        spends=spends,
        groups=_groups(scenario, spends, acts_on),
    )


def _is_worth_something(scenario: Scenario, instance: str) -> bool:
    """Whether an instance takes anything of what it names: one worth nothing changes no group, and so no bit."""
    scheme = scenario.instances[instance]
    if scheme.follows_need is not None:
        return True
    size = scheme.full_year_gbp_m if scheme.share_pct is None else scheme.share_pct
    return size is None or size.value != 0.0


def _groups(
    scenario: Scenario, spends: tuple[Spend, ...], acts_on: Mapping[str, tuple[Spend, ...]]
) -> tuple[Group, ...]:
    alike: dict[tuple[tuple[int, ...], str, str], list[int]] = {}
    for row, spend in enumerate(spends):
        on_it = tuple(number for number, on in enumerate(acts_on.values()) if spend in on)
        contract = None if spend.body else scenario.contracts[spend.key]
        gainer, loser = (contract.payer, contract.provider) if contract else (spend.body, "")
        alike.setdefault((on_it, gainer, loser), []).append(row)
    return tuple(Group(tuple(rows), on_it, gainer, loser) for (on_it, gainer, loser), rows in alike.items())


def planned_base(scenario: Scenario, instance: str) -> float:
    """Planned base, £m a year, of everything that a scheme instance acts on."""
    from simulator.scenario.uncertainty import planned

    total = 0.0
    for spend in _spends(scenario, instance):
        if spend.kind in {"activity", "price"}:
            total += planned(scenario.contracts[spend.key].value_gbp_m)
        else:
            body = scenario.bodies[spend.body]
            total += planned(lines_of(body, spend.kind)[spend.key].base_gbp_m)
    return total


def lines_of(body: AnyBody, kind: SpendKind = "line") -> Mapping[str, AnyLine]:
    """A body's cost or spend lines, or its income lines, by key."""
    if isinstance(body, Buyer):
        return dict(body.spend) if kind == "line" else {}
    return dict(body.costs) if kind == "line" else dict(body.income)


def _spends(scenario: Scenario, instance: str) -> Iterator[Spend]:
    scheme = scenario.instances[instance]
    for target in scheme.on:
        where, key = target.split(".")
        if where == "contracts":
            yield Spend("activity" if scheme.kind == "demand" else "price", "", key)
        else:
            yield Spend("income" if scheme.kind == "income" else "line", where, key)


def _demands(scenario: Scenario) -> Iterator[tuple[str, str]]:
    pairs = set()
    for key, contract in scenario.contracts.items():
        pairs.add((population_of(scenario, key), contract.service))
    for body in scenario.bodies.values():
        if isinstance(body, Buyer):
            pairs |= {(body.population, line.service) for line in body.spend.values() if line.service}
    yield from pairs
