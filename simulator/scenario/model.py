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
FinancialYear = Annotated[int, Field(ge=1990, le=2100)]
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
    """What it is called."""
    publisher: str | None = None
    """Who published it."""
    date: datetime.date
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

    members: Annotated[list[str], Field(min_length=2)]
    """Full names of uncertain numbers drawn once a future: `"services.elective.growth_pct"`, instances of
    yearly programmes as `"schemes.qeh_cip@2019.delivery"`."""
    matrix: list[list[Annotated[float, Field(json_schema_extra={"minimum": -1, "maximum": 1})]]]
    """Correlations of the normals behind the members, a row a member in their order."""
    repair: bool = False
    """Whether to draw by the nearest possible matrix where these correlations cannot all hold."""


class Population(Table):
    """`[populations.*]`: people by age band at mid-year, and how wrong the projection may be."""

    people: dict[Year, list[Positive]]
    """Mid-year figures, one list in the order of `age_bands` a year."""
    growth_error_all_ages_pct: Number = certain(0.0)
    """% a year by which the growth of every age band is wrong."""
    growth_error_75_and_over_pct: Number = certain(0.0)
    """% a year, beside that, for bands that begin at 75 or later."""


class Service(Table):
    """`[services.*]`: a kind of care, and how the demand for it moves."""

    cost_per_head_gbp: list[NonNegative] | None = None
    """By age band. Left out only where growth includes demography."""
    growth_pct: Number = certain(0.0)
    """A year, beyond what it does not include."""
    growth_includes: list[Literal["demography", "price"]] = []
    """What `growth_pct` counts already: demography, price, or both."""
    season: Annotated[list[Positive], Field(min_length=12, max_length=12)] | None = None
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
    inflation_weight: NonNegative = 0.0
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


class GripChange(Table):
    """`[bodies.*.grip.changes.*]`: a new team, a turnaround director: grip moves over months."""

    date: datetime.date
    """When it begins."""
    change: Number
    """By how much grip changes in the end, −1 to 1."""
    months: Count
    """Months over which it changes evenly; 0 is at once."""


class Grip(Table):
    """`[bodies.*.grip]`: how firmly a body is managed, 0 to 1, and what that does. Linear, neutral at one half."""

    level: Number
    """0 to 1; one half is neutral."""
    challenge_effect_pct: Number = certain(0.0)
    """Of commissioners: percentage points more of over-performance challenged as grip rises by 1."""
    delivery_effect: Number = certain(0.0)
    """Added to the delivery of the body's schemes as grip rises by 1."""
    forecast_effect: Number = certain(0.0)
    """By which share forecast errors shrink as grip rises by 1."""
    changes: dict[Key, GripChange] = {}
    """What changes grip, each under a key of its own."""


class Forecast(Table):
    """`[bodies.*.forecast]`: how the month-end report sees the year's end."""

    run_rate_share: Number = certain(1.0)
    """Share of the year's variance so far that the forecast carries on; 1 is all, 0 none."""
    error_sd_gbp_m: Number = certain(0.0)
    """Standard deviation of a forecast's error at the year's beginning, £m; it shrinks to nothing by March."""
    learning_months: PositiveCount = 12
    """Months until the reports have learnt the whole of a hidden cost."""
    review: datetime.date | None = None
    """Date of a review that finds the whole of a hidden cost at once."""


class RecoveryAction(Table):
    """`[bodies.*.recovery.actions.*]`: hold vacancies, defer spending."""

    lines: Annotated[list[Key], Field(min_length=1)]
    """Keys of the spend or cost lines that are held."""
    share_pct: Number
    """% of those lines that is held while the action is in force."""
    duration_months: PositiveCount
    """Months that it is in force."""
    rebound_pct: Number = certain(0.0)
    """% of what was held in a year that has to be spent in the next."""


class Recovery(Table):
    """`[bodies.*.recovery]`: when a body enters financial recovery, and what it does then."""

    tolerance_pct: Number
    """Of the year's planned income."""
    reports: PositiveCount
    """Bad reports in a row until financial recovery begins."""
    lag_months: Number = certain(0.0)
    """Months until its actions are in force."""
    release_months: Count = 0
    """How long the release of contingency and reserves stands; 0 releases none."""
    actions: dict[Key, RecoveryAction] = {}
    """What the body does then, each under a key of its own."""


class SpendLine(Table):
    """`[bodies.*.spend.*]`: what a commissioner spends itself, or a provider's other income."""

    base_gbp_m: Number
    """£m a year, at March's prices and base demand."""
    service: Key | None = None
    """Key of the service whose demand it follows; left out, it follows none."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""


class IncomeLine(Table):
    """`[bodies.*.income.*]`: income of a provider beside its contracts."""

    base_gbp_m: Number
    """£m a year, at March's prices."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""


