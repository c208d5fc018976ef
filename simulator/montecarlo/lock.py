"""One run at a time in a folder: the second is told which process, on which machine, the first one is."""

from __future__ import annotations

import contextlib
import datetime
import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from simulator.errors import FolderError, SimulationError, StorageError
from simulator.montecarlo.folder import HOLDER, LOCK, own_manifest

SIGNED = re.compile(r"process \d+ on (?P<host>.*), since \S+\n")


@contextlib.contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold a results folder; whoever holds it already may hold it again.

    Raises
    ------
    SimulationError
        If another process, or another thread of this one, holds it; or one of another machine may do so.
    FolderError
        If the folder is somebody else's: nothing is written into it.
    StorageError
        If the folder cannot be written to.
    """
    own_manifest(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0, is_singleton=True)
        is_mine_already = lock.is_locked
        lock.acquire()
    except Timeout:
        raise SimulationError(
            f"{folder} is in use by {_holder(folder) or 'another process'}. Wait until that run has ended, end it, "
            "or keep this run elsewhere with --output."
        ) from None
    except (OSError, NotImplementedError) as problem:
        raise StorageError(_cannot_be_written(folder, problem)) from problem
    try:
        if not is_mine_already:
            _sign(folder)
        try:
            yield
        finally:
            if not is_mine_already:
                with contextlib.suppress(OSError):
                    (folder / HOLDER).unlink()
    finally:
        lock.release()


def _sign(folder: Path) -> None:
    """Say who holds the folder. The operating system's lock may end at the machine's door: this does not.

    Raises
    ------
    SimulationError
        If a process of another machine has signed: nobody here can tell whether it is alive.
    StorageError
        If the folder cannot be written to.
    """
    signature = _signature()
    _take_from_the_dead(folder)
    try:
        with (folder / HOLDER).open("x", encoding="utf-8") as file:
            file.write(signature)
    except FileExistsError:
        pass
    except OSError as problem:
        raise StorageError(_cannot_be_written(folder, problem)) from problem
    if (found := _holder(folder)) != signature.strip():
        raise SimulationError(_of_another_machine(folder, found))


def _signature() -> str:
    since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return f"process {os.getpid()} on {platform.node()}, since {since}\n"


def _take_from_the_dead(folder: Path) -> None:
    """Remove the signature of a process of this machine, which must be dead, since it holds the lock no longer."""
    found = _holder(folder)
    signed = SIGNED.fullmatch(f"{found}\n")
    if found and signed is None:
        raise FolderError(
            f"{folder / HOLDER} is in the way: no run has written it. Nothing was changed; take the file away, or "
            "another --output."
        )
    if signed and signed["host"] != platform.node():
        raise SimulationError(_of_another_machine(folder, found))
    with contextlib.suppress(OSError):
        (folder / HOLDER).unlink()


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _of_another_machine(folder: Path, holder: str) -> str:
    return (
        f"{folder} is in use by {holder or 'a process of another machine'}: whether that run has ended cannot be seen "
        f"from {platform.node()}. If it is known to be over, delete {folder / HOLDER} and give the same command again; "
        "else wait, or keep this run elsewhere with --output."
    )


def _cannot_be_written(folder: Path, problem: Exception) -> str:
    reason = getattr(problem, "strerror", None) or problem
    return f"{folder} cannot be written to: {reason}. Take another --output."
