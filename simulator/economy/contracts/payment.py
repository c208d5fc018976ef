"""Contracts: one body's cost is another's income, and each form pays its own way."""

from __future__ import annotations

import numpy as np

from simulator.economy.contracts import offers
from simulator.economy.contracts.audit import PaymentAudit
from simulator.economy.contracts.offers import PAYMENT_WITHHELD, Offers
from simulator.economy.contracts.terms import seasons, terms_of_year
from simulator.engine.declarations import Event, Measure, Told
from simulator.engine.event_log import LEAST_TOLD_GBP_M
from simulator.engine.ledger import CONTRACT_ADMINISTRATION, STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.number import Number
from simulator.scenario.scope import population_of
from simulator.scenario.terms.bodies import Council, Provider
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.vocabulary import certain
from simulator.statistics.arrays import Array

OVER_PERFORMANCE_CHALLENGED = Event(
    "over_performance_challenged",
    "{subject}: {amount:£} of over-performance was challenged and not paid in the year.",
    Told.BY_YEAR,
)
MARGINAL_RATE_PAID = Event(
    "marginal_rate_paid",
    "{subject}: the marginal rate withheld {amount:£} of activity above baseline in the year.",
    Told.BY_YEAR,
)
CAP_HIT = Event(
    "contract_cap_hit",
    "{subject}: the cap held in {times:months}; {amount:£} of activity went unpaid.",
    Told.BY_YEAR,
)
COLLAR_HIT = Event(
    "contract_collar_hit",
    "{subject}: the collar held in {times:months}; {amount:£} was paid for activity not done.",
    Told.BY_YEAR,
)
CARE_CANCELLED = Event(
    "care_cancelled", "{subject}: planned care worth {amount:£} was cancelled in the year.", Told.BY_YEAR
)
BACKLOG_WORKED_OFF = Event(
    "backlog_worked_off", "{subject}: {amount:£} of backlog was worked off in the year.", Told.BY_YEAR
)
EVENTS = (
    OVER_PERFORMANCE_CHALLENGED,
    MARGINAL_RATE_PAID,
    CAP_HIT,
    COLLAR_HIT,
    CARE_CANCELLED,
    BACKLOG_WORKED_OFF,
    *offers.EVENTS,
)

CARE_CANCELLED_OF_YEAR = Measure("care_cancelled", "activity cancelled or delayed", adds_up=True)
BACKLOG = Measure("backlog", "backlog on 31 March")
RUNNING = Measure(
    "contract_administration", "running contracts", in_surplus=-1, line=CONTRACT_ADMINISTRATION.name
)
PAID = Measure("paid_on_contracts", "paid on contracts")
MEASURES = (CARE_CANCELLED_OF_YEAR, BACKLOG, RUNNING, PAID, *offers.MEASURES)


def start(world: World) -> None:
    """Negotiate each April, treat each month, pay each month, audit each March."""
    if not world.row_index.contracts:
        return
    contracts = _Contracts(world)
    calendar = world.calendar
    calendar.every_month(Phase.OPEN_YEAR, contracts.negotiate, step="contract round")
    calendar.every_month(Phase.DEMAND, contracts.treat, step="activity")
    calendar.every_month(Phase.TRADE, contracts.pay, step="contract payments")
    calendar.every_month(Phase.CLOSE_YEAR, contracts.close_year, step="care of the year")


