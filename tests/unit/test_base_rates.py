"""Base rates count every body of a kind in every future, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evidence.validation.base_rates import rates
from tests.unit.random_run import random_results, random_run, with_amounts


def test_shares_are_of_all_bodies_of_a_kind_in_all_futures() -> None:
    """Surpluses −2 … 1 in four futures, funding ½ of each, balances 1 below, plan −1: 2, 3, 3 and 1 of four."""
    surplus = np.array([-2.0, -1.0, 0.0, 1.0])
    results = with_amounts(
        random_results(4),
        surplus=surplus,
        funding=np.array(0.5),
        cumulative=surplus - 1.0,
        income=np.array(200.0),
    )
    run = random_run(results)
    run = replace(run, plan=with_amounts(run.plan, surplus=np.array(-1.0)))
    found = list(rates("made up", run))
    assert {(rate.kind, rate.year) for rate in found} == {
        (kind, year)
        for kind in ("commissioners", "providers")
        for year in (results.years[0], results.years[-1])
    }
    for rate in found:
        shares = (rate.in_deficit, rate.before_funding, rate.brought_forward, rate.below_plan)
        assert shares == pytest.approx((0.5, 0.75, 0.75, 0.25))
        assert rate.surplus == pytest.approx(-0.5 / 200)
    assert sum({rate.kind: rate.bodies for rate in found}.values()) + len(results.councils) == len(
        results.bodies
    )
