"""National rules and who lives by them: control totals, their funding, business rules, escalation, marginal rates."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from simulator.scenario.model import Council, Scenario
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.regime_use import uses
from simulator.scenario.rules.contradiction import Contradiction, without_effect

STAGES = ("special_measures_years", "contingency_planning_years", "administration_years")


def quarters(scenario: Scenario) -> Iterator[Contradiction]:
    """The four quarters hold the whole of a year's sustainability funding."""
    shares = scenario.regime.quarters_pct
    if shares is not None and not math.isclose(sum(shares), 100, abs_tol=1e-9):
        hint = "; these are per cent, 0.15 is 15" if math.isclose(sum(shares), 1, abs_tol=0.01) else ""
        yield Contradiction(("regime", "quarters_pct"), f"adds up to {sum(shares):g}; it must be 100{hint}")


def escalations(scenario: Scenario) -> Iterator[Contradiction]:
    """Failure leads from special measures to a contingency planning team to an administrator, in that order."""
    for kind in ("commissioners", "providers"):
        escalation = getattr(scenario.regime, kind).escalation
        if escalation is None:
            continue
        path: KeyPath = ("regime", kind, "escalation")
        years = [getattr(escalation, stage) for stage in STAGES]
        for stage, before, here, earlier in zip(STAGES[1:], STAGES, years[1:], years, strict=False):
            if here < earlier:
                yield Contradiction((*path, stage), f"is {here}; it is at least {before}, {earlier}")
        if "administration_months" in escalation.model_fields_set and (
            "administration_gbp_m" not in escalation.model_fields_set
        ):
            yield without_effect((*path, "administration_months"), "there is no administration_gbp_m")


def offers(scenario: Scenario) -> Iterator[Contradiction]:
    """Sustainability funding is offered for a control total, and is an offer of something."""
    for key, body in scenario.bodies.items():
        if isinstance(body, Council) or body.sustainability_funding is None:
            continue
        path: KeyPath = ("bodies", key, "sustainability_funding")
        if body.control_total is None:
            yield Contradiction(path, f"needs a control total to be reached: [bodies.{key}.control_total]")
        if not (body.sustainability_funding.offer_gbp_m or body.sustainability_funding.fills_deficit_pct):
            yield Contradiction(path, "offers nothing: it needs offer_gbp_m, fills_deficit_pct or both")


def rows(scenario: Scenario) -> Iterator[Contradiction]:
    """Whoever lives by a national rule finds it in the regime."""
    missing: dict[tuple[str, KeyPath], list[str]] = defaultdict(list)
    for (part, key), user in uses(scenario):
        if key != "escalation" and not getattr(getattr(scenario.regime, part), key):
            missing[part, user].append(key)
    for (part, user), keys in missing.items():
        if part == "contracts":
            yield Contradiction(
                (*user, *keys),
                'is missing: form = "marginal_rate" needs it, here or for everybody in [regime.contracts]',
            )
        else:
            yield Contradiction(
                user, f"lives by rows by year in [regime.{part}]; missing there: {', '.join(keys)}"
            )


def shares_of_quarters(scenario: Scenario) -> Iterator[Contradiction]:
    """Sustainability funding is paid by quarters."""
    for key, body in scenario.bodies.items():
        if isinstance(body, Council) or body.sustainability_funding is None:
            continue
        if scenario.regime.quarters_pct is None:
            yield Contradiction(
                ("bodies", key, "sustainability_funding"),
                "needs quarters_pct in [regime]: what of it each quarter holds, e.g. [15, 20, 30, 35]",
            )


RULES = (quarters, escalations, offers)
EFFECTS = (rows, shares_of_quarters)
"""Asked of whole files: what they miss may be what is wrong."""
