"""One run at a time in a folder: the second is told which process the first one is."""

from __future__ import annotations

import contextlib
import datetime
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from simulator.errors import SimulationError, StorageError

LOCK = ".lock"
"""Held by the operating system for a process that lives: a killed one holds it no longer."""

HOLDER = ".holder"
"""Who holds it, for the message; believed only while the lock is held."""


@contextlib.contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold a results folder; whoever holds it already may hold it again.

    Raises
    ------
    SimulationError
        If another process, or another thread of this one, holds it.
    StorageError
        If the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0, is_singleton=True)
        is_mine_already = lock.is_locked
        lock.acquire()
    except Timeout:
        raise SimulationError(
            f"{folder} is in use by {_holder(folder)}. Wait until that run has ended, end it, or keep this run "
            "elsewhere with --output."
        ) from None
    except OSError as problem:
        raise StorageError(f"{folder} cannot be written to: {problem.strerror or problem}") from problem
    try:
        if not is_mine_already:
            _sign(folder)
        yield
    finally:
        if not is_mine_already:
            with contextlib.suppress(OSError):
                (folder / HOLDER).unlink()
        lock.release()


def _sign(folder: Path) -> None:
    since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    with contextlib.suppress(OSError):
        (folder / HOLDER).write_text(
            f"process {os.getpid()} on {platform.node()}, since {since}\n", encoding="utf-8"
        )


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"
