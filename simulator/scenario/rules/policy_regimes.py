"""Policy regimes: one of them is the plan's, together they are certain, and each says something that matters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import (
    Contradiction,
    end_year,
    is_left_out,
    unknown,
    without_effect,
)
from simulator.scenario.rules.prices import prices_used
from simulator.scenario.scope import funded
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.policy_regimes import Interruption, PolicyRegimes

HERE: KeyPath = ("policy_regimes",)
BREAK = "break"


def names(scenario: Scenario) -> Iterator[Contradiction]:
    """The plan's regime is one of them, and rates are those of price series."""
    terms = scenario.policy_regimes
    if terms is None:
        return
    if terms.plan not in terms.regimes:
        yield unknown((*HERE, "plan"), "policy regime", terms.plan, terms.regimes)
    for key, policy in terms.regimes.items():
        for series in policy.rates_pct:
            if series not in scenario.prices:
                path: KeyPath = (*HERE, "regimes", key, "rates_pct", series)
                yield unknown(path, "price series", series, scenario.prices)


def regimes(scenario: Scenario) -> Iterator[Contradiction]:
    """Parliaments follow one another; one of the regimes is certain to be drawn, and none is called as a break is."""
    terms = scenario.policy_regimes
    if terms is None:
        return
    for place, (before, year) in enumerate(pairwise(terms.begins), start=1):
        if year <= before:
            yield Contradiction((*HERE, "begins", place), f"is {year}, after {before}; state them in order")
    together = math.fsum(policy.probability for policy in terms.regimes.values())
    if not math.isclose(together, 1.0, abs_tol=1e-9):
        yield Contradiction(
            (*HERE, "regimes"), f"have probabilities that add up to {together:g}; it must be 1"
        )
    if BREAK in terms.regimes:
        yield Contradiction(
            (*HERE, "regimes", BREAK), "is what reports call the years of a break; name the regime otherwise"
        )


def effects(scenario: Scenario) -> Iterator[Contradiction]:
    """Parliaments of the horizon, rates of prices in use, support where there is any, breaks that matter."""
    terms = scenario.policy_regimes
    if terms is None:
        return
    yield from _parliaments(scenario, terms)
    used, is_funded = prices_used(scenario), bool(funded(scenario))
    for key, policy in terms.regimes.items():
        path: KeyPath = (*HERE, "regimes", key)
        for series in policy.rates_pct:
            if series not in used:
                yield without_effect((*path, "rates_pct", series), "nothing moves with that series")
        if not is_left_out(policy.support_pct) and not is_funded:
            yield without_effect((*path, "support_pct"), "nobody is offered sustainability funding")
    says_nothing = all(not p.rates_pct and is_left_out(p.support_pct) for p in terms.regimes.values())
    if terms.interruption is not None:
        yield from _break(scenario, terms.interruption)
    elif says_nothing:
        yield without_effect(HERE, "no regime has rates_pct or support_pct, and there is no break")


def _parliaments(scenario: Scenario, terms: PolicyRegimes) -> Iterator[Contradiction]:
    """One begins before the horizon's end, none ended by the start; later ones are a longer run's."""
    if min(terms.begins) >= end_year(scenario):
        yield without_effect((*HERE, "begins"), f"{min(terms.begins)}, the first, is after the horizon")
    for place, following in enumerate(terms.begins[1:]):
        if following <= scenario.start.year:
            yield without_effect((*HERE, "begins", place), "the next one has begun by the start")


def _break(scenario: Scenario, terms: Interruption) -> Iterator[Contradiction]:
    path: KeyPath = (*HERE, "interruption")
    has_loans = any(isinstance(body, Provider) and body.cash for body in scenario.bodies.values())
    writes_off = not is_left_out(terms.loans_written_off_pct)
    if writes_off and not has_loans:
        yield without_effect((*path, "loans_written_off_pct"), "no provider has a [cash] table")
    has_rules = funded(scenario) or any(entry.form != "block" for entry in scenario.contracts.values())
    if not (has_rules or writes_off) and is_left_out(terms.fills_deficit_pct):
        yield without_effect(
            path,
            "every contract is a block, nobody is offered sustainability funding, and it has neither "
            "fills_deficit_pct nor loans_written_off_pct",
        )


NAMES = (names,)
"""Names that must be somebody's: asked before anything else."""
RULES = (regimes,)
EFFECTS = (effects,)
"""Asked of whole files: what they miss may be what is wrong."""
