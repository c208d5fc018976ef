"""Where nobody reacts, more savings and more allocation never leave a body worse off, in any future."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.arrays import Results
from simulator.results.outcomes import outcomes
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import LEAST, Number
from simulator.scenario.terms.bodies import Commissioner, Council
from simulator.scenario.terms.schemes import Scheme
from simulator.scenario.terms.vocabulary import certain
from simulator.scenario.uncertainty import planned
from tests.property.worlds import (
    EVENTFUL,
    EVENTFUL_MECHANISMS,
    SEEDS,
    WEST_NORFOLK,
    as_written,
    changed,
    constant,
    few_futures,
    shortened,
    with_scheme,
    without_recovery,
)

ROUNDING_GBP_M = 1e-9
ANY_FILE = st.sampled_from((EVENTFUL, WEST_NORFOLK))
FACTORS = st.floats(0.0, 3.0).map(lambda factor: factor if factor >= 1e-6 else 0.0)
"""Of a scheme's size: what is left of it is nothing, or no less than a file may state."""
DELIVERIES = st.floats(-0.5, 1.5).map(lambda share: share if abs(share) >= LEAST else 0.0)


@given(
    file=ANY_FILE,
    pick=st.integers(0, 100),
    deliveries=st.tuples(DELIVERIES, DELIVERIES),
    seed=SEEDS,
)
def test_a_body_that_delivers_more_of_its_own_savings_breaks_even_in_no_fewer_futures(
    file: Path, pick: int, deliveries: tuple[float, float], seed: int
) -> None:
    _assert_more_delivery_leaves_no_worse_off(without_reaction(file), pick, deliveries, seed)


@given(
    file=ANY_FILE,
    pick=st.integers(0, 100),
    factors=st.tuples(FACTORS, FACTORS),
    seed=SEEDS,
)
def test_a_larger_savings_scheme_of_its_own_leaves_a_body_no_worse_off(
    file: Path, pick: int, factors: tuple[float, float], seed: int
) -> None:
    scenario = without_reaction(file)
    key, scheme = _own_savings(scenario, pick)
    size = "share_pct" if scheme.share_pct is not None else "full_year_gbp_m"
    as_planned = planned(getattr(scheme, size))
    less, more = sorted(factors)
    worlds = [
        few_futures(
            with_scheme(
                scenario, key, _with(scheme, delivery=certain(1.0), **{size: certain(factor * as_planned)})
            ),
            seed,
        )
        for factor in (less, more)
    ]
    _assert_no_worse(scheme.owner, *worlds)


@given(file=ANY_FILE, pick=st.integers(0, 100), extra=st.floats(0.001, 20.0), seed=SEEDS)
def test_more_allocation_is_kept_to_the_penny(file: Path, pick: int, extra: float, seed: int) -> None:
    key, less, more = _with_less_and_more_allocation(without_reaction(file), pick, extra, seed)
    _assert_no_worse(key, less, more)
    row = less.bodies.index(key)
    gain, received = (more.by_year[m][row] - less.by_year[m][row] for m in ("surplus", "duty_income"))
    np.testing.assert_allclose(gain, received, rtol=0, atol=ROUNDING_GBP_M)
    assert (received >= extra * 0.9).all()


@given(
    file=st.sampled_from((EVENTFUL_MECHANISMS, WEST_NORFOLK)),
    pick=st.integers(0, 100),
    deliveries=st.tuples(DELIVERIES, DELIVERIES),
    seed=SEEDS,
)
def test_in_the_first_year_more_savings_leave_a_body_no_worse_off_whatever_the_regime_pays(
    file: Path, pick: int, deliveries: tuple[float, float], seed: int
) -> None:
    """No year has been closed yet: its control total stands, and sustainability funding is earned or not."""
    scenario = without_recovery(shortened(as_written(file), 1))
    _assert_more_delivery_leaves_no_worse_off(scenario, pick, deliveries, seed)


@given(
    file=st.sampled_from((EVENTFUL_MECHANISMS, WEST_NORFOLK)),
    pick=st.integers(0, 100),
    extra=st.floats(0.001, 20.0),
    seed=SEEDS,
)
def test_in_the_first_year_more_allocation_is_kept_and_brings_no_less_funding(
    file: Path, pick: int, extra: float, seed: int
) -> None:
    scenario = without_answers(without_recovery(shortened(as_written(file), 1)))
    key, less, more = _with_less_and_more_allocation(scenario, pick, extra, seed)
    row = less.bodies.index(key)
    gain, received, funding = (
        more.by_year[m][row] - less.by_year[m][row] for m in ("surplus", "duty_income", "funding")
    )
    assert (funding >= -ROUNDING_GBP_M).all()
    np.testing.assert_allclose(gain, received + funding, rtol=0, atol=ROUNDING_GBP_M)


