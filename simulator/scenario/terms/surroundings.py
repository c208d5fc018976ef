"""What surrounds the bodies: sources, common causes, people, care, winter, prices, parties outside."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Finite, Number, Table
from simulator.scenario.terms.vocabulary import Day, Key, Loading, Share, Year, certain

People = Annotated[Finite, Field(gt=0, le=1e9)]
CostPerHead = Annotated[Finite, Field(ge=0, le=1e6)]
Season = Annotated[Finite, Field(gt=0, le=1000)]
Weight = Annotated[Finite, Field(ge=0, le=1000)]


class Source(Table):
    """`[sources.*]`: where figures come from."""

    title: str
    """What it is called."""
    publisher: str | None = None
    """Who published it."""
    date: Day
    """When it was published. What is dated after `as_of` was not known; figures of that kind are hindsight."""
    quality: Literal["official", "reported", "derived", "judgement"]
    """How good it is; judgement is somebody's opinion."""
    url: str | None = None
    """Where it is on the web."""
    licence: str | None = None
    """On what terms it may be used."""
    file: str | None = None
    """Id of the newspaper report a figure was taken from."""


class Dependence(Table):
    """`[dependence]`: loadings on common factors, and the share of monthly noise that all services feel alike."""

    growth_on_demand: Loading = 0.0
    """−1 to 1: how far every service's growth moves with one common factor."""
    delivery_on_system: Loading = 0.0
    """−1 to 1: how far every scheme's delivery moves with one common factor."""
    delivery_on_owner: Loading = 0.0
    """−1 to 1: how far the delivery of one owner's schemes moves together."""
    shared_noise: Share = 0.0
    """0 to 1: the share of monthly noise that all services feel alike."""


class Correlation(Table):
    """`[correlations.*]`: numbers that are drawn as a unit, and no longer load on common factors."""

    members: Annotated[Entries[str], Field(min_length=2)]
    """Full names of uncertain numbers drawn once a future: `"services.elective.growth_pct"`, instances of
    yearly programmes as `"schemes.qeh_cip@2019.delivery"`."""
    matrix: Entries[Entries[Annotated[float, Field(json_schema_extra={"minimum": -1, "maximum": 1})]]]
    """Correlations of the normals behind the members, a row a member in their order."""
    repair: bool = False
    """Whether to draw by the nearest possible matrix where these correlations cannot all hold."""


class Population(Table):
    """`[populations.*]`: people by age band at mid-year, and how wrong the projection may be."""

    people: dict[Year, Entries[People]]
    """Mid-year figures, one list in the order of `age_bands` a year."""
    growth_error_all_ages_pct: Number = certain(0.0)
    """% a year by which the growth of every age band is wrong."""
    growth_error_75_and_over_pct: Number = certain(0.0)
    """% a year, beside that, for bands that begin at 75 or later."""


class Service(Table):
    """`[services.*]`: a kind of care, and how the demand for it moves."""

    cost_per_head_gbp: Entries[CostPerHead] | None = None
    """By age band. Left out only where growth includes demography."""
    growth_pct: Number = certain(0.0)
    """A year, beyond what it does not include."""
    growth_includes: Entries[Literal["demography", "price"]] = ()
    """What `growth_pct` counts already: demography, price, or both."""
    season: Annotated[Entries[Season], Field(min_length=12, max_length=12)] | None = None
    """April to March; scaled to mean one."""
    noise_sd_pct: Number = certain(0.0)
    """Standard deviation of what moves demand from month to month, % of it."""
    noise_persistence: Number = certain(0.0)
    """−1 to 1: the share of a month's noise that is left in the next."""
    winter_extra_pct: Number = certain(0.0)
    """More work in a month of winter at severity 1, % of what is due."""
    winter_cancelled_pct: Number = certain(0.0)
    """Work cancelled in a month of winter at severity 1, % of what is due; it waits as a backlog."""


class Winter(Table):
    """`[winter]`: each winter strikes or does not."""

    probability: Number
    """0 to 1: that a winter strikes in a year."""
    length_months: Number
    """Months from its start, in December to February; drawn anew each year."""
    severity: Number
    """Drawn anew each year; 1 is the winter that services and premium are stated for."""
    backlog_share_pct: Number
    """Of planned activity a month that can be worked off."""


class Price(Table):
    """`[prices.*]`: a price series, stepped each April."""

    planned_pct: dict[Year, Number]
    """% a year, by financial year; the last row stays."""
    errors_from: Annotated[int, Field(ge=1990, le=2100)] | None = None
    """First financial year whose rate is not yet known; left out, every year from the start."""
    error_sd_pct: Number = certain(0.0)
    """Standard deviation of the error in a year's rate, percentage points."""
    error_persistence: Number = certain(0.0)
    """−1 to 1: the share of a year's error that is left in the next."""
    inflation_loading: Loading = 0.0
    """−1 to 1: how far its errors move with those of other series."""
    inflation_weight: Weight = 0.0
    """Its weight in the surprise inflation that other series follow; at least 0."""
    follows_inflation: Number = certain(0.0)
    """Share of surprise inflation that the series makes good; policy that follows in part has less than 1."""
    lag_years: Annotated[int, Field(ge=0, le=10)] = 1
    """Years after which it follows."""
    less: Key | None = None
    """Another series whose rate is taken off, such as an efficiency factor."""


class Outside(Table):
    """`[outside.*]`: a party that trades with the bodies and is not simulated."""

    name: str
    """In words, for tables."""
