"""What a commissioner can afford: contracts to offer and to pay, and care that can be stopped and worked off."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect
from simulator.scenario.scope import affording
from simulator.scenario.terms.contracts import Contract


def affordability(scenario: Scenario) -> Iterator[Contradiction]:
    """Offers need contracts that grow; what is withheld needs work that would be paid, and a measure of need."""
    for key, terms in affording(scenario).items():
        path: KeyPath = ("bodies", key, "affordability")
        paid = [contract for contract in scenario.contracts.values() if contract.payer == key]
        if not paid:
            yield without_effect(path, "it pays no contract")
        elif is_left_out(terms.withheld_pct):
            if not is_left_out(terms.withheld_in_full_at_pct):
                yield without_effect((*path, "withheld_in_full_at_pct"), "there is no withheld_pct")
            elif not any(_grows(contract) for contract in paid):
                yield without_effect(path, "no contract that it pays grows, and it has no withheld_pct")
        elif is_left_out(terms.withheld_in_full_at_pct):
            yield Contradiction(
                (*path, "withheld_in_full_at_pct"), "is missing: how far short it is where it withholds most"
            )
        elif all(contract.form == "block" for contract in paid):
            yield without_effect(
                (*path, "withheld_pct"), "a block pays nothing above plan, and it has no other"
            )


def stopped(scenario: Scenario) -> Iterator[Contradiction]:
    """Care is stopped for what is withheld, and waits with what winter cancels."""
    payers = affording(scenario)
    for key, contract in scenario.contracts.items():
        if contract.stopped_pct is None:
            continue
        path: KeyPath = ("contracts", key, "stopped_pct")
        if contract.payer not in payers:
            yield without_effect(
                path, f"{contract.payer} has no [affordability] table, and withholds nothing"
            )
        elif is_left_out(payers[contract.payer].withheld_pct):
            yield without_effect(path, f"{contract.payer} has no withheld_pct")
        elif contract.form == "block":
            yield without_effect(path, "a block pays nothing above plan that could be withheld")
        elif scenario.winter is None:
            yield Contradiction(path, "needs a [winter]: its backlog_share_pct works off what is stopped")


def _grows(contract: Contract) -> bool:
    return not (is_left_out(contract.planned_growth_pct) and is_left_out(contract.rebase_share_pct))


EFFECTS = (affordability, stopped)
"""Asked of whole files: what they miss may be what is wrong."""
