"""The scenario file, typed: every key that exists, with its unit and its bounds. What is not here is refused."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.number import Number, Table

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Year = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}$")]
"""A financial year by the calendar year it starts in; TOML keys are texts."""
Count = Annotated[int, Field(ge=0, le=1200)]
PositiveCount = Annotated[int, Field(ge=1, le=1200)]
Share = Annotated[float, Field(ge=0, le=1)]
Loading = Annotated[float, Field(ge=-1, le=1)]
NonNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]


def certain(value: float) -> Number:
    """The default of a number that a file may leave out."""
    return Number.default(value)


class Source(Table):
    """`[sources.*]`: where figures come from."""

    title: str
    publisher: str | None = None
    date: datetime.date
    quality: Literal["official", "reported", "derived", "judgement"]
    url: str | None = None
    licence: str | None = None
    file: str | None = None
    """Id of the newspaper report a figure was taken from."""


class Dependence(Table):
    """`[dependence]`: loadings on common factors, and the share of monthly noise that all services feel alike."""

    growth_on_demand: Loading = 0.0
    delivery_on_system: Loading = 0.0
    delivery_on_owner: Loading = 0.0
    shared_noise: Share = 0.0


class Population(Table):
    """`[populations.*]`: people by age band at mid-year, and how wrong the projection may be."""

    people: dict[Year, list[Positive]]
    """Mid-year figures, one list in the order of `age_bands` a year."""
    growth_error_all_ages_pct: Number = certain(0.0)
    growth_error_75_and_over_pct: Number = certain(0.0)


class Service(Table):
    """`[services.*]`: a kind of care, and how the demand for it moves."""

    cost_per_head_gbp: list[NonNegative] | None = None
    """By age band. Left out only where growth includes demography."""
    growth_pct: Number = certain(0.0)
    """A year, beyond what it does not include."""
    growth_includes: list[Literal["demography", "price"]] = []
    season: Annotated[list[Positive], Field(min_length=12, max_length=12)] | None = None
    """April to March; scaled to mean one."""
    noise_sd_pct: Number = certain(0.0)
    noise_persistence: Number = certain(0.0)
    winter_extra_pct: Number = certain(0.0)
    winter_cancelled_pct: Number = certain(0.0)


class Winter(Table):
    """`[winter]`: each winter strikes or does not."""

    probability: Number
    length_months: Number
    severity: Number
    backlog_share_pct: Number
    """Of planned activity a month that can be worked off."""


class Price(Table):
    """`[prices.*]`: a price series, stepped each April."""

    planned_pct: dict[Year, Number]
    errors_from: Annotated[int, Field(ge=1990, le=2100)] | None = None
    """First financial year whose rate is not yet known; left out, every year from the start."""
    error_sd_pct: Number = certain(0.0)
    error_persistence: Number = certain(0.0)
    inflation_loading: Loading = 0.0
    inflation_weight: NonNegative = 0.0
    follows_inflation: Number = certain(0.0)
    lag_years: Annotated[int, Field(ge=0, le=10)] = 1
    less: Key | None = None


class Outside(Table):
    """`[outside.*]`: a party that trades with the bodies and is not simulated."""

    name: str


class GripChange(Table):
    """`[bodies.*.grip.changes.*]`: a new team, a turnaround director: grip moves over months."""

    date: datetime.date
    change: Number
    months: Count


class Grip(Table):
    """`[bodies.*.grip]`: how firmly a body is managed, 0 to 1, and what that does. Linear, neutral at one half."""

    level: Number
    challenge_effect_pct: Number = certain(0.0)
    delivery_effect: Number = certain(0.0)
    forecast_effect: Number = certain(0.0)
    changes: dict[Key, GripChange] = {}


class Forecast(Table):
    """`[bodies.*.forecast]`: how the month-end report sees the year's end."""

    run_rate_share: Number = certain(1.0)
    error_sd_gbp_m: Number = certain(0.0)
    learning_months: PositiveCount = 12
    review: datetime.date | None = None


class RecoveryAction(Table):
    """`[bodies.*.recovery.actions.*]`: hold vacancies, defer spending."""

    lines: Annotated[list[Key], Field(min_length=1)]
    share_pct: Number
    duration_months: PositiveCount
    rebound_pct: Number = certain(0.0)


class Recovery(Table):
    """`[bodies.*.recovery]`: when a body enters financial recovery, and what it does then."""

    tolerance_pct: Number
    """Of the year's planned income."""
    reports: PositiveCount
    lag_months: Number = certain(0.0)
    release_months: Count = 0
    """How long the release of contingency and reserves stands; 0 releases none."""
    actions: dict[Key, RecoveryAction] = {}


