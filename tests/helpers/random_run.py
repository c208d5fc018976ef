"""A run of random amounts in the right shapes, for tests of what is done with a run once it is there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from simulator.economy.catalogue import BY_MONTH, BY_YEAR, SCHEMES, SCHEMES_BY_YEAR
from simulator.montecarlo.run import Run
from simulator.results.arrays import Results
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.statistics.arrays import Array

BODIES = ("general", "north_ccg")
INSTANCES = ("care_at_home", "qip@2019")
YEARS = (2018, 2019, 2020)


def random_results(replications: int, *, seed: int = 1, first_replication: int = 0) -> Results:
    """A hospital and its commissioner, two savings schemes, three years."""
    random = np.random.default_rng(seed)

    def amounts(names: Iterable[str], *axes: int) -> dict[str, Array]:
        return {name: random.normal(size=(*axes, replications)) for name in names}

    years = len(YEARS)
    by_year = amounts(BY_YEAR, len(BODIES), years)
    by_year["recovery_months"] = random.integers(0, 13, (len(BODIES), years, replications)).astype(float)
    by_year["escalation"] = random.integers(0, 4, (len(BODIES), years, replications)).astype(float)
    by_year["policy_regime"] = random.integers(-1, 3, (len(BODIES), years, replications)).astype(float)
    by_year["control_total"][:] = np.nan
    for name in ("cash", "loans"):
        by_year[name][1] = np.nan
    by_year["three_year"][:, 0] = np.nan
    schemes = amounts(SCHEMES, len(INSTANCES))
    schemes["go_live"] = np.where(random.random((len(INSTANCES), replications)) < 0.2, np.inf, 6.5)
    schemes["stopped"] = (random.random((len(INSTANCES), replications)) < 0.1).astype(float)
    return Results(
        bodies=BODIES,
        commissioners=frozenset({"north_ccg"}),
        members=BODIES,
        years=YEARS,
        first_replication=first_replication,
        by_year=by_year,
        by_month=amounts(BY_MONTH, len(BODIES), 12 * years),
        instances=INSTANCES,
        schemes_by_year=amounts(SCHEMES_BY_YEAR, len(INSTANCES), years),
        schemes=schemes,
    )


def random_run(results: Results, inputs: Mapping[str, Array] | None = None) -> Run:
    """A run of these results, with a random plan and a random do-nothing run."""
    return Run(
        scenario=small_scenario(),
        seed=0,
        replications=results.replications,
        plan=random_results(1, seed=2),
        do_nothing=random_results(1, seed=3),
        results=results,
        inputs=pd.DataFrame(dict(inputs or {}), index=pd.RangeIndex(results.replications)),
    )


def with_amounts(results: Results, **amounts: Array) -> Results:
    """The same results with some measures of a year replaced, each broadcast to bodies, years and futures."""
    shape = results.by_year["surplus"].shape
    changed = {name: np.broadcast_to(values, shape).astype(float) for name, values in amounts.items()}
    return replace(results, by_year={**results.by_year, **changed})


def small_scenario() -> Scenario:
    """The scenario that the random amounts could have come from."""
    start = datetime.date(2018, 4, 1)
    care = {"name": "Care at home", "owner": "north_ccg", "kind": "demand", "start": start}
    qip = {"name": "Productivity", "owner": "general", "kind": "cash_releasing", "repeats_yearly": True}
    qip |= {"start": datetime.date(2019, 4, 1), "repeats_until": 2019}
    common = {"opening_underlying_gbp_m": -1.0}
    north = {"kind": "commissioner", "name": "North CCG", "population": "north", "allocation_gbp_m": 9.0}
    costs = {"pay": {"base_gbp_m": 9.0}}
    general = {"kind": "provider", "name": "The General", "host_population": "north", "costs": costs}
    return with_names(
        Scenario.model_validate(
            {
                "format": 1,
                "title": "Small",
                "start": start,
                "as_of": start,
                "years": len(YEARS),
                "age_bands": ["0+"],
                "system": {"name": "North", "members": list(BODIES)},
                "populations": {"north": {"people": {"2018": [1000.0]}}},
                "services": {"beds": {"cost_per_head_gbp": [1.0]}},
                "prices": {"other": {"planned_pct": {"2018": 2.0}}},
                "bodies": {"north_ccg": north | common, "general": general | common},
                "schemes": {"care_at_home": care, "qip": qip},
            }
        )
    )
