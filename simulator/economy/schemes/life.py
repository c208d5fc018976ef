"""The life of a savings scheme: arrive, wait, mobilise, go live, ramp, erode, give back, end."""

from __future__ import annotations

import numpy as np

from simulator.economy.schemes.consultation import EVENTS as CONSULTED
from simulator.economy.schemes.consultation import kept_by_all, tell
from simulator.economy.schemes.effect import Effect
from simulator.economy.schemes.investment import EVENTS as INVESTED
from simulator.economy.schemes.investment import MEASURES as INVESTMENTS
from simulator.economy.schemes.investment import Investment
from simulator.economy.schemes.office import Schedule, schedule
from simulator.engine.calendar import Life
from simulator.engine.declarations import Event, Measure, Per
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.milestone_times import NEVER
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.timeline import months_from

STOPPED = Event("scheme_stopped", "{subject} is stopped at its gateway.")
WAITED_FOR_OFFICE = Event(
    "scheme_waited_for_office",
    "{subject} is ready, and waits {amount:months} for places in the delivery office.",
)
MOBILISED = Event("scheme_mobilised", "{subject} is given its team and begins to mobilise.")
WENT_LIVE = Event("scheme_went_live", "{subject} goes live.")
ENDED = Event("scheme_ended", "{subject} ends.")
NON_RECURRENT_REVERSED = Event(
    "non_recurrent_reversed", "The non-recurrent part of {subject} falls away with the year."
)
ONE_OFF_RECEIVED = Event("one_off_received", "{subject}: a non-recurrent receipt of {amount:£}.")
CAPACITY_CLOSED = Event("capacity_closed", "{subject} closes capacity: {amount:%} of base activity.")
EVENTS = (
    STOPPED,
    WAITED_FOR_OFFICE,
    MOBILISED,
    WENT_LIVE,
    ENDED,
    NON_RECURRENT_REVERSED,
    ONE_OFF_RECEIVED,
    CAPACITY_CLOSED,
    *CONSULTED,
    *INVESTED,
)

ARRIVAL = Measure("arrival", "ready for the delivery office", "months from the start", Per.SCHEME)
GRANT = Measure("grant", "given its places", "months from the start", Per.SCHEME)
GO_LIVE = Measure("go_live", "live", "months from the start", Per.SCHEME)
IS_STOPPED = Measure("stopped", "stopped at a gateway", "0 or 1", Per.SCHEME)
MEASURES = (ARRIVAL, GRANT, GO_LIVE, IS_STOPPED, *INVESTMENTS)


def start(world: World) -> None:
    """Draw up the office's schedule, and let every scheme live by it."""
    if not world.row_index.instances:
        return
    times = schedule(world)
    for name in ("arrival", "grant", "go_live", "stopped"):
        world.recorder.schemes[name][:] = getattr(times, name)
    schemes = [_Scheme(world, row, times) for row in range(len(world.row_index.instances))]
    for scheme in schemes:
        world.calendar.start("scheme", scheme.name, scheme.live())
    together = _Together(world, schemes)
    world.calendar.every_month(Phase.DELIVER, together.combine, step="schemes")
    world.calendar.every_month(Phase.CLOSE_YEAR, together.close_year, step="schemes of the year")


