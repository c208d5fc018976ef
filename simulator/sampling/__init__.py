"""From a scenario to the inputs of its replications: streams, distributions, common factors."""

from simulator.sampling.draw import draw, planned
from simulator.sampling.inputs import Inputs
from simulator.statistics.arrays import BLOCK

__all__ = ["BLOCK", "Inputs", "draw", "planned"]
