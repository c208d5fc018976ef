"""The life of a savings scheme: arrive, wait, mobilise, go live, ramp, erode, give back, end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.economy.office import NEVER, Schedule, schedule
from simulator.event_calendar import Life, Phase
from simulator.layout import planned_base
from simulator.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.sampling.inputs import Array
from simulator.scenario.number import Number
from simulator.timeline import months_from
from simulator.world import World


def start(world: World) -> None:
    """Draw up the office's schedule, and let every scheme live by it."""
    if not world.layout.instances:
        return
    times = schedule(world)
    for name in ("arrival", "grant", "go_live", "stopped"):
        world.record.schemes[name][:] = getattr(times, name)
    schemes = [_Scheme(world, row, times) for row in range(len(world.layout.instances))]
    for scheme in schemes:
        world.calendar.start(f"scheme {scheme.name}", scheme.live())
    together = _Together(world, schemes)

    def close_year(month: int) -> None:
        for scheme in schemes:
            scheme.close_year(month)

    world.calendar.every_month(Phase.DELIVER, together.combine, name="a schemes")
    world.calendar.every_month(Phase.CLOSE_YEAR, close_year, name="a schemes")


class _Together:
    """Schemes that share spends: what they leave of each, Π(1 − x), and each one's part, by their names."""

    def __init__(self, world: World, schemes: list[_Scheme]) -> None:
        state, self.schemes = world.state, schemes
        self.sharing = [
            [(row, schemes[world.layout.pairs[row].instance]) for row in range(rows.start, rows.stop)]
            for rows in world.layout.pairs_by_spend
        ]
        self.all = _Shares(list(state.effect), list(state.kept), list(state.part))
        self.recurrent = _Shares(
            list(state.effect_recurrent), list(state.kept_by_recurrent), list(state.part_recurrent)
        )

    def combine(self, month: int) -> None:
        """Combine the month's effects on every spend where one of them has moved."""
        for spend, sharing in enumerate(self.sharing):
            if not any(scheme.has_moved for _, scheme in sharing):
                continue
            begun = [(row, scheme.row) for row, scheme in sharing if scheme.is_begun]
            self.all.combine(spend, begun)
            if any(scheme.has_non_recurrent for _, scheme in sharing):
                self.recurrent.combine(spend, begun)
            else:
                self.recurrent.copy(self.all, spend, begun)
        for scheme in self.schemes:
            scheme.has_moved = False


@dataclass(frozen=True)
class _Shares:
    """Rows of the state: effects of instances, what is kept of spends, and parts of pairs."""

    effect: list[Array]
    kept: list[Array]
    part: list[Array]

    def combine(self, spend: int, begun: list[tuple[int, int]]) -> None:
        """Each scheme takes its share of what those before it left."""
        kept = self.kept[spend]
        kept.fill(1.0)
        for row, instance in begun:
            part = self.part[row]
            np.multiply(self.effect[instance], kept, out=part)
            np.subtract(kept, part, out=kept)

    def copy(self, other: _Shares, spend: int, begun: list[tuple[int, int]]) -> None:
        """Take over another's figures for a spend."""
        np.copyto(self.kept[spend], other.kept[spend])
        for row, _ in begun:
            np.copyto(self.part[row], other.part[row])


