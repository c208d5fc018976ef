"""What a results folder says of itself: what ran, with what, when, and which of its files are whole."""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import platform
import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from simulator.montecarlo.blocks import BlockFailure, BlockReport
from simulator.montecarlo.precision import Precision
from simulator.montecarlo.store import block_paths
from simulator.montecarlo.whole_files import write
from simulator.sampling.streams import BLOCK
from simulator.scenario.model import Scenario
from simulator.version import __version__

MANIFEST = "manifest.json"
PACKAGES = ("numpy", "pandas", "pyarrow", "pydantic", "scipy", "simpy", "xarray")
WITHOUT_FIGURES = frozenset({"analyses", "app", "cli", "reports"})
"""Parts of the program that only read results: a change in them makes no block stale."""


@dataclass
class Manifest:
    """The state of one results folder, kept on disk after every block.

    Attributes
    ----------
    identity : dict
        Scenario, seed and program: blocks of another identity are never used.
    blocks : dict
        What is known of each finished block, by its number.
    failed : dict
        Why a block could not be simulated, by its number.
    files : dict
        SHA-256 of every other file of this run, by its path in the folder.
    """

    folder: Path
    identity: dict[str, Any]
    facts: dict[str, Any]
    blocks: dict[int, dict[str, Any]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

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
        blocks, failed = (
            {f"{block:05d}": known[block] for block in sorted(known)} for known in (self.blocks, self.failed)
        )
        document = {**self.identity, **self.facts, "files": self.files, "failed": failed, "blocks": blocks}
        _save(self.folder, document)

    def finish(self, replications: int, precision: Precision | None) -> None:
        """Note the time and how many futures count, and write the manifest; `note_files` comes after it."""
        self.facts["replications"] = replications
        if precision is not None:
            self.facts["precision"] = {**asdict(precision), "is_reached": precision.is_reached}
        self.facts["times"]["finished"] = _now()
        self.save()


def open_manifest(
    folder: Path, scenario: Scenario, seed: int, *, blocks: int, fresh: bool, resolved: str
) -> Manifest:
    """The manifest of a folder, with those of its blocks that are of this run and whole; none if ``fresh``.

    Blocks beyond the number asked for are kept without a look. Files of another run in the same folder are
    removed.
    """
    facts: dict[str, Any] = {
        "title": scenario.title,
        "replications": blocks * BLOCK,
        "command": shlex.join(sys.argv),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "python": platform.python_version(),
        },
        "times": {"started": _now(), "finished": None},
    }
    manifest = Manifest(folder, identity(resolved, seed), facts)
    found = _read(folder)
    known = _known_blocks(found)
    if fresh or any(found.get(key) != value for key, value in manifest.identity.items()):
        _remove(folder, known)
        return manifest
    manifest.blocks = {
        number: block
        for number, block in known.items()
        if number >= blocks or is_whole(folder, block["files"])
    }
    return manifest


def note_files(folder: Path, checksums: Mapping[str, str]) -> None:
    """Note the tables and pictures that were made of a finished run, by path in the folder and SHA-256."""
    document = _read(folder)
    # A chart that could not be drawn this time is not there any more.
    others = {path: sha for path, sha in document.get("files", {}).items() if not path.startswith("charts/")}
    document["files"] = {**others, **checksums}
    _save(folder, document)


def futures_kept(folder: Path) -> int:
    """How many possible futures a folder holds, of those that follow each other from the first on."""
    known = _known_blocks(_read(folder))
    whole = next(number for number in range(len(known) + 1) if number not in known)
    return whole * BLOCK


def identity(resolved: str, seed: int) -> dict[str, Any]:
    """What decides every figure: the scenario as it is in force, the seed, the program."""
    return {
        "format": 1,
        "program": f"recovery-sim {__version__}",
        "program_sha256": _program(),
        "scenario_sha256": hashlib.sha256(resolved.encode()).hexdigest(),
        "seed": seed,
        "replications_a_block": BLOCK,
    }


def default_folder(stem: str, scenario: Scenario, seed: int, *, within: Path = Path("results")) -> Path:
    """Where a run is kept if nobody says where: one folder for a scenario, seed and version."""
    from simulator.scenario import resolved_toml

    name = "\n".join([resolved_toml(scenario), str(seed), __version__])
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


def _save(folder: Path, document: Mapping[str, Any]) -> None:
    write(folder, MANIFEST, (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode())


def _read(folder: Path) -> dict[str, Any]:
    """What the folder's manifest says; nothing if there is none, or it cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _known_blocks(found: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Blocks of a manifest whose entry is complete; nothing is believed of one that somebody has edited."""
    blocks = found.get("blocks")
    known: dict[int, dict[str, Any]] = {}
    for name, block in blocks.items() if isinstance(blocks, dict) else ():
        if not name.isdecimal() or not isinstance(block, dict):
            continue
        files, headline = block.get("files"), block.get("headline")
        is_complete = isinstance(files, dict) and set(files) == set(block_paths(int(name)))
        if is_complete and isinstance(headline, float):
            known[int(name)] = block
    return known


def _remove(folder: Path, blocks: Iterable[int]) -> None:
    for block in blocks:
        for path in block_paths(block):
            (folder / path).unlink(missing_ok=True)


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
