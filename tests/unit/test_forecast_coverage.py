"""Fed with months of its own futures, the forecast in the year holds their ends as often as it says."""

from __future__ import annotations

import pytest

from evidence.validation.forecast import REPLICATIONS, forecasts

NARROWER = 0.8
"""What six closed months must at least make of the range before any was."""


def test_forecasts_of_a_few_futures_hold_most_of_their_ends() -> None:
    """Of 20 futures p10 to p90 should hold 16; fewer than 12 would come about once in a hundred times."""
    for found in forecasts(6, replications=20):
        assert found.covered >= 12 / 20
        assert found.width < NARROWER


@pytest.mark.slow
def test_p10_to_p90_of_forecasts_after_six_months_holds_eight_ends_in_ten() -> None:
    """Of 200 futures between 74 and 86 %: two standard deviations of a share of 80 % either way."""
    for found in forecasts(6, replications=REPLICATIONS):
        assert 0.74 <= found.covered <= 0.86
        assert found.width < NARROWER
