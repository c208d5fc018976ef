"""What a run found, worked out once for the terminal, the charts and the files alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.drivers import drivers
from simulator.analyses.escalation import escalation_table
from simulator.analyses.forecast import forecast_table
from simulator.analyses.funding import funding_table
from simulator.analyses.milestones import milestones_table
from simulator.analyses.pooling import pooling_table
from simulator.analyses.summary import recovery_year, summary
from simulator.results.outcomes import EVERY_BODY, SYSTEM, Outcomes, outcomes
from simulator.shown import Shown, titled
from simulator.statistics.intervals import Probabilities, Probability, probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario


@dataclass(frozen=True, repr=False)
class Findings(Shown):
    """A run and what follows from it; each thing is worked out when it is first asked for.

    In lists of names the bodies come first, then `system`, then `every_body`.
    """

    run: Run

    def _heading(self) -> str:
        return f"Findings of {titled(self.run.scenario.title)}"

    def _facts(self) -> dict[str, str]:
        return self.run._facts()

    @cached_property
    def reached(self) -> Outcomes:
        """The duties reached, future by future."""
        return outcomes(self.run.results)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row a body and year."""
        return summary(self.run)

    @cached_property
    def recovery(self) -> pd.DataFrame:
        """By when each body recovers, one row a body and year."""
        return recovery_year(self.run)

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """What moves with the surplus of the last year."""
        return drivers(self.run)

    @cached_property
    def forecast(self) -> pd.DataFrame:
        """Where each body with closed months will end its year; no row without actuals."""
        return forecast_table(self.run)

    @cached_property
    def pooling(self) -> pd.DataFrame:
        """What pooling and transfers inside merged bodies change, one row a member and year."""
        return pooling_table(self.run)

    @cached_property
    def funding(self) -> pd.DataFrame:
        """Sustainability funding offered and earned; no row where none is offered."""
        return funding_table(self.run)

    @cached_property
    def escalation(self) -> pd.DataFrame:
        """What repeated failure leads to; no row where it leads to nothing."""
        return escalation_table(self.run)

    @cached_property
    def milestones(self) -> pd.DataFrame:
        """When milestones come; no row where there is none."""
        return milestones_table(self.run)

    @cached_property
    def control_total(self) -> Probabilities:
        """Chance of the control total, shape ``(names, years)``; nothing to tell where `has_control_total` is false."""
        return probabilities(self.reached.control_total)

    @cached_property
    def break_even(self) -> Probabilities:
        """Chance to break even, shape ``(names, years)``."""
        return probabilities(self.reached.break_even)

    @cached_property
    def one_percent(self) -> Probabilities:
        """Chance of the 1 % surplus asked of each: of commissioners the cumulative one, else the year's."""
        duty = self.reached.surplus_1pct.copy()
        for row, name in enumerate(self.reached.names):
            if name in self.run.results.commissioners:
                duty[row] = self.reached.cumulative_1pct[row]
        return probabilities(duty)

    def summary_of(self, name: str, year: str) -> dict[str, Any]:
        """The row of one body and year."""
        return self._summary_rows[name, year]

    def recovery_of(self, name: str) -> list[dict[str, Any]]:
        """By when one body recovers, year by year."""
        return [row for row in _records(self.recovery) if row["body"] == name]

    def drivers_of(self, name: str) -> list[dict[str, Any]]:
        """What moves with the surplus of one body, strongest first."""
        return [row for row in _records(self.drivers) if row["body"] == name]

    @cached_property
    def _summary_rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["body"], row["year"]): row for row in _records(self.summary)}

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

    @property
    def has_1pct(self) -> NDArray[np.bool_]:
        """Whether a surplus of 1 % is asked for, ``(names, years)``."""
        return np.broadcast_to(self.reached.has_1pct[:, None], self.reached.has_control_total.shape)

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
        """The chance of breaking even with the widest interval."""
        chances = [self.break_even.at(i, j) for i in range(len(self.names)) for j in range(len(self.years))]
        return max(chances, key=lambda chance: chance.high - chance.low)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def called(scenario: Scenario, name: str) -> str:
    """What a body, the system or every body at once is called in a report."""
    return scenario.bodies[name].name if name in scenario.bodies else label(scenario, name)


def label(scenario: Scenario, name: str) -> str:
    """The same where room is short, as in tables and charts: a body's short name, if it has one."""
    if name == SYSTEM:
        return f"{scenario.system.name} (system)"
    if name == EVERY_BODY:
        return "every body in one future"
    return scenario.bodies[name].called
