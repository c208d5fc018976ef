"""One month of care and what it costs: contracts, lines, wards, investments (`docs/model.md` §6, §7, §9)."""

from __future__ import annotations

import math

from tests.oracle.commissioned import work_for_it
from tests.oracle.future import LEAST_MONEY, MONTHS, Future
from tests.oracle.milestones import Milestone
from tests.oracle.parties import Acted, Deal, Party, pay
from tests.oracle.schemes import Instance
from tests.oracle.surroundings import overlap


class Month:
    """What everybody has in common in a month."""

    def __init__(
        self, t: int, winter: tuple[float, float], other_price: float, pay_price: float, backlog_share: float
    ) -> None:
        self.t = t
        self.year, self.of_year = divmod(t, MONTHS)
        self.winter, self.severity = winter
        self.other_price, self.pay_price = other_price, pay_price
        self.backlog_share = backlog_share


def fulfil_contract(deal: Deal, month: Month, future: Future) -> None:
    """Treat, cancel, stop, work off, and pay for it."""
    season = deal.season[month.of_year]
    planned = deal.plan * season
    due = deal.demand[month.t] * deal.activity_saving.k
    extra = due * deal.winter_extra * month.severity
    cancelled = due * min(deal.winter_cancelled * month.severity, 1.0)
    worked = min(deal.backlog, month.backlog_share * planned * max(1 - month.winter, 0.0))
    above = _paid_above_plan(deal, month.year)
    held_back = _held_back(deal) if above > 0 else 0.0
    stopped = deal.stopped * held_back * max(due + extra - cancelled - planned, 0.0)
    deal.activity = due + extra - cancelled - stopped + worked
    deal.activity_of_year += deal.activity
    deal.backlog += cancelled + stopped - worked
    deal.cancelled_of_year += cancelled
    if deal.provider is not None:
        deal.provider.care_due += deal.value * due
        deal.provider.care_cancelled += deal.value * cancelled
    future.events["care_cancelled"] += cancelled > 0
    future.events["backlog_worked_off"] += worked > 0

    below, variation = _variation(deal, planned, above, held_back, future)
    unit = deal.value * deal.price[month.year]
    full_payment = unit * deal.price_saving.k * (planned + variation)
    payment = max(full_payment, 0.0)
    pay(deal.payer, deal.provider, payment)
    if deal.payer is not None:
        deal.payer.year.paid_on_contracts += payment
    withheld = unit * deal.price_saving.k * above * held_back * max(deal.activity - planned, 0.0)
    teller = deal.teller
    teller.year.care_stopped += deal.value * stopped
    teller.year.withheld += withheld
    future.events["payment_withheld"] += withheld > LEAST_MONEY
    work_for_it(deal, month.year, payment)
    administration = month.other_price * (1 - deal.pooling_saves)
    _administer(deal.payer, deal.payer_administration * administration)
    _administer(deal.provider, deal.provider_administration * administration)
    if deal.provider and deal.payer and deal.provider.is_member and deal.payer.is_member:
        deal.provider.year.member_trade += payment
    _value_contract_savings(deal, month, below, payment)


def _administer(party: Party | None, cost: float) -> None:
    if party is not None:
        party.spend(cost)
        party.year.contract_administration += cost


def _held_back(deal: Deal) -> float:
    """What share of the pay above plan its payer cannot afford this month."""
    if deal.payer is None or deal.payer.affordability is None:
        return 0.0
    return deal.payer.affordability.holds_back


def _paid_above_plan(deal: Deal, year: int) -> float:
    """What a contract pays for a unit above plan, whether the payer can afford it or not."""
    match deal.paid_as:
        case "block":
            return 0.0
        case "blended":
            return deal.variable
        case "marginal_rate":
            return deal.marginal_rates[year]
    challenge = deal.challenged
    if deal.payer is not None:
        manager = deal.payer.manager
        challenge += manager.challenge_effect * (manager.grip - 0.5)
    return 1 - min(max(challenge, 0.0), 1.0)


def _variation(
    deal: Deal, planned: float, above: float, held_back: float, future: Future
) -> tuple[float, float]:
    """What a contract pays for a unit below plan, and for this month's departure from it, in activity."""
    difference = deal.activity - planned
    if deal.paid_as == "block":
        return 0.0, 0.0
    if deal.paid_as == "blended":
        paid = (above * (1 - held_back) if difference > 0 else deal.variable) * difference
        floor, ceiling = -deal.collar * planned, deal.cap * planned
        future.events["contract_cap_hit"] += paid > ceiling
        future.events["contract_collar_hit"] += paid < floor
        return deal.variable, min(max(paid, floor), ceiling)
    if difference <= 0:
        return 1.0, difference
    if deal.paid_as == "marginal_rate":
        future.events["marginal_rate_paid"] += 1
    else:
        future.events["over_performance_challenged"] += above < 1
    return 1.0, above * (1 - held_back) * difference