class CostLine(Table):
    """`[bodies.*.costs.*]`: a cost line of a provider. What is neither fixed nor semi-fixed is variable."""

    base_gbp_m: Number
    """£m a year, at March's prices and base activity."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""
    fixed_pct: Number = certain(0.0)
    """% of the line that activity does not move."""
    semi_fixed_pct: Number = certain(0.0)
    """% of the line that moves in steps, with wards that open and close."""
    cash: bool = True
    """False for depreciation: a cost, not a payment."""


class Capacity(Table):
    """`[bodies.*.capacity]`: wards and theatre lists, in steps of base activity."""

    step_pct: Number
    """A step, % of base activity."""
    headroom_pct: Number
    """Capacity beyond base activity at the start, % of base activity."""
    open_after_months: PositiveCount
    """Months in a row above capacity until a step opens."""
    close_after_months: PositiveCount
    """Months in a row a whole step below capacity until a step closes."""
    premium_pct: Number
    """Cost of work beyond open capacity, in % of the semi-fixed cost it would have had."""


class Cash(Table):
    """`[bodies.*.cash]`: a provider's bank balance and its loans."""

    opening_gbp_m: Number
    """In the bank at the start, £m."""
    minimum_gbp_m: Number
    """£m below which the body borrows."""
    opening_loans_gbp_m: Number = certain(0.0)
    """Owed at the start, £m."""
    capital_gbp_m: Number = certain(0.0)
    """Capital spending, £m a year at March's prices."""
    loan_rate_pct: Number
    """Interest, % a year."""
    loan_term_months: PositiveCount
    """Months after which a loan falls due."""


class Body(Table):
    """What commissioners and providers have in common."""

    name: str
    """In words, for tables."""
    opening_underlying_gbp_m: Number
    """Income less cost a year at the start; its plan is what the books show, its draw what is true."""
    hidden_cost_price: Key | None = None
    """Key of the price series that a cost not yet in the books moves with."""
    opening_cumulative_gbp_m: Number = certain(0.0)
    """Surplus brought forward at the start, £m; negative for a deficit."""
    contingency_pct: Number = certain(0.0)
    """Contingency and reserves held in the budget, of planned income."""
    budget_catch_up_pct: Number = certain(0.0)
    """Share of last year's recurrent variance that enters the next budget."""
    history: dict[Year, Number] = {}
    """Surpluses of earlier years, for the duty to break even over three."""
    grip: Grip | None = None
    """How firmly it is managed; left out, neutral."""
    forecast: Forecast = Forecast()
    """How its month-end reports see the year's end."""
    recovery: Recovery | None = None
    """Financial recovery; left out, the body never enters it."""


class Commissioner(Body):
    """`[bodies.*]` with `kind = "commissioner"`: buys care for a population out of an allocation."""

    kind: Literal["commissioner"]
    """A commissioner buys care."""
    population: Key
    """Key of the population it buys for."""
    allocation_gbp_m: Number
    """£m a year, at March's prices."""
    allocation_price: Key | None = None
    """Key of the price series that the allocation moves with."""
    repayment_years: PositiveCount = 5
    """Years over which a cumulative deficit falls due."""
    spend: dict[Key, SpendLine] = {}
    """What it spends beside contracts, each line under a key of its own."""


class Provider(Body):
    """`[bodies.*]` with `kind = "provider"`: earns contract income and carries the cost of care."""

    kind: Literal["provider"]
    """A provider earns contract income and carries the cost of care."""
    host_population: Key
    """Key of the population that its contracts with outside payers follow."""
    fixed_real_growth_pct: Number = certain(0.0)
    """% a year by which fixed costs grow beyond prices."""
    winter_premium_gbp_m: Number = certain(0.0)
    """A month of winter at severity 1."""
    capacity: Capacity | None = None
    """Its wards; left out, semi-fixed costs stay as they are."""
    cash: Cash | None = None
    """Its bank balance and loans; left out, they are not followed."""
    income: dict[Key, IncomeLine] = {}
    """Income beside contracts, each line under a key of its own."""
    costs: dict[Key, CostLine]
    """What it spends, each line under a key of its own."""


AnyBody = Annotated[Commissioner | Provider, Field(discriminator="kind")]


