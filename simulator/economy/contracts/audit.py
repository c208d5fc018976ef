"""The audit of contract payments: a year of activity, from which they are computed again by other arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from simulator.economy.contracts.terms import Terms
from simulator.engine.ledger import check_equal
from simulator.scenario.terms.contracts import Contract
from simulator.statistics.arrays import Array

AUDITED_EVERY = 16
"""Contract payments are recomputed from stored activity and price in one replication of so many."""


class PaymentAudit:
    """What payments followed from, month by month, kept for some replications."""

    def __init__(self, contracts: int, replications: int) -> None:
        self.audited = slice(0, replications, AUDITED_EVERY)
        shape = (12, contracts, len(range(*self.audited.indices(replications))))
        self.activity, self.planned, self.kept_price, self.above = (np.zeros(shape) for _ in range(4))

    def store(self, month: int, activity: Array, planned: Array, kept_price: Array, above: Array) -> None:
        """Keep a month."""
        for kept, value in (
            (self.activity, activity),
            (self.planned, planned),
            (self.kept_price, kept_price),
            (self.above, above),
        ):
            kept[month % 12] = value[:, self.audited]

    def check(
        self,
        keys: Sequence[str],
        entries: Sequence[Contract],
        terms: Terms,
        unit: Array,
        paid: Iterable[Array],
    ) -> None:
        """Recompute the year's payments contract by contract, and hold what was paid to them.

        Parameters
        ----------
        unit : array, shape (contracts, replications)
            £m for a month of activity 1 at the year's price, multiplied out anew.
        paid : iterable of array, each of shape (replications,)
            What the ledger says of each contract's year, £m.

        Raises
        ------
        SimulationError
            With the contract and the replication.
        """
        for row, (key, entry, booked) in enumerate(zip(keys, entries, paid, strict=True)):
            activity, planned = self.activity[:, row], self.planned[:, row]
            paid_for = np.where(
                activity > planned,
                planned + self.above[:, row] * (activity - planned),
                planned - terms.below[row, self.audited] * (planned - activity),
            )
            if entry.form == "blended":
                paid_for = np.minimum(paid_for, planned * (1.0 + terms.cap[row, self.audited]))
                paid_for = np.maximum(paid_for, planned * (1.0 + terms.collar[row, self.audited]))
            paid_for = np.maximum(paid_for, 0.0) * self.kept_price[:, row]
            again = (paid_for * unit[row, self.audited]).sum(axis=0)
            check_equal(again, booked[self.audited], f"the payments of contract {key}")
