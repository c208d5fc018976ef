"""What two runs have in common, and so can be compared: replications, bodies, years, members."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.analyses.changes import without_change
from simulator.errors import RecoverySimError
from simulator.results.arrays import Results
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario


def refuse_other_replications(a: Run, b: Run) -> None:
    """Refuse runs that are not of the same replications.

    Raises
    ------
    RecoverySimError
        If seeds or numbers of replications differ.
    """
    if a.seed != b.seed:
        raise RecoverySimError(
            f"The runs are of different futures (seeds {a.seed} and {b.seed}): simulate both with one seed."
        )
    if a.replications != b.replications:
        raise RecoverySimError(
            f"The runs are of {a.replications:,} and {b.replications:,} futures: simulate as many of both."
        )


def refuse_nothing_in_common(
    bodies: tuple[Collection[str], Collection[str]], years: tuple[Sequence[int], Sequence[int]]
) -> None:
    """Refuse two scenarios, or runs, of which nothing can be compared.

    Raises
    ------
    RecoverySimError
        If they have no body or no year in common.
    """
    for what, common, told in (
        ("body", set(bodies[0]) & set(bodies[1]), [", ".join(some) for some in bodies]),
        ("year", set(years[0]) & set(years[1]), [_span(some) for some in years]),
    ):
        if not common:
            raise RecoverySimError(
                f"The scenarios have no {what} in common ({' against '.join(told)}): there is nothing to compare."
            )


def refuse_incomparable(named: Sequence[tuple[str, Scenario]]) -> None:
    """Refuse scenarios that cannot be held against the first of them, or of which two are the same.

    Raises
    ------
    RecoverySimError
        If the first and another have no body or no year in common, or two differ in nothing.
    """
    first = named[0][1]
    for _, other in named[1:]:
        refuse_nothing_in_common((first.bodies, other.bodies), (_years(first), _years(other)))
    if twins := without_change([scenario for _, scenario in named]):
        one, same = (named[number][0] for number in twins)
        raise RecoverySimError(
            f"{same} changes nothing: every key has the value that it has in {one} (titles, seeds and sources "
            "apart), and so would every figure. Leave it out, or say what is to be different."
        )


def year_to_tell(scenarios: Sequence[Scenario], asked: str | None) -> tuple[tuple[str, ...], str | None]:
    """Financial years that all scenarios have, and which of them is the one asked for.

    Raises
    ------
    RecoverySimError
        If there is no such year.
    """
    first, *others = (_years(scenario) for scenario in scenarios)
    labels = [financial_year_label(year) for year in first if all(year in other for other in others)]
    if not labels:
        raise RecoverySimError("The scenarios have no year that all of them share: compare two at a time.")
    if asked is None:
        return tuple(labels), None
    wanted = asked.strip().replace("-", "/")
    found = [label for label in labels if wanted in {label, label[:4], f"{label[:5]}20{label[5:]}"}]
    if not found:
        raise RecoverySimError(
            f"--year {asked}: not a year of the comparison; it runs from {labels[0]} to {labels[-1]}, "
            f"and a year is written like {labels[0]}."
        )
    return tuple(labels), found[0]


def shared(a: Results, b: Results) -> tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...]]:
    """Bodies (councils last) and years that both have, and the members of the system where both have the same."""
    bodies = tuple(
        sorted((body for body in a.bodies if body in b.bodies), key=lambda body: body in a.councils)
    )
    years = tuple(year for year in a.years if year in b.years)
    return bodies, years, a.members if set(a.members) == set(b.members) else ()


def restricted(
    results: Results, bodies: Sequence[str], years: Sequence[int], members: tuple[str, ...]
) -> Results:
    """Yearly results of these bodies and years alone."""
    rows = [results.bodies.index(body) for body in bodies]
    columns = [results.years.index(year) for year in years]
    by_year = {name: values[np.ix_(rows, columns)] for name, values in results.by_year.items()}
    return replace(results, bodies=tuple(bodies), years=tuple(years), members=members, by_year=by_year)


def not_shared(a: Run, b: Run) -> list[str]:
    """Sentences: what only one of the two has."""
    told = []
    for which, one, other in (("A", a.results, b.results), ("B", b.results, a.results)):
        bodies = [body for body in one.bodies if body not in other.bodies]
        if bodies:
            told.append(f"Only {which} has {', '.join(bodies)}: not compared.")
        years = [financial_year_label(year) for year in one.years if year not in other.years]
        if years:
            told.append(
                f"Only {which} has {', '.join(years)}: not compared, and recovery means break even to the "
                "last year that both have."
            )
    if set(a.results.members) != set(b.results.members):
        told.append("The systems have different members: system and every body are not compared.")
    if a.scenario.start != b.scenario.start:
        told.append(
            "The scenarios start in different years: months of noise and of forecast errors are counted from "
            "each start, so that the same future has other ones in the same year."
        )
    return told


def _years(scenario: Scenario) -> range:
    return range(scenario.start.year, scenario.start.year + scenario.years)


def _span(years: Sequence[int]) -> str:
    """Years as a text: `2018/19 to 2027/28`."""
    return f"{financial_year_label(years[0])} to {financial_year_label(years[-1])}"
