"""What the analyses are asked: a finished run, and years and bodies that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.errors import ArgumentError
from simulator.montecarlo.arguments import of_kind
from simulator.scenario.variant import described
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    from simulator.montecarlo.run import Run


def a_run(run: Any, *, name: str = "The run") -> Run:
    """A finished run.

    Raises
    ------
    ArgumentError
        If it is something else.
    """
    from simulator.montecarlo.run import Run

    return of_kind(run, Run, name=name, how="one that `simulate` gives")


def a_year(run: Run, year: Any) -> int:
    """The place of a financial year among those of a run; of the last one if None.

    Raises
    ------
    ArgumentError
        If the run has no such year.
    """
    years = run.results.years
    if year is None:
        return len(years) - 1
    labels = [financial_year_label(one) for one in years]
    if isinstance(year, str):
        if year in labels:
            return labels.index(year)
    elif not isinstance(year, bool) and hasattr(year, "__index__") and int(year) in years:
        return years.index(int(year))
    raise ArgumentError(
        f"There is no year {described(year)} in this run: it has {labels[0]} to {labels[-1]}. A year is given as "
        f'{years[0]} or "{labels[0]}".'
    )
