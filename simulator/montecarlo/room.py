"""Whether a run has room, in memory and on disk: said before it begins, and in words if memory runs out after all."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.errors import RecoverySimError, SimulationError
from simulator.results.arrays import KINDS, Results
from simulator.results.books import Books
from simulator.statistics.arrays import BLOCK

MOST_REPLICATION_NUMBERS = 2**31
"""Replications are numbered in 32 bits."""
MOST_REPLICATIONS = MOST_REPLICATION_NUMBERS - BLOCK
"""More than these no run can hold."""

PROGRAM_BYTES = 300_000_000
"""What the program itself takes, with all that it imports and the block under way."""
WORKER_BYTES = 110_000_000
BLOCK_COPIES = 3
"""How often a block stands in a worker's memory at its height, with what it was drawn from."""
COPIES = 2
"""How often yearly figures stand in memory while a run is summarised; a run kept nowhere is joined from its blocks."""
INPUT_COPIES = 3
PACKED = 0.4
"""The least part of its bytes that a replication takes on disk."""

LIMITS_OF_CONTAINERS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True)
class Needs:
    """What one replication takes, in bytes.

    Attributes
    ----------
    memory : float
        Of the first process, until the end of the run.
    disk : float
        In the results folder; 0 where a run is kept in memory.
    block : float
        All figures of a block, in the process that simulates it.
    """

    memory: float
    disk: float
    block: float


def needs(plan: Results, inputs: int, *, is_kept: bool) -> Needs:
    """What a replication takes: the plan run is one, and ``inputs`` numbers are drawn for each."""
    sizes = {kind: sum(values.nbytes for values in getattr(plan, kind).values()) for kind in KINDS}
    drawn, everything = 8 * inputs, sum(sizes.values())
    held = sizes["by_year"] if is_kept else everything
    # On disk what is told of a scheme once stands in each year.
    stored = everything + sizes["schemes"] * (len(plan.years) - 1) + drawn
    return Needs(
        memory=COPIES * held + INPUT_COPIES * drawn,
        disk=PACKED * stored if is_kept else 0.0,
        block=BLOCK * (everything + drawn),
    )


def with_books(of: Needs, books: Books) -> Needs:
    """What a replication takes with its books: those of the plan run are of one, with nearly as many accounts."""
    return replace(of, memory=of.memory + COPIES * books.nbytes, block=of.block + BLOCK * books.nbytes)


def beside_each_other(first: Needs, others: Sequence[Needs]) -> Needs:
    """What a replication takes in runs kept in memory, one after the other, of which the first stays to the end."""
    stays = first.block / BLOCK
    return replace(first, memory=max(first.memory, *(stays + other.memory for other in others)))


def refuse_what_does_not_fit(asked: int, kept: int, of: Needs, folder: Path | None) -> None:
    """A run that would fail for want of room after hours is refused before it begins; one block is always tried.

    Parameters
    ----------
    asked, kept : int
        Replications in whole blocks, and those that are there already.
    of : Needs
        What each takes.
    folder : Path or None
        Where they are kept.

    Raises
    ------
    RecoverySimError
        If they do not fit; it names the largest number that does.
    """
    memory = memory_bytes()
    limits = {"futures are numbered in 32 bits": MOST_REPLICATIONS}
    if memory is not None:
        reason = f"each takes {_size(of.memory)} of memory, of which there is {_size(memory)}"
        limits[reason] = int((memory - PROGRAM_BYTES) / of.memory)
    if folder is not None and of.disk:
        free = _free_bytes(folder)
        reason = f"each takes at least {_size(of.disk)} on disk, and {_size(free)} are free where {folder} is"
        limits[reason] = kept + int(free / of.disk)
    reason, most = min(limits.items(), key=lambda limit: limit[1])
    most = max(most // BLOCK * BLOCK, BLOCK)
    if asked > most:
        raise RecoverySimError(
            f"{asked:,} possible futures do not fit on this machine: {reason}. About {most:,} do: ask for no more "
            f"with --replications {most}. Nothing was simulated."
        )


def workers_that_fit(wanted: int, asked: int, of: Needs) -> int:
    """As many workers, of those wanted, as memory holds beside the results: their number changes no figure."""
    memory = memory_bytes()
    if memory is None:
        return wanted
    left = memory - PROGRAM_BYTES - asked * of.memory
    return max(1, min(wanted, int(left / (WORKER_BYTES + BLOCK_COPIES * of.block))))


def memory_bytes() -> int | None:
    """Memory that this process may have: the machine's, or what its container or its limits leave of it."""
    found: list[int] = []
    with contextlib.suppress(AttributeError, ValueError, OSError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for file in LIMITS_OF_CONTAINERS:
        with contextlib.suppress(OSError, ValueError):
            found.append(int(file.read_text(encoding="ascii")))
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        found += [limit] if limit != resource.RLIM_INFINITY else []
    return min((size for size in found if size > 0), default=None)


@contextlib.contextmanager
def telling_if_memory_runs_out(folder: Path | None) -> Iterator[None]:
    """Say in words that memory ran out, and what is kept.

    Raises
    ------
    SimulationError
        Instead of a `MemoryError`.
    """
    try:
        yield
    except MemoryError as error:
        raise SimulationError(f"This machine's memory ran out. {what_is_kept(folder)}") from error


def what_is_kept(folder: Path | None) -> str:
    """What is left of a run that ended for want of memory, and how to go on."""
    if folder is None:
        return (
            "The run was kept in memory, and nothing of it is left: take fewer replications or fewer workers."
        )
    return (
        f"Blocks already written are kept in {folder}: the same command with fewer --workers, or with fewer "
        "--replications, goes on from there."
    )


def _free_bytes(folder: Path) -> int:
    """Free bytes on the disk of a folder, which may not be there yet."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free


def _size(number: float) -> str:
    for unit, step in (("GB", 1e9), ("MB", 1e6)):
        if number >= step:
            return f"{number / step:,.1f} {unit}"
    return f"{number / 1e3:,.1f} kB"