def _value_contract_savings(deal: Deal, month: Month, below: float, payment: float) -> None:
    activity, price = deal.activity_saving, deal.price_saving
    activity.cost += below * payment
    price.cost += payment
    if activity.instances:
        unit = deal.value * deal.price[month.year] * price.k
        activity.deliver(below * unit * deal.demand[month.t])
    if price.instances:
        price.deliver(payment / price.k if price.k != 0 else 0.0)


def trade(party: Party, month: Month, future: Future) -> None:
    """A body's own income and costs of the month."""
    y = month.year
    _count_holds(party, month.t, future)
    if party.is_buyer:
        allocation = party.allocation * party.allocation_price[y]
        party.earn(allocation)
        party.year.allocation += allocation
        for line in party.lines:
            demand = 1.0 if line.demand is None else line.demand[month.t]
            line_cost(party, line.key, line.saving, line.monthly_base * line.price[y] * demand, month)
    else:
        _provide(party, month, future)
    party.spend(party.hidden * party.hidden_price[y])
    if party.rebound:
        party.spend(party.rebound)
        party.year.rebound += party.rebound
        party.year.non_recurrent -= party.rebound
        future.events["rebound_paid"] += 1
    if party.bank is not None:
        interest = party.bank.monthly_rate * party.bank.owed
        party.spend(interest)
        party.year.interest += interest
    for start, end, rate in party.risks:
        cost = rate * overlap(start, end, month.t)  # an opportunity is negative expenditure, not income
        party.spend(cost)
        party.year.non_recurrent -= cost


def _count_holds(party: Party, t: int, future: Future) -> None:
    """Say whether the body holds anything back this month."""
    if party.recovery is not None:
        spans = [action.in_force for action in party.recovery.actions]
        future.events["vacancies_held"] += any(first <= t <= last for first, last in spans)


def _provide(party: Party, month: Month, future: Future) -> None:
    """A provider's costs follow its activity, and its other income its schemes."""
    y = month.year
    activity = _follow_activity(party, month)
    steps = party.wards.steps * party.wards.step if party.wards is not None else 0.0
    growth = (1 + party.real_growth) ** (month.t / MONTHS)
    unit_cost = party.unit_cost[month.t]
    semi_fixed = follows = 0.0
    for line in party.lines:
        base = line.monthly_base * line.price[y]
        variable = 1 - line.fixed - line.semi_fixed
        drivers = line.fixed * growth + line.semi_fixed * (1 + steps) + variable * activity
        drivers *= unit_cost
        if line.is_pfi:
            drivers = line.part_of(month.t)
            future.events["pfi_ended"] += month.t <= line.ends < month.t + 1
        semi_fixed += base * line.semi_fixed
        cost = line_cost(party, line.key, line.saving, base * drivers, month)
        follows += 0.0 if line.is_pfi else cost
        if not line.is_cash:
            party.month_not_cash += cost
    if party.wards is not None:
        beyond = max(party.seasonal_activity - party.wards.capacity, 0.0)
        premium = unit_cost * party.wards.premium * beyond * semi_fixed
        party.spend(premium)
        follows += premium
        future.events["premium_work"] += beyond > 0
    party.year.unit_cost_growth += (1 - 1 / unit_cost) * follows
    winter_premium = party.winter_premium * month.severity * month.pay_price
    party.spend(winter_premium)
    party.year.non_recurrent -= winter_premium
    for line in party.incomes:
        before = line.monthly_base * line.price[y] * line.part_of(month.t)
        received = before * (2 - line.saving.k)
        party.earn(received)
        line.saving.cost += received
        line.saving.deliver(before)


def _follow_activity(party: Party, month: Month) -> float:
    """Value-weighted mean activity, raw; the seasonally adjusted one is kept for the wards."""
    total = raw = adjusted = 0.0
    for deal in party.sales:
        total += deal.planned_value
        raw += deal.planned_value * deal.activity
        adjusted += deal.planned_value * deal.activity / deal.season[month.of_year]
    if total == 0:  # a provider without contracts works as at the start
        party.seasonal_activity = 1.0
        return 1.0
    party.seasonal_activity = adjusted / total
    return raw / total


