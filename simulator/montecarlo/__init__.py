"""Many possible futures: blocks, who simulates them, and where they are kept."""

from simulator.montecarlo.manifest import default_folder
from simulator.montecarlo.run import Progress, Run, choose_seed, run, simulate

__all__ = ["Progress", "Run", "choose_seed", "default_folder", "run", "simulate"]
