"""Savings programmes that are set each April by what the year lacks (`docs/model.md` §30)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from simulator.scenario.model import Scenario
from simulator.scenario.programmes import financial_year
from simulator.scenario.terms.schemes import Scheme
from tests.oracle.future import MONTHS, Fate, Future, planned
from tests.oracle.parties import Acted, Party
from tests.oracle.schemes import Instance

LEAST_REACH = 1e-6
"""£m that a whole share of its programmes must be worth in a year for need to set them."""
TOLD = 0.005
"""£m: an event tells of a programme of as much."""


@dataclass(slots=True, eq=False)
class Programme:
    """One year's instance of a programme that follows need."""

    instance: Instance
    acts_on: list[Acted]
    year: int
    """In which it starts."""
    before: int
    """How many instances of its template come before it."""
    least: float
    most: float
    target: float | None
    """Share of last year's income that is to be left; None where its table states none."""
    stretch_from: float
    stretch_effect: float
    tires: float
    planned_delivery: float
    delivery: float
    """Before it is stretched or tired."""

    def set_out(self, share: float, *, is_plan: bool) -> None:
        """Set what it is to save; what is large, or late, delivers less of it, but not in the plan."""
        self.instance.planned_share = share
        if is_plan:
            return
        stretched = self.stretch_effect * 100 * max(share - self.stretch_from, 0.0)
        left = max(self.delivery - stretched - self.tires * self.before, 0.0)
        self.instance.delivery = min(left, self.delivery)

    def expected(self, go_live: float) -> list[float]:
        """What a whole share of it is planned to save in each month of its first year."""
        months = range(MONTHS * self.year, MONTHS * (self.year + 1))
        whole = self.planned_delivery * sum(acted.of_last_year for acted in self.acts_on) / MONTHS
        return [whole * self.instance.mean_ramp(month, go_live) for month in months]


@dataclass(slots=True, eq=False)
class Programmes:
    """All that follow need, in one future."""

    programmes: list[Programme]
    by_itself: dict[tuple[str, int], float]
    """By body and year: what a year brings by itself."""
    plan: Future | None
    is_plan: bool
    of_bodies: dict[str, list[Programme]] = field(init=False)

    def __post_init__(self) -> None:
        self.of_bodies = {}
        for programme in self.programmes:
            self.of_bodies.setdefault(programme.instance.owner.name, []).append(programme)
            if programme.year <= 0:  # it was set before anything was known
                programme.set_out(programme.instance.planned_share, is_plan=self.is_plan)

    def follow_need(self, party: Party, year: int, future: Future) -> None:
        """April: set what starts in the year by what the year lacks, and tell the budget what was set."""
        by_itself = needed = saved = math.nan
        party.programme = [0.0] * MONTHS
        own = self.of_bodies.get(party.name, [])
        for programme in own:
            if programme.year <= year == 0:
                instance = programme.instance
                future.schemes["set_share", instance.name] = 100 * instance.planned_share
        if own and year > 0 and self.plan is not None:
            by_itself = self.by_itself[party.name, year]
            starting = [programme for programme in own if programme.year == year]
            needed = _target(party, starting) - (party.underlying + by_itself)
            saved = self._set_out(party, starting, needed, self.plan, future)
            future.decided(MONTHS * year, saved - TOLD)
            future.events["programme_set"] += saved >= TOLD
        figures = {"by_itself": by_itself, "savings_needed": needed, "savings_set": saved}
        for measure, figure in figures.items():
            future.by_year[measure, party.name, year] = figure

    def _set_out(
        self, party: Party, starting: list[Programme], needed: float, plan: Future, future: Future
    ) -> float:
        """What all together set out to save in the year."""
        months = {
            programme: programme.expected(plan.schemes["go_live", programme.instance.name])
            for programme in starting
        }
        reach = sum(sum(expected) for expected in months.values())
        if reach != 0:
            future.decided(MONTHS * starting[0].year, reach - LEAST_REACH)
        share = needed / reach if reach >= LEAST_REACH else 0.0
        saved = 0.0
        for programme, expected in months.items():
            name = programme.instance.name
            own_share = min(max(share, programme.least), programme.most)
            programme.set_out(own_share, is_plan=self.is_plan)
            future.programmes[name] = own_share
            future.schemes["set_share", name] = 100 * own_share
            saved += own_share * sum(expected)
            beyond = own_share - plan.programmes.get(name, own_share)
            for month, amount in enumerate(expected):
                party.programme[month] += beyond * amount
        return saved


def programmes_of(
    scenario: Scenario,
    instances: list[Instance],
    acted_on: dict[str, list[Acted]],
    by_itself: dict[tuple[str, int], float],
    plan: Future | None,
    fate: Fate,
) -> Programmes:
    """The instances of a future that follow need, those of its start already set."""
    programmes = []
    for instance in instances:
        scheme = scenario.instances[instance.name]
        if scheme.follows_need is not None:
            programmes.append(_programme(scenario, scheme, instance, acted_on[instance.name], fate))
    return Programmes(programmes, by_itself, plan, fate.is_plan)


def _programme(
    scenario: Scenario, scheme: Scheme, instance: Instance, acts_on: list[Acted], fate: Fate
) -> Programme:
    table = scheme.follows_need
    assert table is not None
    template = instance.name.split("@")[0]
    return Programme(
        instance=instance,
        acts_on=acts_on,
        year=financial_year(scheme.start) - scenario.start.year,
        before=sum(name.split("@")[0] == template and name < instance.name for name in scenario.instances),
        least=fate.pct(table.least_pct),
        most=fate.pct(table.most_pct),
        target=None if table.target_pct is None else fate.pct(table.target_pct),
        stretch_from=fate.pct(table.stretch_from_pct),
        stretch_effect=fate.value(table.stretch_effect),
        tires=fate.value(table.tires_a_year),
        planned_delivery=planned(scheme.delivery),
        delivery=instance.delivery,
    )


def _target(party: Party, programmes: list[Programme]) -> float:
    """What the year is to end with: what a table states, or the control total, or to break even."""
    for programme in programmes:
        if programme.target is not None:
            return programme.target * party.duty_income
    return 0.0 if math.isnan(party.control_total) else party.control_total