class _Scheme:
    """One instance, in every replication of the block."""

    def __init__(self, world: World, row: int, times: Schedule) -> None:
        self.world, self.row, self.times = world, row, times
        self.name = world.row_index.instances[row]
        self.entry = world.scenario.instances[self.name]
        self.go_live = times.go_live[row]
        self.first_go_live = float(self.go_live.min())
        self.investment = Investment(world, row, times)
        self.effect = None if self.entry.kind == "one_off" else Effect(world, row, times)
        self.end = months_from(world.scenario.start, self.entry.ends) if self.entry.ends else NEVER
        self.is_full = False
        """Whether it is at full effect in every replication that sees it, and has no end."""
        self.is_begun = False
        """Whether it is live in some replication."""

    def live(self) -> Life:
        """From the first grant until it is at full effect everywhere; from then on it is carried on monthly."""
        self._tell()
        first_grant = float(self.times.grant[self.row].min())
        if first_grant >= self.world.scenario.months:
            return
        yield self.world.calendar.until(int(first_grant), Phase.DELIVER)
        while not self.is_full:
            self.act(self.world.calendar.month)
            yield self.world.calendar.months(1)
            self.is_full = self._is_settled(self.world.calendar.month) and self.end == NEVER

    def _is_settled(self, month: int) -> bool:
        settled = self.effect.is_settled_from if self.effect else self.investment.last_go_live + 1
        return month > settled

    def act(self, month: int) -> None:
        """A month of it: invest, and take effect."""
        is_live = month + 1 > self.first_go_live
        if is_live and not self.is_begun:
            self.is_begun = True
            self.world.state.is_begun.add(self.row)
        self.investment.pay(month, is_live=is_live, is_full=self.is_full)
        if is_live and self.effect:
            self.effect.act(month)
        elif is_live:
            self._receive_once(month)

    def _receive_once(self, month: int) -> None:
        """The receipt of a one-off, in the month of go-live."""
        assert self.entry.full_year_gbp_m is not None
        is_now = np.floor(self.go_live) == month
        if not is_now.any():
            return
        world, y, inputs = self.world, month // 12, self.world.inputs
        kept = kept_by_all(world, self.entry)
        amount = np.where(
            is_now, inputs[self.entry.full_year_gbp_m] * inputs[self.entry.delivery] * kept, 0.0
        )
        line = Line(f"non-recurrent {self.name}", is_recurrent=False)
        world.ledger.post(month, payer=STAFF_AND_SUPPLIERS, payee=self.entry.owner, line=line, amount=amount)
        world.recorder.schemes_by_year["delivered"][self.row, y] += amount
        savings = world.recorder.year("savings_delivered", self.entry.owner, y)
        savings += amount
        if world.event_log:
            world.event_log.note(ONE_OFF_RECEIVED, self.name, when=self.go_live, where=is_now, amount=amount)

    def close_year(self, month: int) -> None:
        """Effect and investment of a whole year, as they stand on 31 March; before it is live it has neither."""
        if not self.is_begun:
            return
        self.investment.close_year(month)
        if self.effect:
            self.effect.close_year(month)

    def _tell(self) -> None:
        """Write the dates of this life into the event_log."""
        event_log, name, horizon = self.world.event_log, self.name, self.world.scenario.months
        if event_log is None:
            return
        arrival, grant, stopped = (
            getattr(self.times, what)[self.row] for what in ("arrival", "grant", "stopped")
        )
        waited = np.where(grant < NEVER, grant - np.where(grant < NEVER, arrival, 0.0), 0.0)
        is_live = self.go_live < min(horizon, self.end)
        tell(self.world, name)
        event_log.note(STOPPED, name, when=np.minimum(arrival, horizon), where=stopped > 0)
        event_log.note(WAITED_FOR_OFFICE, name, when=arrival, where=waited > 0, amount=waited)
        event_log.note(MOBILISED, name, when=grant, where=grant < horizon)
        event_log.note(WENT_LIVE, name, when=self.go_live, where=is_live)
        if self.effect:
            given_back = is_live & (self.effect.year_end < min(horizon, self.end))
            given_back &= np.asarray(self.effect.recurrent) < 1
            event_log.note(NON_RECURRENT_REVERSED, name, when=self.effect.year_end, where=given_back)
        if self.entry.kind == "closure":
            lost = self.world.inputs.share(self.entry.capacity_lost_pct) * kept_by_all(self.world, self.entry)
            is_closed = is_live & np.greater(lost, 0)
            event_log.note(CAPACITY_CLOSED, name, when=self.go_live, where=is_closed, amount=lost)
        if self.end < horizon:
            event_log.note(ENDED, name, when=self.end, where=is_live)


class _Together:
    """Schemes that share spends: together they leave Π(1 − x) of each."""

    def __init__(self, world: World, schemes: list[_Scheme]) -> None:
        self.state, self.schemes = world.state, schemes
        self.effects = [scheme.effect for scheme in schemes if scheme.effect]
        effect_of = {scheme.row: scheme.effect for scheme in schemes if scheme.effect}
        self.sharing = [
            (group.spends, [effect_of[instance] for instance in group.instances])
            for group in world.row_index.groups
        ]

    def combine(self, month: int) -> None:
        """Carry on the schemes at full effect, then combine every group of spends where one of them has moved."""
        for scheme in self.schemes:
            if scheme.is_full:
                scheme.act(month)
        for spends, sharing in self.sharing:
            if any(effect.has_moved for effect in sharing):
                self._combine(spends, [effect for effect in sharing if effect.row in self.state.is_begun])
        for effect in self.effects:
            effect.has_moved = False

    def _combine(self, spends: tuple[int, ...], begun: list[Effect]) -> None:
        kept, by_recurrent = self.state.kept[spends[0]], self.state.kept_by_recurrent[spends[0]]
        kept.fill(1.0)
        for effect in begun:
            kept *= effect.left
        np.copyto(by_recurrent, kept)
        if any(effect.has_non_recurrent for effect in begun):
            by_recurrent.fill(1.0)
            for effect in begun:
                by_recurrent *= effect.left_by_recurrent
        for spend in spends[1:]:
            self.state.kept[spend] = kept
            self.state.kept_by_recurrent[spend] = by_recurrent

    def close_year(self, month: int) -> None:
        """Effect and investment of a whole year."""
        for scheme in self.schemes:
            scheme.close_year(month)
