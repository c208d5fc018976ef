"""What a results folder says of itself: what ran, with what, when, and which of its files are whole."""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import os
import platform
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from simulator.errors import StorageError
from simulator.montecarlo.blocks import BlockFailure, BlockReport
from simulator.montecarlo.folder import (
    claimed,
    named_files,
    read_manifest,
    refuse_what_is_in_the_way,
    remove,
    save,
    stands,
)
from simulator.montecarlo.precision import Precision
from simulator.montecarlo.room import MOST_REPLICATION_NUMBERS
from simulator.montecarlo.store import KINDS, PLAN, SCENARIO, block_paths
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK
from simulator.version import __version__

PACKAGES = ("numpy", "pandas", "pyarrow", "pydantic", "scipy", "simpy", "xarray")
WITHOUT_FIGURES = frozenset({"analyses", "app", "cli", "reports", "review"})
"""Parts of the program that only read results: a change in them makes no block stale."""

BLOCK_NUMBER = re.compile("[0-9]{5,9}")
BLOCK_FILE = re.compile(r"block-([0-9]{5,9})\.parquet")


@dataclass
class Manifest:
    """The state of one results folder, kept on disk before its first file and after every block.

    Attributes
    ----------
    identity : dict
        What decides every figure: blocks of another identity are never used.
    blocks : dict
        What is known of each finished block, by its number.
    failed : dict
        Why a block could not be simulated, by its number.
    files : dict
        SHA-256 of every other file, by its path in the folder; None while it is being written.
    most_blocks : int
        The most that were ever asked for here: block files with smaller numbers are this tool's own.
    """

    folder: Path
    identity: dict[str, Any]
    facts: dict[str, Any]
    blocks: dict[int, dict[str, Any]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    files: dict[str, str | None] = field(default_factory=dict)
    most_blocks: int = 0
    _blocks_asked: int = 0
    _left_over: set[str] = field(default_factory=set)
    """What is to be removed before the first file is written: another run's, or blocks that were never finished."""

    def claim(self, writes: Sequence[str], *, blocks: int = 0, fresh: bool = False) -> None:
        """See that the folder may be written into, and take up what it holds of the same run; nothing is changed.

        Raises
        ------
        FolderError
            If the folder is somebody else's, holds something else, or a file of somebody else's is in the way.
        """
        found = claimed(self.folder, self.identity, fresh=fresh)
        named, known, most = named_files(found), _known_blocks(found), _most_blocks(found)
        self.most_blocks = max(most, blocks)
        self._blocks_asked = blocks
        here = {path: number for path, number in _block_files(self.folder) if number < self.most_blocks}
        ours = {path for path, number in here.items() if number < most}
        refuse_what_is_in_the_way(self.folder, [*writes, *here, *named], {*named, *ours})
        self.blocks = {} if fresh else known
        finished = {path for block in self.blocks.values() for path in block["files"]}
        self._left_over = ours - finished
        self._left_over |= set(named) - set(writes) if fresh else set()
        self.files = {**({} if fresh else named), **dict.fromkeys(writes)}

    def keep_whole(self, blocks: int, is_readable: Callable[[int], bool]) -> None:
        """Forget blocks, of the first ``blocks``, that are not there as they were written: they are made again."""
        self.blocks = {
            number: block
            for number, block in self.blocks.items()
            if number >= blocks or (is_whole(self.folder, block["files"]) and is_readable(number))
        }

    def begin(self) -> None:
        """Write the manifest, and only then remove what is left over: a folder without it would be nobody's."""
        files = self.files
        self.files = {**dict.fromkeys(sorted(self._left_over)), **files}
        self.save()
        remove(self.folder, self._left_over)
        self.files = files
        self.most_blocks = max(self._blocks_asked, *(number + 1 for number in self.blocks), 0)
        self.save()

    def add(self, report: BlockReport | BlockFailure) -> None:
        """Note a block that is finished, or has failed."""
        if isinstance(report, BlockFailure):
            self.failed[report.block] = report.reason
        else:
            self.blocks[report.block] = {
                "files": report.files,
                "headline": report.headline,
                "seconds": round(report.seconds, 3),
            }
        self.save()

    def save(self) -> None:
        """Write the manifest."""
        document = {**self.identity, **self.facts, "files": self.files}
        if self.most_blocks:
            document["most_blocks"] = self.most_blocks
            document["failed"] = {f"{block:05d}": self.failed[block] for block in sorted(self.failed)}
            document["blocks"] = {f"{block:05d}": self.blocks[block] for block in sorted(self.blocks)}
        save(self.folder, document)

    def finish(self, replications: int, precision: Precision | None = None) -> None:
        """Note the time and how many replications count, and write the manifest; `note_files` comes after it."""
        self.facts["replications"] = replications
        if precision is not None:
            self.facts["precision"] = {**asdict(precision), "is_reached": precision.is_reached}
        self.facts["times"]["finished"] = _now()
        self.save()


def open_manifest(
    folder: Path,
    scenario: Scenario,
    seed: int,
    *,
    blocks: int,
    fresh: bool,
    resolved: str,
    writes: Sequence[str] = (),
    command: str,
) -> Manifest:
    """The manifest of a folder that may be written into, with its blocks of this run; none if ``fresh``.

    Nothing is changed before `Manifest.begin`.

    Raises
    ------
    FolderError
        If the folder is somebody else's, holds something else, or a file of somebody else's is in the way.
    """
    manifest = Manifest(folder, identity(resolved, seed), facts(scenario.title, blocks * BLOCK, command))
    manifest.claim((SCENARIO, PLAN, *writes), blocks=blocks, fresh=fresh)
    return manifest


def facts(title: str, replications: int, command: str) -> dict[str, Any]:
    """What a manifest tells besides what decides the figures; ``command`` is how it was asked for."""
    return {
        "title": title,
        "replications": replications,
        "command": command,
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "python": platform.python_version(),
        },
        "times": {"started": _now(), "finished": None},
    }