class SpendLine(Table):
    """`[bodies.*.spend.*]`: what a commissioner spends itself, or a provider's other income."""

    base_gbp_m: Number
    service: Key | None = None
    price: Key | None = None


class IncomeLine(Table):
    """`[bodies.*.income.*]`: income of a provider beside its contracts."""

    base_gbp_m: Number
    price: Key | None = None


class CostLine(Table):
    """`[bodies.*.costs.*]`: a cost line of a provider. What is neither fixed nor semi-fixed is variable."""

    base_gbp_m: Number
    price: Key | None = None
    fixed_pct: Number = certain(0.0)
    semi_fixed_pct: Number = certain(0.0)
    cash: bool = True
    """False for depreciation: a cost, not a payment."""


class Capacity(Table):
    """`[bodies.*.capacity]`: wards and theatre lists, in steps of base activity."""

    step_pct: Number
    headroom_pct: Number
    open_after_months: PositiveCount
    close_after_months: PositiveCount
    premium_pct: Number
    """Cost of work beyond open capacity, in % of the semi-fixed cost it would have had."""


class Cash(Table):
    """`[bodies.*.cash]`: a provider's bank balance and its loans."""

    opening_gbp_m: Number
    minimum_gbp_m: Number
    opening_loans_gbp_m: Number = certain(0.0)
    capital_gbp_m: Number = certain(0.0)
    loan_rate_pct: Number
    loan_term_months: PositiveCount


class Body(Table):
    """What commissioners and providers have in common."""

    name: str
    opening_underlying_gbp_m: Number
    """Income less cost a year at the start; its plan is what the books show, its draw what is true."""
    hidden_cost_price: Key | None = None
    opening_cumulative_gbp_m: Number = certain(0.0)
    contingency_pct: Number = certain(0.0)
    """Contingency and reserves held in the budget, of planned income."""
    budget_catch_up_pct: Number = certain(0.0)
    """Share of last year's recurrent variance that enters the next budget."""
    history: dict[Year, Number] = {}
    """Surpluses of earlier years, for the duty to break even over three."""
    grip: Grip | None = None
    forecast: Forecast = Forecast()
    recovery: Recovery | None = None


class Commissioner(Body):
    """`[bodies.*]` with `kind = "commissioner"`: buys care for a population out of an allocation."""

    kind: Literal["commissioner"]
    population: Key
    allocation_gbp_m: Number
    allocation_price: Key | None = None
    repayment_years: PositiveCount = 5
    spend: dict[Key, SpendLine] = {}


class Provider(Body):
    """`[bodies.*]` with `kind = "provider"`: earns contract income and carries the cost of care."""

    kind: Literal["provider"]
    host_population: Key
    fixed_real_growth_pct: Number = certain(0.0)
    winter_premium_gbp_m: Number = certain(0.0)
    """A month of winter at severity 1."""
    capacity: Capacity | None = None
    cash: Cash | None = None
    income: dict[Key, IncomeLine] = {}
    costs: dict[Key, CostLine]


AnyBody = Annotated[Commissioner | Provider, Field(discriminator="kind")]


class Contract(Table):
    """`[contracts.*]`: one payer, one provider, one service; one's cost is the other's income."""

    payer: Key
    provider: Key
    service: Key
    form: Literal["block", "activity", "marginal_rate", "blended"]
    value_gbp_m: Number
    """A year, at activity 1 and March's prices."""
    price: Key | None = None
    opening_plan: Number = certain(1.0)
    """Planned activity before the first round, relative to base activity."""
    planned_growth_pct: Number = certain(0.0)
    rebase_share_pct: Number = certain(0.0)
    challenged_pct: Number | None = None
    """`activity` only: share of over-performance that the payer refuses."""
    marginal_rate_pct: dict[Year, Number] | None = None
    """`marginal_rate` only, and required there."""
    variable_pct: Number | None = None
    """`blended` only, and required there; so are cap and collar."""
    cap_pct: Number | None = None
    collar_pct: Number | None = None
    payer_administration_gbp_m: Number = certain(0.0)
    provider_administration_gbp_m: Number = certain(0.0)


class Office(Table):
    """`[office]`: the delivery office, whose places limit how many schemes mobilise at once."""

    places: PositiveCount


class Gateway(Table):
    """`[schemes.*.gateways.*]`: a decision at which a scheme may be stopped."""

    date: datetime.date
    stop_probability: Number


