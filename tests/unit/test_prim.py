"""Boxes and trees: a planted box is found, noise gives none, and what is counted is counted right."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from simulator.sampling.streams import stream
from simulator.statistics.prim import best_box, coverage, density, everything, peeled, quasi_p, tree


def cases(count: int = 4_000, inputs: int = 8) -> np.ndarray:
    return stream(1, 0, "tests.prim").random((count, inputs))


def test_a_planted_box_is_found_in_its_two_inputs_and_no_other() -> None:
    """It happens where input 2 is over 0.7 and input 5 under 0.4, and in one case in twenty the other way round."""
    values = cases()
    planted = (values[:, 2] > 0.7) & (values[:, 5] < 0.4)
    happens = np.where(stream(2, 0, "tests.prim").random(len(values)) < 0.05, ~planted, planted)
    box = best_box(values, happens)
    assert box.limited == (2, 5)
    assert box.low[2] == pytest.approx(0.7, abs=0.02)
    assert box.high[5] == pytest.approx(0.4, abs=0.02)
    assert np.isinf([box.high[2], box.low[5]]).all()
    assert density(box.holds(values), happens) == pytest.approx(0.95, abs=0.02)


def test_of_noise_no_box_is_left() -> None:
    for seed in range(5):
        happens = stream(seed, 0, "tests.prim.noise").random(2_000) < 0.15
        assert len(best_box(cases(2_000), happens).limited) <= 1


def test_boxes_shrink_step_by_step_and_grow_denser() -> None:
    values = cases(1_000, 3)
    boxes = peeled(values, values[:, 0] > 0.8)
    sizes = [box.holds(values).sum() for box in boxes]
    assert sizes[0] == 1_000
    assert all(later < earlier for earlier, later in itertools.pairwise(sizes))
    shares = [density(box.holds(values), values[:, 0] > 0.8) for box in boxes]
    assert all(later >= earlier for earlier, later in itertools.pairwise(shares))


def test_an_input_of_two_values_is_peeled_to_one_of_them() -> None:
    values = cases(1_000, 2)
    values[:, 1] = values[:, 1] > 0.6
    box = best_box(values, values[:, 1] == 1.0)
    assert (box.limited, box.low[1]) == ((1,), 1.0)


def test_coverage_and_density_are_shares_of_what_happens_and_of_what_is_inside() -> None:
    happens, inside = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert (coverage(inside, happens), density(inside, happens)) == (0.5, 0.5)
    assert density(np.zeros(4, dtype=bool), happens) == 0.0


def test_a_limit_without_meaning_would_come_by_chance() -> None:
    values = cases(1_000, 2)
    happens = values[:, 0] > 0.5
    box = best_box(values, happens)
    assert quasi_p(box, 0, values, happens) < 1e-9
    wide = everything(2)
    wide.high[1] = 0.9
    assert quasi_p(wide, 1, values, happens) > 0.05


def test_a_tree_splits_where_the_planted_step_is() -> None:
    """Input 1 decides at 0.3; on its right side input 0 decides at 0.6: three pure ends of four."""
    values = cases(2_000, 3)
    happens = (values[:, 1] > 0.3) & (values[:, 0] > 0.6)
    leaves = tree(values, happens, depth=2)
    assert sum(leaf.cases for leaf in leaves) == 2_000
    assert all(leaf.share in {0.0, 1.0} for leaf in leaves)
    dense = next(leaf for leaf in leaves if leaf.share == 1.0)
    assert dense.box.low[1] == pytest.approx(0.3, abs=0.01)
    assert dense.box.low[0] == pytest.approx(0.6, abs=0.01)


def test_a_tree_of_cases_that_are_all_alike_is_one_leaf() -> None:
    assert [leaf.cases for leaf in tree(cases(100, 2), np.ones(100, dtype=bool))] == [100]
