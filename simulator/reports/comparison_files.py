"""The files of a comparison: every difference as CSV and JSON, the pictures, the scenarios, and what ran."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import platform
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.errors import StorageError
from simulator.montecarlo.manifest import MANIFEST, PACKAGES, identity
from simulator.reports.comparison import finding
from simulator.reports.difference_chart import DifferenceFan, draw_differences
from simulator.reports.files import csv_text, write
from simulator.reports.findings import label
from simulator.reports.style import attempted
from simulator.scenario import resolved_toml
from simulator.texts import json_shown, visible

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reports.comparison_tables import Variant
    from simulator.reports.style import Picture
    from simulator.scenario import Scenario


def write_comparison(
    folder: Path, scenarios: Sequence[Scenario], variants: Sequence[Variant], *, year: str, document: str
) -> list[str]:
    """Write a comparison into a folder, the manifest last; what is to be said of its charts.

    Raises
    ------
    StorageError
        If a file cannot be written.
    """
    contents = {
        "compare.csv": csv_text(_together(variants, "frame")).encode(),
        "recovery.csv": csv_text(_together(variants, "recovery_frame")).encode(),
        "explained.csv": csv_text(_together(variants, "explained_frame")).encode(),
        "compare.json": document.encode(),
    }
    for letter, scenario in zip(("A", *(variant.letter for variant in variants)), scenarios, strict=True):
        contents[f"scenario-{letter}.resolved.toml"] = resolved_toml(scenario).encode()
    drawn, notes = attempted(lambda: pictures(variants, year))
    for picture in drawn:
        contents |= {f"charts/{picture.name}.png": picture.png, f"charts/{picture.name}.svg": picture.svg}
    try:
        files = {path: write(folder / path, content) for path, content in contents.items()}
        manifest = (
            json_shown(json.dumps(_manifest(scenarios, variants, files), indent=1, ensure_ascii=False)) + "\n"
        )
        write(folder / MANIFEST, manifest.encode())
    except OSError as problem:
        raise StorageError(
            f"The comparison cannot be written to {folder}: {problem.strerror}. Take another --output."
        ) from problem
    return notes


def pictures(variants: Sequence[Variant], year: str) -> Iterator[Picture]:
    """One picture a variant: the differences of every body and of the system."""
    for variant in variants:
        comparison, surplus = variant.comparison, variant.comparison.amounts["surplus"]
        fans = tuple(
            DifferenceFan(
                name=label(comparison.a, name),
                percentiles={percent: values[i] for percent, values in surplus.percentiles.items()},
                mean=surplus.difference.estimate[i],
            )
            for i, name in enumerate(comparison.parties)
        )
        count = f"{comparison.replications:,} possible futures with each"
        footer = f"{comparison.a.title} · {count} · seed {comparison.seed}"
        title = finding(variant, year)
        yield draw_differences(f"difference-{variant.letter}", title, comparison.years, fans, footer)


def _together(variants: Sequence[Variant], frame: str) -> pd.DataFrame:
    """The frames of all variants below each other, each row with its letter and name."""
    import pandas as pd

    frames: list[pd.DataFrame] = []
    for variant in variants:
        one = getattr(variant.comparison, frame)()
        one.insert(0, "scenario", variant.letter)
        one.insert(1, "name", visible(variant.name))
        frames.append(one)
    return pd.concat(frames, ignore_index=True)


def _manifest(
    scenarios: Sequence[Scenario], variants: Sequence[Variant], files: dict[str, str]
) -> dict[str, Any]:
    first = variants[0].comparison
    identities = [identity(resolved_toml(scenario), first.seed) for scenario in scenarios]
    names = ("A", *(variant.letter for variant in variants))
    return {
        **{key: value for key, value in identities[0].items() if key != "scenario_sha256"},
        "compared": {
            letter: {"title": scenario.title, "scenario_sha256": known["scenario_sha256"]}
            for letter, scenario, known in zip(names, scenarios, identities, strict=True)
        },
        "replications": first.replications,
        "command": shlex.join(sys.argv),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "python": platform.python_version(),
        },
        "times": {"finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")},
        "files": files,
    }
