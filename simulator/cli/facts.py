"""What `check` prints of reported facts: where each falls in the simulated futures, and how good a forecast that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.cli.reliability import FACTS, counted, show_reliability
from simulator.reports.sections.rows import percent
from simulator.timeline import financial_year_label
from simulator.words.figures import EMPTY, money

if TYPE_CHECKING:
    import datetime

    from simulator.analyses.reported import Place, Recorder
    from simulator.cli.reports import Page
    from simulator.scenario.terms.reported import Reported

UNLESS_EXPECTED = {"expected": "", "do_nothing": ", doing nothing"}
KINDS = {"level": "", "change": "change ", "variance_to_plan": "against plan ", "cumulative": "sum "}
RUNS = {"expected": "futures", "do_nothing": "do nothing"}


def show_facts(
    page: Page,
    found: Sequence[Place],
    records: Sequence[Recorder],
    replications: int,
    as_of: datetime.date,
) -> None:
    """Every fact's place, the record of each run, and what many facts tell; nothing where no fact is reported."""
    if not found:
        return
    headings = ("Fact", "Reported", "p5", "p10", "p50", "p90", "p95", "Place, %", "Inside")
    unit = "£m, shares in %" if any(place.fact.is_share for place in found) else "£m"
    title = f"Reported facts among {replications:,} futures, {unit}; place is the share of futures below"
    page.table(title, headings, [_row(place) for place in found])
    page.say(_verdict(found))
    for place in found:
        if place.fitted_by:
            page.say(f"{place.key} proves nothing: fitted to it are {', '.join(place.fitted_by)}.")
        elif place.was_known:
            page.say(
                f"{place.key} was known on {place.known}, by the scenario's as_of, {as_of}: inputs may have been "
                "written in its knowledge, so that it is no test, and counted apart."
            )
    if not records:
        page.say("No fact is left to which nothing was fitted.")
        return
    columns = (
        "Run",
        "Facts",
        "p10–p90",
        "p5–p95",
        "Width",
        "CRPS",
        "At start",
        "Last year",
        "Plan",
    )
    title = f"Coverage, mean width p10–p90 in % of turnover, and mean CRPS in {unit}, beside single guesses"
    page.table(title, columns, [_record(record) for record in records], texts=2)
    page.say(
        "Guesses: every year as before the start; as the last reported year, which later years alone knew; as planned. "
        "A CRPS is an error in £m: lower is better; its mean is over the facts of which all guesses can be made, which "
        "those of income are not. In brackets: as many as chance allows, 95 times in 100, where futures are right and "
        "facts independent. Facts of one scenario are not: years of a body follow one another, and bodies share prices "
        "and policy, so that a count outside is less of a surprise than that. Coverage changes no exit code."
    )
    show_reliability(page, found)


def _verdict(found: Sequence[Place]) -> str:
    """How many facts the futures hold, and whether the others turned out worse than the futures or better."""
    outside = [place for place in found if not place.is_inside_90]
    if not outside:
        return (
            "It lies between p5 and p95." if len(found) == 1 else f"All {len(found)} lie between p5 and p95."
        )
    worse = sum(place.share_below_high < 0.5 for place in outside)
    return (
        f"{len(outside)} of {len(found)} {'lies' if len(outside) == 1 else 'lie'} outside p5 to p95: {worse} below the "
        "futures and "
        f"{len(outside) - worse} above. Where reported surpluses lie below, the scenario is too hopeful."
    )


def _row(place: Place) -> tuple[str, ...]:
    amount = _per_cent if place.fact.is_share else money
    ends = [place.low] if place.low == place.high else [place.low, place.high]
    shares = dict.fromkeys(map(percent, (place.share_below_low, place.share_below_high)))
    return (
        _what(place.fact),
        " to ".join(dict.fromkeys(map(amount, ends))),
        *map(amount, place.quantiles),
        "–".join(f"{share}" for share in shares),
        "p10–p90" if place.is_inside_80 else "p5–p95" if place.is_inside_90 else "no",
    )


def _what(fact: Reported) -> str:
    """What a fact is about: whose measure, of which years, and which run it is compared with."""
    measure = fact.measure.replace("_", " ")
    years = [year for year in (fact.year, fact.from_year, fact.to_year) if year is not None]
    period = " to ".join(financial_year_label(year) for year in years)
    forecast = " (forecast)" if fact.forecast else ""
    return f"{fact.body} {measure} {KINDS[fact.kind]}{period}{UNLESS_EXPECTED[fact.run]}{forecast}"


def _per_cent(value: float) -> str:
    return f"{value:.0f} %"


def _record(record: Recorder) -> tuple[str, ...]:
    scores = (record.crps, record.crps_as_at_start, record.crps_as_last_year, record.crps_plan)
    return (
        RUNS[record.run],
        f"{FACTS[record.was_known, record.forecast]}{', % of bodies' if record.is_share else ''}",
        counted(record.inside_80, record.facts, record.allowed_80),
        counted(record.inside_90, record.facts, record.allowed_90),
        f"{100 * record.width:.1f} %",
        *(EMPTY if math.isnan(score) else money(score) for score in scores),
    )
