"""What was reported later, which the engine never sees."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import Day, FinancialYear, Key, PerCent, Position

SHARE_IN_DEFICIT = "share_in_deficit"
"""The one measure that is no money but a share of bodies."""


class Reported(Table):
    """`[reported.*]`: what really happened or was forecast. The engine never sees it."""

    body: Key
    """A body, or `system`."""
    measure: Literal[
        "surplus",
        "income",
        "underlying",
        "cumulative",
        "savings_delivered",
        "investment",
        "cash",
        "loans",
        "share_in_deficit",
    ]
    """What it is about; `cumulative` is the position since the start, opening balance included; `cash` and `loans`
    stand on 31 March; `share_in_deficit` counts the `system`'s members whose surplus is below 0."""
    kind: Literal["level", "change", "variance_to_plan", "cumulative"]
    """A year's figure, the later of two years less the earlier, a year's figure less its plan, or a sum of years.
    The plan of a surplus is the one that was submitted, if one was."""
    year: FinancialYear | None = None
    """Of a level or a variance."""
    from_year: FinancialYear | None = None
    """With `to_year`, which counts too, of a change or a sum."""
    to_year: FinancialYear | None = None
    """See `from_year`."""
    value_gbp_m: Position | None = None
    """The figure, with its sign: a shortfall is negative; loans, savings and investment are positive."""
    low_gbp_m: Position | None = None
    """With `high_gbp_m`, instead of `value_gbp_m`, where a range was reported."""
    high_gbp_m: Position | None = None
    """See `low_gbp_m`."""
    value_pct: PerCent | None = None
    """Of `share_in_deficit`, instead of `value_gbp_m`: % of the members."""
    low_pct: PerCent | None = None
    """With `high_pct`, instead of `value_pct`, where a range was reported."""
    high_pct: PerCent | None = None
    """See `low_pct`."""
    as_of: Day | None = None
    """When it became known; left out, the date of its `source`. By the scenario's own `as_of`, it is no test."""
    basis: str
    """What the figure includes, as far as it is known. A provider's simulated surplus means adjusted financial
    performance: before impairments and donated assets, with sustainability funding."""
    run: Literal["expected", "do_nothing"] = "expected"
    """Which futures it is compared with."""
    forecast: bool = False
    """Whether it was itself a forecast when it was published."""

    @property
    def is_share(self) -> bool:
        """Whether it is in % of bodies, and not in £m."""
        return self.measure == SHARE_IN_DEFICIT
