"""Whether a results folder may be written into: it is new, empty, or this tool's own and holds the same thing."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from simulator.errors import FolderError, StorageError
from simulator.montecarlo.whole_files import HALF_WRITTEN, write
from simulator.scenario.reading.files import shown
from simulator.words.texts import json_shown

MANIFEST = "manifest.json"
LOCK = ".lock"
"""Held by the operating system for a process that lives: a killed one holds it no longer."""
HOLDER = ".holder"
"""Who holds it: which process, on which machine."""

PROGRAM = "recovery-sim "
DECIDES = {
    "made_by": "the command",
    "scenario_sha256": "the scenario",
    "compared": "the scenarios",
    "seed": "the seed",
    "measures": "the measures",
    "asked": "the question",
    "program": "the version of the program",
    "program_sha256": "the version of the program",
    "format": "the version of the program",
    "replications_a_block": "the version of the program",
}
"""What two things kept in one folder may differ in, by the key of the manifest that says so."""
KINDS = {
    "compare": "comparison",
    "sweep": "sweep",
    "stress": "stress test",
    "track-record": "track record",
    "assumptions": "register of assumptions",
    "sensitivity": "sensitivity analysis",
    "solve": "search",
    "bridge": "bridge",
    "discover": "discovery",
}
"""What a folder holds, by the command that made it; others made a run."""
NO_NAME = frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})
"""What the operating system answers where a name is to blame."""
MOST_NAMED = 3
LONGEST_TOLD = 200

NOTHING_CHANGED = "Nothing was changed; take another --output."


def own_manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of this tool's own folder says; nothing where the folder is new or empty.

    Raises
    ------
    FolderError
        If the folder is somebody else's, or cannot be one.
    StorageError
        If it cannot be looked into.
    """
    _refuse_name(folder)
    try:
        entries = sorted(os.listdir(folder))
    except FileNotFoundError:
        if folder.is_symlink():
            raise FolderError(f"{folder} is a link to what is not there. {NOTHING_CHANGED}") from None
        return {}
    except NotADirectoryError:
        if folder.exists():
            raise FolderError(f"{folder} is a file, not a folder. {NOTHING_CHANGED}") from None
        return {}  # a file stands further up, which whoever makes the folder is told
    except OSError as problem:
        kind = FolderError if problem.errno in NO_NAME else StorageError
        raise kind(f"{folder} cannot be looked into: {problem.strerror}. {NOTHING_CHANGED}") from problem
    for name in (MANIFEST, LOCK, HOLDER):
        stands(folder, name)
    if MANIFEST in entries:
        return _read_own(folder)
    if others := [name for name in entries if not _is_aside(folder / name)]:
        raise FolderError(
            f"{folder} holds files that are of no run ({_some(others)}): only a folder that is "
            f"new, empty or a run's own is written into. {NOTHING_CHANGED}"
        )
    return {}


def claimed(folder: Path, identity: Mapping[str, Any], *, fresh: bool) -> dict[str, Any]:
    """What the folder's manifest says, where it holds the same thing or may be replaced; nothing if it is new.

    Raises
    ------
    FolderError
        If the folder is somebody else's; or, unless ``fresh``, holds another run or comparison.
    """
    found = own_manifest(folder)
    differs = [what for key, what in DECIDES.items() if found.get(key) != identity.get(key)]
    if not found or fresh or not differs:
        return found
    of_another_command = found.get("made_by") != identity.get("made_by")
    said = differs[:1] if of_another_command else dict.fromkeys(differs)
    advice = "take another --output, or replace what is there with --fresh."
    if identity.get("made_by") == "sweep":
        advice = "take another folder, or move this one away."
    raise FolderError(
        f"{folder} holds another {KINDS.get(str(found.get('made_by')), 'run')}: {_told(found)}. "
        f"It differs in {' and '.join(said)}. Nothing was changed: {advice}"
    )


def stands(folder: Path, path: str) -> bool:
    """Whether a file stands at a path of the folder; every folder on the way is the folder's own.

    Raises
    ------
    FolderError
        If there is a link, which would lead out of the folder, or something else that is no file.
    StorageError
        If it cannot be looked at.
    """
    parts = PurePosixPath(path).parts
    for number in range(1, len(parts) + 1):
        place = folder.joinpath(*parts[:number])
        try:
            kind = place.lstat().st_mode
        except FileNotFoundError:
            return False
        except OSError as problem:
            raise StorageError(
                f"{place} cannot be written: {problem.strerror}. {NOTHING_CHANGED}"
            ) from problem
        if stat.S_ISLNK(kind):
            raise FolderError(
                f"{place} is a link, and no link is followed out of a results folder. {NOTHING_CHANGED}"
            )
        if not (stat.S_ISREG(kind) if number == len(parts) else stat.S_ISDIR(kind)):
            wanted = "file" if number == len(parts) else "folder"
            raise FolderError(f"{place} is in the way: it is no {wanted}. {NOTHING_CHANGED}")
    return True


