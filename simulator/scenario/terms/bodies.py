"""The simulated bodies: commissioners, providers, councils, and how each is managed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.management import Forecast, Grip, Recovery
from simulator.scenario.terms.vocabulary import ByYear, Day, Key, PositiveCount, Year, certain


class SpendLine(Table):
    """`[bodies.*.spend.*]`: what a commissioner or a council spends itself."""

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
    payer: Key | None = None
    """Key of the outside party that pays it; left out, nobody in particular."""
    ends: Day | None = None
    """Date from which it is not received any more."""


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
    pfi: bool = False
    """True for a unitary payment: fixed by contract, out of reach of every scheme."""
    ends: Day | None = None
    """Of a PFI: the date from which it is not paid any more."""


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


class ControlTotal(Table):
    """`[bodies.*.control_total]`: the position that the regulator sets a body each year, from last year's outturn."""

    opening_gbp_m: Number
    """The first year's, £m, before sustainability funding; negative for a deficit."""
    share_of_outturn_pct: Number = certain(100.0)
    """% of last year's miss or gain on the control total that the next one takes over."""


class SustainabilityFunding(Table):
    """`[bodies.*.sustainability_funding]`: what a body is offered for its control total and performance."""

    offer_gbp_m: ByYear = {}
    """£m a year, by financial year; the last row stays, so that an offer ends with a row of 0."""
    fills_deficit_pct: ByYear = {}
    """% of the control total's deficit that is offered besides, by financial year; the last row stays."""


class BusinessRules(Table):
    """`[bodies.*.business_rules]`: a body keeps the surplus that the regime asks of its kind and spends the rest."""

    development_pct: Number
    """% of last year's recurrent surplus, beyond what must be kept, that new care is bought with for good."""


class Discharge(Table):
    """`[bodies.*.discharge]`: social care that a council owes to patients whom hospitals treated beyond plan."""

    contracts: Annotated[Entries[Key], Field(min_length=1)]
    """Keys of the hospital contracts whose patients need care afterwards."""
    care_pct: Number
    """Social care needed, % of the value of hospital care beyond plan."""
    price: Key | None = None
    """Key of the price series of that care; left out, its price does not move."""
    delayed_pct: Number = certain(0.0)
    """% of those due to leave who have to wait another month for their care."""
    bed_pct: Number = certain(0.0)
    """What a month's waiting costs the hospital, % of the value of the care that they had."""
    charge_pct: Number = certain(0.0)
    """% of that which the hospital charges to the council."""


class Body(Table):
    """What commissioners, providers and councils have in common."""

    name: str
    """In words, for tables."""
    short_name: Annotated[str, Field(min_length=1, max_length=30)] | None = None
    """The same in fewer words, for tables and charts; left out, the whole name."""
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
    allocation_gbp_m: Number
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
    control_total: ControlTotal | None = None
    """The position set by the regulator; left out, none is."""
    sustainability_funding: SustainabilityFunding | None = None
    """What is offered for reaching it; left out, nothing."""
    business_rules: BusinessRules | None = None
    """What it keeps and what it spends; left out, it keeps every surplus."""


class Council(Body):
    """`[bodies.*]` with `kind = "council"`: pays for social care; ring-fenced, and never a member of the system."""

    kind: Literal["council"]
    """A council pays for social care."""
    population: Key
    """Key of the population that it cares for."""
    funding_gbp_m: Number
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
