"""Figures of the model beside those of England, in rows and as a page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import fill

from evidence.england.figures import Figures
from evidence.england.mechanisms import BASELINE
from evidence.england.national import NATIONAL, National

HERE = Path(__file__).parent
FIRST_RUN = HERE / "kept" / "first_run.json"
"""The figures before two inputs were corrected; see `reading.md`."""
READING = HERE / "reading.md"
CORRECTED = (
    "providers in deficit",
    "providers' margin",
    "providers' underlying margin",
    "commissioners' margin",
    "providers' new savings in the plan, of turnover",
)
"""Lines that show what the corrections of inputs changed."""
UNITLESS = frozenset({"correlation"})


@dataclass(frozen=True)
class Row:
    """A line of the table in one year: what the model gives, stage by stage, and what is known of England."""

    line: str
    label: str
    models: tuple[float, ...]
    national: National | None

    def fits(self, stage: int = -1) -> bool | None:
        """Whether a stage lies within the stated range; None where there is none. No number fits nowhere."""
        if self.national is None:
            return None
        return self.national.low <= round(self.models[stage], 2) <= self.national.high


def kept(stage: str) -> Path:
    """Where the figures of a stage are kept."""
    return HERE / "kept" / f"{stage}.json"


def rows(stages: Mapping[str, Figures]) -> Iterator[Row]:
    """Every figure of the last stage, in the order of the lines; no number where an earlier one lacks it."""
    known = {(one.line, one.label): one for one in NATIONAL}
    *_, last = stages.values()
    for line, found in last.items():
        for label in found:
            models = tuple(figures.get(line, {}).get(label, math.nan) for figures in stages.values())
            yield Row(line, label, models, known.get((line, label)))


def table(stages: Mapping[str, Figures]) -> Iterator[str]:
    """The rows in Markdown, a column a stage; what fits is said of the last."""
    headings = ("line", "of", *(told(stage) for stage in stages), "England", "range", "quality", "fits")
    yield f"| {' | '.join(headings)} |"
    yield "|" + " -- |" * len(headings)
    last = ""
    for row in rows(stages):
        known = row.national
        cells = [row.line if row.line != last else "", row.label]
        cells += [
            *(_figure(row, model) for model in row.models),
            "" if known is None or known.value is None else _figure(row, known.value),
            "" if known is None else f"{_figure(row, known.low)} to {_figure(row, known.high)}",
            "" if known is None else known.quality,
            {None: "", True: "yes", False: "**no**"}[row.fits()],
        ]
        last = row.line
        yield f"| {' | '.join(cells)} |"


def told(stage: str) -> str:
    """What a stage's column is called."""
    return f"+ {stage.replace('_', ' ')}" if stage != BASELINE else BASELINE


def verdict(stages: Mapping[str, Figures]) -> str:
    """How many figures lie within their range, stage by stage."""
    judged = [row for row in rows(stages) if row.national is not None]
    counts = [
        f"{sum(row.fits(place) is True for row in judged)} ({told(stage)})"
        for place, stage in enumerate(stages)
    ]
    return f"Of {len(judged)} figures {', '.join(counts)} lie within their range."


def sources() -> Iterator[str]:
    """Where each national figure comes from, a row a source within a line."""
    yield "| line | of | quality | source |"
    yield "| -- | -- | -- | -- |"
    for (line, quality, source), group in groupby(NATIONAL, lambda one: (one.line, one.quality, one.source)):
        yield f"| {line} | {', '.join(one.label for one in group)} | {quality} | {source} |"


def beside(first: Figures, second: Figures, names: tuple[str, str]) -> Iterator[str]:
    """Lines of two sets of figures by year, one under the other."""
    years = tuple(next(iter(first.values())))
    yield f"| line | run | {' | '.join(years)} |"
    yield "|" + " -- |" * (len(years) + 2)
    for line in CORRECTED:
        for found, name in zip((first, second), names, strict=True):
            cells = [_text(found[line].get(year, math.nan)) for year in years]
            yield f"| {line} | {name} | {' | '.join(cells)} |"


def page(stages: Mapping[str, Figures]) -> str:
    """`docs/england.md`: what was written by hand, with the table and its sources in their places."""
    text = READING.read_text(encoding="utf-8")
    parts = {
        "<!-- table -->": "\n".join(table(stages)),
        "<!-- verdict -->": fill(verdict(stages), 120, break_on_hyphens=False),
        "<!-- first run -->": "\n".join(
            beside(read_figures(FIRST_RUN), stages[BASELINE], ("first", "baseline"))
        ),
        "<!-- sources -->": "\n".join(sources()),
    }
    for place, part in parts.items():
        text = text.replace(place, part)
    return text


def read_figures(file: Path) -> Figures:
    """Figures that were kept; nothing where there is no such file."""
    if not file.is_file():
        return {}
    kept: Mapping[str, Mapping[str, float | None]] = json.loads(file.read_text(encoding="utf-8"))
    return {
        line: {label: math.nan if figure is None else figure for label, figure in found.items()}
        for line, found in kept.items()
    }


def write_figures(found: Figures, file: Path) -> None:
    """Keep figures as JSON; no number is null, since JSON has none for it."""
    plain = {
        line: {label: None if math.isnan(figure) else figure for label, figure in by_label.items()}
        for line, by_label in found.items()
    }
    text = json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")


def _figure(row: Row, value: float | None) -> str:
    return _text(math.nan if value is None else value, decimals=2 if row.label in UNITLESS else 1)


def _text(value: float, *, decimals: int = 1) -> str:
    if math.isnan(value):
        return "none"
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")
