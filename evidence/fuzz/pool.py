"""Many cases in worker processes, so that a crash, a hang or a full memory costs one case and no more."""

from __future__ import annotations

import concurrent.futures
import contextlib
import faulthandler
import multiprocessing
import resource
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from evidence.fuzz.endings import Ending
from evidence.fuzz.trying import Tried, case_of, tried

CASES_A_WORKER = 1_000
"""After so many a worker makes way for a new one: what it gathers in memory is then gone."""
MOST_MEMORY = 8 * 2**30
"""Bytes of address space of a worker: beyond it memory is refused, as on a full machine."""
GRACE = 20
"""Seconds beyond the limit after which a worker is ended from outside."""
AHEAD = 50
"""Cases given out for each worker before the first is back: enough that none waits."""


def try_all(command: str, seed: int, numbers: Iterable[int], *, workers: int, limit: int) -> Iterator[Tried]:
    """Every case of ``numbers`` and how it ended, in their order; a case over ``limit`` seconds is a hang."""
    case_of(
        command, seed, 0
    )  # what all cases rest on is made before there are threads: it changes the folder
    with tempfile.TemporaryDirectory() as place:
        pool = ProcessPool(
            max_workers=workers,
            max_tasks=CASES_A_WORKER,
            initializer=_begin,
            initargs=[place],
            context=multiprocessing.get_context("spawn"),
        )
        waiting = iter(numbers)
        given: list[tuple[int, concurrent.futures.Future[Tried]]] = []
        try:
            while True:
                for number in _first(waiting, workers * AHEAD - len(given)):
                    arguments = (command, seed, number, limit, place)
                    given.append((number, pool.schedule(_watched, args=arguments, timeout=limit + GRACE)))
                if not given:
                    return
                number, future = given.pop(0)
                yield _outcome(future, command, seed, number, Path(place))
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


def _first(numbers: Iterator[int], most: int) -> Iterator[int]:
    for _ in range(most):
        with contextlib.suppress(StopIteration):
            yield next(numbers)


def _outcome(
    future: concurrent.futures.Future[Tried], command: str, seed: int, number: int, place: Path
) -> Tried:
    """The case that a worker brings back; or what is known of the one with which it was lost."""
    try:
        return future.result()
    except (ProcessExpired, concurrent.futures.TimeoutError) as error:
        left = (place / str(number)).read_text("utf-8", "replace") if (place / str(number)).exists() else ""
        where = next(
            (line.strip() for line in left.splitlines() if "/simulator/" in line), "no line of the program"
        )
        code = error.exitcode if isinstance(error, ProcessExpired) else -1
        fault = (
            f"hangs: {_short(where)}"
            if "Timeout" in left
            else f"ends the process with {code}: {_short(where)}"
        )
        return Tried(number, case_of(command, seed, number), Ending(code, "", "", 0.0, (fault,), left))


def _short(line: str) -> str:
    """A line of a traceback without the folders above the program's."""
    return line.rpartition("/simulator/")[2].replace('"', "")


def _begin(place: str) -> None:
    """Make a worker modest and silent, with all that it writes in one place."""
    tempfile.tempdir = place
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")


def _watched(command: str, seed: int, number: int, limit: int, place: str) -> Tried:
    """Try one case; if it hangs, leave a traceback and end this process."""
    left = Path(place, str(number))
    with left.open("w") as file:
        faulthandler.enable(file)
        faulthandler.dump_traceback_later(limit, exit=True, file=file)
        try:
            return tried(command, seed, number)
        finally:
            faulthandler.cancel_dump_traceback_later()
            faulthandler.disable()
            left.unlink()
