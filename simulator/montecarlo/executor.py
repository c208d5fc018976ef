"""Who does the work: this process, or several on this machine; which of them never changes a figure."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar

import pyarrow

from simulator.errors import SimulationError
from simulator.montecarlo.room import what_is_kept

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
"""Workers share the machine by processes; threads below them would only fight for its cores."""

WORTH_A_POOL = 3.0
"""Seconds of work below which starting other processes takes longer than it saves."""

MOST_WORKERS = 61
"""So many processes Windows waits for; beyond them nothing would be gained elsewhere either."""


class Timed(Protocol):
    """What comes of a piece of work."""

    @property
    def seconds(self) -> float: ...


R = TypeVar("R", bound=Timed)
R_co = TypeVar("R_co", bound=Timed, covariant=True)


class Work(Protocol[R_co]):
    """Numbered pieces of work, e.g. the blocks of a run: every worker is told of them once."""

    @property
    def folder(self) -> Path | None: ...

    def attempt(self, number: int) -> R_co:
        """Do one, or say why it cannot be done."""
        ...


_task: Work[Any] | None = None
"""In a worker process: what it was told when it started."""


def simulate_blocks(
    task: Work[R],
    blocks: Iterable[int],
    workers: int | None,
    is_enough: Callable[[], bool] = lambda: False,
    *,
    count: int,
    most_workers: int = MOST_WORKERS,
) -> Generator[R, None, None]:
    """Reports of the blocks as they are finished, in any order; a block that fails stops no other.

    Whoever does not take them all closes the iterator: then the workers end at once.

    Parameters
    ----------
    task : Work
        What to simulate.
    blocks : iterable of int
        Numbers of the blocks; they are begun in this order.
    workers : int or None
        Processes; 1 stays in this one; None takes all processors that this process may use, if the time that
        the first block took shows that it pays.
    is_enough : function, optional
        Asked before a block is begun; once it says so, what is under way is finished and no other begun.
    count : int
        How many blocks there are.
    most_workers : int, optional
        As many as memory holds.
    """
    wanted = _until(is_enough, blocks)
    if workers is None and (block := next(wanted, None)) is not None:
        first = task.attempt(block)
        yield first
        count -= 1
        workers = processors() if first.seconds * count > WORTH_A_POOL else 1
    workers = min(workers or 1, count, most_workers)
    if workers > 1 and not is_enough():
        with _pool_if_there_can_be_one(task, workers) as pool:
            if pool is not None:
                yield from pool.simulate(wanted)
    yield from (task.attempt(block) for block in wanted)


@contextmanager
def _pool_if_there_can_be_one(task: Work[R], workers: int) -> Iterator[WorkerPool[R] | None]:
    """Workers; or None inside somebody's pool, and where the machine starts no process: then this one does the work."""
    with ExitStack() as until_the_end:
        pool = None
        if not multiprocessing.current_process().daemon:
            with contextlib.suppress(OSError, ImportError, EOFError):
                pool = until_the_end.enter_context(WorkerPool(task, workers))
        yield pool


def _until(is_enough: Callable[[], bool], blocks: Iterable[int]) -> Iterator[int]:
    for block in blocks:
        if is_enough():
            return
        yield block


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerPool(Generic[R]):
    """Processes of this machine that have been told a task; a context manager that leaves none behind."""

    def __init__(self, task: Work[R], workers: int) -> None:
        self._task, self._workers = task, workers

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(_one_thread_each())
            context = _context()
            theirs, self._lifeline = context.Pipe(duplex=False)
            stack.callback(theirs.close)
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=context, initializer=_begin, initargs=(self._task, theirs)
            )
            self._around = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            # Whatever stopped the run, nobody waits for blocks under way: they are simulated again next time.
            self._lifeline.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._lifeline.close()
        self._around.close()

    def simulate(self, blocks: Iterable[int]) -> Iterator[R]:
        """Reports of the blocks as they are finished, in any order; a block is taken when a worker is free.

        Raises
        ------
        SimulationError
            If a worker ends before its block is done.
        """
        wanted = iter(blocks)
        # One more than there are workers, so that none waits while its next block is sent.
        running: set[Future[R]] = set()
        try:
            running |= {self._submit(block) for block in islice(wanted, self._workers + 1)}
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
                running |= {self._submit(block) for block in islice(wanted, len(done))}
        except BrokenProcessPool as broken:
            raise SimulationError(
                "A worker process ended before its block was done; the machine may be out of memory. "
                f"{what_is_kept(self._task.folder)} (A "
                'script that uses several workers must start them under `if __name__ == "__main__":`.)'
            ) from broken

    def _submit(self, block: int) -> Future[R]:
        # It may start a worker, which an interrupt would leave with half of its task.
        with _deaf_to_the_keyboard():
            return self._pool.submit(_work, block)


def _context() -> BaseContext:
    """A server that has imported everything once forks the workers; a plain fork would copy locks.

    It is there and has imported when this returns.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "simulator.simulation", "simulator.montecarlo.store"])
    from multiprocessing import resource_tracker
    from multiprocessing.forkserver import ensure_running

    # Its helper first, whose own start would let the interrupt in again.
    resource_tracker.ensure_running()
    with _deaf_to_the_keyboard():
        ensure_running()
    # A first process that does nothing waits for the imports; started aside, so that Ctrl-C need not.
    first = context.Process(target=_do_nothing)
    problems: list[Exception] = []

    def begin() -> None:
        try:
            first.start()
        except (OSError, EOFError) as problem:
            problems.append(problem)

    starting = threading.Thread(target=begin, daemon=True)
    starting.start()
    starting.join()
    if problems:
        raise problems[0]
    first.join()
    return context


def _do_nothing() -> None:
    pass


@contextmanager
def _deaf_to_the_keyboard() -> Iterator[None]:
    """An interrupt meanwhile comes afterwards; a process started meanwhile never hears one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


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


def _begin(task: Work[Any], lifeline: Connection) -> None:
    global _task
    _task = task
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # the other pools keep what a large block once took
    gc.freeze()  # what is imported stays: no collection needs to look through it again
    # An interrupt from the keyboard reaches every process; the first one ends the run in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    """Leave when the first process lets go of its end, or is gone: no run leaves a worker behind."""
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(1)


def _work(block: int) -> Any:
    if _task is None:
        raise RuntimeError("the worker was not told what to simulate")
    return _task.attempt(block)
