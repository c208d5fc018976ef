"""One case: a command, and the files that it finds."""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import shlex
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

OUTPUT = "out"
"""Where a case's command is told to write."""
SHOWN_LINES = 16


@dataclass(frozen=True)
class Link:
    """A symbolic link."""

    target: str


class Pipe:
    """A named pipe into which nobody writes."""


class Folder:
    """An empty folder."""


Entry = bytes | Link | Pipe | Folder


@dataclass(frozen=True)
class Case:
    """A command line, called in a folder of its own, and what stands in that folder.

    Attributes
    ----------
    arguments : tuple of str
        What follows `recovery-sim`.
    files : mapping of str to Entry
        By path from the folder.
    originals : mapping of str to bytes
        The right files of which some of ``files`` are broken copies: so that a reader sees what is broken.
    environment : mapping of str to str
        Variables that are other than usual.
    writes_into : str
        The folder into which the command may write.
    own : frozenset of str
        Files in that folder that are not the command's and must stay as they are.
    results : mapping of str to bytes
        What a command that ends with 0 must have left, by path, whatever it found.
    """

    arguments: tuple[str, ...]
    files: Mapping[str, Entry] = field(default_factory=dict)
    originals: Mapping[str, bytes] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    writes_into: str = OUTPUT
    own: frozenset[str] = frozenset()
    results: Mapping[str, bytes] = field(default_factory=dict)

    def index_rows(self, folder: Path) -> None:
        """Write the files of this case below ``folder``."""
        for name, entry in self.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            match entry:
                case bytes():
                    place.write_bytes(entry)
                case Link():
                    place.symlink_to(entry.target)
                case Pipe():
                    os.mkfifo(place)
                case Folder():
                    place.mkdir(exist_ok=True)

    def must_stay(self, name: str) -> bool:
        """Whether the command has no business with a file or folder of this case's folder."""
        return name in self.own or not (name == self.writes_into or name.startswith(f"{self.writes_into}/"))

    def told(self) -> str:
        """The case for a reader: the command, and each file by what makes it different from a right one."""
        variables = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        command = [*variables, "recovery-sim", shlex.join(self.arguments)]
        return "\n".join([" ".join(command), *self._files_told()])

    def _files_told(self) -> Iterator[str]:
        for name, entry in self.files.items():
            if not isinstance(entry, bytes):
                yield f"  {name}: {entry.__class__.__name__.lower()} {getattr(entry, 'target', '')}"
            elif entry != self.originals.get(name):
                yield f"  {name}: {len(entry):,} bytes"
                yield from (f"    {line[:200]!a}" for line in _shown(entry, self.originals.get(name)))


def _shown(content: bytes, right: bytes | None) -> list[str]:
    """A file, or what it has other than a right one, whichever is shorter; of other than texts nothing."""
    lines = _lines(content)
    if right is not None:
        compared = difflib.unified_diff(_lines(right), lines, n=0, lineterm="")
        lines = min(lines, [line for line in compared if line[:3] not in ("---", "+++", "@@ ")], key=len)
    return lines if len(lines) <= SHOWN_LINES else [*lines[:SHOWN_LINES], "…"]


def _lines(content: bytes) -> list[str]:
    """The lines of a text; those of all parts of a workbook, an element a line; none of Parquet."""
    if content.startswith(b"PAR1"):
        return []
    if zipfile.is_zipfile(io.BytesIO(content)):
        with contextlib.suppress(
            zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, RuntimeError, EOFError
        ):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                parts = [f"{name} {packed.read(name)!r}" for name in packed.namelist()]
            return [line for part in parts for line in part.replace("><", ">\n<").split("\n")]
    return content.decode("utf-8", "backslashreplace").split("\n")