def without_reaction(file: Path) -> Scenario:
    """Two years of a scenario in which nobody reacts to a forecast, and the regime to no year that was closed.

    By the regime a commissioner that is ahead spends part of it, a control total rises after a good year and with it
    what funding asks for, and who fails is given a firmer grip: there more of one year may well be less of the next.
    """
    return without_regime(without_answers(without_recovery(shortened(as_written(file), 2))))


def without_answers(scenario: Scenario) -> Scenario:
    """The scenario in which no payer withholds what it cannot afford, no close is brought to its target, no programme
    follows need and no break fills deficits."""
    bodies = {
        key: body
        if isinstance(body, Council)
        else replaced(
            body, {"year_end": None} | ({"affordability": None} if isinstance(body, Commissioner) else {})
        )
        for key, body in scenario.bodies.items()
    }
    contracts = {key: replaced(entry, {"stopped_pct": None}) for key, entry in scenario.contracts.items()}
    schemes = {key: constant(scheme) for key, scheme in scenario.schemes.items()}
    policy = scenario.policy_regimes
    calm = None if policy is None else replaced(policy, {"interruption": None})
    return changed(scenario, bodies=bodies, contracts=contracts, schemes=schemes, policy_regimes=calm)


def without_regime(scenario: Scenario) -> Scenario:
    """The scenario without business rules, sustainability funding, escalation and soft budgets."""
    offered = {"business_rules": None, "sustainability_funding": None}
    bodies = {
        key: body if isinstance(body, Council) else replaced(body, offered)
        for key, body in scenario.bodies.items()
    }
    kinds = {kind: getattr(scenario.regime, kind) for kind in ("commissioners", "providers")}
    calm = {kind: replaced(terms, {"escalation": None}) for kind, terms in kinds.items()}
    calm["providers"] = replaced(calm["providers"], {"write_off": None, "rescue": None})
    return changed(scenario, bodies=bodies, regime=replaced(scenario.regime, calm))


def _assert_more_delivery_leaves_no_worse_off(
    scenario: Scenario, pick: int, deliveries: tuple[float, float], seed: int
) -> None:
    key, scheme = _own_savings(scenario, pick)
    worlds = [
        few_futures(with_scheme(scenario, key, _with(scheme, delivery=certain(delivery))), seed)
        for delivery in sorted(deliveries)
    ]
    _assert_no_worse(scheme.owner, *worlds)


def _with_less_and_more_allocation(
    scenario: Scenario, pick: int, extra: float, seed: int
) -> tuple[str, Results, Results]:
    """A commissioner, and its futures as written and with ``extra`` £m a year.

    Without operational shocks and levies, which are in proportion to its income.
    """
    scenario = changed(scenario, operational_shocks=None, levies={})
    commissioners = sorted(key for key, body in scenario.bodies.items() if isinstance(body, Commissioner))
    key = commissioners[pick % len(commissioners)]
    body = scenario.bodies[key]
    assert isinstance(body, Commissioner)
    as_planned = planned(body.allocation_gbp_m)
    less, more = (
        few_futures(_with_allocation(scenario, key, as_planned + added), seed) for added in (0.0, extra)
    )
    return key, less, more


def _own_savings(scenario: Scenario, pick: int) -> tuple[str, Scheme]:
    """A scheme that only spares its owner's own lines."""
    found = sorted(key for key, s in scenario.schemes.items() if s.kind in {"cash_releasing", "workforce"})
    key = found[pick % len(found)]
    return key, scenario.schemes[key]


def _with(scheme: Scheme, **numbers: Number) -> Scheme:
    return replaced(scheme, numbers)


def _with_allocation(scenario: Scenario, key: str, allocation_gbp_m: float) -> Scenario:
    body = replaced(scenario.bodies[key], {"allocation_gbp_m": certain(allocation_gbp_m)})
    return changed(scenario, bodies={**scenario.bodies, key: body})


def _assert_no_worse(body: str, less: Results, more: Results) -> None:
    """Future by future and year by year, and so in every probability."""
    row = less.bodies.index(body)
    gain = more.by_year["surplus"][row] - less.by_year["surplus"][row]
    assert gain.min() >= -ROUNDING_GBP_M
    before, after = (outcomes(results).break_even[row] for results in (less, more))
    # A gain of less than rounding decides nothing.
    assert not (before & ~after & (np.abs(gain) > ROUNDING_GBP_M)).any()
    assert (after.mean(axis=-1) >= before.mean(axis=-1)).all()
