"""The scenario file: its typed model, how it is read, checked and written again."""

from simulator.scenario.loading import load
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.resolved import resolved_toml
from simulator.scenario.schema import json_schema
from simulator.scenario.template import new_scenario

__all__ = ["Number", "Scenario", "json_schema", "load", "new_scenario", "resolved_toml"]
