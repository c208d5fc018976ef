"""Savings schemes, their gateways, and the delivery office they wait for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.bounds import AMOUNT, DELAY, EFFECT, PER_CENT, POSITION, PROBABILITY
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.savings_programmes import FollowsNeed
from simulator.scenario.terms.vocabulary import Count, Day, FinancialYear, Key, PositiveCount, certain


class Office(Table):
    """`[office]`: the delivery office, whose places limit how many schemes mobilise at once."""

    places: PositiveCount
    """Teams' places: so many are mobilising at once."""


class Gateway(Table):
    """`[schemes.*.gateways.*]`: a decision at which a scheme may be stopped."""

    kind: Literal["decision", "consultation"] = "decision"
    """A public consultation may also delay the scheme and water it down."""
    date: Day
    """When it is decided."""
    stop_probability: Annotated[Number, PROBABILITY]
    """Probability that the scheme is stopped there."""
    delay_months: Annotated[Number, DELAY] = certain(0.0)
    """`consultation` only: months by which the decision is late; below 0 counts as 0."""
    kept_pct: Annotated[Number, PER_CENT] = certain(100.0)
    """`consultation` only: % of the scheme's effect that is left after it."""


class Scheme(Table):
    """`[schemes.*]`: a savings scheme and its life."""

    name: str
    """In words, for tables."""
    owner: Key
    """Key of the body whose savings they are."""
    kind: Literal[
        "cash_releasing", "workforce", "price", "demand", "income", "closure", "one_off", "unidentified"
    ]
    """What it does; decides what it may act `on`."""
    on: Annotated[Entries[str], Field(examples=[["qeh.nursing"], ["contracts.wnccg_qeh_elective"]])] = ()
    """What it acts on: `"qeh.nursing"` (a line of a body) or `"contracts.wnccg_qeh_elective"`."""
    full_year_gbp_m: Annotated[Number, AMOUNT] | None = None
    """Planned effect of a full year at full ramp, £m at March's prices."""
    share_pct: Annotated[Number, PER_CENT] | None = None
    """Of base spend; instead of `full_year_gbp_m`."""
    start: Day
    """Planned go-live."""
    ends: Day | None = None
    """Date from which it has no effect any more."""
    ramp: Literal["immediate", "linear", "s_curve"] = "linear"
    """How its effect grows from go-live to full."""
    ramp_months: Count = 0
    """Months from go-live to its full effect."""
    mobilise_months: Count = 0
    """Months of preparation before go-live."""
    team: Count = 0
    """Places in the delivery office that it takes while it is mobilised."""
    delay_months: Annotated[Number, DELAY] = certain(0.0)
    """Months by which it is late; below 0 counts as 0."""
    delivery: Annotated[Number, EFFECT] = certain(1.0)
    """Share of its effect that is delivered: 1 is all."""
    recurrent_pct: Annotated[Number, PER_CENT] = certain(100.0)
    """% of its effect that comes back every year; the rest ends with the year of go-live."""
    erosion_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of its effect lost a year after its ramp."""
    investment_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """Spent once while it is mobilised, £m at March's prices."""
    recurrent_investment_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """Spent while it runs, £m a year at March's prices."""
    paid_by: Key | None = None
    """Key of the party that pays the investment; left out, its owner."""
    needs: Entries[Key] = ()
    """Keys of schemes that must be live, and of milestones that must be reached, before it is mobilised."""
    capacity_lost_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """`closure` only: capacity that goes with it, % of base activity."""
    pushed_onto: Annotated[str, Field(examples=["norfolk_county_council.home_care"])] | None = None
    """A council's spend line, `"norfolk_county_council.home_care"`, onto which it pushes care."""
    pushed_gbp_m: Annotated[Number, POSITION] = certain(0.0)
    """What it pushes there at full planned effect, £m a year at March's prices."""
    gateways: dict[Key, Gateway] = {}
    """Decisions on its way, each under a key of its own."""
    repeats_yearly: bool = False
    """True for a programme: one such scheme every financial year."""
    repeats_until: FinancialYear | None = None
    """Last financial year of a programme, by the year it starts in; left out, the horizon's."""
    follows_need: FollowsNeed | None = None
    """How a programme's share follows what its owner lacks from the second year on; left out, it does not."""
    in_do_nothing: bool = False
    """True where it would run anyway: it stays in the do-nothing run."""