class Scheme(Table):
    """`[schemes.*]`: a savings scheme and its life."""

    name: str
    owner: Key
    kind: Literal["cash_releasing", "workforce", "price", "demand", "income", "one_off", "unidentified"]
    on: list[str] = []
    """What it acts on: `"qeh.nursing"` (a line of a body) or `"contracts.wnccg_qeh_elective"`."""
    full_year_gbp_m: Number | None = None
    share_pct: Number | None = None
    """Of base spend; instead of `full_year_gbp_m`."""
    start: datetime.date
    """Planned go-live."""
    ends: datetime.date | None = None
    ramp: Literal["immediate", "linear", "s_curve"] = "linear"
    ramp_months: Count = 0
    mobilise_months: Count = 0
    team: Count = 0
    delay_months: Number = certain(0.0)
    delivery: Number = certain(1.0)
    recurrent_pct: Number = certain(100.0)
    erosion_pct: Number = certain(0.0)
    investment_gbp_m: Number = certain(0.0)
    recurrent_investment_gbp_m: Number = certain(0.0)
    paid_by: Key | None = None
    needs: list[Key] = []
    gateways: dict[Key, Gateway] = {}
    repeats_yearly: bool = False
    repeats_until: Annotated[int, Field(ge=1990, le=2100)] | None = None
    in_do_nothing: bool = False


class Risk(Table):
    """`[risks.*]`: an entry of the risk register: it happens or not in each future."""

    name: str
    owner: Key
    probability: Number
    amount_gbp_m: Number
    date: datetime.date
    window_months: Count = 0
    duration_months: PositiveCount
    mitigation_pct: Number = certain(0.0)


class System(Table):
    """`[system]`: the members who are looked at together."""

    name: str
    members: Annotated[list[Key], Field(min_length=1)]


class Reported(Table):
    """`[reported.*]`: what really happened or was forecast. The engine never sees it."""

    body: Key
    """A body, or `system`."""
    year: Annotated[int, Field(ge=1990, le=2100)]
    measure: Literal["surplus", "income", "cumulative"]
    kind: Literal["level", "cumulative_from_start"]
    value_gbp_m: Annotated[float, Field(allow_inf_nan=False)] | None = None
    low_gbp_m: Annotated[float, Field(allow_inf_nan=False)] | None = None
    high_gbp_m: Annotated[float, Field(allow_inf_nan=False)] | None = None
    basis: str


class Scenario(Table):
    """A whole scenario file."""

    format: Literal[1]
    title: str
    summary: str = ""
    start: datetime.date
    """1 April of the first year."""
    as_of: datetime.date
    """What was announced by this date is known."""
    years: Annotated[int, Field(ge=1, le=30)] = 10
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    age_bands: Annotated[list[Annotated[str, Field(pattern=r"^[0-9]+(-[0-9]+|\+)$")]], Field(min_length=1)]
    system: System
    sources: dict[Key, Source] = {}
    dependence: Dependence = Dependence()
    populations: dict[Key, Population]
    services: dict[Key, Service]
    winter: Winter | None = None
    prices: dict[Key, Price]
    outside: dict[Key, Outside] = {}
    bodies: dict[Key, AnyBody]
    contracts: dict[Key, Contract] = {}
    office: Office | None = None
    schemes: dict[Key, Scheme] = {}
    risks: dict[Key, Risk] = {}
    reported: dict[Key, Reported] = {}

    @cached_property
    def instances(self) -> dict[str, Scheme]:
        """Every scheme that is to live, yearly programmes one by one, in the order of their names."""
        from simulator.scenario.programmes import expand

        return expand(self)

    def keeping_schemes(self, keys: Collection[str]) -> Scenario:
        """This scenario with only the schemes in ``keys``."""
        kept = {key: scheme for key, scheme in self.schemes.items() if key in keys}
        copy = self.model_copy(update={"schemes": kept})
        copy.__dict__.pop("instances", None)
        return copy

    @property
    def months(self) -> int:
        """The horizon in months."""
        return 12 * self.years

    def row(self, by_year: dict[str, Number], year: int) -> Number:
        """The row in force in financial year ``year``: the latest one known at `as_of` and not later than it.

        Raises
        ------
        KeyError
            If no row is known for the year or before it; loading refuses such a table.
        """
        known = [
            key
            for key, row in by_year.items()
            if int(key) <= year and (row.source is None or self.sources[row.source].date <= self.as_of)
        ]
        return by_year[max(known)]
