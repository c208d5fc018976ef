"""What care costs its provider: fixed cost stays, wards open and close in steps, variable cost follows at once."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Told
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Kind, Line
from simulator.engine.month import Phase
from simulator.engine.row_index import lines_of
from simulator.engine.spending import SpendingLines
from simulator.engine.world import World
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.lines import CostLine, IncomeLine
from simulator.scenario.terms.provision import Capacity
from simulator.scenario.uncertainty import planned
from simulator.statistics.arrays import Array
from simulator.timeline import months_from

WARD_OPENED = Event(
    "ward_opened", "{subject} opens capacity; {amount:steps} against the start.", Told.AT_MONTH_END
)
WARD_CLOSED = Event(
    "ward_closed", "{subject} closes capacity; {amount:steps} against the start.", Told.AT_MONTH_END
)
PREMIUM_WORK = Event(
    "premium_work", "{subject} worked beyond its open capacity in {times:months} of the year.", Told.BY_YEAR
)
PFI_ENDED = Event("pfi_ended", "{subject}: a PFI contract ends, and {amount:£} a year is not paid any more.")
EVENTS = (WARD_OPENED, WARD_CLOSED, PREMIUM_WORK, PFI_ENDED)

PREMIUM = Line("premium work beyond capacity")
WINTER_PREMIUM = Line("winter premium", Kind.OPERATING, is_recurrent=False)


def start(world: World) -> None:
    """Every provider's month."""
    for key, body in world.scenario.bodies.items():
        if isinstance(body, Provider):
            _Provision(world, key, body)


class _Provision:
    """One provider."""

    def __init__(self, world: World, key: str, body: Provider) -> None:
        self.world, self.key, self.body = world, key, body
        self.lines = SpendingLines(world, key)
        self.monthly_base = self.lines.base() / 12
        inputs, n = world.inputs, world.replications
        entries = [entry for entry in self.lines.entries if isinstance(entry, CostLine)]
        self.fixed = np.stack([np.full(n, inputs.share(entry.fixed_pct)) for entry in entries])
        self.semi_fixed = np.stack([np.full(n, inputs.share(entry.semi_fixed_pct)) for entry in entries])
        self.unitary = [row for row, entry in enumerate(entries) if entry.pfi]
        """Rows of the unitary payments, which nothing moves but prices."""
        ends = ((row, entries[row].ends) for row in self.unitary)
        self.ends = {row: months_from(world.scenario.start, day) for row, day in ends if day}
        self.real_growth = (1.0 + inputs.share(body.fixed_real_growth_pct)) ** (1 / 12)
        self.real_level: Array | float = 1.0
        self.contract_rows, self.weights = self._weights()
        self.wards = _Wards(world, key, body.capacity) if body.capacity else None
        calendar = world.calendar
        calendar.every_month(Phase.OPEN_YEAR, self.reprice, step="cost prices", of=key)
        calendar.every_month(Phase.TRADE, self.earn, step="other income", of=key)
        calendar.every_month(Phase.TRADE, self.spend, step="provider costs", of=key)
        if self.wards:
            calendar.every_month(Phase.SETTLE, self.wards.open_and_close, step="wards", of=key)

    def _weights(self) -> tuple[list[int], Array]:
        """The provider's contracts and their share of its planned contract value."""
        contracts = self.world.scenario.contracts
        rows = [
            row
            for row, key in enumerate(self.world.row_index.contracts)
            if contracts[key].provider == self.key
        ]
        values = np.array(
            [planned(contracts[self.world.row_index.contracts[row]].value_gbp_m) for row in rows]
        )
        return rows, values / values.sum() if rows else values

    def reprice(self, month: int) -> None:
        """April's prices on each part of each line."""
        at_prices = self.monthly_base * self.lines.prices()
        self.fixed_cost = at_prices * self.fixed
        self.semi_fixed_cost = at_prices * self.semi_fixed
        self.variable_cost = at_prices - self.fixed_cost - self.semi_fixed_cost
        self.unitary_cost = self.variable_cost[self.unitary]
        self.variable_cost[self.unitary] = 0.0
        self.semi_fixed_total = self.semi_fixed_cost.sum(axis=0)

    def earn(self, month: int) -> None:
        """Other income, with what income schemes add."""
        state, inputs = self.world.state, self.world.inputs
        spends = {key: row for row, key in self.world.row_index.spends_of(self.key, "income")}
        for key, entry in sorted(lines_of(self.body, "income").items()):
            amount = inputs[entry.base_gbp_m] / 12 * (state.price[entry.price] if entry.price else 1.0)
            assert isinstance(entry, IncomeLine)
            if entry.ends:
                amount = amount * part_before(months_from(self.world.scenario.start, entry.ends), month)
            if key in spends:
                state.before_schemes[spends[key]] = amount
                amount = amount * (2.0 - state.kept[spends[key]])
            payer, line = entry.payer or STAFF_AND_SUPPLIERS, Line(f"income {key}")
            self.world.ledger.post(month, payer=payer, payee=self.key, line=line, amount=amount)

    def spend(self, month: int) -> None:
        """Every line at this month's activity, work beyond capacity, and winter's premium."""
        state, ledger = self.world.state, self.world.ledger
        if month:
            self.real_level = self.real_level * self.real_growth
        activity = self._mean(state.activity)
        before = self.fixed_cost * self.real_level
        before += self.variable_cost * activity
        unit_cost = state.unit_cost.get(self.key)
        premium: Array | float = 0.0
        if self.wards is None:
            before += self.semi_fixed_cost
        else:
            before += self.semi_fixed_cost * self.wards.scale()
            premium = self.wards.premium(month, self._mean(state.activity_adjusted)) * self.semi_fixed_total
            if unit_cost is not None:
                premium = premium * unit_cost
            ledger.post(month, payer=self.key, payee=STAFF_AND_SUPPLIERS, line=PREMIUM, amount=premium)
        if unit_cost is not None:
            before *= unit_cost
        if self.unitary:
            self._add_unitary(month, before)
        self.lines.pay(month, before)
        if unit_cost is not None:
            paid = premium + before.sum(axis=0) - before[self.unitary].sum(axis=0)
            state.unit_cost_paid[self.key] += paid * (1.0 - 1.0 / unit_cost)
        if state.winter_pressure.any() and self.body.winter_premium_gbp_m.value != 0.0:
            winter = (
                self.world.inputs[self.body.winter_premium_gbp_m] * state.winter_pressure * state.price["pay"]
            )
            ledger.post(month, payer=self.key, payee=STAFF_AND_SUPPLIERS, line=WINTER_PREMIUM, amount=winter)

    def _add_unitary(self, month: int, before: Array) -> None:
        """Unitary payments are what the contract says, until it ends."""
        for row, payment in zip(self.unitary, self.unitary_cost, strict=True):
            end = self.ends.get(row)
            before[row] = payment if end is None else payment * part_before(end, month)
            if self.world.event_log and end is not None and month == max(int(end), 0):
                everywhere = np.ones(self.world.replications, dtype=np.bool_)
                self.world.event_log.note(
                    PFI_ENDED, self.key, when=end, where=everywhere, amount=12 * payment
                )

    def _mean(self, by_contract: Array) -> Array:
        """Value-weighted over the provider's contracts."""
        if not self.contract_rows:
            return np.ones(self.world.replications)
        total = np.zeros(self.world.replications)
        for row, weight in zip(self.contract_rows, self.weights, strict=True):
            total += weight * by_contract[row]
        return total


