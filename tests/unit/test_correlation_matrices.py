"""Which correlations can hold together, where others cannot, and what is nearest: held to published examples."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.statistics.correlation_matrices import (
    Matrix,
    as_matrix,
    conflict,
    is_possible,
    nearest_correlation_matrix,
    root,
    smallest_eigenvalue,
)

HIGHAM: Matrix = ((1, 1, 0), (1, 1, 1), (0, 1, 1))
"""N. J. Higham, "Computing the nearest correlation matrix", IMA Journal of Numerical Analysis 22 (2002)."""

THREE_ASSETS: Matrix = ((1, 0.9, 0.9), (0.9, 1, -0.9), (0.9, -0.9, 1))
"""Two that go with a third cannot go against each other."""


def alike(count: int, correlation: float) -> Matrix:
    """All pairs correlated alike."""
    return as_matrix(np.where(np.eye(count) == 1, 1.0, correlation))


def some_correlations(random: np.random.Generator, count: int, rank: int) -> Matrix:
    """A possible matrix of some rank."""
    normals = random.normal(size=(count, rank))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    whole = normals @ normals.T
    np.fill_diagonal(whole, 1.0)
    return as_matrix((whole + whole.T) / 2)


def test_the_nearest_matrix_of_higham_s_example() -> None:
    """Published: 0.7607 beside the diagonal, 0.1573 in the corners, at a distance of 0.5278."""
    nearest = np.array(nearest_correlation_matrix(HIGHAM))
    assert nearest == pytest.approx(
        np.array([[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]), abs=5e-5
    )
    assert np.linalg.norm(nearest - np.array(HIGHAM)) == pytest.approx(0.5278, abs=5e-5)


def test_the_nearest_matrix_of_the_nag_library_s_example() -> None:
    """NAG Library, routine G02AAF, section 10: the tridiagonal matrix of 2 and −1, printed in four decimals."""
    tridiagonal = as_matrix(2 * np.eye(4) - np.eye(4, k=1) - np.eye(4, k=-1))
    published = [
        [1.0000, -0.8084, 0.1916, 0.1068],
        [-0.8084, 1.0000, -0.6562, 0.1916],
        [0.1916, -0.6562, 1.0000, -0.8084],
        [0.1068, 0.1916, -0.8084, 1.0000],
    ]
    assert np.array(nearest_correlation_matrix(tridiagonal)) == pytest.approx(np.array(published), abs=5e-5)


def test_the_nearest_matrix_of_three_assets_by_hand() -> None:
    """Turn the first sign: all are −0.9, and by symmetry the nearest are all alike: 1 + 2ρ = 0 gives −1/2."""
    nearest = nearest_correlation_matrix(THREE_ASSETS)
    assert np.array(nearest) == pytest.approx(
        np.array([[1, 0.5, 0.5], [0.5, 1, -0.5], [0.5, -0.5, 1]]), abs=1e-9
    )


def test_no_possible_matrix_is_nearer() -> None:
    """X is nearest to A if and only if A − X = diag(θ) − Z with Z X = 0 and Z positive semi-definite.

    That is the normal cone of the correlation matrices at X (Higham 2002, section 2); Z X = 0 settles θ.
    """
    random = np.random.default_rng(3)
    for count in (5, 8, 12):
        upper = np.triu(random.uniform(-1, 1, (count, count)), 1)
        asked = upper + upper.T + np.eye(count)
        assert not is_possible(as_matrix(asked))
        nearest = np.array(nearest_correlation_matrix(as_matrix(asked)))
        assert np.linalg.eigvalsh(nearest)[0] > -1e-12
        assert np.array_equal(np.diag(nearest), np.ones(count))
        beyond = np.diag(np.diag((asked - nearest) @ nearest)) - (asked - nearest)
        assert beyond @ nearest == pytest.approx(np.zeros((count, count)), abs=1e-9)
        assert np.linalg.eigvalsh(beyond)[0] > -1e-9


def test_a_possible_matrix_is_its_own_nearest() -> None:
    matrix = some_correlations(np.random.default_rng(1), 4, 6)
    assert np.array(nearest_correlation_matrix(matrix)) == pytest.approx(np.array(matrix), abs=1e-12)


def test_three_assets_cannot_be_and_by_how_much() -> None:
    """Eigenvalue 1 − 2 · 0.9 = −0.8; given two of 0.9 the third is 0.81 ± (1 − 0.81): 0.62 to 1."""
    found = conflict(THREE_ASSETS)
    assert found is not None
    assert found.members == (0, 1, 2)
    assert found.eigenvalue == pytest.approx(-0.8)
    assert smallest_eigenvalue(THREE_ASSETS) == pytest.approx(-0.8)
    matrix = [list(row) for row in THREE_ASSETS]
    one, other = found.pair
    for edge, outside in ((found.low, -1e-4), (found.high, 1e-4)):
        for value, can_be in ((edge, True), (edge + outside, False)):
            if abs(value) <= 1:
                matrix[one][other] = matrix[other][one] = value
                assert is_possible(as_matrix(matrix)) is can_be


def test_the_third_correlation_is_bounded_by_the_other_two() -> None:
    """0.9 and 0.9, and the third 0: it can be 0.62 to 1, each of the others at most √(1 − 0.81) = 0.4359."""
    found = conflict(((1, 0.9, 0.9), (0.9, 1, 0.0), (0.9, 0.0, 1)))
    assert found is not None
    assert found.pair == (0, 1)
    assert (found.low, found.high) == pytest.approx((-np.sqrt(0.19), np.sqrt(0.19)))


def test_the_smallest_set_that_cannot_be_is_found_among_others() -> None:
    """Of six, members 1, 3 and 4 contradict one another, and slightly more so than 0, 2 and 5."""
    matrix = np.eye(6)
    for members, size in (((1, 3, 4), -0.6), ((0, 2, 5), -0.55)):
        for i in members:
            for j in members:
                if i != j:
                    matrix[i, j] = size
    found = conflict(as_matrix(matrix))
    assert found is not None
    assert found.members == (1, 3, 4)
    assert found.eigenvalue == pytest.approx(1 - 2 * 0.6)


def test_four_can_contradict_one_another_where_no_three_do() -> None:
    """All −0.4: three give 1 − 0.8 > 0, four 1 − 1.2 = −0.2. One pair alone could be 0.5333 ± 0.4667."""
    found = conflict(alike(4, -0.4))
    assert found is not None
    assert found.members == (0, 1, 2, 3)
    assert found.eigenvalue == pytest.approx(-0.2)
    assert (found.low, found.high) == pytest.approx((0.32 / 0.6 - (1 - 0.32 / 0.6), 1.0))


def test_in_a_large_matrix_a_set_without_a_superfluous_member_is_found() -> None:
    """All 40 at −1/30: 32 of them cannot be, 31 can: 1 − 30/30 = 0; there are too many sets to try."""
    found = conflict(alike(40, -1 / 30))
    assert found is not None
    assert len(found.members) == 32


def test_possible_matrices_have_no_conflict() -> None:
    assert conflict(alike(3, -0.5)) is None
    assert conflict(alike(5, 1.0)) is None
    assert conflict(((1, -1), (-1, 1))) is None


@pytest.mark.parametrize("rank", [1, 2, 5])
def test_the_root_gives_the_matrix_back(rank: int) -> None:
    matrix = some_correlations(np.random.default_rng(rank), 5, rank)
    rows = root(matrix)
    assert rows @ rows.T == pytest.approx(np.array(matrix), abs=1e-8)
    assert (rows**2).sum(axis=1) == pytest.approx(np.ones(5), abs=1e-14)


def test_the_root_of_a_pair_by_hand() -> None:
    """For 0.6: (√1.6 + √0.4)/2 and (√1.6 − √0.4)/2."""
    assert root(((1, 0.6), (0.6, 1))) == pytest.approx(
        np.array([[0.9486832980505138, 0.31622776601683794], [0.31622776601683794, 0.9486832980505138]])
    )


def test_the_root_keeps_a_correlation_of_a_ten_millionth() -> None:
    """Half of it stands on either side of the diagonal, but for its third power."""
    assert root(((1, 1e-7), (1e-7, 1)))[0, 1] == pytest.approx(5e-8, rel=1e-6)


def test_perfectly_correlated_members_have_one_row() -> None:
    """The third is the first, the fourth the first with its sign turned."""
    rows = root(((1, 0.6, 1, -1), (0.6, 1, 0.6, -0.6), (1, 0.6, 1, -1), (-1, -0.6, -1, 1)))
    assert np.array_equal(rows[2], rows[0])
    assert np.array_equal(rows[3], -rows[0])


def test_uncorrelated_members_keep_their_own() -> None:
    assert np.array_equal(root(alike(3, 0.0)), np.eye(3))


def test_an_impossible_matrix_has_no_root() -> None:
    with pytest.raises(ValueError, match=r"-0\.8"):
        root(THREE_ASSETS)
