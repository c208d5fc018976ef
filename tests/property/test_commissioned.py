"""Money that grows faster than prices buys volume: what of it a provider keeps is what the volume does not cost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.arrays import Results
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.commissioned import Commissioned
from simulator.scenario.terms.prices import Price
from simulator.scenario.terms.vocabulary import certain
from simulator.simulation import do_nothing_run, plan_run
from simulator.statistics.arrays import Array
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

MONEY = "a_standard"
RATES = st.integers(-20, 20).map(float)
COSTS = st.integers(0, 100).map(float)


@given(
    file=st.sampled_from((EVENTFUL, WEST_NORFOLK)),
    pick=st.integers(0, 100),
    rates=st.tuples(RATES, RATES),
    seed=SEEDS,
)
def test_where_volume_costs_its_price_faster_money_is_no_gain_to_the_provider(
    file: Path, pick: int, rates: tuple[float, float], seed: int
) -> None:
    """Without support and reactions: the surplus is the position, and no year closed changes the next."""
    provider, slow, fast = worlds(file, pick, rates, 100.0, seed)
    gain = gains(provider, slow, fast)["surplus"]
    assert np.abs(gain).max() <= ROUNDING_GBP_M * np.abs(fast.by_year["income"]).max()


@given(
    file=st.sampled_from((EVENTFUL, WEST_NORFOLK)),
    pick=st.integers(0, 100),
    rates=st.tuples(RATES, RATES),
    seed=SEEDS,
)
def test_where_volume_costs_nothing_the_provider_keeps_all_that_faster_money_brings(
    file: Path, pick: int, rates: tuple[float, float], seed: int
) -> None:
    provider, slow, fast = worlds(file, pick, rates, 0.0, seed)
    gain = gains(provider, slow, fast)
    assert gain["surplus"].min() >= -ROUNDING_GBP_M
    np.testing.assert_allclose(gain["surplus"], gain["income"], rtol=1e-9, atol=ROUNDING_GBP_M)
    assert not fast.by_year["commissioned_cost"].any()


@given(
    file=st.sampled_from((EVENTFUL, WEST_NORFOLK)),
    pick=st.integers(0, 100),
    rate=RATES,
    costs=st.tuples(COSTS, COSTS),
    seed=SEEDS,
)
def test_dearer_volume_takes_from_its_provider_what_it_costs_and_from_nobody_else(
    file: Path, pick: int, rate: float, costs: tuple[float, float], seed: int
) -> None:
    scenario = without_reaction(file)
    contract = simulated(scenario)[pick % len(simulated(scenario))]
    cheap, dear = (few_futures(with_money(scenario, [contract], rate, cost), seed) for cost in sorted(costs))
    row = cheap.bodies.index(scenario.contracts[contract].provider)
    surplus, interest, cost = (
        dear.by_year[m] - cheap.by_year[m] for m in ("surplus", "interest", "commissioned_cost")
    )
    gain = surplus + interest
    np.testing.assert_allclose(gain[row], -cost[row], rtol=0, atol=ROUNDING_GBP_M)
    assert not np.delete(gain, row, axis=0).any()


@every_file
def test_volume_that_costs_nothing_is_the_same_to_the_last_bit_as_a_price_that_moves_as_the_money_does(
    file: Path,
) -> None:
    scenario = shortened(as_written(file), 3)
    bought = with_money(scenario, list(scenario.contracts), 3.0, 0.0)
    priced = changed(
        bought,
        contracts={
            key: replaced(entry, {"price": MONEY, "commissioned": None})
            for key, entry in bought.contracts.items()
        },
    )
    for run in (few_futures, plan_run, do_nothing_run):
        assert differing(run(bought), run(priced)) == []


@every_file
def test_money_that_moves_as_the_price_does_is_the_same_to_the_last_bit_as_none(file: Path) -> None:
    """No file may say so: it is what is left where two series happen to move alike."""
    scenario = shortened(as_written(file), 3)
    contracts = {
        key: entry
        if entry.price is None
        else replaced(entry, {"commissioned": Commissioned(money=entry.price)})
        for key, entry in scenario.contracts.items()
    }
    plain = {
        key: replaced(entry, {"commissioned": None}) if entry.price is not None else entry
        for key, entry in scenario.contracts.items()
    }
    for run in (few_futures, plan_run):
        none, alike = (run(changed(scenario, contracts=entries)) for entries in (plain, contracts))
        assert differing(none, alike) == []


def worlds(
    file: Path, pick: int, rates: tuple[float, float], cost_pct: float, seed: int
) -> tuple[str, Results, Results]:
    """A provider, and the world with slower and with faster money on one of its contracts.

    There are no shocks: they are a share of what is planned to be earned.
    """
    scenario = changed(without_reaction(file), operational_shocks=None)
    contract = simulated(scenario)[pick % len(simulated(scenario))]
    slow, fast = (
        few_futures(with_money(scenario, [contract], rate, cost_pct), seed) for rate in sorted(rates)
    )
    return scenario.contracts[contract].provider, slow, fast


def gains(provider: str, slow: Results, fast: Results) -> dict[str, Array]:
    """By how much its income and its surplus, before the interest on what it owes, are more with faster money."""
    row = slow.bodies.index(provider)
    gain = {m: fast.by_year[m][row] - slow.by_year[m][row] for m in ("surplus", "income", "interest")}
    return {"surplus": gain["surplus"] + gain["interest"], "income": gain["income"]}


def simulated(scenario: Scenario) -> list[str]:
    """Contracts whose provider is simulated."""
    return [
        key
        for key, entry in scenario.contracts.items()
        if isinstance(scenario.bodies.get(entry.provider), Provider)
    ]


def with_money(scenario: Scenario, keys: list[str], rate_pct: float, cost_pct: float) -> Scenario:
    """The scenario with money of its own on some contracts, which moves by so many per cent a year."""
    terms = Commissioned(money=MONEY, cost_pct=certain(cost_pct))
    contracts = scenario.contracts | {
        key: replaced(scenario.contracts[key], {"commissioned": terms}) for key in keys
    }
    series = Price(planned_pct={str(scenario.start.year): certain(rate_pct)})
    return changed(scenario, contracts=contracts, prices={**scenario.prices, MONEY: series})
