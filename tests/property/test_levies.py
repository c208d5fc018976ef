"""A levy takes its share of the allocation, to the penny, from commissioners alone, and never leaves one better off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Commissioner
from simulator.scenario.terms.levies import Levy
from simulator.scenario.terms.vocabulary import certain
from simulator.simulation import do_nothing_run, plan_run
from tests.property.test_more_is_never_less import ROUNDING_GBP_M, without_reaction
from tests.property.worlds import (
    EVENTFUL,
    SEEDS,
    WEST_NORFOLK,
    as_written,
    changed,
    differing,
    every_file,
    few_futures,
    shortened,
)

SHARES = st.integers(0, 1000).map(lambda tenths: tenths / 10)


@given(
    file=st.sampled_from((EVENTFUL, WEST_NORFOLK)),
    first=st.integers(-2, 2),
    lasts=st.sampled_from((1, 2, None)),
    share_pct=SHARES,
    seed=SEEDS,
)
def test_a_levy_takes_exactly_its_share_of_every_allocation_in_its_years_and_nothing_else(
    file: Path, first: int, lasts: int | None, share_pct: float, seed: int
) -> None:
    """Without reactions: the surplus is the position, and no year closed changes the next."""
    scenario = without_reaction(file)
    year = scenario.start.year + first
    levy = Levy(
        from_year=year, to_year=None if lasts is None else year + lasts - 1, share_pct=certain(share_pct)
    )
    without, with_it = few_futures(scenario, seed), few_futures(with_levies(scenario, levy), seed)
    pays = np.array([isinstance(scenario.bodies[key], Commissioner) for key in without.bodies])
    counts = np.array([levied(levy, year) for year in without.years])
    due = share_pct / 100 * without.by_year["duty_income"] * pays[:, None, None] * counts[:, None]
    gain = with_it.by_year["surplus"] - without.by_year["surplus"]
    np.testing.assert_allclose(gain, -due, rtol=0, atol=ROUNDING_GBP_M)
    np.testing.assert_allclose(with_it.by_year["levies"], due, rtol=0, atol=ROUNDING_GBP_M)
    assert gain.max() <= ROUNDING_GBP_M
    assert not gain[~pays].any()
    for measure in ("income", "duty_income"):
        np.testing.assert_array_equal(with_it.by_year[measure], without.by_year[measure])


@given(file=st.sampled_from((EVENTFUL, WEST_NORFOLK)), shares=st.tuples(SHARES, SHARES), seed=SEEDS)
def test_a_larger_levy_never_leaves_a_commissioner_better_off(
    file: Path, shares: tuple[float, float], seed: int
) -> None:
    scenario = without_reaction(file)
    small, large = (
        few_futures(with_levies(scenario, levy_of(scenario, share)), seed) for share in sorted(shares)
    )
    assert (large.by_year["surplus"] - small.by_year["surplus"]).max() <= ROUNDING_GBP_M


@every_file
def test_a_levy_of_nothing_is_the_same_to_the_last_bit_as_none(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    nothing = with_levies(scenario, levy_of(scenario, 0.0))
    for run in (few_futures, plan_run, do_nothing_run):
        assert differing(run(with_levies(scenario)), run(nothing)) == []


def levied(levy: Levy, year: int) -> bool:
    return levy.from_year <= year and (levy.to_year is None or year <= levy.to_year)


def levy_of(scenario: Scenario, share_pct: float) -> Levy:
    """A levy from the start to the horizon."""
    return Levy(from_year=scenario.start.year, share_pct=certain(share_pct))


def with_levies(scenario: Scenario, *levies: Levy) -> Scenario:
    """The scenario with these levies and no other."""
    return changed(scenario, levies={f"levy_{number}": levy for number, levy in enumerate(levies)})
