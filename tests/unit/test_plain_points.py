"""Independent points lie in the middle of what they stand for."""

from __future__ import annotations

import pytest

from simulator.sampling import streams


def test_points_of_one_bit_are_a_quarter_and_three_quarters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_JITTER_BITS", 1)
    assert set(streams.plain(1, 0, "coin")) == {0.25, 0.75}