def refuse_what_is_in_the_way(folder: Path, paths: Iterable[str], named: Iterable[str]) -> None:
    """What is to be written may replace only what the manifest names.

    Raises
    ------
    FolderError
        If a file of somebody else's stands where one is to be written; it says which.
    """
    known = set(named)
    if found := [str(folder / path) for path in paths if stands(folder, path) and path not in known]:
        raise FolderError(
            f"{_some(found)}: in the way, and not a file of the run that "
            f"{folder / MANIFEST} describes. Nothing was changed; take it away, or another --output."
        )


def put(folder: Path, path: str, content: bytes) -> str:
    """Write a table or picture into the folder, named in its manifest before it is there; returns its SHA-256.

    Raises
    ------
    FolderError
        If a file of somebody else's is in the way.
    StorageError
        If the file cannot be written.
    """
    found = own_manifest(folder)
    files = named_files(found)
    if path not in files:
        refuse_what_is_in_the_way(folder, [path], files)
        if found:
            save(folder, {**found, "files": {**files, path: None}})
    stands(folder, path)
    return write(folder, path, content)


def remove(folder: Path, paths: Iterable[str]) -> None:
    """Remove files that a manifest names; never one outside the folder, whoever wrote the manifest.

    Raises
    ------
    StorageError
        If a file cannot be removed.
    """
    for path in paths:
        try:
            if stands(folder, path):
                (folder / path).unlink()
        except OSError as problem:
            raise StorageError(f"{folder / path} cannot be removed: {problem.strerror}") from problem


def named_files(found: Mapping[str, Any]) -> dict[str, str | None]:
    """Files that a manifest names beside the blocks, by path, with their SHA-256 if they are known to be whole.

    What holds the folder is none of them, whoever wrote the manifest: a lock that is removed while it is held holds
    nobody off.
    """
    files = found.get("files")
    named = files.items() if isinstance(files, dict) else ()
    return {
        path: of if isinstance(of, str) else None
        for path, of in named
        if _is_within(path) and path not in {MANIFEST, LOCK, HOLDER}
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """What stands in the manifest of a folder that is known to be this tool's own."""
    return _read_own(folder) if stands(folder, MANIFEST) else {}


def save(folder: Path, document: Mapping[str, Any]) -> None:
    """Write the manifest."""
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    write(folder, MANIFEST, json_shown(text).encode())


def _refuse_name(folder: Path) -> None:
    if (name := shown(folder)) != str(folder):
        raise FolderError(f"{name}: the name holds bytes that are not UTF-8. Take another --output.")
    if "\0" in str(folder):
        raise FolderError(f"{folder}: a name cannot hold the character NUL. Take another --output.")


def _read_own(folder: Path) -> dict[str, Any]:
    place = folder / MANIFEST
    try:
        found = json.loads(place.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise StorageError(f"{place} cannot be read: {problem.strerror}") from problem
    except (ValueError, RecursionError):
        raise FolderError(
            f"{place} is not JSON that can be read, so that nobody can tell which files are whose. Nothing was "
            f"changed: move {folder} away, or take another --output."
        ) from None
    program = found.get("program") if isinstance(found, dict) else None
    if not isinstance(program, str) or not program.startswith(PROGRAM):
        raise FolderError(f"{place} is of another program, and so is the folder. {NOTHING_CHANGED}")
    return dict(found)


def _is_aside(place: Path) -> bool:
    """Whether a file is what a run leaves that was killed before it had a manifest."""
    is_ours = place.name == HOLDER or HALF_WRITTEN.fullmatch(place.name) is not None
    return is_ours or (place.name == LOCK and place.lstat().st_size == 0)


def _is_within(path: Any) -> bool:
    """Whether a path, as a manifest names it, stays in the folder."""
    if not isinstance(path, str) or not path or "\\" in path or "\0" in path or not path.isprintable():
        return False
    pure = PurePosixPath(path)
    is_plain = pure.as_posix() == path != "." and ":" not in path
    return is_plain and not pure.is_absolute() and ".." not in pure.parts


def _told(found: Mapping[str, Any]) -> str:
    """What a folder holds, as far as its manifest says so in the right types."""
    title, seed, count, command = (found.get(key) for key in ("title", "seed", "replications", "command"))
    times = found.get("times")
    date = times.get("finished") or times.get("started") if isinstance(times, dict) else None
    words = [f"“{_cut(title)}”" if isinstance(title, str) else "a scenario without a title"]
    words += [_cut(f"seed {seed}")] if isinstance(seed, int) else []
    words += [f"{_cut(f'{count:,}')} possible futures"] if isinstance(count, int) else []
    words += [f"by `{_cut(command)}`"] if isinstance(command, str) else []
    words += [_cut(date)] if isinstance(date, str) else []
    return ", ".join(words)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"
