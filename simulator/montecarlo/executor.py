"""Who does the work: this process, or several on this machine; which of them never changes a figure."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from typing import Self

from simulator.errors import SimulationError
from simulator.montecarlo.blocks import BlockReport, Task, simulate_one

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
"""Workers share the machine by processes; threads below them would only fight for its cores."""

WORTH_A_POOL = 3.0
"""Seconds of work below which starting other processes takes longer than it saves."""

_task: Task | None = None
"""In a worker process: what it was told when it started."""


def simulate_blocks(task: Task, blocks: Sequence[int], workers: int | None) -> Iterator[BlockReport]:
    """Reports of the blocks as they are finished, in any order.

    Parameters
    ----------
    task : Task
        What to simulate.
    blocks : sequence of int
        Numbers of the blocks.
    workers : int or None
        Processes; 1 stays in this one; None takes all processors that this process may use, if the time that
        the first block took shows that it pays.
    """
    left = list(blocks)
    if workers is None and left:
        first = simulate_one(task, left.pop(0))
        yield first
        workers = processors() if first.seconds * len(left) > WORTH_A_POOL else 1
    workers = min(workers or 1, len(left))
    if workers <= 1:
        yield from (simulate_one(task, block) for block in left)
    else:
        with WorkerPool(task, workers) as pool:
            yield from pool.simulate(left)


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerPool:
    """Processes of this machine that have been told a task; a context manager that leaves none behind."""

    def __init__(self, task: Task, workers: int) -> None:
        self._task, self._workers = task, workers

    def __enter__(self) -> Self:
        self._limits = _one_thread_each()
        self._limits.__enter__()
        self._pool = ProcessPoolExecutor(
            self._workers, mp_context=_context(), initializer=_begin, initargs=(self._task,)
        )
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._limits.__exit__(None, None, None)

    def simulate(self, blocks: Iterable[int]) -> Iterator[BlockReport]:
        """Reports of the blocks as they are finished, in any order.

        Raises
        ------
        SimulationError
            If a worker ends before its block is done.
        """
        try:
            for done in as_completed([self._pool.submit(_work, block) for block in blocks]):
                yield done.result()
        except BrokenProcessPool as broken:
            raise SimulationError(
                "A worker process ended before its block was done; the machine may be out of memory. Blocks "
                "already written are kept: the same command with fewer --workers goes on from there. (A "
                'script that uses several workers must start them under `if __name__ == "__main__":`.)'
            ) from broken


def _context() -> BaseContext:
    """A server that has imported everything once forks the workers; a plain fork would copy locks."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "simulator.simulation", "simulator.montecarlo.store"])
    return context


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes started meanwhile find thread limits of one, unless the user has set other ones."""
    added = {name: value for name, value in ONE_THREAD.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _begin(task: Task) -> None:
    global _task
    _task = task
    # An interrupt from the keyboard reaches every process; the first one ends the run in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_first_process, daemon=True).start()


def _end_with_the_first_process() -> None:
    """Leave when the process that started this one is gone: a killed run leaves no worker behind."""
    if first := multiprocessing.parent_process():
        first.join()
        os._exit(1)


def _work(block: int) -> BlockReport:
    if _task is None:
        raise RuntimeError("the worker was not told what to simulate")
    return simulate_one(_task, block)