def line_cost(party: Party, key: str, saving: Acted, before: float, month: Month) -> float:
    """Bear what schemes and financial recovery leave of a line."""
    left = before * saving.k
    holding = []
    if party.recovery is not None:
        spans = [(action, *action.in_force) for action in party.recovery.actions if key in action.lines]
        holding = [action for action, first, last in spans if first <= month.t <= last]
    asked = sum(action.share for action in holding)
    held = min(asked, 1.0)
    for action in holding:
        if asked > 0:
            action.held += left * held * action.share / asked  # of a line that is asked for twice, its part
    party.spend(left * (1 - held))
    party.year.non_recurrent += left * held
    saving.cost += left * (1 - held)
    saving.deliver(before)
    return left * (1 - held)


def invest(instance: Instance, month: Month, future: Future) -> None:
    """Spread a scheme's investment over its mobilisation, and its running cost over its life."""
    t = month.t
    if t + 1 <= instance.grant or not (instance.investment or instance.recurrent_investment):
        return
    once = 0.0
    if instance.grant == instance.go_live:
        once = instance.investment if math.floor(instance.go_live) == t else 0.0
    elif t < instance.go_live:
        span = instance.go_live - instance.grant
        once = instance.investment * overlap(instance.grant, instance.go_live, t) / span
    once *= month.other_price
    running = instance.recurrent_investment / MONTHS * overlap(instance.go_live, instance.ends, t)
    running *= month.other_price
    instance.invested += once + running
    instance.invested_recurrent += running
    payer = instance.payer
    if payer is not None:
        payer.spend(once + running)
        payer.year.investment += once + running
        payer.year.non_recurrent -= once
    if payer is not instance.owner and once + running != 0:
        future.events["grant_paid_by_other"] += 1


def receive_one_off(instance: Instance, month: Month, future: Future) -> None:
    """A one-off is received in full in the month it goes live."""
    if instance.go_live < math.inf and math.floor(instance.go_live) == month.t:
        amount = instance.share * instance.delivery  # what consultations leave of it
        instance.owner.earn(amount)
        instance.owner.year.non_recurrent += amount
        instance.owner.year.savings += amount
        instance.delivered += amount
        future.events["one_off_received"] += 1


def close_capacity(instance: Instance, future: Future) -> None:
    """A closure takes wards with it as far as it is in force."""
    wards = instance.owner.wards
    if instance.kind != "closure" or wards is None:
        return
    lost = instance.capacity_lost * instance.in_force
    wards.closed += lost
    future.events["capacity_closed"] += lost > 0 and not instance.has_closed
    instance.has_closed = instance.has_closed or lost > 0


def pay_for_milestone(milestone: Milestone, parties: dict[str, Party], month: Month) -> None:
    """What a milestone costs this month, in equal parts; an outside payer's is a grant."""
    cost = milestone.cost_of(month.t) * month.other_price
    for name in milestone.payers:
        if name in parties:
            parties[name].spend(cost / len(milestone.payers))
            parties[name].year.non_recurrent -= cost / len(milestone.payers)


def keep_to_actuals(party: Party, month: int, actuals: list[float], future: Future) -> None:
    """In a closed month the position is what it was: the rest is expenditure, or expenditure avoided, for once."""
    if month >= len(actuals):
        return
    beyond = party.month_income - party.month_expenditure - actuals[month]
    party.spend(beyond)
    party.year.non_recurrent -= beyond
    future.events["months_closed"] += month + 1 == len(actuals)


def move_wards(party: Party, month: int, future: Future) -> None:
    """Open a step where work has long been beyond capacity, close one where it has long been far below."""
    wards = party.wards
    if wards is None:
        return
    over = party.seasonal_activity - wards.capacity
    under = wards.capacity - wards.step - party.seasonal_activity
    future.decided(month, over)
    future.decided(month, under)
    wards.above = wards.above + 1 if over > 0 else 0
    wards.below = wards.below + 1 if under > 0 else 0
    if wards.above >= wards.open_after:
        wards.steps, wards.above, wards.below = wards.steps + 1, 0, 0
        future.events["ward_opened"] += 1
    elif wards.below >= wards.close_after:
        left = 1 + (wards.steps - 1) * wards.step
        future.decided(month, left)
        if left >= 0:
            wards.steps, wards.above, wards.below = wards.steps - 1, 0, 0
            future.events["ward_closed"] += 1
