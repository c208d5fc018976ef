"""Where the reported facts of every shipped scenario fall, and how good a forecast the futures are.

`python -m evidence.validation.facts` prints the tables of `docs/validation.md`; with `--short` only those of all facts
together, of the scenarios as they stand. Some facts stand in two scenarios, of two starts: they count twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from evidence.validation.drivers import without_business_rules
from simulator import load
from simulator.analyses.reliability import (
    Coverage,
    Together,
    by_group,
    by_horizon,
    by_kind,
    by_subject,
    pairs,
    together,
)
from simulator.analyses.reported import REPLICATIONS, Group, Place, Recorder, records, reported_places
from simulator.cli.reliability import FACTS, OF_RUN, counted, subject, years_told
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.timeline import financial_year_label

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("west_norfolk_2013", "nene", "norfolk_waveney_2016", "norfolk_waveney")
"""Those with facts of their own; what is laid over them has the same facts."""
RUNS = {"expected": "all that the scenario says", "do_nothing": "doing nothing"}
KINDS = {"level": "", "change": "change of ", "variance_to_plan": "against plan, ", "cumulative": "sum of "}

MOVED = 2.0
"""From so many £m on a middle future counts as moved."""
ADDED: Mapping[str, Callable[[Scenario], Scenario]] = {
    "as it stands": lambda scenario: scenario,
    "without business rules": without_business_rules,
}
"""Rules that were added after a comparison or a first look, taken out again."""


@dataclass(frozen=True)
class Found:
    """The facts of one scenario."""

    name: str
    places: tuple[Place, ...]

    @property
    def records(self) -> list[Recorder]:
        """Coverage and scores, by run, outturns and forecasts apart."""
        return records(self.places)


def facts(
    replications: int = REPLICATIONS, change: Callable[[Scenario], Scenario] = ADDED["as it stands"]
) -> Iterator[Found]:
    """Every scenario's facts in its own futures, or in those of a changed scenario."""
    for name in NAMES:
        scenario = with_names(change(load(SCENARIOS / f"{name}.toml")))
        yield Found(name, tuple(reported_places(scenario, replications)))


def places_table(found: Found) -> Iterator[str]:
    """Each fact, the futures around it, its place and its scores."""
    yield "| fact | reported | p5 | p10 | p50 | p90 | p95 | place | inside | CRPS | at the start | last year | plan |"
    yield "|" + "---|" * 13
    for place in found.places:
        ends = " to ".join(dict.fromkeys(_amount(end) for end in (place.low, place.high)))
        shares = "–".join(
            dict.fromkeys(f"{100 * share:.0f}" for share in (place.share_below_low, place.share_below_high))
        )
        inside = "p10–p90" if place.is_inside_80 else "p5–p95" if place.is_inside_90 else "**no**"
        cells = [ends, *map(_amount, place.quantiles), f"{shares} %", inside, *_scores(place)]
        yield f"| {_what(place)} | " + " | ".join(cells) + " |"


def whole_table(all_found: list[Found]) -> Iterator[str]:
    """Every fact of every scenario: the futures around it, its place, and its score beside those of guesses."""
    yield "| scenario | fact | known | reported | p5 | p95 | place | CRPS | at the start | last year | plan |"
    yield "|" + "---|" * 11
    for found in all_found:
        for place in found.places:
            ends = " to ".join(dict.fromkeys(_amount(end) for end in (place.low, place.high)))
            share = f"{50 * (place.share_below_low + place.share_below_high):.0f} %"
            known = f"{place.known or ''}{', before the start' if place.was_known else ''}"
            cells = [
                _what(place),
                known,
                ends,
                _amount(place.quantiles[0]),
                _amount(place.quantiles[4]),
                share,
            ]
            yield f"| `{found.name}` | " + " | ".join([*cells, *_scores(place)]) + " |"


def coverage_tables(all_found: list[Found]) -> Iterator[str]:
    """Coverage by kind of fact and by horizon, over all scenarios, with the counts that chance allows."""
    every = [place for found in all_found for place in found.places]
    kinds = {(group, subject(measure, kind)): row for (group, measure, kind), row in by_kind(every).items()}
    totals = {(group, "all"): row for group, row in by_group(every).items()}
    yield from _coverage_table("about", kinds | totals)
    yield ""
    yield from _coverage_table(
        "horizon", {(group, f"year {year}"): row for (group, year), row in by_horizon(every).items()}
    )


def _coverage_table(heading: str, rows: Mapping[tuple[Group, str], Coverage]) -> Iterator[str]:
    yield f"| {heading} | facts | p10–p90 | p5–p95 | worse futures, mean |"
    yield "|" + "---|" * 5
    for (group, about), row in rows.items():
        cells = [
            f"{about}{OF_RUN[group.run]}",
            FACTS[group.was_known, group.forecast],
            counted(row.inside_80, row.facts, row.allowed_80),
            counted(row.inside_90, row.facts, row.allowed_90),
            f"{100 * row.worse:.0f} %",
        ]
        yield "| " + " | ".join(cells) + " |"


