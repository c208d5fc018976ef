"""The simulated bodies: commissioners, providers, councils."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.bounds import AMOUNT, GROWTH, PER_CENT, POSITION, SEVERAL_TIMES
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.affordability import Affordability
from simulator.scenario.terms.business_rules import BusinessRules
from simulator.scenario.terms.control_totals import ControlTotal
from simulator.scenario.terms.discharge import Discharge
from simulator.scenario.terms.grip import Grip
from simulator.scenario.terms.lines import CostLine, IncomeLine, SpendLine
from simulator.scenario.terms.provision import Capacity
from simulator.scenario.terms.quality import Quality
from simulator.scenario.terms.recovery import Recovery
from simulator.scenario.terms.reporting import Forecast
from simulator.scenario.terms.settlement import Cash
from simulator.scenario.terms.submitted_plan import SubmittedPlan
from simulator.scenario.terms.sustainability_funding import SustainabilityFunding
from simulator.scenario.terms.vocabulary import Key, PositiveCount, Year, certain
from simulator.scenario.terms.year_end_measures import YearEndMeasures


class Body(Table):
    """What commissioners, providers and councils have in common."""

    name: str
    """In words, for tables."""
    short_name: Annotated[str, Field(min_length=1, max_length=30)] | None = None
    """The same in fewer words, for tables and charts; left out, the whole name."""
    opening_underlying_gbp_m: Annotated[Number, POSITION]
    """Income less cost a year at the start; its plan is what the books show, its draw what is true."""
    hidden_cost_price: Key | None = None
    """Key of the price series that a cost not yet in the books moves with."""
    opening_cumulative_gbp_m: Annotated[Number, POSITION] = certain(0.0)
    """Surplus brought forward at the start, £m; negative for a deficit."""
    contingency_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """Contingency and reserves held in the budget, of planned income."""
    budget_catch_up_pct: Annotated[Number, SEVERAL_TIMES] = certain(0.0)
    """Share of last year's recurrent variance that enters the next budget."""
    history: dict[Year, Annotated[Number, POSITION]] = {}
    """Surpluses of earlier years, for the duty to break even over three."""
    grip: Grip | None = None
    """How firmly it is managed; left out, neutral."""
    forecast: Forecast = Forecast()
    """How its month-end reports see the year's end."""
    recovery: Recovery | None = None
    """Financial recovery; left out, the body never enters it."""
    submitted_plan: SubmittedPlan | None = None
    """What it told its board or regulator; left out, it budgets for everything to deliver."""

    @property
    def called(self) -> str:
        """What tables and charts call it."""
        return self.short_name or self.name


class Commissioner(Body):
    """`[bodies.*]` with `kind = "commissioner"`: buys care for a population out of an allocation."""

    kind: Literal["commissioner"]
    """A commissioner buys care."""
    population: Key
    """Key of the population it buys for."""
    allocation_gbp_m: Annotated[Number, AMOUNT]
    """£m a year, at March's prices."""
    allocation_price: Key | None = None
    """Key of the price series that the allocation moves with."""
    repayment_years: PositiveCount = 5
    """Years over which a cumulative deficit falls due."""
    control_total: ControlTotal | None = None
    """The position set by the regulator; left out, none is."""
    sustainability_funding: SustainabilityFunding | None = None
    """What is offered for reaching it; left out, nothing."""
    business_rules: BusinessRules | None = None
    """What it keeps and what it may spend; left out, it keeps every surplus."""
    year_end: YearEndMeasures | None = None
    """What it finds at the close, or spends ahead of time; left out, nothing."""
    affordability: Affordability | None = None
    """What it offers and pays by what it can afford; left out, whatever is asked and due."""

    @property
    def funds(self) -> Number:
        """What it has to spend a year, £m at March's prices."""
        return self.allocation_gbp_m

    @property
    def funds_price(self) -> Key | None:
        """Key of the price series that its funds move with."""
        return self.allocation_price

    spend: dict[Key, SpendLine] = {}
    """What it spends beside contracts, each line under a key of its own."""


class Provider(Body):
    """`[bodies.*]` with `kind = "provider"`: earns contract income and carries the cost of care."""

    kind: Literal["provider"]
    """A provider earns contract income and carries the cost of care."""
    host_population: Key
    """Key of the population that its contracts with outside payers follow."""
    fixed_real_growth_pct: Annotated[Number, GROWTH] = certain(0.0)
    """% a year by which fixed costs grow beyond prices."""
    unit_cost_growth_pct: Annotated[Number, GROWTH] | None = None
    """% a year by which every line but PFI grows beyond its price; left out, none does."""
    winter_premium_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """A month of winter at severity 1."""
    capacity: Capacity | None = None
    """Its wards; left out, semi-fixed costs stay as they are."""
    quality: Quality | None = None
    """Quality special measures; left out, it is never in them."""
    cash: Cash | None = None
    """Its bank balance and loans; left out, they are not followed."""
    income: dict[Key, IncomeLine] = {}
    """Income beside contracts, each line under a key of its own."""
    costs: Annotated[dict[Key, CostLine], Field(min_length=1)]
    """What it spends, each line under a key of its own."""
    control_total: ControlTotal | None = None
    """The position set by the regulator; left out, none is."""
    sustainability_funding: SustainabilityFunding | None = None
    """What is offered for reaching it; left out, nothing."""
    business_rules: BusinessRules | None = None
    """What it keeps and what it spends; left out, it keeps every surplus."""
    year_end: YearEndMeasures | None = None
    """What it finds at the close, or spends ahead of time; left out, nothing."""


class Council(Body):
    """`[bodies.*]` with `kind = "council"`: pays for social care; ring-fenced, and never a member of the system."""

    kind: Literal["council"]
    """A council pays for social care."""
    population: Key
    """Key of the population that it cares for."""
    funding_gbp_m: Annotated[Number, AMOUNT]
    """£m a year from taxes and grants, at March's prices."""
    funding_price: Key | None = None
    """Key of the price series that its funding moves with."""
    spend: dict[Key, SpendLine] = {}
    """What it spends beside contracts, each line under a key of its own."""
    discharge: Discharge | None = None
    """What hospital care beyond plan costs it; left out, nothing."""

    @property
    def funds(self) -> Number:
        """What it has to spend a year, £m at March's prices."""
        return self.funding_gbp_m

    @property
    def funds_price(self) -> Key | None:
        """Key of the price series that its funds move with."""
        return self.funding_price


AnyBody = Annotated[Commissioner | Provider | Council, Field(discriminator="kind")]
Buyer = Commissioner | Council
"""Bodies with a population and spend of their own."""
