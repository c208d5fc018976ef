"""The scenario file: its typed model, how it is read, checked and written again."""

from simulator.scenario import variant
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.origins import Origins
from simulator.scenario.reading.loading import load, load_with_origins
from simulator.scenario.resolved import explained_toml, resolved_toml, values
from simulator.scenario.schema import json_schema
from simulator.scenario.template import new_scenario

Scenario.reader = variant

__all__ = [
    "Number",
    "Origins",
    "Scenario",
    "explained_toml",
    "json_schema",
    "load",
    "load_with_origins",
    "new_scenario",
    "resolved_toml",
    "values",
]
