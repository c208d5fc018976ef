"""The files of a comparison: every difference as CSV and JSON, the pictures, the scenarios, and what ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.engine.opening import openings_in_short
from simulator.montecarlo.folder import put
from simulator.montecarlo.manifest import Manifest, facts, identity, note_files
from simulator.reports.comparison import finding, letter, lettered, openings_by_letter
from simulator.reports.difference_chart import DifferenceFan, draw_differences
from simulator.reports.files import csv_text, write_charts
from simulator.reports.names import label, with_names
from simulator.reports.style import attempted
from simulator.scenario import resolved_toml
from simulator.words.texts import visible

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reports.comparison_tables import Variant
    from simulator.reports.style import Picture
    from simulator.scenario import Scenario


def claim_folder(
    folder: Path,
    scenarios: Sequence[Scenario],
    seed: int,
    replications: int,
    *,
    fresh: bool,
    command: str,
) -> Manifest:
    """See that a comparison may be written into a folder, before it is simulated; nothing is changed yet.

    Raises
    ------
    FolderError
        If the folder is somebody else's, holds something else, or a file of somebody else's is in the way.
    """
    manifest = Manifest(folder, _identity(scenarios, seed), facts(scenarios[0].title, replications, command))
    manifest.claim(_paths(len(scenarios)), fresh=fresh)
    return manifest


def write_comparison(
    manifest: Manifest,
    scenarios: Sequence[Scenario],
    variants: Sequence[Variant],
    *,
    year: str,
    document: str,
) -> list[str]:
    """Write a comparison into the folder that was claimed for it, its manifest first; what is to be said of its charts.

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
    for number, scenario in enumerate(scenarios):
        contents[f"scenario-{letter(number)}.resolved.toml"] = resolved_toml(scenario).encode()
    drawn, notes = attempted(lambda: pictures(variants, year))
    manifest.facts["openings_that_do_not_hold"] = openings_by_letter(variants)
    manifest.begin()
    written = {path: put(manifest.folder, path, content) for path, content in contents.items()}
    written |= write_charts(manifest.folder, drawn)
    manifest.finish(variants[0].comparison.replications)
    note_files(manifest.folder, written)
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
        openings = [
            openings_in_short(scenario).replace(" · ", f" · {one}: ") for one, scenario in lettered([variant])
        ]
        footer = f"{comparison.a.title} · {count} · seed {comparison.seed}{''.join(openings)}"
        title = finding(variant, year)
        yield draw_differences(f"difference-{variant.letter}", title, comparison.years, fans, footer)


def _together(variants: Sequence[Variant], frame: str) -> pd.DataFrame:
    """The frames of all variants below each other, each row with its letter and name."""
    import pandas as pd

    frames: list[pd.DataFrame] = []
    for variant in variants:
        one = with_names(getattr(variant.comparison, frame)(), variant.comparison.a)
        one.insert(0, "scenario", variant.letter)
        one.insert(1, "name", visible(variant.name))
        frames.append(one)
    return pd.concat(frames, ignore_index=True)


def _identity(scenarios: Sequence[Scenario], seed: int) -> dict[str, Any]:
    """What decides every figure of a comparison."""
    known = [identity(resolved_toml(scenario), seed) for scenario in scenarios]
    return {
        **{key: value for key, value in known[0].items() if key != "scenario_sha256"},
        "made_by": "compare",
        "compared": {
            letter(number): {"title": scenario.title, "scenario_sha256": one["scenario_sha256"]}
            for number, (scenario, one) in enumerate(zip(scenarios, known, strict=True))
        },
    }


def _paths(scenarios: int) -> tuple[str, ...]:
    """Every file of a comparison of so many scenarios."""
    letters = [letter(number) for number in range(scenarios)]
    return (
        *("compare.csv", "recovery.csv", "explained.csv", "compare.json"),
        *(f"scenario-{one}.resolved.toml" for one in letters),
        *(f"charts/difference-{one}{suffix}" for one in letters[1:] for suffix in (".png", ".svg")),
    )
