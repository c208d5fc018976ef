"""Mergers that come about in some futures only, and to whom a pool's administration is paid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.engine.ledger import STAFF_AND_SUPPLIERS
from simulator.sampling import draw
from simulator.sampling.inputs import Inputs
from simulator.scenario import load
from simulator.simulation import plan_run, plan_run_with_books, simulate_block

CASES = Path(__file__).parents[1] / "cases"


def test_bodies_merge_in_those_futures_alone_in_which_the_merger_does_not_fail() -> None:
    """The case `merged_commissioners`: with a merger east ends 2021 at 0.75 and is asked for 0.45; without one
    it keeps its 4 and is asked for last year's outturn of 3.4."""
    scenario = load(CASES / "merged_commissioners" / "may_fail.toml")
    drawn = draw(scenario, 1, 0)
    fails = (np.arange(drawn.replications) % 2).astype(np.float64)
    inputs = Inputs(drawn.replications, {**drawn.draws, "milestones.one_body.fails": fails})
    results = simulate_block(scenario, inputs, plan_run(scenario))
    east = {measure: results.by_year[measure][results.bodies.index("east"), 1] for measure in results.by_year}
    for measure, merged, alone in (
        ("surplus", 0.75, 4.0),
        ("transfers", -3.25, 0.0),
        ("control_total", 0.45, 3.4),
    ):
        assert east[measure] == pytest.approx(np.where(fails > 0, alone, merged)), measure


def test_what_moving_pooled_money_costs_is_paid_outside_the_system() -> None:
    """The case `pooling_by_two_rules`: 8 of 9 can be given at 12.5 %, and 1 is paid for it, by a and b as 6 to 3."""
    _, books = plan_run_with_books(load(CASES / "pooling_by_two_rules" / "smallest_first.toml"))
    paid = {
        (account.payer, account.payee): float(account.amount[0])
        for account in books[0]
        if account.line.name == "administration of pooled funds"
    }
    assert paid == {
        ("a", STAFF_AND_SUPPLIERS): pytest.approx(2 / 3),
        ("b", STAFF_AND_SUPPLIERS): pytest.approx(1 / 3),
    }
