"""The order of a month, written once: its phases, and the steps of each phase in the order in which they are made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Phase(IntEnum):
    """The order of things inside a month; OPEN_YEAR only in April, CLOSE_YEAR only in March."""

    OPEN_YEAR = 0
    MANAGE = 1
    DELIVER = 2
    DEMAND = 3
    TRADE = 4
    REPORT = 5
    SETTLE = 6
    CLOSE_YEAR = 7


@dataclass(frozen=True)
class Step:
    """One step of a phase, made for each body, contract or milestone that has it, in the order of their keys.

    Attributes
    ----------
    name : str
        By which a process registers it.
    does : str
        A sentence.
    """

    name: str
    does: str


LIVES: tuple[Step, ...] = (
    Step("milestone", "From the month in which a milestone is reached, its cost is paid in TRADE."),
    Step("recovery", "Actions of a financial recovery begin and end in REPORT; it ends in SETTLE."),
    Step("risk", "A risk that happens costs its owner in TRADE, from its day on."),
    Step("scheme", "A scheme that was granted its places goes live and changes month by month in DELIVER."),
    Step("winter", "A winter that strikes begins, weighs and ends in DEMAND."),
)
"""What waits and acts in between. Within a phase lives come before the steps; those that begin with the calendar in
this order, one kind after the other, and within a kind by name."""

ORDER: dict[Phase, tuple[Step, ...]] = {
    Phase.OPEN_YEAR: (
        Step("policy", "It is known which policy holds this year, and whether a break in it lasts."),
        Step("write-offs", "It is decided what of loans is written off this April."),
        Step("loans written off", "What is written off is owed no more."),
        Step("grip by escalation", "A body at a stage that helps it gains grip."),
        Step("prices", "Every price moves to the new year's level."),
        Step("control totals", "The regulator sets each body's control total."),
        Step("means for contracts", "It is known what each commissioner can pay for contracts."),
        Step("contract round", "Each contract's planned activity is agreed anew."),
        Step("pool in force", "It is known in which futures the pool counts this year."),
        Step("cost prices", "A provider's lines take the new prices."),
        Step("spend prices", "A commissioner's or council's lines take the new prices."),
        Step("business rules", "What a body that was ahead may spend is decided."),
        Step("rebound", "What recovery held last year becomes due in part."),
        Step("savings programmes", "Programmes that follow need are set by what the year lacks."),
        Step("budget", "Each body sets its budget."),
        Step("funding offer", "Sustainability funding is offered, against the control totals."),
        Step("shocks", "What befalls a body this year is known, and what earlier years leave."),
        Step("quality measures", "A provider that is in no quality special measures may enter them."),
    ),
    Phase.MANAGE: (
        Step("grip", "Each body's grip is what plans, milestones and escalation have made it."),
        Step("unit costs", "A unit of care costs each provider what its growth beyond prices has made it."),
        Step(
            "withholding", "A commissioner short of its target withholds payment for work above its offers."
        ),
    ),
    Phase.DELIVER: (
        Step("schemes", "What schemes leave of every line, price and activity is put together."),
    ),
    Phase.DEMAND: (
        Step("demand", "Population, growth and noise make the month's demand."),
        Step("activity", "Contracts turn demand into care given, cancelled and caught up."),
    ),
    Phase.TRADE: (
        Step("contract payments", "Payers pay providers for the month's care."),
        Step("volume bought", "Volume that more money buys costs its provider."),
        Step("allocation", "Commissioners receive their allocation, councils their funding."),
        Step("levies", "Commissioners pay a share of their allocation to others."),
        Step("other income", "Providers receive other income."),
        Step("provider costs", "Providers pay staff and suppliers."),
        Step("spend", "Commissioners and councils pay for their own lines."),
        Step("spending of what was ahead", "Last year's surplus is spent, as the business rules let it."),
        Step("discharge", "Councils take patients home; those who wait cost the hospital."),
        Step("unrecognised cost", "What the opening books do not show is spent."),
        Step("interest", "Interest is paid on what is owed at the month's start."),
        Step("pushed care", "Care that schemes push onto a council costs it."),
        Step("escalation cost", "Turnaround, contingency planning and administration are paid."),
        Step("cost of shocks", "A twelfth of what shocks cost in the year is paid."),
        Step("cost of quality measures", "Agency staff and turnaround are paid while the measures last."),
        Step("rebound payment", "A twelfth of the rebound is paid."),
        Step("return of year-end measures", "A twelfth of what last year's measures put off is paid."),
        Step("difference to actuals", "In closed months the books are brought to the reported position."),
    ),
    Phase.REPORT: (
        Step("savings", "What each scheme delivered is counted."),
        Step("month-end report", "Each body reports its year to date and forecasts the outturn."),
        Step("recovery watch", "A body that has forecast badly often enough enters financial recovery."),
    ),
    Phase.SETTLE: (
        Step("quarter's funding", "At a quarter's end sustainability funding is earned or missed."),
        Step("cash", "Cash moves; loans are repaid and drawn."),
        Step("wards", "Wards open and close, with effect from next month."),
        Step("books", "The month is closed."),
    ),
    Phase.CLOSE_YEAR: (
        Step("cash of the year", "Cash and loans of the year are written down."),
        Step("care of the year", "Care cancelled, and care still waiting, are written down."),
        Step("control totals of the year", "What was asked of each body is written down."),
        Step(
            "unit costs of the year", "What the growth of unit costs beyond prices has cost is written down."
        ),
        Step("recovery of the year", "Months in financial recovery are written down."),
        Step("schemes of the year", "What is invested in schemes is written down."),
        Step(
            "savings programmes of the year",
            "What next year's programmes act on is known as it was this year.",
        ),
        Step(
            "year-end measures", "Who is behind the target finds money, who is ahead brings spending forward."
        ),
        Step("merger", "Parts of a merged body are brought to one position."),
        Step("pooling", "Members above their target fill those below it."),
        Step("savings of the year", "Savings of the year are written down, and what of them recurs."),
        Step("last quarter's funding", "The fourth quarter is decided, after pooling."),
        Step("deficits filled in a break", "While a break in policy lasts, deficits are filled."),
        Step("deficit support", "What a rescued provider is short of is filled, or part of it."),
        Step(
            "year end", "Surplus, duties, underlying position; deficits are repaid; balances carried forward."
        ),
        Step("escalation", "Each body's stage for the coming year is decided."),
        Step("rescue", "Whether a provider that owes too much or fails too often is rescued is decided."),
        Step("forecast of the plan", "The plan run's own forecasts follow from its year."),
        Step("clear the year", "Sums of the year begin anew."),
        Step("accounts", "Where they are wanted, the accounts are copied before they are closed."),
        Step("books of the year", "The ledger is audited and closed."),
    ),
}
"""Phase by phase: money moves in this order and no other. A step that is not here is refused when it registers."""
