"""A payer and a hospital that break even, small enough for arithmetic by hand."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import numpy as np

from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from tests.oracle.future import Future
from tests.oracle.model import Oracle

APRIL_2018 = datetime.date(2018, 4, 1)

BASE: dict[str, Any] = {
    "format": 1,
    "title": "By hand",
    "start": APRIL_2018,
    "as_of": APRIL_2018,
    "years": 3,
    "age_bands": ["0+"],
    "system": {"name": "Hand", "members": ["payer", "hospital"]},
    "populations": {"town": {"people": {"2018": [1000.0], "2028": [1000.0]}}},
    "services": {"care": {"growth_includes": ["demography"]}},
    "prices": {"other": {"planned_pct": {"2018": 0}}, "pay": {"planned_pct": {"2018": 0}}},
    "bodies": {
        "payer": {
            "kind": "commissioner",
            "name": "Payer",
            "population": "town",
            "opening_underlying_gbp_m": 0,
            "allocation_gbp_m": 240,
            "spend": {"own": {"base_gbp_m": 120}},
        },
        "hospital": {
            "kind": "provider",
            "name": "Hospital",
            "host_population": "town",
            "opening_underlying_gbp_m": 0,
            "costs": {"wages": {"base_gbp_m": 120, "price": "pay"}},
        },
    },
    "contracts": {
        "main": {
            "payer": "payer",
            "provider": "hospital",
            "service": "care",
            "form": "block",
            "value_gbp_m": 120,
        }
    },
}


def scenario_with(**changes: Any) -> Scenario:
    """The base scenario with tables merged in; a key is a path with `__` for a dot."""
    raw = copy.deepcopy(BASE)
    for path, entry in changes.items():
        *parents, last = path.split("__")
        table = raw
        for parent in parents:
            table = table.setdefault(parent, {})
        table[last] = entry
    return with_names(Scenario.model_validate(raw))


def scheme(**changes: Any) -> dict[str, Any]:
    """A cash-releasing scheme on wages that is whole at once from the first day."""
    table = {
        "name": "Scheme",
        "owner": "hospital",
        "kind": "cash_releasing",
        "on": ["hospital.wages"],
        "start": APRIL_2018,
        "ramp": "immediate",
    }
    return table | changes


def live_once(oracle: Oracle, draws: dict[str, np.ndarray] | None = None) -> Future:
    """One future in which only ``draws`` differ from certainty."""
    return oracle.future(Inputs(replications=1, draws=draws or {}), 0)
