"""Many replications: blocks, who simulates them, and where they are kept."""

from simulator.montecarlo.folder import put
from simulator.montecarlo.lock import holding
from simulator.montecarlo.manifest import default_folder, note_files, replications_kept
from simulator.montecarlo.precision import Precision
from simulator.montecarlo.room import telling_if_memory_runs_out
from simulator.montecarlo.run import (
    Run,
    choose_seed,
    refuse_runs_that_do_not_fit,
    run,
    simulate,
)
from simulator.montecarlo.tally import Progress

__all__ = [
    "Precision",
    "Progress",
    "Run",
    "choose_seed",
    "default_folder",
    "holding",
    "note_files",
    "put",
    "refuse_runs_that_do_not_fit",
    "replications_kept",
    "run",
    "simulate",
    "telling_if_memory_runs_out",
]
