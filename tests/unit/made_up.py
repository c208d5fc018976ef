"""A made-up run of any number of bodies and years, for tests of what is shown: its amounts mean nothing."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from simulator.economy.catalogue import BY_MONTH, BY_YEAR, SCHEMES, SCHEMES_BY_YEAR
from simulator.montecarlo.run import Run
from simulator.results.arrays import Results
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import Array

NAMES = (
    "NHS West Shire Clinical Commissioning Group",
    "St Brigid's Hospital King's Ferry",
    "East Shire CCG",
    "Infirmary",
)


def made_up_run(bodies: int = 2, years: int = 10, replications: int = 2048) -> Run:
    """A run in which every other body is a commissioner and each next one is a little better off."""
    scenario = made_up_scenario(bodies, years)
    random = np.random.default_rng(7)
    growth = random.normal(size=replications)
    trend = -8.0 + 1.3 * np.arange(bodies)[:, None] + 1.2 * np.arange(years)
    spread = 2.0 + 0.7 * np.arange(years)
    noise = random.normal(size=(bodies, years, replications))
    surplus = trend[..., None] + spread[:, None] * (0.8 * noise - 0.6 * growth)
    inputs = pd.DataFrame(
        {"services.care.growth_pct": growth, "schemes.tidy.delivery": random.normal(size=replications)}
    )
    return Run(
        scenario=scenario,
        seed=42,
        replications=replications,
        plan=made_up_results(scenario, (trend + 4.0)[..., None]),
        do_nothing=made_up_results(scenario, (trend - 3.0 - 2.0 * np.arange(years))[..., None]),
        results=made_up_results(scenario, surplus),
        inputs=inputs,
    )


def made_up_results(scenario: Scenario, surplus: Array) -> Results:
    """Results in which everything follows from the surplus."""
    bodies, years, replications = surplus.shape
    by_year = dict.fromkeys(BY_YEAR, np.zeros_like(surplus))
    by_year |= {"control_total": np.full_like(surplus, np.nan)}
    by_year |= {"surplus": surplus, "underlying": surplus - 1.0, "cumulative": np.cumsum(surplus, axis=1)}
    by_year |= {"income": np.full_like(surplus, 250.0), "duty_income": np.full_like(surplus, 250.0)}
    by_year |= {"savings_delivered": np.full_like(surplus, 6.0 if replications == 1 else 4.5)}
    months = np.zeros((bodies, 12 * years, replications))
    schemes = np.zeros((1, years, replications))
    return Results(
        bodies=tuple(sorted(scenario.bodies)),
        commissioners=frozenset(key for key, body in scenario.bodies.items() if body.kind == "commissioner"),
        members=tuple(scenario.system.members),
        years=tuple(range(2018, 2018 + years)),
        first_replication=0,
        by_year=by_year,
        by_month=dict.fromkeys(BY_MONTH, months),
        instances=("tidy",),
        schemes_by_year=dict.fromkeys(SCHEMES_BY_YEAR, schemes),
        schemes=dict.fromkeys(SCHEMES, schemes[:, 0]),
    )


def made_up_scenario(bodies: int, years: int) -> Scenario:
    """Bodies with long and short names, one service and one savings scheme."""
    keys = [f"body_{number:02d}" for number in range(bodies)]
    tables = {key: _body(number) for number, key in enumerate(keys)}
    return Scenario.model_validate(
        {
            "format": 1,
            "title": "The two shires",
            "start": datetime.date(2018, 4, 1),
            "as_of": datetime.date(2018, 7, 4),
            "years": years,
            "age_bands": ["0+"],
            "system": {"name": "Shires", "members": keys},
            "populations": {"shire": {"people": {"2018": [170000.0]}}},
            "services": {"care": {"cost_per_head_gbp": [1000.0]}},
            "prices": {"other": {"planned_pct": {"2018": 2.0}}},
            "bodies": tables,
            "schemes": {
                "tidy": {
                    "name": "Care at home",
                    "owner": keys[0],
                    "kind": "cash_releasing",
                    "start": datetime.date(2019, 4, 1),
                }
            },
        }
    )


def _body(number: int) -> dict[str, object]:
    common = {"name": f"{NAMES[number % len(NAMES)]}{f' {number}' if number >= len(NAMES) else ''}"}
    if number % 2 == 0:
        kind = {"kind": "commissioner", "population": "shire", "allocation_gbp_m": 250.0}
    else:
        kind = {"kind": "provider", "host_population": "shire", "costs": {"pay": {"base_gbp_m": 250.0}}}
    return common | kind | {"opening_underlying_gbp_m": 250.0 if number % 2 == 0 else -250.0}
