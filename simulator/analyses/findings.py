"""What a run found, worked out once for the terminal, the charts, the tables and the document alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import records
from simulator.analyses.dependence import correlations_table
from simulator.analyses.drivers import drivers
from simulator.analyses.duties import Duties
from simulator.analyses.forecast import forecast_table
from simulator.analyses.mechanisms import TABLES
from simulator.analyses.reference_classes import Standing, reference_classes
from simulator.analyses.rests_on import Assumption, Judged, assumptions, judged
from simulator.analyses.summary import recovery_table, summary_table
from simulator.results.outcomes import EVERY_BODY, SYSTEM, Outcomes, outcomes
from simulator.statistics.intervals import Probabilities, Probability, probabilities
from simulator.timeline import financial_year_label
from simulator.words.shown import Shown, titled

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run


@dataclass(frozen=True, repr=False)
class Findings(Shown):
    """A run and what follows from it; each thing is worked out when it is first asked for.

    In lists of names the bodies come first, then `system`, then `every_body`. In tables a probability is one cell,
    until they are written.
    """

    run: Run

    def _heading(self) -> str:
        return f"Findings of {titled(self.run.scenario.title)}"

    def _facts(self) -> dict[str, str]:
        return self.run._facts()

    @cached_property
    def reached(self) -> Outcomes:
        """The duties reached, replication by replication."""
        return outcomes(self.run.results)

    @cached_property
    def duties(self) -> Duties:
        """How likely each duty is."""
        return Duties(self.reached)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row a body and year."""
        return summary_table(self.run, self.duties)

    @cached_property
    def recovery(self) -> pd.DataFrame:
        """By when each body recovers, one row a body and year."""
        return recovery_table(self.duties)

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """What moves with the surplus of the last year."""
        return drivers(self.run)

    @cached_property
    def assumptions(self) -> list[Assumption]:
        """What carries the chance of the system."""
        return assumptions(self.run)

    @cached_property
    def judged(self) -> Judged:
        """How many of the scenario's numbers are judgement."""
        return judged(self.run.scenario)

    @cached_property
    def reference_classes(self) -> list[Standing]:
        """Where each body stands among plans like these."""
        return reference_classes(self.run)

    @cached_property
    def forecast(self) -> pd.DataFrame:
        """Where each body with closed months will end its year; no row without actuals."""
        return forecast_table(self.run)

    @cached_property
    def correlations(self) -> pd.DataFrame:
        """What declared groups came to."""
        return correlations_table(self.run)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of the mechanisms that the scenario has, by key."""
        return {table.key: table.make(self.run) for table in TABLES if table.is_in(self.run.scenario)}

    @cached_property
    def one_percent(self) -> Probabilities:
        """Of the 1 % surplus asked of each: of commissioners the cumulative one, else the year's."""
        duty = self.reached.surplus_1pct.copy()
        for row, name in enumerate(self.reached.names):
            if name in self.run.results.commissioners:
                duty[row] = self.reached.cumulative_1pct[row]
        return probabilities(duty).where(self.duties.has_1pct)

    def summary_of(self, name: str, year: str) -> dict[str, Any]:
        """The row of one body and year."""
        return self._summary_rows[name, year]

    def recovery_of(self, name: str) -> list[dict[str, Any]]:
        """By when one body recovers, year by year."""
        return [row for row in records(self.recovery) if row["body"] == name]

    def drivers_of(self, name: str) -> list[dict[str, Any]]:
        """What moves with the surplus of one body, strongest first."""
        return [row for row in records(self.drivers) if row["body"] == name]

    @cached_property
    def _summary_rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["body"], row["year"]): row for row in records(self.summary)}

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of all that is looked at."""
        return self.reached.names

    @property
    def in_order(self) -> tuple[str, ...]:
        """The names as tables show them: bodies, the system, every body, and councils apart at the end."""
        councils = self.run.results.councils
        return (*(name for name in self.names if name not in councils), *sorted(councils))

    @property
    def with_amounts(self) -> tuple[str, ...]:
        """The same without every body, which has no amounts."""
        return tuple(name for name in self.in_order if name != EVERY_BODY)

    def apart(self, names: Sequence[str]) -> frozenset[int]:
        """Where among ``names`` the system begins, and where councils do."""
        councils = [number for number, name in enumerate(names) if name in self.run.results.councils]
        return frozenset([*(number for number, name in enumerate(names) if name == SYSTEM), *councils[:1]])

    @property
    def years(self) -> tuple[str, ...]:
        """Financial years as they are written, `2018/19`."""
        return tuple(financial_year_label(year) for year in self.reached.years)

    @property
    def widest(self) -> Probability:
        """The probability of breaking even with the widest interval."""
        return max(self.duties.break_even.each(), key=lambda one: one.high - one.low)
