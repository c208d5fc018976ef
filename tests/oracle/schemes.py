"""A savings scheme: what it takes away month by month, and what it came to (`docs/model.md` §9)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.schemes import Scheme
from simulator.timeline import months_from
from tests.oracle.future import MONTHS, Fate, Future
from tests.oracle.opening import Opening, Spends
from tests.oracle.parties import Party


@dataclass(frozen=True, slots=True)
class Gate:
    """A gateway: when it is decided, and how."""

    time: float
    is_stopped: bool
    delay: float
    kept: float
    """Share of the scheme's effect that it leaves."""


@dataclass(slots=True, eq=False)
class Instance:
    """One scheme instance in one future."""

    name: str
    kind: str
    owner: Party
    payer: Party | None
    planned_share: float
    """Of the spend it acts on, at full year; £m for a one-off."""
    kept: float
    """What consultations leave of it."""
    delivery: float
    delivery_effect: float
    recurrent: float
    erosion: float
    curve: str
    ramp_months: float
    planned_arrival: float
    gateways: list[Gate]
    needs: list[str]
    mobilise: float
    delay: float
    team: int
    ends: float
    investment: float
    recurrent_investment: float
    capacity_lost: float
    pushed_onto: Party | None
    pushed: float
    """A month, at full planned effect."""
    pushed_price: list[float]
    arrival: float = math.inf
    grant: float = math.inf
    go_live: float = math.inf
    stopped: bool = False
    has_closed: bool = False
    """Whether it has taken capacity already."""
    x: float = 0.0
    x_recurrent: float = 0.0
    recurrent_part: float = 1.0
    x_full: float = 0.0
    delivered: float = 0.0
    delivered_recurrent: float = 0.0
    delivered_full: float = 0.0
    invested: float = 0.0
    invested_recurrent: float = 0.0

    @property
    def share(self) -> float:
        """Its full-year share after consultations."""
        return self.planned_share * self.kept

    @property
    def in_force(self) -> float:
        """This month's effect as a share of the one that was planned."""
        return self.x / self.planned_share if self.planned_share != 0 else 0.0

    def open_year(self) -> None:
        """Start the year's totals anew."""
        self.delivered = self.delivered_recurrent = self.delivered_full = 0.0
        self.invested = self.invested_recurrent = 0.0

    def deliver(self, month: int, grip: float) -> None:
        """Work out what share of its spends the scheme takes away this month."""
        if month + 1 <= self.go_live or month >= self.ends:
            self.x = self.x_recurrent = 0.0
            return
        effect = self._strength(month, grip) * self.mean_ramp(month, self.go_live)
        self.x_recurrent = min(1.0, effect * self.recurrent)
        year_end = MONTHS * (math.floor(self.go_live) // MONTHS + 1)
        kept = 1.0 if month < year_end else self.recurrent
        self.recurrent_part = self.recurrent if month < year_end else 1.0
        self.x = min(1.0, effect * kept)

    def mean_ramp(self, month: int, go_live: float) -> float:
        """The ramp's mean over a month, up to the scheme's end, if it went live then."""
        if month + 1 <= go_live or month >= self.ends:
            return 0.0
        until = min(month + 1.0, self.ends)
        return self._ramped_up_to(until - go_live) - self._ramped_up_to(month - go_live)

    def settle_full_year(self, march: int, grip: float) -> None:
        """Work out the share it would take away in a full year from now, if it is live on 31 March."""
        self.x_full = 0.0
        if self.is_live_after(march):
            self.x_full = min(1.0, self._strength(march, grip) * self.recurrent)

    def is_live_after(self, march: int) -> bool:
        """Whether it is live on the 31st of the March that is month ``march``."""
        return self.go_live < march + 1 <= self.ends

    def _strength(self, month: int, grip: float) -> float:
        aged = max(0.0, month - self.go_live - self.ramp_months)
        delivery = self.delivery + self.delivery_effect * (grip - 0.5)
        return self.share * delivery * float((1 - self.erosion) ** (aged / MONTHS))

    def _ramped_up_to(self, age: float) -> float:
        """Integral of the ramp from go-live to an age; none before."""
        age, ramp = max(0.0, age), self.ramp_months
        if ramp == 0:
            return age
        if age >= ramp:
            return age - ramp / 2
        if self.curve == "linear":
            return age * age / (2 * ramp)
        reached = age / ramp
        return float(ramp * (reached**3 - reached**4 / 2))


def find_instances(
    scenario: Scenario, included: dict[str, Scheme], opening: Opening, fate: Fate
) -> list[Instance]:
    """The included instances in the order of their names, each hung on the spends it acts on."""
    instances = []
    for name, scheme in included.items():
        instance = _instance(scenario, name, scheme, opening, fate)
        for key in acted_on(scenario, scheme):
            opening.spends[key].instances.append(instance)
        if scheme.kind == "one_off" and scheme.full_year_gbp_m is not None:
            instance.planned_share = fate.value(scheme.full_year_gbp_m)
        else:
            instance.planned_share = _share(scenario, scheme, opening.spends, fate)
        instances.append(instance)
    return instances


def acted_on(scenario: Scenario, scheme: Scheme) -> list[tuple[str, ...]]:
    """The spends in a scheme's `on` list."""
    keys: list[tuple[str, ...]] = []
    for entry in scheme.on:
        party, line = entry.split(".")
        if party == "contracts":
            keys.append(("contracts", line, "price" if scheme.kind == "price" else "activity"))
        elif scheme.kind == "income":
            keys.append((party, "income", line))
        else:
            is_provider = scenario.bodies[party].kind == "provider"
            keys.append((party, "costs" if is_provider else "spend", line))
    return keys


def _share(scenario: Scenario, scheme: Scheme, spends: Spends, fate: Fate) -> float:
    if scheme.share_pct is not None:
        return fate.pct(scheme.share_pct)
    if scheme.full_year_gbp_m is None:
        assert scheme.follows_need is not None
        return 0.0  # every year of it is set in its April
    base = sum(spends[key].planned_base for key in acted_on(scenario, scheme))
    return fate.value(scheme.full_year_gbp_m) / base


def _gates(scenario: Scenario, name: str, scheme: Scheme, fate: Fate) -> list[Gate]:
    """A scheme's gateways in the order in which they are decided; a consultation may be late."""
    gates = []
    for key, gateway in scheme.gateways.items():
        is_asked = gateway.kind == "consultation"
        delay = max(fate.value(gateway.delay_months), 0.0) if is_asked and not fate.is_plan else 0.0
        gate = Gate(
            time=months_from(scenario.start, gateway.date) + delay,
            is_stopped=fate.at(f"schemes.{name}.gateways.{key}.stops") > 0.5,
            delay=delay,
            kept=min(max(fate.pct(gateway.kept_pct), 0.0), 1.0) if is_asked else 1.0,
        )
        gates.append(gate)
    return sorted(gates, key=lambda gate: gate.time)


def _pushed_price(scenario: Scenario, scheme: Scheme, opening: Opening) -> tuple[Party | None, list[float]]:
    """The council onto which a scheme pushes care, and the price index of the line it lands on."""
    if scheme.pushed_onto is None:
        return None, []
    key, line = scheme.pushed_onto.split(".")
    council = scenario.bodies[key]
    assert isinstance(council, Council)
    return opening.parties[key], opening.price(council.spend[line].price)


def _instance(scenario: Scenario, name: str, scheme: Scheme, opening: Opening, fate: Fate) -> Instance:
    owner = opening.parties[scheme.owner]
    grip = scenario.bodies[scheme.owner].grip
    gates = _gates(scenario, name, scheme, fate)
    council, pushed_price = _pushed_price(scenario, scheme, opening)
    return Instance(
        name=name,
        kind=scheme.kind,
        owner=owner,
        payer=opening.parties.get(scheme.paid_by) if scheme.paid_by is not None else owner,
        planned_share=0.0,
        kept=math.prod(gate.kept for gate in gates),
        delivery=fate.value(scheme.delivery),
        delivery_effect=0.0 if fate.is_plan or grip is None else fate.value(grip.delivery_effect),
        recurrent=fate.pct(scheme.recurrent_pct),
        erosion=fate.pct(scheme.erosion_pct),
        curve=scheme.ramp,
        ramp_months=0 if scheme.ramp == "immediate" else scheme.ramp_months,
        planned_arrival=months_from(scenario.start, scheme.start) - scheme.mobilise_months,
        gateways=gates,
        needs=scheme.needs,
        mobilise=scheme.mobilise_months,
        delay=0.0 if fate.is_plan else max(0.0, fate.value(scheme.delay_months)),
        team=scheme.team,
        ends=math.inf if scheme.ends is None else months_from(scenario.start, scheme.ends),
        investment=fate.value(scheme.investment_gbp_m),
        recurrent_investment=fate.value(scheme.recurrent_investment_gbp_m),
        capacity_lost=fate.pct(scheme.capacity_lost_pct),
        pushed_onto=council,
        pushed=fate.value(scheme.pushed_gbp_m) / MONTHS,
        pushed_price=pushed_price,
    )


def close_scheme_year(instance: Instance, year: int, other_price: float, future: Future) -> None:
    """What a scheme came to in a year; a full year's running cost goes to the payer's underlying position."""
    running = 0.0
    if instance.is_live_after(MONTHS * year + MONTHS - 1):
        running = instance.recurrent_investment * other_price
    if instance.payer is not None:
        instance.payer.year.full_year_gap -= running - instance.invested_recurrent
    totals = {
        "delivered": instance.delivered,
        "recurrent": instance.delivered_recurrent,
        "full_year": instance.delivered_full,
        "investment": instance.invested,
    }
    for measure, amount in totals.items():
        future.schemes_by_year[measure, instance.name, year] = amount


def record_life(instance: Instance, horizon: int, future: Future) -> None:
    """The dates of a scheme, and what befell it, when all is over."""
    dates = {
        "arrival": instance.arrival,
        "grant": instance.grant,
        "go_live": instance.go_live,
        "stopped": float(instance.stopped),
    }
    for measure, date in dates.items():
        future.schemes[measure, instance.name] = date
    future.schemes.setdefault(("set_share", instance.name), math.nan)
    own_wish = max([0.0, instance.planned_arrival, *(gate.time for gate in instance.gateways)])
    year_end = MONTHS * (instance.go_live // MONTHS + 1) if instance.go_live < math.inf else math.inf
    is_on = instance.go_live < min(horizon, instance.ends)
    befallen = {
        "scheme_stopped": instance.stopped,
        "scheme_waited_for_needs": own_wish < instance.arrival < math.inf,
        "scheme_waited_for_office": instance.arrival < instance.grant,
        "scheme_delayed": instance.delay > 0 and instance.go_live < math.inf,
    }
    if instance.kind != "one_off":
        befallen |= {
            "scheme_ended": is_on and instance.ends < horizon,
            "scheme_eroded": is_on
            and instance.erosion > 0
            and instance.go_live + instance.ramp_months < horizon - 1,
            "non_recurrent_reversed": is_on
            and instance.recurrent < 1
            and year_end < min(horizon, instance.ends),
        }
    future.events.update(event for event, happened in befallen.items() if happened)