class _Scheme:
    """One instance, in every future of the block."""

    def __init__(self, world: World, row: int, times: Schedule) -> None:
        self.world, self.row = world, row
        self.name = world.layout.instances[row]
        self.entry = world.scenario.instances[self.name]
        self.arrival, self.grant, self.go_live = times.arrival[row], times.grant[row], times.go_live[row]
        self.work, self.stopped = times.work[row], times.stopped[row]
        self.is_ever_live = self.go_live < NEVER
        inputs = world.inputs
        self.ramp_months = 0.0 if self.entry.ramp == "immediate" else float(self.entry.ramp_months)
        self.end = months_from(world.scenario.start, self.entry.ends) if self.entry.ends else NEVER
        self.share = self._full_share()
        self.delivery = inputs[self.entry.delivery]
        self.recurrent = inputs.share(self.entry.recurrent_pct)
        self.erosion = inputs.share(self.entry.erosion_pct)
        self.erodes = self.entry.erosion_pct.value != 0.0
        year_of_go_live = np.floor(np.where(self.is_ever_live, self.go_live, 0.0)) // 12
        self.year_end = 12 * (year_of_go_live + 1)
        last = float(np.max(np.where(self.is_ever_live, self.go_live, 0.0)))
        self.last_go_live = last
        self.last_year_end = float(self.year_end.max())
        self.has_share_not_recurrent = self.entry.recurrent_pct.value != 100.0
        self.is_settled_from = last + self.ramp_months + 1
        self.a_month_of_erosion = (1.0 - self.erosion) ** (1 / 12)
        self.investor = self.entry.paid_by or self.entry.owner
        self.recurrent_investment_paid = np.zeros(world.replications)
        self.is_begun = False
        """Whether it is live in some future."""
        self.has_moved = False
        """Whether its effect is another than last month's."""
        self.has_non_recurrent = False
        """Whether some of its effect this month will not recur."""
        self._grip_seen: object = None
        self._is_capped = False
        self._integral_to: tuple[float, Array] = (-1.0, np.zeros(0))

    def _full_share(self) -> Array | float:
        """Full effect as a share of what the scheme acts on, at planned delivery."""
        if self.entry.share_pct is not None:
            return self.world.inputs.share(self.entry.share_pct)
        assert self.entry.full_year_gbp_m is not None
        if self.entry.kind == "one_off":
            return 0.0
        return self.world.inputs[self.entry.full_year_gbp_m] / planned_base(self.world.scenario, self.name)

    def live(self) -> Life:
        """From the first future's grant to the horizon."""
        self._tell()
        granted = self.grant[self.grant < NEVER]
        if not granted.size or granted.min() >= self.world.scenario.months:
            return
        yield self.world.calendar.until(int(granted.min()), Phase.DELIVER)
        first_go_live = float(self.go_live.min())
        while True:
            month = self.world.calendar.month
            if month < self.last_go_live + 1:
                self._invest_once(month)
            if month + 1 > first_go_live:
                self.is_begun = True
                self._invest_while_live(month)
                if self.entry.kind == "one_off":
                    self._receive_once(month)
                else:
                    self._take_effect(month)
            yield self.world.calendar.months(1)

    def _take_effect(self, month: int) -> None:
        """Set the month's effect, unless nothing about it has changed."""
        grip = self.world.state.grip.get(self.entry.owner)
        if grip is self._grip_seen and self._only_erodes(month):
            self._erode()
            return
        self._grip_seen = grip
        self.has_moved = True
        state = self.world.state
        whole = self._ramp(month)
        whole *= self.share * self._delivery()
        if self.erodes:
            whole *= self._left_of_erosion(month)
        self._is_capped = bool(whole.max() > 1.0)
        np.minimum(whole * self.recurrent, 1.0, out=state.effect_recurrent[self.row])
        self.has_non_recurrent = self.has_share_not_recurrent and month < self.last_year_end
        if self.has_non_recurrent:
            whole *= np.where(month < self.year_end, 1.0, self.recurrent)
            np.minimum(whole, 1.0, out=state.effect[self.row])
        else:
            state.effect[self.row] = state.effect_recurrent[self.row]

    def _only_erodes(self, month: int) -> bool:
        """Whether every future's ramp is over, no cap binds, and neither a year's end nor the scheme's own has come."""
        gives_back = self.has_share_not_recurrent and month % 12 == 0 and month <= self.last_year_end
        ends = self.end - 1 < month < self.end + 1
        return month > self.is_settled_from and not (self._is_capped or gives_back or ends)

    def _erode(self) -> None:
        """A month's erosion, where nothing else changes."""
        if self.erodes:
            self.has_moved = True
            effect, recurrent = self.world.state.effect[self.row], self.world.state.effect_recurrent[self.row]
            np.multiply(effect, self.a_month_of_erosion, out=effect)
            if self.has_non_recurrent:
                np.multiply(recurrent, self.a_month_of_erosion, out=recurrent)
            else:
                np.copyto(recurrent, effect)

    def _delivery(self) -> Array | float:
        """Delivery as drawn, moved by the owner's grip."""
        owner = self.world.scenario.bodies[self.entry.owner]
        if owner.grip is None or self.entry.owner not in self.world.state.grip:
            return self.delivery
        effect = self.world.inputs[owner.grip.delivery_effect]
        return self.delivery + effect * (self.world.state.grip[self.entry.owner] - 0.5)

    def _ramp(self, month: int) -> Array:
        """Exact mean of the ramp over the month, from each future's own day of go-live."""
        begin, end = min(float(month), self.end), min(month + 1.0, self.end)
        if self._integral_to[0] != begin:
            self._integral_to = (begin, self._integral(begin - self.go_live))
        before = self._integral_to[1]
        self._integral_to = (end, self._integral(end - self.go_live))
        return np.asarray(self._integral_to[1] - before)

    def _integral(self, age: Array) -> Array:
        """Integral of the ramp from go-live to ``age`` months after it."""
        length = self.ramp_months
        if length == 0.0:
            return np.maximum(age, 0.0)
        beyond = np.maximum(age - length, 0.0)
        q = age / length
        np.maximum(q, 0.0, out=q)
        np.minimum(q, 1.0, out=q)
        if self.entry.ramp == "linear":
            return length / 2 * q * q + beyond
        return length * (q * q * q) * (1.0 - q / 2) + beyond

    def _left_of_erosion(self, month: int) -> Array | float:
        if not self.erodes:
            return 1.0
        years_since_full = np.maximum(month - self.go_live - self.ramp_months, 0.0) / 12
        return np.asarray((1.0 - self.erosion) ** years_since_full)

    def _invest_once(self, month: int) -> None:
        """A month's part of the investment while mobilising."""
        if self.entry.investment_gbp_m.value == 0.0:
            return
        mobilising = np.minimum(month + 1, self.go_live) - np.maximum(month, self.grant)
        part = np.maximum(mobilising, 0.0) / np.where(self.work > 0, self.work, 1.0)
        part = np.where(self.work > 0, part, np.floor(self.grant) == month)
        self._pay(self.entry.investment_gbp_m, part, month, is_recurrent=False)

    def _invest_while_live(self, month: int) -> None:
        """A month's part of the yearly investment while live."""
        if self.entry.recurrent_investment_gbp_m.value == 0.0:
            return
        part = np.maximum(min(month + 1.0, self.end) - np.maximum(month, self.go_live), 0.0)
        paid = self._pay(self.entry.recurrent_investment_gbp_m, part / 12, month, is_recurrent=True)
        self.recurrent_investment_paid += paid

    def _pay(self, number: Number, part: Array, month: int, *, is_recurrent: bool) -> Array:
        world, y = self.world, month // 12
        amount = np.asarray(world.inputs[number] * world.state.price["other"] * part)
        line = Line(f"investment {self.name}", is_recurrent=is_recurrent)
        world.ledger.post(month, payer=self.investor, payee=STAFF_AND_SUPPLIERS, line=line, amount=amount)
        world.record.schemes_by_year["investment"][self.row, y] += amount
        if self.investor in world.scenario.bodies:
            world.record.year("investment", self.investor, y)[:] += amount
        if world.journal and self.investor != self.entry.owner:
            world.journal.note(
                "grant_paid_by_other", self.name, when=float(month + 1), where=amount > 0, amount=amount
            )
        return amount

    def _receive_once(self, month: int) -> None:
        """The receipt of a one-off, in the month of go-live."""
        assert self.entry.full_year_gbp_m is not None
        is_now = np.floor(self.go_live) == month
        if not is_now.any():
            return
        amount = np.where(is_now, self.world.inputs[self.entry.full_year_gbp_m] * self.delivery, 0.0)
        line = Line(f"one-off {self.name}", is_recurrent=False)
        self.world.ledger.post(
            month, payer=STAFF_AND_SUPPLIERS, payee=self.entry.owner, line=line, amount=amount
        )
        y = month // 12
        self.world.record.schemes_by_year["delivered"][self.row, y] += amount
        self.world.record.year("savings_delivered", self.entry.owner, y)[:] += amount
        if self.world.journal:
            self.world.journal.note(
                "one_off_received", self.name, when=self.go_live, where=is_now, amount=amount
            )

    def close_year(self, month: int) -> None:
        """Effect and investment of a whole year, as they stand on 31 March."""
        is_live = (self.go_live < month + 1) & (self.end >= month + 1)
        state = self.world.state
        if self.entry.kind != "one_off":
            full = self.share * self._delivery() * self._left_of_erosion(month) * self.recurrent
            state.effect_of_full_year[self.row] = np.where(is_live, np.minimum(full, 1.0), 0.0)
        if self.investor in self.world.scenario.bodies:
            a_year = self.world.inputs[self.entry.recurrent_investment_gbp_m] * state.price["other"]
            state.investment_to_come[self.investor] += (
                np.where(is_live, a_year, 0.0) - self.recurrent_investment_paid
            )
        self.recurrent_investment_paid[:] = 0.0

    def _tell(self) -> None:
        """Write the dates of this life into the journal."""
        journal = self.world.journal
        if journal is None:
            return
        horizon = self.world.scenario.months
        journal.note(
            "scheme_stopped", self.name, when=np.minimum(self.arrival, horizon), where=self.stopped > 0
        )
        waited = np.where(self.is_ever_live, self.grant - np.where(self.is_ever_live, self.arrival, 0.0), 0.0)
        journal.note(
            "scheme_waited_for_office", self.name, when=self.arrival, where=waited > 0, amount=waited
        )
        is_live = self.go_live < min(horizon, self.end)
        journal.note("scheme_mobilised", self.name, when=self.grant, where=self.grant < horizon)
        journal.note("scheme_went_live", self.name, when=self.go_live, where=is_live)
        given_back = is_live & (self.year_end < min(horizon, self.end)) & (np.asarray(self.recurrent) < 1)
        if self.entry.kind != "one_off":
            journal.note("non_recurrent_reversed", self.name, when=self.year_end, where=given_back)
        journal.note(
            "scheme_ended", self.name, when=float(min(self.end, 1e9)), where=is_live & (self.end < horizon)
        )
