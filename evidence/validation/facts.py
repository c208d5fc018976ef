"""Where the reported facts of every shipped scenario fall, and how good a forecast the futures are.

`python -m evidence.validation.facts` prints the tables of `docs/validation.md`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence.validation.drivers import without_business_rules
from simulator import load
from simulator.analyses.reported import REPLICATIONS, Place, Recorder, records, reported_places
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.scenario.terms.bodies import Provider
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
    "without the rules of providers": lambda scenario: without_business_rules(scenario, Provider),
    "without any business rules": without_business_rules,
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


def _what(place: Place) -> str:
    fact = place.fact
    years = [year for year in (fact.year, fact.from_year, fact.to_year) if year is not None]
    period = " to ".join(financial_year_label(year) for year in years)
    nothing = ", doing nothing" if fact.run == "do_nothing" else ""
    measure = "" if fact.measure == "surplus" else f" {fact.measure}"
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
            kind = "forecasts" if record.forecast else "outturns"
            cells = [
                f"{record.facts} {kind}",
                f"{record.inside_80} of {record.facts}",
                f"{record.inside_90} of {record.facts}",
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


def main() -> None:
    """Print the tables of `docs/validation.md`."""
    by_change = {name: list(facts(change=change)) for name, change in ADDED.items()}
    all_found = by_change["as it stands"]
    for line in records_table(all_found):
        print(line)
    print()
    for line in additions_table(by_change):
        print(line)
    for found in all_found:
        print(f"\n`{found.name}`\n")
        for line in places_table(found):
            print(line)


if __name__ == "__main__":
    main()
