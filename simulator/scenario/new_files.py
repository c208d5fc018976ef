"""New files of a user's folder: all of them are there whole, or none; what is there already is never replaced."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from simulator.errors import RecoverySimError


def create(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet; where one cannot be written, those before it are taken away again.

    Raises
    ------
    RecoverySimError
        If something stands where one is to be written, or it cannot be written; it says which, and then none is there.
    """
    with contextlib.ExitStack() as unless_all_are_whole:
        for file, content in files.items():
            try:
                with file.open("xb") as stream:
                    unless_all_are_whole.callback(_take_away, file)
                    stream.write(content)
            except FileExistsError as error:
                raise RecoverySimError(
                    f"{file} is there already; it was not changed. Take another name."
                ) from error
            except OSError as error:
                raise RecoverySimError(f"{file} cannot be written: {error.strerror}") from error
        unless_all_are_whole.pop_all()


def refresh(file: Path, content: bytes) -> None:
    """Write a file of this program's own anew, whole or not at all.

    Raises
    ------
    RecoverySimError
        If it cannot be written.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    create({beside: content})
    try:
        os.replace(beside, file)
    except OSError as error:
        _take_away(beside)
        raise RecoverySimError(f"{file} cannot be written: {error.strerror}") from error


def _take_away(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink()