def part_before(end: float, month: int) -> float:
    """The part of a month that lies before ``end``."""
    return min(max(end - month, 0.0), 1.0)


class _Wards:
    """Capacity in steps: a ward opens after months of shortage and closes, slower, after months of idleness."""

    def __init__(self, world: World, body: str, capacity: Capacity) -> None:
        self.world, self.body, self.capacity = world, body, capacity
        self.step = world.inputs.share(capacity.step_pct)
        self.headroom = world.inputs.share(capacity.headroom_pct)
        self.premium_share = world.inputs.share(capacity.premium_pct)
        self.closures = [
            (row, world.inputs.share(scheme.capacity_lost_pct))
            for row, name in enumerate(world.row_index.instances)
            for scheme in [world.scenario.instances[name]]
            if scheme.owner == body and scheme.kind == "closure"
        ]
        """Row of each closure, and the capacity that goes with it."""
        self.opened = np.zeros(world.replications)
        self.months_short = np.zeros(world.replications)
        self.months_idle = np.zeros(world.replications)
        self.activity = np.ones(world.replications)

    def scale(self) -> Array:
        """Semi-fixed cost relative to the opening wards'."""
        return 1.0 + self.opened * self.step

    def premium(self, month: int, activity: Array) -> Array:
        """Premium of this month's work beyond capacity, as a share of the opening wards' semi-fixed cost."""
        self.activity = activity
        excess = np.maximum(activity - self._open_capacity(), 0.0)
        if self.world.event_log:
            self.world.event_log.note(
                PREMIUM_WORK, self.body, when=float(month + 1), where=excess > 0, amount=excess
            )
        return self.premium_share * excess

    def open_and_close(self, month: int) -> None:
        """Count the months, and move a step where there have been enough of them."""
        capacity = self._open_capacity()
        self.months_short = np.where(self.activity > capacity, self.months_short + 1, 0.0)
        self.months_idle = np.where(self.activity < capacity - self.step, self.months_idle + 1, 0.0)
        opens = self.months_short >= self.capacity.open_after_months
        closes = (
            ~opens
            & (self.months_idle >= self.capacity.close_after_months)
            & (1.0 + (self.opened - 1) * self.step >= 0)
        )
        moves = opens | closes
        self.opened += opens
        self.opened -= closes
        self.months_short[moves] = 0.0
        self.months_idle[moves] = 0.0
        if self.world.event_log:
            for event, where in ((WARD_OPENED, opens), (WARD_CLOSED, closes)):
                self.world.event_log.note(
                    event, self.body, when=float(month + 1), where=where, amount=self.opened
                )

    def _open_capacity(self) -> Array:
        """Wards open now, less what closures have taken by this month."""
        capacity = np.asarray(1.0 + self.headroom + self.opened * self.step)
        for row, lost in self.closures:
            if row in self.world.state.part_in_force:
                capacity = capacity - lost * self.world.state.part_in_force[row]
        return capacity
