"""Files that are there whole or not at all: written beside their place, hashed on the way, and renamed into it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import platform
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from simulator.errors import StorageError

HOST = re.sub(r"[^A-Za-z0-9-]", "-", platform.node())[:32] or "-"
"""This machine, as the names of half-written files have it."""

HALF_WRITTEN = re.compile(
    r"\..{1,100}\.(?P<host>[A-Za-z0-9-]{1,32})\.\d+\.[0-9a-f]{8}\.part|\.block-\d+\.parquet\.\d+\.part",
    re.ASCII,
)
"""Names of files that are being written, here or elsewhere; the second form is that of earlier versions."""


class Hashed(io.RawIOBase):
    """A file that is written, and hashed on its way."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.sha256 = file, hashlib.sha256()

    def writable(self) -> bool:
        """It is only there to be written."""
        return True

    def write(self, content: Any) -> int:
        """Write and hash."""
        self.sha256.update(content)
        return self.file.write(content)


@contextlib.contextmanager
def renamed_into_place(place: Path) -> Iterator[Hashed]:
    """A file beside its place, which takes it once it is whole.

    Its name is that of no other process on any machine, so that two that share a disk never write into one file.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    unique = f"{HOST}.{os.getpid()}.{secrets.token_hex(4)}"
    beside = place.with_name(f".{place.name[:100]}.{unique}.part")
    try:
        with beside.open("xb") as file:
            yield Hashed(file)
        os.replace(beside, place)
    except OSError as error:
        raise StorageError(
            f"{place} cannot be written: {error.strerror or error}. What was finished before is kept: when there "
            "is room and leave to write, give the same command again."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def place_in(folder: Path, path: str) -> Path:
    """Where a file of a results folder is to stand, in a folder that is there.

    The results folder itself is never made here: where somebody has taken it away, nothing is to be begun in its stead.

    Raises
    ------
    StorageError
        If the results folder is gone, or the file's own folder cannot be made.
    """
    place = folder / path
    try:
        place.parent.mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise StorageError(
            f"{folder} is not there any more: it was moved, renamed or removed during the run. Put it back, and the "
            "same command goes on from what it holds; without it, the same command begins anew."
        ) from error
    except OSError as error:
        raise StorageError(f"{place.parent} cannot be written to: {error.strerror or error}.") from error
    return place


def write(folder: Path, path: str, content: bytes) -> str:
    """Write a file so that it is there whole or not at all; returns its SHA-256.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    with renamed_into_place(place_in(folder, path)) as file:
        file.write(content)
    return file.sha256.hexdigest()
