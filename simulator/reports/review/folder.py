"""The folder of a bench tool: claimed before anything is simulated, written when everything is found."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.montecarlo.folder import put
from simulator.montecarlo.manifest import Manifest, facts, identity, note_files
from simulator.reports.files import csv_text, json_text, write_charts
from simulator.reports.names import with_names
from simulator.reports.style import attempted
from simulator.scenario import resolved_toml

if TYPE_CHECKING:
    from simulator.reports.review.report import Report
    from simulator.scenario import Scenario


def claim(
    folder: Path,
    tool: str,
    scenario: Scenario,
    *,
    asked: Mapping[str, Any],
    seed: int,
    fresh: bool,
    command: str,
) -> Manifest:
    """See that a tool may write into a folder, before anything is simulated; nothing is changed yet.

    Parameters
    ----------
    tool : str
        The name of the command.
    asked : mapping
        Whatever else decides what it finds, `replications` among it.

    Raises
    ------
    FolderError
        If the folder is somebody else's, or holds something else.
    """
    known = {**identity(resolved_toml(scenario), seed), "made_by": tool, "asked": dict(asked)}
    manifest = Manifest(folder, known, facts(scenario.title, int(asked["replications"]), command))
    manifest.claim([f"{tool}.json"], fresh=fresh)
    return manifest


def write(manifest: Manifest, tool: str, scenario: Scenario, report: Report) -> list[str]:
    """Write everything that a tool found into its folder, its manifest first; what is to be said of its charts.

    Raises
    ------
    StorageError
        If a file cannot be written.
    """
    contents = {f"{tool}.json": json_text(report.document).encode()}
    contents |= {
        f"{name}.csv": csv_text(with_names(frame, scenario)).encode() for name, frame in report.frames.items()
    }
    contents |= {f"{name}.toml": resolved_toml(found).encode() for name, found in report.scenarios.items()}
    drawn, notes = attempted(report.draw)
    manifest.claim(_paths(contents, report.charts))
    manifest.begin()
    written = {path: put(manifest.folder, path, content) for path, content in contents.items()}
    written |= write_charts(manifest.folder, drawn)
    manifest.finish(int(manifest.facts["replications"]))
    note_files(manifest.folder, written)
    return notes


def kept_below(folder: Path, what: str, scenario: Scenario, seed: int) -> Path:
    """Where a tool keeps finished blocks, of its variants or of a run, so that a question that was stopped goes on."""
    known = hashlib.sha256(f"{resolved_toml(scenario)}{seed}".encode()).hexdigest()[:8]
    return folder / f"{what}-{known}"


def _paths(contents: Mapping[str, bytes], charts: Sequence[str]) -> list[str]:
    return [*contents, *(f"charts/{name}{suffix}" for name in charts for suffix in (".png", ".svg"))]
