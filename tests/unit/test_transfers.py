"""Money moves from who gives to who receives, and nobody else is written down."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.engine.ledger import Ledger, Line
from simulator.engine.transfers import Transfers

GIFT = Line("gift")


class Written(Ledger):
    """A ledger that keeps what it is told, and nothing else."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, list[float]]] = []

    def post(self, month: int, *, payer: str, payee: str, line: Line, amount: Any) -> None:
        self.entries.append((payer, payee, np.asarray(amount).tolist()))


def test_one_gives_two_receive_and_the_fourth_is_left_alone() -> None:
    """3 from the first in one future, 1 and 2 to the others; in the next the second gives 4 to the third."""
    ledger = Written()
    received = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 4.0], [0.0, 0.0]])
    given = np.array([[3.0, 0.0], [0.0, 4.0], [0.0, 0.0], [0.0, 0.0]])
    Transfers(("a", "b", "c", "d"), GIFT).post(ledger, 0, received=received, given=given)
    assert ledger.entries == [("a", "b", [1.0, 0.0]), ("a", "c", [2.0, 0.0]), ("b", "c", [0.0, 4.0])]