def note_files(folder: Path, checksums: Mapping[str, str]) -> None:
    """Note the tables and pictures that were made of a finished run, by path in the folder and SHA-256.

    Those that an earlier command made and this one did not are removed.
    """
    document = read_manifest(folder)
    kept = {path: of for path, of in named_files(document).items() if path in {SCENARIO, PLAN} and of}
    stale = set(named_files(document)) - set(kept) - set(checksums)
    save(folder, {**document, "files": {**kept, **checksums, **dict.fromkeys(sorted(stale))}})
    if stale:
        remove(folder, stale)
        save(folder, {**document, "files": {**kept, **checksums}})


def replications_kept(folder: Path) -> int:
    """How many replications a folder holds, of those that follow each other from the first on."""
    known = _known_blocks(read_manifest(folder))
    whole = next(number for number in range(len(known) + 1) if number not in known)
    return whole * BLOCK


def identity(resolved: str, seed: int) -> dict[str, Any]:
    """What decides every figure of a run: the scenario as it is in force, the seed, the program."""
    return {
        "format": 1,
        "made_by": "run",
        "program": f"recovery-sim {__version__}",
        "program_sha256": _program(),
        "scenario_sha256": hashlib.sha256(resolved.encode()).hexdigest(),
        "seed": seed,
        "replications_a_block": BLOCK,
    }


def default_folder(stem: str, scenario: Scenario, seed: int, *, within: Path = Path("results")) -> Path:
    """Where a run is kept if nobody says where: one folder for a scenario, seed and version of the program."""
    from simulator.scenario import resolved_toml

    name = json.dumps(identity(resolved_toml(scenario), seed))
    return within / f"{stem}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def is_whole(folder: Path, files: dict[str, str]) -> bool:
    """Whether every file is there with the bytes that were written."""
    for path, checksum in files.items():
        try:
            content = (folder / path).read_bytes()
        except OSError:
            return False
        if hashlib.sha256(content).hexdigest() != checksum:
            return False
    return True


def _known_blocks(found: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Blocks of a manifest whose entry is complete; nothing is believed of one that somebody has edited."""
    blocks = found.get("blocks")
    known: dict[int, dict[str, Any]] = {}
    for name, block in blocks.items() if isinstance(blocks, dict) else ():
        if not BLOCK_NUMBER.fullmatch(name) or f"{int(name):05d}" != name or not isinstance(block, dict):
            continue
        files, headline = block.get("files"), block.get("headline")
        if not isinstance(files, dict) or set(files) != set(block_paths(int(name))):
            continue
        is_complete = all(isinstance(checksum, str) for checksum in files.values())
        if is_complete and isinstance(headline, float) and 0 <= headline <= 1:
            known[int(name)] = block
    return known


def _most_blocks(found: Mapping[str, Any]) -> int:
    """The most blocks that were ever asked for in a folder, whatever became of them."""
    most = found.get("most_blocks")
    said = most if isinstance(most, int) and 0 <= most <= MOST_REPLICATION_NUMBERS // BLOCK else 0
    return max(said, *(number + 1 for number in _known_blocks(found)), 0)


def _block_files(folder: Path) -> Iterator[tuple[str, int]]:
    """Every file of the folder that has the name of a block's, and the block's number."""
    for kind in KINDS:
        place = folder / kind
        if not place.is_dir() or place.is_symlink():
            stands(folder, f"{kind}/any")
            continue
        for name in sorted(_names_in(place)):
            if found := BLOCK_FILE.fullmatch(name):
                yield f"{kind}/{name}", int(found[1])


def _names_in(place: Path) -> list[str]:
    try:
        return os.listdir(place)
    except OSError as problem:
        raise StorageError(f"{place} cannot be looked into: {problem.strerror}") from problem


@cache
def _program() -> str:
    """Checksum of the program's own text: a changed model never goes on from figures of the old one."""
    home = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(home.rglob("*.py")):
        within = file.relative_to(home)
        if within.parts[0] not in WITHOUT_FIGURES:
            digest.update(within.as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
