"""What processes declare of what happens in them: an entry a kind, read by the journal, traces and tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Told(Enum):
    """When a trace tells an event."""

    AT_ONCE = "on its day"
    AT_MONTH_END = "with the month that ends, not with the one that begins at the same point in time"
    BY_YEAR = "once a year, with its months and its sum: it may recur month after month"


@dataclass(frozen=True)
class Event:
    """A kind of thing that happens to a body, scheme, contract, risk or milestone in some futures.

    Attributes
    ----------
    key : str
        Unique among all events.
    sentence : str
        For a reader; `{subject}` is whom it happens to, `{amount}` what is noted with it (`:£` £m, `:%` a share),
        `{times}` in how many months of the year.
    told : Told
    """

    key: str
    sentence: str
    told: Told = Told.AT_ONCE
