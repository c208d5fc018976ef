"""Where each value of a scenario comes from: a line of a file, the command line, or the model's own default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator.scenario.reading.positions import KeyPath

DEFAULT = "default"


@dataclass(frozen=True)
class Origin:
    """Where a key was written: the file and line, or the setting of the command line."""

    file: str
    line: int | None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Origins:
    """The origin of everything that a scenario's files and settings state.

    Attributes
    ----------
    written : Mapping
        The scenario as written, files and settings merged.
    places : Mapping
        Where its keys stand.
    """

    written: Mapping[str, Any]
    places: Mapping[KeyPath, Origin]

    def of(self, path: KeyPath) -> Origin | None:
        """Where the value at ``path`` was written; None where nobody wrote it, and it is the default."""
        if not self._is_written(path):
            return None
        return next(self.places[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.places)

    def nearest(self, path: KeyPath) -> Origin:
        """Where a value was written, or else the table it belongs into."""
        lengths = range(len(path), 0, -1)
        return next(
            (self.places[path[:n]] for n in lengths if path[:n] in self.places), Origin(DEFAULT, None)
        )

    def told(self, path: KeyPath) -> str:
        """The same in words, with the parts of a number that were written elsewhere."""
        whole = self.of(path)
        if whole is None:
            return DEFAULT
        parts = {
            place[-1]: origin
            for place, origin in self.places.items()
            if place[:-1] == path and isinstance(place[-1], str) and origin.file != whole.file
        }
        return ", ".join([str(whole), *(f"{key} by {origin}" for key, origin in parts.items())])

    def within(self, folder: Path) -> Origins:
        """The same with files named from ``folder``: what is told then does not depend on where it lies."""
        places = {
            path: origin if origin.line is None else replace(origin, file=_from(folder, origin.file))
            for path, origin in self.places.items()
        }
        return Origins(self.written, places)

    def _is_written(self, path: KeyPath) -> bool:
        table: Any = self.written
        for key in path:
            if not isinstance(table, Mapping) or key not in table:
                return False
            table = table[key]
        return True


def _from(folder: Path, file: str) -> str:
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        return Path(file).as_posix()  # on another drive of Windows there is no way from here
