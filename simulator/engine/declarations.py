"""What processes declare of themselves: the kinds of things that happen in them, and the figures they leave."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario


class Told(Enum):
    """When a trace tells an event."""

    AT_ONCE = "on its day"
    AT_MONTH_END = "with the month that ends, not with the one that begins at the same point in time"
    BY_YEAR = "once a year, with its months and its sum: it may recur month after month"


@dataclass(frozen=True)
class Event:
    """A kind of thing that happens to a body, scheme, contract, risk or milestone in some replications.

    Attributes
    ----------
    key : str
        Unique among all events.
    sentence : str
        For a reader; `{subject}` is whom it happens to, `{amount}` what is noted with it (`:£` £m, `:%` a share),
        `{times}` in how many months of the year.
    told : Told
    is_told_at_nothing : bool
        Whether a trace tells it of £0.00m too: its amount is a level, and 0 is one.
    """

    key: str
    sentence: str
    told: Told = Told.AT_ONCE
    is_told_at_nothing: bool = False

    def is_nothing(self, amount: float | None) -> bool:
        """Whether its sentence would tell of no money, as money is shown: £0.00m."""
        is_money = "{amount:£}" in self.sentence and not self.is_told_at_nothing
        return is_money and round(amount or 0.0, 2) == 0.0


class Per(Enum):
    """For what there is one figure in each replication."""

    BODY_AND_YEAR = "body and year"
    BODY_AND_MONTH = "body and month"
    SCHEME_AND_YEAR = "scheme instance and year"
    SCHEME = "scheme instance"


class Together(Enum):
    """What a measure of the members is, consolidated, for the system."""

    SUM = "their sum"
    SUM_WHERE_KNOWN = "the sum over those that have one"
    NOTHING = "nothing: it is a share of each one's own"
    LESS_MEMBER_TRADE = "the members' income less what they received from each other"


class Support(Enum):
    """What a quarter's or a year's end brings beside the year's trade; `docs/model.md` §11."""

    MOVED = "found at the close, or moved among bodies: a control total counts it"
    PAID = "paid by the nation: a control total does not count it"


Figure = Literal["mean", "p10", "p90"]
"""What of the replications a column of a table holds."""
MEAN_AND_RANGE: tuple[Figure, ...] = ("mean", "p10", "p90")

Unit = Literal["£m", "%", "months", "months from the start", "stage", "place", "0 or 1"]


@dataclass(frozen=True)
class Measure:
    """A figure that is kept of every replication.

    Attributes
    ----------
    key : str
        Unique among the measures of its `per`.
    title : str
        What a table calls it.
    unit : Unit
        £m unless something else is counted.
    per : Per
    together : Together
        What it is of the members, consolidated.
    adds_up : bool
        Whether its sum over the years means something.
    in_surplus : int
        1 or −1 where it is a part of the surplus that comparisons tell apart, by its sign in it; 0 elsewhere.
    support : Support, optional
        Where it is support, which no month-end report counts: what kind of it.
    may_be_empty : bool
        Whether bodies to which it does not apply have no number at all.
    is_for_some : bool
        Whether it concerns bodies with some mechanism alone, and is told only where it is anything.
    in_summary : tuple of Figure
        The figures of it that `summary.csv` has, in a column each.
    line : str
        Name of the ledger's line whose expenditure of the year it is, told apart as two runs may differ by it alone.
    concerns : callable, optional
        The keys of the bodies that a scenario makes it concern; the summary has no figure of others. Without it, all.
    """

    key: str
    title: str
    unit: Unit = "£m"
    per: Per = Per.BODY_AND_YEAR
    together: Together = Together.SUM
    adds_up: bool = False
    in_surplus: int = 0
    support: Support | None = None
    may_be_empty: bool = False
    is_for_some: bool = False
    in_summary: tuple[Figure, ...] = ()
    line: str = ""
    concerns: Callable[[Scenario], Collection[str]] | None = None

    @property
    def column(self) -> str:
        """Heading in files, with the unit where it is money."""
        return f"{self.key}_gbp_m" if self.unit == "£m" else self.key

    @property
    def is_count(self) -> bool:
        """Whether it counts months or numbers a stage or place: a whole number in every replication."""
        return self.unit in {"months", "stage", "place"}
