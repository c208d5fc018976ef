"""What the chance rests on: the assumptions that carry it, and how much of the scenario is judgement."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.findings import Findings
from simulator.analyses.rests_on import DEMAND, SHOCKS, Assumption, Judged
from simulator.analyses.wording import condition
from simulator.reports.names import label
from simulator.reports.sections.section import Section
from simulator.results.outcomes import SYSTEM
from simulator.scenario.model import Scenario
from simulator.words.estimates import share_shown
from simulator.words.figures import pounds

COUNT = ("No", "One", "Two", "Three")


def section(findings: Findings) -> Section:
    return Section(
        heading="What does that rest on?",
        sentences=(*_assumptions(findings), _judged(findings.judged)),
    )


def _assumptions(findings: Findings) -> Iterator[str]:
    found, scenario = findings.assumptions, findings.run.scenario
    if not found:
        yield "No single uncertain number stands out from chance as what carries it."
        return
    many = f"{COUNT[len(found)]} assumption{'s carry' if len(found) > 1 else ' carries'} it most"
    yield (
        f"{many}. By each: the chance that {label(scenario, SYSTEM)} breaks even in {findings.years[-1]}, and its mean "
        "surplus, in the third of the futures where it is highest instead of the third where it is lowest."
    )
    for number, one in enumerate(found, start=1):
        yield f"({number}) {_told(scenario, one)}"


WITH_IT = {DEMAND: " (and other demand with it)", SHOCKS: " (and for others with it)"}
"""What is said of families that no scenario names."""


def _told(scenario: Scenario, one: Assumption) -> str:
    shares = " instead of ".join(map(share_shown, (one.p_break_even_high, one.p_break_even_low)))
    amounts = " instead of ".join(map(pounds, (one.surplus_high_gbp_m, one.surplus_low_gbp_m)))
    return f"Where {condition(scenario, one.input)}{_together(one.family)}: {shares}, {amounts}."


def _together(family: str) -> str:
    """What moves with an assumption, and so is not named beside it."""
    if not family:
        return ""
    return WITH_IT.get(family, f" (and with it the rest of “{family}”)")


def _judged(found: Judged) -> str:
    names = "names" if found.without_source == 1 else "name"
    without = f"; {found.without_source:,} {names} no source" if found.without_source else ""
    return (
        f"Of the {found.stated:,} numbers that the scenario states {found.judgement:,} are judgement, "
        f"{found.uncertain_judgement:,} of them among the {found.uncertain:,} uncertain ones{without}."
    )
