"""What two runs have in common, and so can be compared: futures, bodies, years, members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import RecoverySimError
from simulator.results import Results
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    from simulator.montecarlo.run import Run


def refuse_other_futures(a: Run, b: Run) -> None:
    """Refuse runs that are not of the same futures.

    Raises
    ------
    RecoverySimError
        If seeds or numbers of futures differ.
    """
    if a.seed != b.seed:
        raise RecoverySimError(
            f"The runs are of different futures (seeds {a.seed} and {b.seed}): simulate both with one seed."
        )
    if a.replications != b.replications:
        raise RecoverySimError(
            f"The runs are of {a.replications:,} and {b.replications:,} futures: simulate as many of both."
        )


def shared(a: Results, b: Results) -> tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...]]:
    """Bodies (councils last) and years that both have, and the members of the system where both have the same."""
    bodies = tuple(
        sorted((body for body in a.bodies if body in b.bodies), key=lambda body: body in a.councils)
    )
    years = tuple(year for year in a.years if year in b.years)
    for what, common, of_a, of_b in (
        ("body", bodies, a.bodies, b.bodies),
        ("year", years, _spans(a.years), _spans(b.years)),
    ):
        if not common:
            raise RecoverySimError(
                f"The scenarios have no {what} in common ({', '.join(of_a)} against {', '.join(of_b)}): "
                "there is nothing to compare."
            )
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


def _spans(years: Sequence[int]) -> tuple[str, ...]:
    """Years as a text: `2018/19 to 2027/28`."""
    return (f"{financial_year_label(years[0])} to {financial_year_label(years[-1])}",)
