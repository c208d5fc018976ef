"""Trying a mutant: a copy of the project, the fault in it, and the default tests until one of them notices."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from evidence.mutants.mutations import Mutant

FITTING = {
    "simulator/economy/": [f"tests/integration/test_{what}.py" for what in ("measures", "milestones")],
    "simulator/engine/transfers.py": ["tests/unit/test_transfers.py"],
    "simulator/sampling/": [
        *(f"tests/unit/test_{what}.py" for what in ("draw", "streams", "known_draws")),
        "tests/integration/test_correlation.py",
        "tests/integration/test_closed_months.py",
        "tests/integration/test_sweep.py",
    ],
    "simulator/statistics/": [
        f"tests/unit/test_{what}.py"
        for what in ("intervals", "paired_intervals", "distributions", "correlation_matrices")
    ],
}
"""By module: the tests that were written for it, which come first."""
OF_SMALL_ECONOMIES = "eventful or mechanisms or closed_months or by_hand"
STAGES = (
    ["tests/cases"],
    ["tests/oracle", "-k", OF_SMALL_ECONOMIES],
    ["tests/unit"],
    ["tests/integration"],
    ["tests/property"],
    ["tests/oracle", "-k", f"not ({OF_SMALL_ECONOMIES})"],
    [
        "tests",
        *(f"--ignore=tests/{shelf}" for shelf in ("cases", "oracle", "unit", "integration", "property")),
    ],
)
"""All default tests, those first that notice soonest."""
QUICK = 2
"""Of these shelves: a minute or two together, and nearly every fault is noticed by one of them."""
NOTHING_COLLECTED = 5
NOTICED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What the tests made of a copy: ``by`` names the test that noticed, and is None where none did."""

    by: str | None
    seconds: float


class Copy:
    """A copy of the project in which faults may be put; the checkout stays as it is."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=root,
            capture_output=True,
            check=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, folder / name)
        self._usual: dict[int, float] = {}
        """Seconds that each stage takes without a fault, once it has passed."""

    def judge(self, mutant: Mutant, *, quick: bool = False) -> Verdict:
        """Put a fault in, ask stage after stage (the first ``QUICK`` of them where it is to be quick), take it out."""
        file = self.folder / mutant.file
        source = file.read_bytes()
        began = time.monotonic()
        for place, stage in enumerate(self._stages(mutant.file, quick=quick)):
            limit = self._limit(place, stage)
            _write(file, mutant.applied(source))
            try:
                by = self._ask(stage, limit)
            finally:
                _write(file, source)
            if by is not None:
                return Verdict(by, time.monotonic() - began)
        return Verdict(None, time.monotonic() - began)

    def _stages(self, file: str, *, quick: bool) -> list[list[str]]:
        fitting = next((tests for module, tests in FITTING.items() if file.startswith(module)), [])
        return [fitting, *(STAGES[:QUICK] if quick else STAGES)]

    def _limit(self, place: int, stage: list[str]) -> float:
        """Ten times the usual time, and a minute: whoever takes longer does not come back.

        Raises
        ------
        SystemExit
            If the tests fail without any fault: then they could not judge one.
        """
        if place == 0:
            return 600.0
        if place not in self._usual:
            began = time.monotonic()
            by = self._ask(stage, None)
            if by is not None:
                raise SystemExit(f"Without any fault {by} fails: mend that first.")
            self._usual[place] = time.monotonic() - began
        return 10 * self._usual[place] + 60

    def _ask(self, stage: list[str], limit: float | None) -> str | None:
        """The first test of a stage that fails; None where all pass."""
        if not stage:
            return None
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-n0",
            "-x",
            "-q",
            "--tb=no",
            "-p",
            "no:cacheprovider",
            *stage,
        ]
        path = os.pathsep.join(filter(None, [str(self.folder), os.environ.get("PYTHONPATH")]))
        surroundings = {
            **os.environ,
            "PYTHONPATH": path,
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / ".hypothesis"),
        }
        try:
            ran = subprocess.run(
                command, cwd=self.folder, env=surroundings, capture_output=True, text=True, timeout=limit
            )
        except subprocess.TimeoutExpired:
            return "the time limit"
        if ran.returncode in (0, NOTHING_COLLECTED):
            return None
        noticed = NOTICED.search(ran.stdout)
        return noticed.group(1) if noticed else f"pytest ending with {ran.returncode}"


def _write(file: Path, source: bytes) -> None:
    """Write a module, and forget what was compiled of it: a changed one may have the old one's length and second."""
    file.write_bytes(source)
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()
