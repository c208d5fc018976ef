"""What is kept of a block while it runs: the figures that become its results."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.layout import Layout

Array = NDArray[np.float64]

BY_YEAR = (
    "surplus",
    "income",
    "duty_income",
    "expenditure",
    "member_trade",
    "underlying",
    "cumulative",
    "cash",
    "loans",
    "non_recurrent",
    "savings_delivered",
    "investment",
    "three_year",
    "repayment_due",
    "repaid",
    "care_cancelled",
    "backlog",
    "recovery_months",
    "control_total",
    "funding",
    "transfers",
    "pooled",
    "pooling_administration",
    "developments",
    "drawdown",
    "pushed_by_schemes",
    "pushed_by_discharge",
    "escalation",
    "escalation_cost",
    "interest",
    "held_by_recovery",
    "rebound",
    "contract_administration",
)
BY_MONTH = ("position", "year_to_date", "forecast_outturn", "run_rate")
OF_SCHEMES_BY_YEAR = ("delivered", "recurrent", "full_year", "investment")
OF_SCHEMES = ("arrival", "grant", "go_live", "stopped")


@dataclass
class Record:
    """Arrays to be filled: by body and year, by body and month, by scheme instance and year, by scheme instance."""

    layout: Layout
    years: int
    replications: int
    by_year: dict[str, Array] = field(init=False)
    by_month: dict[str, Array] = field(init=False)
    schemes_by_year: dict[str, Array] = field(init=False)
    schemes: dict[str, Array] = field(init=False)

    def __post_init__(self) -> None:
        bodies, instances, n = len(self.layout.bodies), len(self.layout.instances), self.replications
        self.by_year = {name: np.zeros((bodies, self.years, n)) for name in BY_YEAR}
        for name in ("cash", "loans", "three_year", "control_total"):
            self.by_year[name][:] = np.nan
        self.by_month = {name: np.zeros((bodies, 12 * self.years, n)) for name in BY_MONTH}
        self.schemes_by_year = {name: np.zeros((instances, self.years, n)) for name in OF_SCHEMES_BY_YEAR}
        self.schemes = {name: np.zeros((instances, n)) for name in OF_SCHEMES}

    def year(self, measure: str, body: str, year: int) -> Array:
        """The row of a measure of a body in a year (from 0), to write to: shape ``(replications,)``."""
        row: Array = self.by_year[measure][self.layout.bodies.index(body), year]
        return row

    def before_support(self, body: str, year: int) -> Array:
        """A body's year before sustainability funding, transfers and pooling."""
        support = self.year("funding", body, year) + self.year("transfers", body, year)
        support = support + self.year("pooled", body, year)
        support -= self.year("pooling_administration", body, year)
        return np.asarray(self.year("surplus", body, year) - support)

    def month(self, measure: str, body: str, month: int) -> Array:
        """The row of a measure of a body in a month, to write to."""
        row: Array = self.by_month[measure][self.layout.bodies.index(body), month]
        return row