class _Contracts:
    """All contracts of a world, a row each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.keys = world.row_index.contracts
        self.entries: list[Contract] = [world.scenario.contracts[key] for key in self.keys]
        self.season = seasons(world.scenario, self.keys)
        demands = world.row_index.demands
        self.demand_row = [
            demands.index((population_of(world.scenario, key), entry.service))
            for key, entry in zip(self.keys, self.entries, strict=True)
        ]
        self._read_numbers()
        self.commissioned = {
            key: row
            for row, (key, entry) in enumerate(zip(self.keys, self.entries, strict=True))
            if entry.commissioned is not None
        }
        """Rows of the contracts with which a payer buys volume."""
        self.on_activity = list(world.row_index.contract_spends("activity"))
        self.activity_due: dict[int, Array] = {}
        """Of the month, by spend: what would be due without schemes, index."""
        self.on_price = list(world.row_index.contract_spends("price"))
        has_priced = {row for _, row in self.on_price}
        self.priced_activity = [(spend, row) for spend, row in self.on_activity if row in has_priced]
        self.kept_price = np.ones_like(self.value)
        self.administration = self._administration()
        self.payments = world.ledger.prepare(
            [
                (e.payer, e.provider, contract_line(key))
                for key, e in zip(self.keys, self.entries, strict=True)
            ]
        )
        self.limited = [row for row, entry in enumerate(self.entries) if entry.form == "blended"]
        self.backlog = np.zeros_like(self.value)
        self.cancelled_of_year = np.zeros_like(self.value)
        self.activity_of_year = np.zeros_like(self.value)
        self.offers = Offers(world, self.entries)
        self.withheld: Array | None = None
        """Of the month, share of what would be paid above plan; None where nothing is withheld."""
        self.stopped_of_year = np.zeros_like(self.value)
        self.withheld_of_year = np.zeros_like(self.value)
        """£m."""
        self.price = np.ones_like(self.value)
        self.unit = self.value / 12
        """£m for a month of activity 1 at this year's price."""
        self.terms = terms_of_year(world, self.entries, 0)
        self.by_form = np.ones(world.replications)
        """0 in a year in which a break in policy lasts, and every contract is a block; else 1."""
        self._challenged_with: dict[int, object] = {}
        """The grip with which each row's challenge was last set."""
        self.audited = PaymentAudit(len(self.keys), world.replications)
        self.judged = self._judged()
        self.followed = {
            contract: self.keys.index(contract)
            for body in world.scenario.bodies.values()
            if isinstance(body, Council) and body.discharge
            for contract in body.discharge.contracts
        }
        """Rows of the contracts after which a council cares for patients."""

    def _read_numbers(self) -> None:
        """What the file says of each contract, a row each, and of the winters of its service."""
        world = self.world
        services = [world.scenario.services[entry.service] for entry in self.entries]
        self.extra = self._shares([s.winter_extra_pct for s in services])
        self.cancels = self._shares([s.winter_cancelled_pct for s in services])
        winter = world.scenario.winter
        self.backlog_share = world.inputs.share(winter.backlog_share_pct) if winter else 0.0
        self.value = self._rows([entry.value_gbp_m for entry in self.entries])
        self.planned = self._rows([entry.opening_plan for entry in self.entries])
        self.planned_growth = self._shares([entry.planned_growth_pct for entry in self.entries])
        self.rebase = self._shares([entry.rebase_share_pct for entry in self.entries])
        stopped = [entry.stopped_pct for entry in self.entries]
        self.stops = None
        """Share of the work whose payment is withheld that is not done; None where no contract has any."""
        if any(number is not None for number in stopped):
            self.stops = self._shares([certain(0.0) if number is None else number for number in stopped])

    def _judged(self) -> dict[str, list[int]]:
        """Rows of the contracts of providers whose care is judged by the quarter."""
        bodies = self.world.scenario.bodies.items()
        offered = [key for key, body in bodies if isinstance(body, Provider) and body.sustainability_funding]
        return {
            key: [row for row, entry in enumerate(self.entries) if entry.provider == key] for key in offered
        }

    def negotiate(self, month: int) -> None:
        """April's round: planned activity grows as agreed and moves towards what was done."""
        moved = self.rebase * (self.activity_of_year / 12 - self.planned) if month else 0.0
        asked = self.planned * (1.0 + self.planned_growth) + moved
        for of_year in (self.activity_of_year, self.cancelled_of_year, self.stopped_of_year):
            of_year[:] = 0.0
        self.withheld_of_year[:] = 0.0
        for row, entry in enumerate(self.entries):
            self.price[row] = self.world.state.price[entry.paid_with] if entry.paid_with else 1.0
        self.unit = self.value / 12 * self.price
        self.planned = self.offers.agree(month, self.planned, asked, self.value * self.price)
        self.terms = terms_of_year(self.world, self.entries, month // 12)
        self.by_form = 1.0 - self.world.state.policy_break
        self.terms.above[:] *= self.by_form
        self.terms.below[:] *= self.by_form
        self._challenged_with.clear()

    def treat(self, month: int) -> None:
        """Activity of the month: what is due, less what schemes avoid, and what winter makes of it."""
        state = self.world.state
        season = self.season[month % 12]
        activity = state.demand[self.demand_row] * season
        for spend, row in self.on_activity:
            self.activity_due[spend] = activity[row].copy()
            activity[row] *= state.kept[spend]
        for body, rows in self.judged.items():
            state.care_due[body] = (self.value[rows] * activity[rows]).sum(axis=0) / 12
            state.care_cancelled[body] = np.zeros(self.world.replications)
        self._challenge()
        self.withheld = self.offers.withheld(self.terms.above)
        is_stopping = self.withheld is not None and self.stops is not None
        if state.winter_share.any() or self.backlog.any() or is_stopping:
            activity = self._disturb(month, activity, season)
        for contract, row in self.followed.items():
            beyond = np.maximum(activity[row] - self.planned[row] * season[row], 0.0)
            state.care_beyond_plan[contract] = self.value[row] / 12 * beyond
        state.activity[:] = activity
        np.divide(activity, season, out=state.activity_adjusted)
        self.activity_of_year += activity

    def _disturb(self, month: int, due: Array, season: Array) -> Array:
        """What winter, its backlog and what is not paid for make of the activity that is due."""
        state = self.world.state
        cancelled = due * np.minimum(self.cancels * state.winter_pressure, 1.0)
        room = self.backlog_share * self.planned * season * np.maximum(1.0 - state.winter_share, 0.0)
        worked = np.minimum(self.backlog, room)
        activity: Array = due + due * self.extra * state.winter_pressure - cancelled + worked
        self.backlog += cancelled - worked
        self.cancelled_of_year += cancelled
        if self.withheld is not None and self.stops is not None:
            beyond = np.maximum(activity - worked - self.planned * season, 0.0)
            stopped = self.stops * self.withheld * beyond
            activity -= stopped
            self.backlog += stopped
            self.stopped_of_year += stopped
        for body, rows in self.judged.items():
            state.care_cancelled[body] = (self.value[rows] * cancelled[rows]).sum(axis=0) / 12
        if self.world.event_log:
            for row, key in enumerate(self.keys):
                value = self.value[row] / 12
                for event, amount in ((CARE_CANCELLED, cancelled), (BACKLOG_WORKED_OFF, worked)):
                    self.world.event_log.note(
                        event, key, when=float(month + 1), where=amount[row] > 0, amount=amount[row] * value
                    )
        return activity

    def pay(self, month: int) -> None:
        """Pay every contract by its form, and what it costs both sides to run."""
        state, ledger, terms = self.world.state, self.world.ledger, self.terms
        planned = self.planned * self.season[month % 12]
        difference = state.activity - planned
        above = terms.above if self.withheld is None else terms.above * (1.0 - self.withheld)
        adjustment = above * np.maximum(difference, 0.0) + terms.below * np.minimum(difference, 0.0)
        for row in self.limited:
            limits = terms.collar[row] * planned[row], terms.cap[row] * planned[row]
            np.clip(adjustment[row], *limits, out=adjustment[row])
        payment = planned + adjustment
        np.maximum(payment, 0.0, out=payment)
        payment *= self.unit
        for spend, row in self.on_activity:
            state.before_schemes[spend] = self.activity_due[spend] * (terms.below[row] * self.unit[row])
        kept_price = self.kept_price
        for spend, row in self.on_price:
            state.before_schemes[spend] = payment[row]
            kept_price[row] = state.kept[spend]
            payment[row] *= state.kept[spend]
        for spend, row in self.priced_activity:
            state.before_schemes[spend] *= kept_price[row]
        ledger.post_batch(month, self.payments, payment)
        for contract, row in self.commissioned.items():
            state.payment[contract] = payment[row]
        self.audited.store(month, state.activity, planned, kept_price, above)
        self._administer(month)
        withheld = self._withhold(month, difference)
        self._tell(month, difference, adjustment, planned, withheld)

    def _withhold(self, month: int, difference: Array) -> Array | float:
        """Count what is withheld of the month, whatever a cap leaves of it; £m, schemes on price aside."""
        if self.withheld is None:
            return 0.0
        withheld = self.unit * self.terms.above * self.withheld * np.maximum(difference, 0.0)
        kept = withheld * self.kept_price
        self.withheld_of_year += kept
        if self.world.event_log:
            for row, key in enumerate(self.keys):
                where = kept[row] > LEAST_TOLD_GBP_M
                self.world.event_log.note(
                    PAYMENT_WITHHELD, key, when=float(month + 1), where=where, amount=kept[row]
                )
        return withheld

    def _administer(self, month: int) -> None:
        inputs, price = self.world.inputs, self.world.state.price["other"]
        pooling, left = self.world.scenario.system.pooling, None
        if pooling is not None:
            left = 1.0 - inputs.share(pooling.administration_saved_pct) * self.world.state.pooling_counts
        for party, (between_members, others) in self.administration.items():
            cost = others + (between_members if left is None else between_members * left)
            self.world.ledger.post(
                month,
                payer=party,
                payee=STAFF_AND_SUPPLIERS,
                line=CONTRACT_ADMINISTRATION,
                amount=cost / 12 * price,
            )

    def _administration(self) -> dict[str, tuple[Array | float, Array | float]]:
        """What contracts cost each party to run, £m a year: those between members of the system, and the others."""
        inputs, members = self.world.inputs, set(self.world.scenario.system.members)
        costs: dict[str, tuple[Array | float, Array | float]] = {}
        for entry in self.entries:
            is_between_members = {entry.payer, entry.provider} <= members
            for party, number in (
                (entry.payer, entry.payer_administration_gbp_m),
                (entry.provider, entry.provider_administration_gbp_m),
            ):
                if number.value != 0.0:
                    between_members, others = costs.get(party, (0.0, 0.0))
                    if is_between_members:
                        between_members = between_members + inputs[number]
                    else:
                        others = others + inputs[number]
                    costs[party] = between_members, others
        return costs

    def close_year(self, month: int) -> None:
        """Hold the ledger to activity times price; report care not given."""
        booked = (self.world.ledger.total(contract_line(key)) for key in self.keys)
        self.audited.check(self.keys, self.entries, self.terms, self.price * self.value / 12, booked)
        paid, state = self.payments.of_year, self.world.state
        state.paid_of_year = {spend: paid[row].copy() for spend, row in self.on_price}
        state.paid_of_year |= {spend: self.terms.below[row] * paid[row] for spend, row in self.on_activity}
        for row, entry in enumerate(self.entries):
            body = entry.provider if entry.provider in self.world.scenario.bodies else entry.payer
            value, y = self.value[row] / 12, month // 12
            recorder = self.world.recorder
            recorder.year("care_cancelled", body, y)[:] += value * self.cancelled_of_year[row]
            recorder.year("backlog", body, y)[:] += value * self.backlog[row]
            recorder.year("care_stopped", body, y)[:] += value * self.stopped_of_year[row]
            recorder.year("withheld", body, y)[:] += self.withheld_of_year[row]
            if entry.payer in self.world.scenario.bodies:
                recorder.year("paid_on_contracts", entry.payer, y)[:] += self.payments.of_year[row]

    def _challenge(self) -> None:
        """What the payer refuses of over-performance, more with a firmer grip."""
        inputs, grips = self.world.inputs, self.world.state.grip
        for row, entry in enumerate(self.entries):
            grip = grips.get(entry.payer)
            if entry.form != "activity" or self._challenged_with.get(row, self) is grip:
                continue
            refused = inputs.share(entry.challenged_pct) if entry.challenged_pct else 0.0
            payer = self.world.scenario.bodies.get(entry.payer)
            if payer is not None and payer.grip is not None and grip is not None:
                refused = refused + inputs.share(payer.grip.challenge_effect_pct) * (grip - 0.5)
            self.terms.above[row] = (1.0 - np.clip(refused, 0.0, 1.0)) * self.by_form
            self._challenged_with[row] = grip

    def _tell(
        self, month: int, difference: Array, adjustment: Array, planned: Array, withheld: Array | float
    ) -> None:
        event_log, when = self.world.event_log, float(month + 1)
        if event_log is None:
            return
        unit, terms, is_by_form = self.unit, self.terms, self.by_form > 0
        refused = unit * (difference - adjustment) - withheld  # by the form of a contract without limits
        for row, (key, entry) in enumerate(zip(self.keys, self.entries, strict=True)):
            is_above = (difference[row] > 0) & is_by_form
            unpaid = unit[row] * (difference[row] - adjustment[row])
            if entry.form == "activity":
                where = is_above & (terms.above[row] < 1)
                event_log.note(OVER_PERFORMANCE_CHALLENGED, key, when=when, where=where, amount=refused[row])
            elif entry.form == "marginal_rate":
                event_log.note(MARGINAL_RATE_PAID, key, when=when, where=is_above, amount=refused[row])
            elif entry.form == "blended":
                capped = (adjustment[row] >= terms.cap[row] * planned[row]) & is_by_form
                collared = (adjustment[row] <= terms.collar[row] * planned[row]) & is_by_form
                event_log.note(CAP_HIT, key, when=when, where=capped, amount=unpaid)
                event_log.note(COLLAR_HIT, key, when=when, where=collared, amount=-unpaid)

    def _rows(self, numbers: list[Number]) -> Array:
        return np.stack([np.full(self.world.replications, self.world.inputs[n]) for n in numbers])

    def _shares(self, numbers: list[Number]) -> Array:
        return self._rows(numbers) / 100.0


def contract_line(key: str) -> Line:
    """The ledger line of a contract's payments."""
    return Line(f"contract {key}")
