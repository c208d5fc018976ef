"""Which tables of the regime anybody uses: it is shared by scenarios, and may say more than one of them needs."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.terms.bodies import Commissioner, Provider
from simulator.scenario.terms.contracts import Contract

TablePath = tuple[str, str]
"""Part and key of a table of the regime: ``("commissioners", "surplus_pct")``."""

WHOLE_TABLES = frozenset({"escalation", "write_off", "rescue"})
"""Keys of the regime that hold no rows by year, but a table that may be left out."""
KEPT_AND_SPENT = ("surplus_pct", "headroom_pct", "headroom_spent_pct", "drawdown_pct")
SET = ("improvement_pct", "ceiling_pct")
REWARDS = ("incentive_pct", "bonus_pct")
"""Rows that may be left out: used where they are there."""


def uses(scenario: Scenario) -> Iterator[tuple[TablePath, KeyPath]]:
    """Every table of the regime that is used, with who uses it; once for each of them."""
    for key, body in scenario.bodies.items():
        if isinstance(body, Commissioner):
            yield ("commissioners", "escalation"), ("bodies", key)
            if body.business_rules is not None:
                path: KeyPath = ("bodies", key, "business_rules")
                yield from ((("commissioners", word), path) for word in KEPT_AND_SPENT)
            if body.control_total is not None:
                path = ("bodies", key, "control_total")
                yield from ((("commissioners", word), path) for word in SET)
        elif isinstance(body, Provider):
            yield from _uses_of_provider(scenario, key, body)
    for key, contract in scenario.contracts.items():
        if follows_national_rate(contract):
            yield ("contracts", "marginal_rate_pct"), ("contracts", key)


def in_use(scenario: Scenario) -> set[TablePath]:
    """The tables of the regime that somebody uses."""
    return {table for table, _ in uses(scenario)}


def follows_national_rate(contract: Contract) -> bool:
    """Whether a contract is paid at a marginal rate and does not say its own."""
    return contract.form == "marginal_rate" and not contract.marginal_rate_pct


def _uses_of_provider(scenario: Scenario, key: str, body: Provider) -> Iterator[tuple[TablePath, KeyPath]]:
    yield ("providers", "escalation"), ("bodies", key)
    if body.cash is not None:
        yield from ((("providers", word), ("bodies", key)) for word in ("write_off", "rescue"))
    if body.business_rules is not None:
        yield ("providers", "surplus_pct"), ("bodies", key, "business_rules")
    if body.control_total is not None:
        path: KeyPath = ("bodies", key, "control_total")
        yield from ((("providers", word), path) for word in SET)
    if body.sustainability_funding is not None:
        path = ("bodies", key, "sustainability_funding")
        yield ("providers", "finance_pct"), path
        if any(not _is_all(row) for row in scenario.regime.providers.finance_pct.values()):
            yield ("providers", "performance_limit_pct"), path
        rewards = (word for word in REWARDS if getattr(scenario.regime.providers, word))
        yield from ((("providers", word), path) for word in rewards)


def _is_all(share: Number) -> bool:
    return share.value == 100