class Contract(Table):
    """`[contracts.*]`: one payer, one provider, one service; one's cost is the other's income."""

    payer: Key
    """Key of the commissioner or outside party that pays."""
    provider: Key
    """Key of the provider or outside party that is paid."""
    service: Key
    """Key of the service it buys."""
    form: Literal["block", "activity", "marginal_rate", "blended"]
    """What payment follows: nothing, activity, activity at a marginal rate above plan, or a part of it."""
    value_gbp_m: Number
    """A year, at activity 1 and March's prices."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""
    opening_plan: Number = certain(1.0)
    """Planned activity before the first round, relative to base activity."""
    planned_growth_pct: Number = certain(0.0)
    """% a year that the plan adds in each April's round."""
    rebase_share_pct: Number = certain(0.0)
    """% of the gap between last year's activity and plan that each round closes."""
    challenged_pct: Number | None = None
    """`activity` only: share of over-performance that the payer refuses."""
    marginal_rate_pct: dict[Year, Number] | None = None
    """`marginal_rate` only, and required there."""
    variable_pct: Number | None = None
    """`blended` only, and required there; so are cap and collar."""
    cap_pct: Number | None = None
    """`blended` only: most that activity above plan may add, % of plan."""
    collar_pct: Number | None = None
    """`blended` only: most that activity below plan may take off, % of plan."""
    payer_administration_gbp_m: Number = certain(0.0)
    """What running the contract costs its payer, £m a year at March's prices."""
    provider_administration_gbp_m: Number = certain(0.0)
    """What running the contract costs its provider, £m a year at March's prices."""


class Office(Table):
    """`[office]`: the delivery office, whose places limit how many schemes mobilise at once."""

    places: PositiveCount
    """Teams' places: so many are mobilising at once."""


class Gateway(Table):
    """`[schemes.*.gateways.*]`: a decision at which a scheme may be stopped."""

    date: datetime.date
    """When it is decided."""
    stop_probability: Number
    """0 to 1: that the scheme is stopped there."""


class Scheme(Table):
    """`[schemes.*]`: a savings scheme and its life."""

    name: str
    """In words, for tables."""
    owner: Key
    """Key of the body whose savings they are."""
    kind: Literal["cash_releasing", "workforce", "price", "demand", "income", "one_off", "unidentified"]
    """What it does; decides what it may act `on`."""
    on: list[str] = []
    """What it acts on: `"qeh.nursing"` (a line of a body) or `"contracts.wnccg_qeh_elective"`."""
    full_year_gbp_m: Number | None = None
    """Planned effect of a full year at full ramp, £m at March's prices."""
    share_pct: Number | None = None
    """Of base spend; instead of `full_year_gbp_m`."""
    start: datetime.date
    """Planned go-live."""
    ends: datetime.date | None = None
    """Date from which it has no effect any more."""
    ramp: Literal["immediate", "linear", "s_curve"] = "linear"
    """How its effect grows from go-live to full."""
    ramp_months: Count = 0
    """Months from go-live to its full effect."""
    mobilise_months: Count = 0
    """Months of preparation before go-live."""
    team: Count = 0
    """Places in the delivery office that it takes while it is mobilised."""
    delay_months: Number = certain(0.0)
    """Months by which it is late; below 0 counts as 0."""
    delivery: Number = certain(1.0)
    """Share of its effect that is delivered: 1 is all."""
    recurrent_pct: Number = certain(100.0)
    """% of its effect that comes back every year; the rest ends with the year of go-live."""
    erosion_pct: Number = certain(0.0)
    """% of its effect lost a year after its ramp."""
    investment_gbp_m: Number = certain(0.0)
    """Spent once while it is mobilised, £m at March's prices."""
    recurrent_investment_gbp_m: Number = certain(0.0)
    """Spent while it runs, £m a year at March's prices."""
    paid_by: Key | None = None
    """Key of the party that pays the investment; left out, its owner."""
    needs: list[Key] = []
    """Keys of schemes that must be live before it is mobilised."""
    gateways: dict[Key, Gateway] = {}
    """Decisions on its way, each under a key of its own."""
    repeats_yearly: bool = False
    """True for a programme: one such scheme every financial year."""
    repeats_until: Annotated[int, Field(ge=1990, le=2100)] | None = None
    """Last financial year of a programme, by the year it starts in; left out, the horizon's."""
    in_do_nothing: bool = False
    """True where it would run anyway: it stays in the do-nothing run."""


class Risk(Table):
    """`[risks.*]`: an entry of the risk register: it happens or not in each future."""

    name: str
    """In words, for tables."""
    owner: Key
    """Key of the body that pays."""
    probability: Number
    """0 to 1: that it happens."""
    amount_gbp_m: Number
    """What it costs, £m in cash; negative for an opportunity."""
    date: datetime.date
    """The first day it may happen."""
    window_months: Count = 0
    """Months after that day within which it happens."""
    duration_months: PositiveCount
    """Months over which its cost is spread."""
    mitigation_pct: Number = certain(0.0)
    """% of its cost that is averted."""


