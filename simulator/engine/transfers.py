"""Money that moves between members at a year's end: who gives pays each that receives in proportion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.ledger import Ledger, Line
from simulator.statistics.arrays import Array


@dataclass(frozen=True)
class Transfers:
    """Entries on one line between the bodies of a group."""

    bodies: Sequence[str]
    line: Line

    def post(self, ledger: Ledger, month: int, *, received: Array, given: Array) -> None:
        """Move what is given to those who receive.

        Parameters
        ----------
        received, given : Array
            £m, shape ``(bodies, replications)``, not negative, with equal sums in each replication; nobody does both.
        """
        whole = received.sum(axis=0)
        part = np.divide(received, whole, out=np.zeros_like(received), where=whole > 0)
        for payer, gift in zip(self.bodies, given, strict=True):
            if not gift.any():
                continue
            for payee, share in zip(self.bodies, part, strict=True):
                if payee != payer and share.any():
                    ledger.post(month, payer=payer, payee=payee, line=self.line, amount=gift * share)
