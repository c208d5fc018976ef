"""What a scheme takes of its spends: ramp, delivery, grip, erosion, and what falls away with the year of go-live."""

from __future__ import annotations

import numpy as np

from simulator.economy.schemes.consultation import kept_by_all
from simulator.economy.schemes.office import Schedule
from simulator.engine.milestone_times import NEVER
from simulator.engine.ramp import integral, ramp_months
from simulator.engine.row_index import planned_base
from simulator.engine.world import World
from simulator.statistics.arrays import Array
from simulator.timeline import months_from


class Effect:
    """x of one instance month by month, written to its rows of the state."""

    def __init__(self, world: World, row: int, times: Schedule) -> None:
        self.world, self.row = world, row
        self.name = world.row_index.instances[row]
        self.entry = world.scenario.instances[self.name]
        self.go_live = times.go_live[row]
        inputs, entry = world.inputs, self.entry
        self.ramp_months = ramp_months(entry)
        self.end = months_from(world.scenario.start, entry.ends) if entry.ends else NEVER
        self.planned_share: Array | float = 0.0
        """Full effect at planned delivery, known when it goes live."""
        self.share: Array | float = 0.0
        """The same, as far as consultations keep it."""
        self.recurrent = inputs.share(entry.recurrent_pct)
        self.recurs_in_part = entry.recurrent_pct.value != 100.0
        went_live = np.where(self.go_live < NEVER, self.go_live, 0.0)
        self.year_end = 12 * (np.floor(went_live) // 12 + 1)
        self.last_year_end = float(self.year_end.max())
        self.is_settled_from = float(went_live.max()) + self.ramp_months + 1
        self._set_erosion()
        self.taken, self.taken_by_recurrent = world.state.effect[row], world.state.effect_recurrent[row]
        self.left, self.left_by_recurrent = np.ones_like(self.taken), np.ones_like(self.taken)
        self.has_moved = False
        """Whether it is another than last month's."""
        self.does_more_than_save = entry.kind == "closure" or entry.pushed_onto is not None
        self.has_non_recurrent = False
        """Whether some of it this month will not recur."""
        self._grip_seen: object = None
        self._strength: Array | float | None = None
        """Full effect with the grip last seen."""
        self._is_capped = self._may_be_capped = False
        self._year_in_force = -1
        self._part_in_force = np.ones(0)
        self._integral_to: tuple[float, Array] = (-1.0, np.zeros(0))

    def _full_share(self) -> Array | float:
        """Full effect as a share of what the scheme acts on, at planned delivery; what follows need has been set."""
        if self.entry.follows_need is not None:
            return self.world.state.set_share[self.row]
        if self.entry.share_pct is not None:
            return self.world.inputs.share(self.entry.share_pct)
        assert self.entry.full_year_gbp_m is not None
        return self.world.inputs[self.entry.full_year_gbp_m] / planned_base(self.world.scenario, self.name)

    def _set_erosion(self) -> None:
        self.erosion = self.world.inputs.share(self.entry.erosion_pct)
        self.erodes = self.entry.erosion_pct.value != 0.0
        self.full_from = self.go_live + self.ramp_months
        self.a_month_of_erosion = (1.0 - self.erosion) ** (1 / 12)
        can_log = np.max(self.erosion) < 1
        self._log_of_erosion = np.log1p(-self.erosion) / 12 if can_log else None
        """By which a month erodes what is left: an exponential costs a third of a power."""

    def act(self, month: int) -> None:
        """Set the month's effect, unless nothing about it has changed."""
        grip = self.world.state.grip.get(self.entry.owner)
        if grip is self._grip_seen and self._only_erodes(month):
            self._erode()
        else:
            self._set(month, grip)
        if self.has_moved:
            np.subtract(1.0, self.taken, out=self.left)
            if self.has_non_recurrent:
                np.subtract(1.0, self.taken_by_recurrent, out=self.left_by_recurrent)
            else:
                np.copyto(self.left_by_recurrent, self.left)
            if self.does_more_than_save:
                self.world.state.part_in_force[self.row] = self._part_of_plan()

    def _part_of_plan(self) -> Array:
        """How far it is in force: its effect as a part of the planned one."""
        planned = np.broadcast_to(self.planned_share, self.taken.shape)
        part: Array = np.divide(self.taken, planned, out=np.zeros_like(self.taken), where=planned != 0)
        return part

    def _only_erodes(self, month: int) -> bool:
        """Whether every ramp is over, no cap binds, and neither a year's end nor the scheme's own has come."""
        gives_back = self.recurs_in_part and month % 12 == 0 and month <= self.last_year_end
        ends = self.end - 1 < month < self.end + 1
        return month > self.is_settled_from and not (self._is_capped or gives_back or ends)

    def _erode(self) -> None:
        """A month's erosion, where nothing else changes."""
        if self.erodes:
            self.has_moved = True
            np.multiply(self.taken, self.a_month_of_erosion, out=self.taken)
            if self.has_non_recurrent:
                np.multiply(self.taken_by_recurrent, self.a_month_of_erosion, out=self.taken_by_recurrent)
            else:
                np.copyto(self.taken_by_recurrent, self.taken)

    def _set(self, month: int, grip: Array | float | None) -> None:
        if self._strength is None:
            self.planned_share = self._full_share()
            self.share = self.planned_share * kept_by_all(self.world, self.entry)
        if grip is not self._grip_seen or self._strength is None:
            self._strength = self.share * self._delivery()
            self._may_be_capped = bool(np.max(self._strength) > 1.0)
        self._grip_seen = grip
        self.has_moved = True
        whole = self._ramp(month)
        whole *= self._strength
        if self.erodes:
            whole *= self._left_of_erosion(month)
        self._is_capped = self._may_be_capped and bool(whole.max() > 1.0)
        np.multiply(whole, self.recurrent, out=self.taken_by_recurrent)
        self.has_non_recurrent = self.recurs_in_part and month < self.last_year_end
        if self.has_non_recurrent:
            np.multiply(whole, self._in_force(month), out=self.taken)
        else:
            np.copyto(self.taken, self.taken_by_recurrent)
            self.world.state.not_recurrent.pop(self.row, None)
        if self._is_capped:
            np.minimum(self.taken, 1.0, out=self.taken)
            np.minimum(self.taken_by_recurrent, 1.0, out=self.taken_by_recurrent)

    def _in_force(self, month: int) -> Array:
        """What of the whole is in force: all of it in the year of go-live, then what recurs; it changes in April."""
        if self._year_in_force != month // 12:
            self._year_in_force = month // 12
            is_first_year = month < self.year_end
            self._part_in_force = np.where(is_first_year, 1.0, self.recurrent)
            self.world.state.not_recurrent[self.row] = np.where(is_first_year, 1.0 - self.recurrent, 0.0)
        return self._part_in_force

    def _delivery(self) -> Array | float:
        """Delivery as drawn, moved by the owner's grip."""
        delivery = self.world.state.set_delivery.get(self.row, self.world.inputs[self.entry.delivery])
        owner = self.world.scenario.bodies[self.entry.owner]
        if owner.grip is None or self.entry.owner not in self.world.state.grip:
            return delivery
        effect = self.world.inputs[owner.grip.delivery_effect]
        return delivery + effect * (self.world.state.grip[self.entry.owner] - 0.5)

    def _ramp(self, month: int) -> Array:
        """Exact mean of the ramp over the month, from each replication's own day of go-live."""
        begin, end = min(float(month), self.end), min(month + 1.0, self.end)
        if self._integral_to[0] != begin:
            self._integral_to = (begin, integral(self.entry, begin - self.go_live))
        before = self._integral_to[1]
        self._integral_to = (end, integral(self.entry, end - self.go_live))
        return np.asarray(self._integral_to[1] - before)

    def _left_of_erosion(self, month: int) -> Array | float:
        if not self.erodes:
            return 1.0
        months_since_full = np.maximum(month - self.full_from, 0.0)
        if self._log_of_erosion is None:
            return np.asarray((1.0 - self.erosion) ** (months_since_full / 12))
        return np.asarray(np.exp(months_since_full * self._log_of_erosion))

    def close_year(self, month: int) -> None:
        """The recurrent effect of a whole year, as it stands on 31 March."""
        is_live = (self.go_live < month + 1) & (self.end >= month + 1)
        full = self.share * self._delivery() * self._left_of_erosion(month) * self.recurrent
        self.world.state.effect_of_full_year[self.row] = np.where(is_live, np.minimum(full, 1.0), 0.0)
