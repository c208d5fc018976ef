"""What moves together: common causes, and declared correlations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import Loading, Share


class Dependence(Table):
    """`[dependence]`: loadings on common factors, and the share of monthly noise that all services feel alike."""

    growth_on_demand: Loading = 0.0
    """How far every service's growth moves with one common factor."""
    delivery_on_system: Loading = 0.0
    """How far every scheme's delivery moves with one common factor."""
    delivery_on_owner: Loading = 0.0
    """How far the delivery of one owner's schemes moves together."""
    shared_noise: Share = 0.0
    """The share of monthly noise that all services feel alike."""


class Correlation(Table):
    """`[correlations.*]`: numbers that are drawn as a unit, and no longer load on common factors."""

    members: Annotated[
        Entries[str],
        Field(min_length=2, examples=[["services.elective.growth_pct", "schemes.qeh_cip@2019.delivery"]]),
    ]
    """Full names of uncertain numbers drawn once a future: `"services.elective.growth_pct"`, instances of
    yearly programmes as `"schemes.qeh_cip@2019.delivery"`."""
    matrix: Entries[Entries[Annotated[float, Field(json_schema_extra={"minimum": -1, "maximum": 1})]]]
    """Correlations of the normals behind the members, a row a member in their order."""
    repair: bool = False
    """Whether to draw by the nearest possible matrix where these correlations cannot all hold."""
