"""How far a run is: blocks counted as they are finished or fail, and whether they are enough."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.errors import SimulationError
from simulator.montecarlo.blocks import BlockFailure, Outcome, Task
from simulator.montecarlo.executor import simulate_blocks
from simulator.montecarlo.precision import Certainty
from simulator.statistics.arrays import BLOCK
from simulator.statistics.intervals import Probability, from_block_shares

MOST_FAILURES_TOLD = 10


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    blocks : int
        How many are asked for; with a precision, the most there may be.
    headline : Probability or None
        Of every member breaking even in the last year, by the blocks done so far.
    seconds_left : float or None
        At the pace of the blocks simulated so far; None before the first, and where precision decides.
    half_width : float or None
        Half the widest interval so far, where a precision is asked for and enough blocks are there.
    """

    blocks_done: int
    blocks: int
    headline: Probability | None
    seconds_left: float | None
    half_width: float | None = None


@dataclass(frozen=True)
class Order:
    """What is to be done."""

    task: Task
    blocks: int
    precision: float | None
    workers: int | None
    most_workers: int
    progress: Callable[[Progress], None] | None


class Tally:
    """Counts the blocks done and failed, decides whether they are enough, and tells whoever asked."""

    def __init__(self, order: Order, kept: dict[int, float] | None = None) -> None:
        self._order = order
        self._shares = dict(kept or {})
        self._kept = len(self._shares)
        self._started = time.perf_counter()
        self.certainty = Certainty(order.precision)
        self.failures: list[BlockFailure] = []
        if self._kept:
            self._report()

    def simulate(self, blocks: Iterable[int]) -> Iterator[Outcome]:
        """Let the blocks that are not kept be simulated, and count them, until they are enough."""
        order = self._order
        # Closed by hand: whatever stops this process on its way, its workers end first.
        with contextlib.closing(
            simulate_blocks(
                order.task,
                blocks,
                order.workers,
                self._is_enough,
                count=order.blocks - self._kept,
                most_workers=order.most_workers,
            )
        ) as outcomes:
            for outcome in outcomes:
                yield outcome
                self._count(outcome)

    def blocks_that_count(self) -> int:
        """How many blocks, from the first on, are the run's.

        Raises
        ------
        SimulationError
            If one of them failed.
        """
        blocks = self.certainty.stop or self._order.blocks
        if failures := [failure for failure in self.failures if failure.block < blocks]:
            raise SimulationError(_failures(failures, len(self._shares), self._order.task.folder))
        return blocks

    def _is_enough(self) -> bool:
        """Whether no further block is to be begun; after a failure there is no telling when to stop."""
        if self._order.precision is None:
            return False
        return self.certainty.stop is not None or bool(self.failures)

    def _count(self, outcome: Outcome) -> None:
        if isinstance(outcome, BlockFailure):
            self.failures.append(outcome)
            return
        self._shares[outcome.block] = outcome.headline
        self.certainty.note(outcome.block, outcome.shares)
        self._report()

    def _report(self) -> None:
        if self._order.progress is None:
            return
        done, blocks = len(self._shares), self._order.blocks
        simulated = done - self._kept
        pace = (time.perf_counter() - self._started) / simulated if simulated else None
        shares = np.array([share for _, share in sorted(self._shares.items())])
        is_open = pace is None or self._order.precision is not None
        left = None if is_open or pace is None else pace * (blocks - done)
        headline = from_block_shares(shares).at()
        self._order.progress(Progress(done, blocks, headline, left, self.certainty.half_width))


def _failures(failures: Sequence[BlockFailure], done: int, folder: Path | None) -> str:
    """Which blocks failed and why, and how to go on."""
    told = sorted(failures, key=lambda failure: failure.block)
    count = f"{len(told)} block{'s' if len(told) > 1 else ''}"
    lines = [f"{count} could not be simulated ({done} finished), and so there is no answer:"]
    for failure in told[:MOST_FAILURES_TOLD]:
        first = failure.block * BLOCK
        lines.append(f"  block {failure.block} (futures {first} to {first + BLOCK - 1}): {failure.reason}")
    if len(told) > MOST_FAILURES_TOLD:
        lines.append(f"  and {len(told) - MOST_FAILURES_TOLD} more")
    if folder is not None:
        lines.append(f"What is finished is kept in {folder}; the same command simulates only the others.")
    return "\n".join(lines)
