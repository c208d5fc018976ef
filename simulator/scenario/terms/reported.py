"""What was reported later, which the engine never sees."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import FinancialYear, Key, Position


class Reported(Table):
    """`[reported.*]`: what really happened or was forecast. The engine never sees it."""

    body: Key
    """A body, or `system`."""
    measure: Literal["surplus", "income", "underlying", "cumulative", "savings_delivered"]
    """What it is about; `cumulative` is the position since the start, opening balance included."""
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
    """The figure, with its sign: a shortfall is negative."""
    low_gbp_m: Position | None = None
    """With `high_gbp_m`, instead of `value_gbp_m`, where a range was reported."""
    high_gbp_m: Position | None = None
    """See `low_gbp_m`."""
    basis: str
    """What the figure includes, as far as it is known."""
    run: Literal["expected", "do_nothing"] = "expected"
    """Which futures it is compared with."""
    forecast: bool = False
    """Whether it was itself a forecast when it was published."""
