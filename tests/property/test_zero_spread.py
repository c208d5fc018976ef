"""Without chance, reaction and limits every future is the plan."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from simulator.results.arrays import KINDS
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.bodies import AnyBody, Commissioner, Council, Provider
from simulator.scenario.terms.quality import Quality
from simulator.scenario.terms.savings_programmes import FollowsNeed
from simulator.scenario.terms.schemes import Gateway, Office, Scheme
from simulator.scenario.terms.vocabulary import certain
from simulator.scenario.uncertainty import planned
from simulator.simulation import plan_run, simulate_block
from tests.property.worlds import SEEDS, Economy, changed, economies, few_inputs

OF_OFFERS = "offered_growth_pct"
"""Empty where no commissioner looks at what it can afford, and 100 in a plan that offers whatever is asked."""


@given(economies(longest=4), SEEDS)
def test_zero_spread_equals_the_plan(economy: Economy, seed: int) -> None:
    scenario = changed(without_funding(economy.scenario), policy_regimes=None)
    certainty = without_chance(scenario)
    inputs, plan = few_inputs(certainty, seed), plan_run(scenario)
    assert all(
        name.endswith((".stops", ".fails", ".enters")) and not values.any()
        for name, values in inputs.draws.items()
    )
    results = simulate_block(certainty, inputs, plan)
    for kind in KINDS:
        for measure, expected in getattr(plan, kind).items():
            if measure == OF_OFFERS:
                continue
            found = getattr(results, kind)[measure]
            expected = np.broadcast_to(expected, found.shape)
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9, err_msg=f"{kind} {measure}")


def without_funding(scenario: Scenario) -> Scenario:
    """The plan run decides on no quarter of sustainability funding but the last, and so is paid at another time."""
    bodies = {
        key: replaced(body, {"sustainability_funding": None})
        if isinstance(body, Commissioner | Provider)
        else body
        for key, body in scenario.bodies.items()
    }
    return changed(scenario, bodies=bodies)


def without_chance(scenario: Scenario) -> Scenario:
    """All numbers as planned; no winter, risk, noise, error, delay, grip, recovery or shut gateway; places for all.

    Nor escalation, soft budgets, offers, shocks, what unit costs have in common, year-end measures and what large and
    late programmes do not deliver: the plan knows none of them.
    """
    none = certain(0.0)
    services = {key: replaced(s, {"noise_sd_pct": none}) for key, s in as_planned(scenario.services).items()}
    prices = {key: replaced(p, {"error_sd_pct": none}) for key, p in as_planned(scenario.prices).items()}
    schemes = {
        key: replaced(s, {"delay_months": none, "gateways": _that_pass(s), "follows_need": _unhindered(s)})
        for key, s in as_planned(scenario.schemes).items()
    }
    milestones = {
        key: replaced(m, {"delay_months": none, "fails_probability": none})
        for key, m in as_planned(scenario.milestones).items()
    }
    regime = as_planned(scenario.regime)
    kinds = {kind: getattr(regime, kind) for kind in ("commissioners", "providers")}
    calm = {kind: replaced(terms, {"escalation": None}) for kind, terms in kinds.items()}
    calm["providers"] = replaced(calm["providers"], {"write_off": None, "rescue": None})
    bodies = {
        key: replaced(
            b,
            {
                "grip": None,
                "recovery": None,
                **({} if isinstance(b, Council) else {"year_end": None}),
                **({"affordability": None} if isinstance(b, Commissioner) else {}),
                "forecast": replaced(b.forecast, {"error_sd_gbp_m": none}),
                **_that_enters_no_measures(b),
            },
        )
        for key, b in as_planned(scenario.bodies).items()
    }
    planned_tables = {key: as_planned(getattr(scenario, key)) for key in ("populations", "system", "levies")}
    contracts = {
        key: replaced(contract, {"stopped_pct": None})
        for key, contract in as_planned(scenario.contracts).items()
    }
    return changed(
        scenario,
        services=services,
        prices=prices,
        schemes=schemes,
        milestones=milestones,
        regime=replaced(regime, calm),
        contracts=contracts,
        bodies=bodies,
        winter=None,
        unit_costs=None,
        operational_shocks=None,
        risks={},
        office=Office(places=1000),
        **planned_tables,
    )


def _that_enters_no_measures(body: AnyBody) -> dict[str, Quality]:
    if not isinstance(body, Provider) or body.quality is None:
        return {}
    return {"quality": replaced(body.quality, {"probability": certain(0.0)})}


def _unhindered(scheme: Scheme) -> FollowsNeed | None:
    terms = scheme.follows_need
    return terms and replaced(terms, dict.fromkeys(("stretch_effect", "tires_a_year"), certain(0.0)))


def as_planned(entry: Any) -> Any:
    """A number, or all numbers of a table, at what the plan says."""
    match entry:
        case Number():
            return replaced(certain(planned(entry)), {"source": entry.source})
        case Table():
            return replaced(entry, {key: as_planned(getattr(entry, key)) for key in type(entry).model_fields})
        case dict():
            return {key: as_planned(part) for key, part in entry.items()}
    return entry


def _that_pass(scheme: Scheme) -> dict[str, Gateway]:
    """Gateways whose day is waited for, and at which nothing is stopped."""
    return {
        key: replaced(gateway, {"stop_probability": certain(0.0), "delay_months": certain(0.0)})
        for key, gateway in scheme.gateways.items()
    }
