"""Figures of the model beside those of England, in rows and as a page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from evidence.england.figures import Figures
from evidence.england.national import NATIONAL, National

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
FIRST_RUN = HERE / "first_run.json"
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
    """A line of the table in one year: what the model gives, what it gave, what is known of England."""

    line: str
    label: str
    now: float
    before: float | None
    national: National | None

    @property
    def fits(self) -> bool | None:
        """Whether the model lies within the stated range; None where there is none. No number fits nowhere."""
        if self.national is None:
            return None
        return self.national.low <= round(self.now, 2) <= self.national.high


def rows(now: Figures, before: Figures) -> Iterator[Row]:
    """Every figure of the model, in the order of the lines."""
    known = {(one.line, one.label): one for one in NATIONAL}
    for line, found in now.items():
        for label, figure in found.items():
            yield Row(line, label, figure, before.get(line, {}).get(label), known.get((line, label)))


def table(now: Figures, before: Figures) -> Iterator[str]:
    """The rows in Markdown; the column *before* only where something has moved."""
    moved = has_moved(now, before)
    models = ("before", "now") if moved else ("model",)
    headings = ("line", "of", *models, "England", "range", "quality", "fits")
    yield f"| {' | '.join(headings)} |"
    yield "|" + " -- |" * len(headings)
    last = ""
    for row in rows(now, before):
        known = row.national
        cells = [row.line if row.line != last else "", row.label]
        cells += [_figure(row, row.before)] if moved else []
        cells += [
            _figure(row, row.now),
            "" if known is None or known.value is None else _figure(row, known.value),
            "" if known is None else f"{_figure(row, known.low)} to {_figure(row, known.high)}",
            "" if known is None else known.quality,
            {None: "", True: "yes", False: "**no**"}[row.fits],
        ]
        last = row.line
        yield f"| {' | '.join(cells)} |"


def has_moved(now: Figures, before: Figures) -> bool:
    """Whether any figure is another than it was; False where nothing is known of before."""
    earlier = {(line, label): figure for line, found in before.items() for label, figure in found.items()}
    return bool(before) and any(
        not math.isclose(figure, earlier.get((line, label), math.inf))
        and not (math.isnan(figure) and math.isnan(earlier.get((line, label), math.inf)))
        for line, found in now.items()
        for label, figure in found.items()
    )


def verdict(now: Figures, before: Figures) -> str:
    """How many figures lie within their range."""
    judged = [row for row in rows(now, before) if row.fits is not None]
    text = f"{sum(row.fits is True for row in judged)} of {len(judged)} figures lie within their range"
    earlier = [
        row.national.low <= round(row.before, 2) <= row.national.high
        for row in judged
        if row.national is not None and row.before is not None
    ]
    return f"{text}; before, {sum(earlier)} did." if has_moved(now, before) else f"{text}."


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


def page(now: Figures, before: Figures) -> str:
    """`docs/england.md`: what was written by hand, with the table and its sources in their places."""
    text = READING.read_text(encoding="utf-8")
    parts = {
        "<!-- table -->": "\n".join(table(now, before)),
        "<!-- verdict -->": verdict(now, before),
        "<!-- first run -->": "\n".join(beside(read_figures(FIRST_RUN), before, ("first", "baseline"))),
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
