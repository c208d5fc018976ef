"""Declared groups: numbers that are drawn as a unit, by a correlation matrix of their own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.scenario.model import Scenario
from simulator.scenario.terms.correlations import Correlation
from simulator.statistics.correlation_matrices import (
    Matrix,
    as_matrix,
    is_possible,
    nearest_correlation_matrix,
    root,
)


@dataclass(frozen=True)
class Group:
    """The members of one group, and how they are correlated.

    Attributes
    ----------
    members : tuple of str
        Names of numbers, in the order of their names: in which order a file lists them changes no draw.
    asked, used : Matrix
        What the file says, and what is drawn: the nearest possible matrix where the file's was repaired.
    """

    key: str
    members: tuple[str, ...]
    asked: Matrix
    used: Matrix


@dataclass(frozen=True)
class Pair:
    """Two members of a group: the correlation asked for, and the one that is drawn."""

    group: str
    one: str
    other: str
    asked: float
    used: float

    @property
    def moved(self) -> float:
        """By how much a repair moved the correlation."""
        return abs(self.used - self.asked)


def groups(scenario: Scenario) -> list[Group]:
    """Every declared group, in the order of the file."""
    return [_group(key, table) for key, table in scenario.correlations.items()]


def pairs(scenario: Scenario) -> list[Pair]:
    """Every pair of every group, once."""
    return [
        Pair(group.key, group.members[i], group.members[j], group.asked[i][j], group.used[i][j])
        for group in groups(scenario)
        for i in range(len(group.members))
        for j in range(i + 1, len(group.members))
    ]


def loadings_in_groups(scenario: Scenario) -> dict[str, Mapping[str, float]]:
    """How each member loads on the normals of its group, by name; each member's own normal has its name.

    The squares of a member's loadings add up to 1. They do not depend on which members a scenario still has:
    taking a scheme out changes no draw of the others.

    Raises
    ------
    ValueError
        If a matrix is not possible and not to be repaired; loading refuses such a scenario.
    """
    return {name: loadings for group in groups(scenario) for name, loadings in _loadings(group)}


def rank_correlation(correlation: float) -> float:
    """The rank correlation of numbers drawn from normals correlated so: ``6/π · asin(ρ/2)``.

    W. H. Kruskal, "Ordinal measures of association", Journal of the American Statistical Association 53
    (1958), 814-861. It holds for continuous distributions.
    """
    return 6 / math.pi * math.asin(correlation / 2)


def _group(key: str, table: Correlation) -> Group:
    order = sorted(range(len(table.members)), key=lambda place: table.members[place])
    asked = as_matrix([[table.matrix[i][j] for j in order] for i in order])
    used = nearest_correlation_matrix(asked) if table.repair and not is_possible(asked) else asked
    return Group(key, tuple(table.members[place] for place in order), asked, used)


def _loadings(group: Group) -> Iterator[tuple[str, Mapping[str, float]]]:
    for name, row in zip(group.members, root(group.used).tolist(), strict=True):
        loadings = zip(group.members, row, strict=True)
        yield name, {member: loading for member, loading in loadings if loading}