def misses_table(all_found: list[Found]) -> Iterator[str]:
    """Misses of bodies together, by what they are about, and of all pairs of a run."""
    yield "| scenario | about | bodies | pairs | on one side | in the futures | product of misses | correlation |"
    yield "|" + "---|" * 8
    every = [(found.name, pair) for found in all_found for pair in pairs(found.places)]
    for name in dict.fromkeys(name for name, _ in every):
        of = [pair for scenario, pair in every if scenario == name]
        for (run, measure, kind, years), row in by_subject(of).items():
            yield _misses(f"`{name}`", f"{subject(measure, kind)} {years_told(years)}{OF_RUN[run]}", row)
    for run, words in RUNS.items():
        if of := [pair for _, pair in every if pair.run == run]:
            yield _misses("all", words, together(of))


def _misses(scenario: str, about: str, row: Together) -> str:
    figures = [f"{value:+.2f}".replace("-", "−") for value in (row.product, row.correlation)]
    counts = [f"{row.bodies}", f"{row.pairs}", f"{row.same_side}", f"{row.same_side_mean:.1f}"]
    return "| " + " | ".join([scenario, about, *counts, *figures]) + " |"


def _what(place: Place) -> str:
    fact = place.fact
    years = [year for year in (fact.year, fact.from_year, fact.to_year) if year is not None]
    period = " to ".join(financial_year_label(year) for year in years)
    nothing = ", doing nothing" if fact.run == "do_nothing" else ""
    measure = "" if fact.measure == "surplus" else f" {fact.measure.replace('_', ' ')}"
    return (
        f"{fact.body}{measure}, {KINDS[fact.kind]}{period}{nothing}{' (forecast)' if fact.forecast else ''}"
    )


def records_table(all_found: list[Found]) -> Iterator[str]:
    """The record of every scenario, in one table."""
    yield (
        "| scenario | futures of | facts | p10–p90 | p5–p95 | width, % of turnover | CRPS | at the start | last year "
        "| plan |"
    )
    yield "|" + "---|" * 10
    for found in all_found:
        for record in found.records:
            of_bodies = ", % of bodies" if record.is_share else ""
            cells = [
                f"{record.facts} {FACTS[record.was_known, record.forecast]}{of_bodies}",
                counted(record.inside_80, record.facts, record.allowed_80),
                counted(record.inside_90, record.facts, record.allowed_90),
                f"{100 * record.width:.1f}",
                *_scores(record),
            ]
            yield f"| `{found.name}` | {RUNS[record.run]} | " + " | ".join(cells) + " |"


def additions_table(by_change: Mapping[str, list[Found]]) -> Iterator[str]:
    """What the rules that were added did to facts whose place or middle future they moved, £m."""
    yield "| fact | reported | " + " | ".join(f"{change}: place, p50" for change in by_change) + " |"
    yield "|---|---|" + "---|" * len(by_change)
    for scenarios in zip(*by_change.values(), strict=True):
        for places in zip(*(found.places for found in scenarios), strict=True):
            shown = [round(100 * (p.share_below_low + p.share_below_high) / 2) for p in places]
            middles = [p.quantiles[2] for p in places]
            if len(set(shown)) > 1 or max(middles) - min(middles) >= MOVED:
                cells = [f"{at} %, {_amount(middle)}" for at, middle in zip(shown, middles, strict=True)]
                fact = (places[0].low + places[0].high) / 2
                what = f"`{scenarios[0].name}`: {_what(places[0])}"
                yield f"| {what} | {_amount(fact)} | " + " | ".join(cells) + " |"


def _amount(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _scores(found: Place | Recorder) -> list[str]:
    scores = (found.crps, found.crps_as_at_start, found.crps_as_last_year, found.crps_plan)
    return ["" if math.isnan(score) else f"{score:.1f}" for score in scores]


@click.command()
@click.option("--short", is_flag=True, help="Only the tables of all facts together.")
def main(short: bool) -> None:
    """Print the tables of `docs/validation.md`."""
    changes = {"as it stands": ADDED["as it stands"]} if short else ADDED
    by_change = {name: list(facts(change=change)) for name, change in changes.items()}
    all_found = by_change["as it stands"]
    for table in (records_table, whole_table, coverage_tables, misses_table):
        for line in table(all_found):
            print(line)
        print()
    if short:
        return
    for line in additions_table(by_change):
        print(line)
    for found in all_found:
        print(f"\n`{found.name}`\n")
        for line in places_table(found):
            print(line)


if __name__ == "__main__":
    main()
