"""What is known beside the plan: months already closed, what was reported, and how large the whole is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import FinancialYear, Key, Position


class Actuals(Table):
    """`[actuals.*]`, by the key of a body: months of the first year that are closed, and what they came to."""

    position_gbp_m: Annotated[Entries[Position], Field(min_length=1, max_length=12)]
    """Income less expenditure of April, May and so on, one figure a closed month, £m."""
    target_gbp_m: Position | None = None
    """What the year is to end at, £m; left out, the plan's position of the year."""


class Reported(Table):
    """`[reported.*]`: what really happened or was forecast. The engine never sees it."""

    body: Key
    """A body, or `system`."""
    measure: Literal["surplus", "income", "underlying", "cumulative", "savings_delivered"]
    """What it is about; `cumulative` is the position since the start, opening balance included."""
    kind: Literal["level", "change", "variance_to_plan", "cumulative"]
    """A year's figure, the later of two years less the earlier, a year's figure less its plan, or a sum of years."""
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


class EnvelopeLine(Table):
    """`[envelope.lines.*]`: money of the whole that is not simulated."""

    name: str
    """In words, for tables."""
    gbp_m: Position
    """£m a year at the start; negative for what the simulated bodies' income has beyond the whole."""


class Envelope(Table):
    """`[envelope]`: a published total that the bodies are part of. `check` adds it up; the engine never sees it."""

    total_gbp_m: Annotated[float, Field(gt=0, le=1e6)]
    """The whole, £m a year at the start."""
    lines: dict[Key, EnvelopeLine] = {}
    """What of it is not simulated, each line under a key of its own."""
