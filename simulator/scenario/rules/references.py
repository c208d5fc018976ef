"""Names that must be somebody's: every reference from one table of a scenario to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.scenario.model import AnyBody, Buyer, Commissioner, Council, Provider, Scenario
from simulator.scenario.number import Number
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.rules.contradiction import Contradiction, tables, unknown

ALWAYS_OUTSIDE = ("paymaster", "staff_and_suppliers")
"""Parties that exist in every scenario without being declared."""
RESERVED = (*ALWAYS_OUTSIDE, "system", "every_body", "contracts")
"""Names that already mean something where parties are named."""


def party_names(scenario: Scenario) -> Iterator[Contradiction]:
    """Each party has a name of its own."""
    for section, keys in (("bodies", scenario.bodies), ("outside", scenario.outside)):
        for key in keys:
            if key in RESERVED:
                yield Contradiction(
                    (section, key), f'"{key}" already has a meaning in every scenario: take another key'
                )
    for key in scenario.outside:
        if key in scenario.bodies:
            yield Contradiction(("outside", key), "is a simulated body as well: a party is either or")


def members(scenario: Scenario) -> Iterator[Contradiction]:
    """The system consists of simulated commissioners and providers, each once."""
    yield from repeated(("system", "members"), scenario.system.members)
    for place, member in enumerate(scenario.system.members):
        if member not in scenario.bodies:
            yield unknown(("system", "members", place), "simulated body", member, scenario.bodies)
        elif isinstance(scenario.bodies[member], Council):
            yield Contradiction(
                ("system", "members", place),
                f'"{member}" is a council: its money is ring-fenced, so that it is simulated and shown beside '
                "the system, never in it; take it out",
            )


def sources(scenario: Scenario) -> Iterator[Contradiction]:
    """Every figure's source is declared, and so is the fact that a figure was fitted to."""
    for path, table in tables(scenario):
        if table.source is not None and table.source not in scenario.sources:
            yield unknown((*path, "source"), "entry of [sources]", table.source, scenario.sources)
        fact = table.calibrated_to if isinstance(table, Number) else None
        if fact is not None and fact not in scenario.reported:
            yield unknown((*path, "calibrated_to"), "entry of [reported]", fact, scenario.reported)


def prices(scenario: Scenario) -> Iterator[Contradiction]:
    """Every price series that is named exists."""
    if "other" not in scenario.prices:
        yield Contradiction(
            ("prices",), "needs a series `other`: investment, capital and administration move with it"
        )
    for key, series in scenario.prices.items():
        if series.less is None:
            continue
        path: KeyPath = ("prices", key, "less")
        if series.less not in scenario.prices:
            yield unknown(path, "price series", series.less, scenario.prices)
        elif series.less == key:
            yield Contradiction(path, "names the series itself")
        elif scenario.prices[series.less].less is not None:
            yield Contradiction(path, f'"{series.less}" takes off a series itself: chains are not allowed')
    for path, price in _price_references(scenario):
        if price is not None and price not in scenario.prices:
            yield unknown(path, "price series", price, scenario.prices)


def populations_and_services(scenario: Scenario) -> Iterator[Contradiction]:
    """Every population and every service that is named exists."""
    for key, body in scenario.bodies.items():
        word = "population" if isinstance(body, Buyer) else "host_population"
        population = body.population if isinstance(body, Buyer) else body.host_population
        if population not in scenario.populations:
            yield unknown(("bodies", key, word), "population", population, scenario.populations)
    for path, service in _service_references(scenario):
        if service not in scenario.services:
            yield unknown(path, "service", service, scenario.services)


def contract_parties(scenario: Scenario) -> Iterator[Contradiction]:
    """A commissioner, council or outsider pays, a provider or outsider provides; one of the two is simulated."""
    outside = {*scenario.outside, *ALWAYS_OUTSIDE}
    for key, contract in scenario.contracts.items():
        for role, kind, party in (
            ("payer", (Commissioner, Council), contract.payer),
            ("provider", Provider, contract.provider),
        ):
            allowed = [name for name, body in scenario.bodies.items() if isinstance(body, kind)]
            if party in scenario.bodies and party not in allowed:
                rule = "a provider or an outside party provides"
                if role == "payer":
                    rule = "a commissioner, a council or an outside party pays"
                kind_found = scenario.bodies[party].kind
                yield Contradiction(("contracts", key, role), f'"{party}" is a {kind_found}: {rule}')
            elif party not in allowed and party not in outside:
                yield unknown(("contracts", key, role), "party", party, [*allowed, *scenario.outside])
        if contract.payer == contract.provider:
            yield Contradiction(("contracts", key), "payer and provider are the same party")
        elif contract.payer in outside and contract.provider in outside:
            yield Contradiction(("contracts", key), "neither payer nor provider is simulated")