class Actuals(Table):
    """`[actuals.*]`, by the key of a body: months of the first year that are closed, and what they came to."""

    position_gbp_m: Annotated[
        list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=1, max_length=12)
    ]
    """Income less expenditure of April, May and so on, one figure a closed month, £m."""
    target_gbp_m: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """What the year is to end at, £m; left out, the plan's position of the year."""


class System(Table):
    """`[system]`: the members who are looked at together."""

    name: str
    """In words, for tables."""
    members: Annotated[list[Key], Field(min_length=1)]
    """Keys of simulated bodies."""


class Reported(Table):
    """`[reported.*]`: what really happened or was forecast. The engine never sees it."""

    body: Key
    """A body, or `system`."""
    measure: Literal["surplus", "income", "underlying", "cumulative", "savings_delivered"]
    """What it is about; `cumulative` is the position since the start, opening balance included."""
    kind: Literal["level", "change", "variance_to_plan", "cumulative"]
    """A year's figure, the later of two years less the earlier, a year's figure less its plan, or a sum of years."""
    year: FinancialYear | None = None
    """Of a level or a variance."""
    from_year: FinancialYear | None = None
    """With `to_year`, which counts too, of a change or a sum."""
    to_year: FinancialYear | None = None
    """See `from_year`."""
    value_gbp_m: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """The figure, with its sign: a shortfall is negative."""
    low_gbp_m: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """With `high_gbp_m`, instead of `value_gbp_m`, where a range was reported."""
    high_gbp_m: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """See `low_gbp_m`."""
    basis: str
    """What the figure includes, as far as it is known."""
    run: Literal["expected", "do_nothing"] = "expected"
    """Which futures it is compared with."""
    forecast: bool = False
    """Whether it was itself a forecast when it was published."""


class Scenario(Table):
    """A whole scenario file."""

    format: Literal[1]
    """Version of this format: 1."""
    title: str
    """What the scenario is called."""
    summary: str = ""
    """What it is about, in a sentence."""
    start: datetime.date
    """1 April of the first year."""
    as_of: datetime.date
    """What was announced by this date is known."""
    years: Annotated[int, Field(ge=1, le=30)] = 10
    """Financial years simulated."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """Seed of chance; left out, one is drawn and printed."""
    age_bands: Annotated[list[Annotated[str, Field(pattern=r"^[0-9]+(-[0-9]+|\+)$")]], Field(min_length=1)]
    """From the youngest to the oldest, e.g. ["0-17", "18-64", "65+"]."""
    system: System
    """Who is looked at together."""
    sources: dict[Key, Source] = {}
    """Where figures come from, each under a key of its own."""
    dependence: Dependence = Dependence()
    """What moves together, by common factors."""
    correlations: dict[Key, Correlation] = {}
    """Numbers that move together by pairs, each group under a key of its own."""
    populations: dict[Key, Population]
    """People, each population under a key of its own."""
    services: dict[Key, Service]
    """Kinds of care, each under a key of its own."""
    winter: Winter | None = None
    """Hard winters; left out, there are none."""
    prices: dict[Key, Price]
    """Price series, each under a key of its own; `other` must be one of them."""
    outside: dict[Key, Outside] = {}
    """Parties that are not simulated, each under a key of its own."""
    bodies: dict[Key, AnyBody]
    """The simulated bodies, each under a key of its own."""
    contracts: dict[Key, Contract] = {}
    """Who pays whom for what, each under a key of its own."""
    office: Office | None = None
    """The delivery office; without it no scheme takes a team."""
    schemes: dict[Key, Scheme] = {}
    """Savings schemes, each under a key of its own."""
    risks: dict[Key, Risk] = {}
    """The risk register, each risk under a key of its own."""
    actuals: dict[Key, Actuals] = {}
    """Months already closed, each body's under its key; every future then begins with them."""
    reported: dict[Key, Reported] = {}
    """What really happened or was forecast; shown beside results, never used by the model."""

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

    def doing_nothing(self) -> Scenario:
        """This scenario with only the schemes that would run anyway, and nobody entering financial recovery.

        Months already closed are left out: they were not closed in a world in which nothing was done.
        """
        kept = self.keeping_schemes({key for key, scheme in self.schemes.items() if scheme.in_do_nothing})
        bodies = {key: body.model_copy(update={"recovery": None}) for key, body in self.bodies.items()}
        return kept.model_copy(update={"bodies": bodies, "actuals": {}})

    @property
    def months(self) -> int:
        """The horizon in months."""
        return 12 * self.years

    @property
    def closed_months(self) -> int:
        """Months of the first year that are closed; 0 where no actuals are given."""
        return max((len(actuals.position_gbp_m) for actuals in self.actuals.values()), default=0)

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
