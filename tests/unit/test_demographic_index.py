"""The demographic index of the shipped population, against the growth that its published figures imply."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.analyses.demography import demographic_growth
from simulator.scenario import load
from simulator.scenario.model import Scenario

WHOLE_NHS = [1252, 887, 1414, 1793, 3287, 4727, 5884]
"""Cost per head by age band, £, 2014/15 (Asaria, in Unit Costs of Health and Social Care 2017)."""


@pytest.fixture(scope="module")
def west_norfolk() -> Scenario:
    return load(Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml")


def test_demographic_growth_to_2028_from_the_shipped_bands(west_norfolk: Scenario) -> None:
    """Published: 0.725 % a year for King's Lynn and West Norfolk, 2018 to 2028, whole-NHS weights."""
    people = west_norfolk.populations["west_norfolk"].people
    growth = np.dot(WHOLE_NHS, people["2028"]) / np.dot(WHOLE_NHS, people["2018"])
    assert 100 * (growth**0.1 - 1) == pytest.approx(0.725, abs=0.002)


def test_the_index_that_demand_follows_grows_as_fast(west_norfolk: Scenario) -> None:
    """The engine's own interpolation, for the services with whole-NHS weights, to the horizon's last month."""
    whole = [s for s, entry in west_norfolk.services.items() if entry.cost_per_head_gbp == tuple(WHOLE_NHS)]
    found = [growth for growth in demographic_growth(west_norfolk) if growth.service in whole]
    assert found
    for growth in found:
        assert growth.index_pct == pytest.approx(0.725, abs=0.002)


def test_more_people_and_ageing_multiply_to_the_index(west_norfolk: Scenario) -> None:
    for growth in demographic_growth(west_norfolk):
        product = (1 + growth.people_pct / 100) * (1 + growth.ageing_pct / 100)
        assert product == pytest.approx(1 + growth.index_pct / 100, abs=1e-12)
