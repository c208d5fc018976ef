"""The folder of a sweep: every finished block of a variant in a file of its own, known again by what is in it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulator.montecarlo.arguments import PYTHON
from simulator.montecarlo.folder import claimed, named_files
from simulator.montecarlo.manifest import Manifest, facts, identity, is_whole
from simulator.montecarlo.store import sweep_half_written
from simulator.montecarlo.stored import read_years
from simulator.montecarlo.sweep_task import SweepTask, UnitReport
from simulator.montecarlo.variants import Variant, digest
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK, Array

SECONDS_BETWEEN_NOTES = 1.0
"""How often what is finished is noted in the manifest: with thousands of units each note takes its time."""


def unit_paths(variants: Sequence[Variant], blocks: int) -> tuple[str, ...]:
    """Where each unit is kept: by what its variant says, so that it is found again under whatever name."""
    names = [digest(variant.scenario)[:16] for variant in variants]
    return tuple(f"variants/{name}-block-{block:05d}.parquet" for block in range(blocks) for name in names)


@dataclass
class SweepFolder:
    """A folder that is held, and what it has of a sweep.

    Attributes
    ----------
    kept : frozenset of int
        Units that are there as they were written.
    """

    manifest: Manifest
    task: SweepTask
    variants: tuple[Variant, ...]
    kept: frozenset[int]
    _noted: float = field(default_factory=time.monotonic)

    @classmethod
    def opened(
        cls, folder: Path, base: Scenario, variants: tuple[Variant, ...], task: SweepTask, replications: int
    ) -> SweepFolder:
        """The folder, once it is known that it may be written into.

        Raises
        ------
        FolderError
            If it is somebody else's, or holds something else; nothing was changed.
        """
        decides = identity(digest(base), task.seed) | {"made_by": "sweep", "measures": list(task.measures)}
        known = named_files(claimed(folder, decides, fresh=False))
        manifest = Manifest(folder, decides, facts(base.title, replications, PYTHON))
        paths = dict.fromkeys(task.paths)
        manifest.claim(tuple(paths))
        whole = {
            path: sha
            for path in paths
            if (sha := known.get(path)) is not None and is_whole(folder, {path: sha})
        }
        manifest.files = {**{path: sha for path, sha in known.items() if path not in paths}, **paths, **whole}
        manifest.facts["variants"] = {
            variant.name: path.removeprefix("variants/").partition("-")[0]
            for variant, path in zip(variants, task.paths, strict=False)
        }
        manifest.begin()
        sweep_half_written(folder)
        return cls(
            manifest, task, variants, frozenset(u for u, path in enumerate(task.paths) if path in whole)
        )

    def figures(self, unit: int) -> Mapping[str, Array]:
        """What is kept of a unit.

        Raises
        ------
        StorageError
            If its file holds something else than a sweep writes.
        """
        variant = self.variants[self.task.place(unit)[1]]
        shape = (len(variant.scenario.bodies), len(variant.years), BLOCK)
        return read_years(self.manifest.folder, self.task.paths[unit], self.task.measures, shape)

    def note(self, report: UnitReport) -> None:
        """Note a unit that is finished."""
        self.manifest.files[self.task.paths[report.unit]] = report.sha256
        if time.monotonic() - self._noted > SECONDS_BETWEEN_NOTES:
            self.save()

    def save(self) -> None:
        """Write down what is finished."""
        self.manifest.save()
        self._noted = time.monotonic()

    def finish(self, replications: int) -> None:
        """Note that all of it is there."""
        self.manifest.finish(replications)