def recovery_lines(scenario: Scenario) -> Iterator[Contradiction]:
    """Financial recovery holds lines of the body's own spend or costs, each once an action, and no PFI."""
    for key, body in scenario.bodies.items():
        for action_key, action in (body.recovery.actions if body.recovery else {}).items():
            path: KeyPath = ("bodies", key, "recovery", "actions", action_key, "lines")
            yield from repeated(path, action.lines)
            for place, line in enumerate(action.lines):
                if isinstance(body, Provider) and line in body.costs and body.costs[line].pfi:
                    yield Contradiction(
                        (*path, place),
                        f'"{line}" is a PFI: the payment is fixed by contract, nobody can hold it; take it out',
                    )
                elif line not in own_lines(body):
                    yield unknown((*path, place), f"spend or cost line of {key}", line, own_lines(body))


def owners(scenario: Scenario) -> Iterator[Contradiction]:
    """Schemes, risks and reported facts belong to bodies; others may pay for a scheme."""
    for key, scheme in scenario.schemes.items():
        if scheme.owner not in scenario.bodies:
            yield unknown(("schemes", key, "owner"), "simulated body", scheme.owner, scenario.bodies)
        payers = {*scenario.bodies, *scenario.outside, "paymaster"}
        if scheme.paid_by is not None and scheme.paid_by not in payers:
            yield unknown(("schemes", key, "paid_by"), "party", scheme.paid_by, payers)
        elif scheme.paid_by == scheme.owner:
            yield Contradiction(("schemes", key, "paid_by"), "is the owner, who pays anyway; leave it out")
    for key, risk in scenario.risks.items():
        if risk.owner not in scenario.bodies:
            yield unknown(("risks", key, "owner"), "simulated body", risk.owner, scenario.bodies)
    for key, fact in scenario.reported.items():
        if fact.body not in {*scenario.bodies, "system"}:
            yield unknown(
                ("reported", key, "body"), "simulated body", fact.body, [*scenario.bodies, "system"]
            )


def own_lines(body: AnyBody) -> list[str]:
    """The keys of what a body spends: a commissioner's or council's spend lines, a provider's cost lines."""
    return list(body.spend) if isinstance(body, Buyer) else list(body.costs)


def _price_references(scenario: Scenario) -> Iterator[tuple[KeyPath, str | None]]:
    for key, body in scenario.bodies.items():
        here: KeyPath = ("bodies", key)
        yield (*here, "hidden_cost_price"), body.hidden_cost_price
        if isinstance(body, Buyer):
            word = "allocation_price" if isinstance(body, Commissioner) else "funding_price"
            yield (*here, word), body.funds_price
            yield from (((*here, "spend", line, "price"), entry.price) for line, entry in body.spend.items())
            if isinstance(body, Council) and body.discharge is not None:
                yield (*here, "discharge", "price"), body.discharge.price
        else:
            yield from (
                ((*here, "income", line, "price"), entry.price) for line, entry in body.income.items()
            )
            yield from (((*here, "costs", line, "price"), entry.price) for line, entry in body.costs.items())
            if body.winter_premium_gbp_m.value != 0:
                yield (*here, "winter_premium_gbp_m"), "pay"
    for key, contract in scenario.contracts.items():
        yield ("contracts", key, "price"), contract.price


def _service_references(scenario: Scenario) -> Iterator[tuple[KeyPath, str]]:
    for key, body in scenario.bodies.items():
        for line_key, line in (body.spend if isinstance(body, Buyer) else {}).items():
            if line.service is not None:
                yield ("bodies", key, "spend", line_key, "service"), line.service
    for key, contract in scenario.contracts.items():
        yield ("contracts", key, "service"), contract.service


def repeated(path: KeyPath, names: Iterable[str]) -> Iterator[Contradiction]:
    """Names in the list at ``path`` that stand there already."""
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield Contradiction((*path, place), f'names "{name}" twice')
        seen.add(name)


RULES = (
    party_names,
    members,
    sources,
    prices,
    populations_and_services,
    contract_parties,
    recovery_lines,
    owners,
)
