"""What a body has to work with: wards, a bank account, leave to spend and its limits (§7, §12, §20, §24)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Wards:
    """Capacity in steps beyond the opening ones."""

    step: float
    headroom: float
    open_after: int
    close_after: int
    premium: float
    steps: int = 0
    above: int = 0
    below: int = 0
    closed: float = 0.0
    """What closures have taken this month."""

    @property
    def capacity(self) -> float:
        """Activity that what is open can hold."""
        return 1 + self.headroom + self.steps * self.step - self.closed


@dataclass(slots=True, eq=False)
class Bank:
    """Cash and loans of a provider."""

    cash: float
    minimum: float
    capital: float
    """A month."""
    monthly_rate: float
    term: int
    owed: float
    borrowed: dict[int, float]
    """By month; what was owed at the start counts as borrowed at month -1."""

    def forgive(self, share: float) -> None:
        """Turn a share of what is owed into capital, of every loan alike."""
        self.owed *= 1 - share
        self.borrowed = {month: (1 - share) * loan for month, loan in self.borrowed.items()}


@dataclass(slots=True, eq=False)
class Rules:
    """What a commissioner may spend of what it saved (§20)."""

    share: float
    """Of the recurrent surplus beyond what is to be kept, that buys new care for good."""
    committed: float = 0.0
    headroom: float = 0.0
    drawdown: float = 0.0
    """All three of the year."""


@dataclass(slots=True, eq=False)
class Affordability:
    """How a commissioner holds growth and payment to what it can afford (§24)."""

    withheld: float
    """Share of the pay above the offer that it withholds at most."""
    in_full_at: float
    """Share of its allocation below its target at which it withholds all of that."""
    target: float = 0.0
    """Of the year."""
    offered: float = 1.0
    """Share of this year's growth."""
    holds_back: float = 0.0
    """Share withheld this month."""
