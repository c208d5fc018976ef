"""What pooling may and may not do: money moves, none is made, nobody gives what it needs, no council's is touched."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator.analyses.mechanisms.pooling import positions, unbalanced
from simulator.results.arrays import Results
from simulator.results.outcomes import alone, member_rows, with_system
from simulator.scenario import load
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from tests.property.test_money import Clerk, with_clerk
from tests.property.worlds import ROOT, changed, few_inputs

FUTURES = 256
EXACTLY_GBP_M = 1e-9
MOVING = ("pooled funds", "administration of pooled funds", "transfer inside a merged body")
"""Lines of the ledger by which money moves at a close."""

TESTS = ROOT / "tests" / "scenarios"
SHIPPED = ROOT / "scenarios"

Change = Callable[[Scenario], Scenario]


def _with_terms(**terms: object) -> Change:
    def change(scenario: Scenario) -> Scenario:
        pooling = scenario.system.pooling
        assert pooling is not None
        system = replaced(scenario.system, {"pooling": replaced(pooling, terms)})
        return changed(scenario, system=system)

    return change


VARIANTS: dict[str, tuple[Path, Change]] = {
    "as written": (TESTS / "eventful_mechanisms.toml", lambda scenario: scenario),
    "by proportion": (TESTS / "eventful_mechanisms.toml", _with_terms(rule="proportional")),
    "only in whole": (TESTS / "eventful_mechanisms.toml", _with_terms(fills_in_part=False)),
    "one ring-fenced": (TESTS / "eventful_mechanisms.toml", _with_terms(ring_fenced=["district"])),
    "at once": (TESTS / "eventful_mechanisms.toml", _with_terms(needs=[])),
    "two-body pool": (TESTS / "mechanisms_proportional.toml", lambda scenario: scenario),
}
LARGE: dict[str, tuple[Path, Change]] = {
    f"{name} {rule}": (SHIPPED / f"{name}.toml", _with_terms(rule=rule))
    for name in ("norfolk_waveney_ics", "norfolk_waveney_carried")
    for rule in ("smallest_shortfall_first", "proportional")
}

every_variant = pytest.mark.parametrize(
    "variant", [*VARIANTS, *(pytest.param(name, marks=pytest.mark.slow) for name in LARGE)]
)


@cache
def lived(variant: str) -> tuple[Scenario, Results, Clerk]:
    """A world with pooling, its futures, and the notes of a second clerk."""
    file, change = {**VARIANTS, **LARGE}[variant]
    scenario = change(load(file))
    return (scenario, *with_clerk(scenario, few_inputs(scenario, 1, FUTURES)))


@every_variant
def test_money_does_move(variant: str) -> None:
    """Else the other tests would say nothing."""
    pooled = lived(variant)[1].by_year["pooled"]
    assert (pooled > EXACTLY_GBP_M).any()
    assert (pooled < -EXACTLY_GBP_M).any()


@every_variant
def test_positions_sum_alike_before_and_after_but_for_what_moving_costs(variant: str) -> None:
    results = lived(variant)[1]
    after, cost = with_system(results, "surplus")[-1], with_system(results, "pooling_administration")[-1]
    np.testing.assert_allclose(after + cost, alone(results)[-1], rtol=0, atol=EXACTLY_GBP_M)
    assert unbalanced(results) <= EXACTLY_GBP_M


@every_variant
def test_no_giver_ends_below_its_target(variant: str) -> None:
    results = lived(variant)[1]
    is_giving = results.by_year["pooled"] < -EXACTLY_GBP_M
    assert (positions(results).after[:-1][is_giving] >= -EXACTLY_GBP_M).all()


@every_variant
def test_nobody_receives_more_than_it_lacks(variant: str) -> None:
    results = lived(variant)[1]
    is_receiving = results.by_year["pooled"] > EXACTLY_GBP_M
    place = positions(results)
    assert (place.before[:-1][is_receiving] < 0).all()
    assert (place.after[:-1][is_receiving] <= EXACTLY_GBP_M).all()


@every_variant
def test_never_do_fewer_members_meet_their_targets(variant: str) -> None:
    results = lived(variant)[1]
    members, place = member_rows(results), positions(results)
    before, after = ((p[members] >= -EXACTLY_GBP_M).sum(axis=0) for p in (place.before, place.after))
    assert (after >= before).all()


@every_variant
def test_no_entry_names_the_council_or_anybody_else_outside_the_pool(variant: str) -> None:
    scenario, results, clerk = lived(variant)
    moved = [entry for entry in clerk.noted if entry.line in MOVING]
    assert {entry.line for entry in moved} >= {"pooled funds"}
    members, pooling = set(results.members), scenario.system.pooling
    assert pooling is not None
    for entry in moved:
        payees = {"staff_and_suppliers"} if entry.line == "administration of pooled funds" else members
        assert entry.payer in members, entry
        assert entry.payee in payees, entry
        if entry.line != "transfer inside a merged body":
            assert entry.payer not in pooling.ring_fenced, entry
            assert entry.payee not in pooling.ring_fenced, entry
    assert not (results.councils & members)
