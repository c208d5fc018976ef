"""What the plan says will be saved: full-year effects of the schemes, by owner and year of start."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.engine.row_index import planned_base
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import financial_year
from simulator.scenario.uncertainty import planned

if TYPE_CHECKING:
    from simulator.results.arrays import Results


@dataclass(frozen=True)
class PlannedSavings:
    """What a body plans to save with the schemes that start in one financial year, at base amounts."""

    owner: str
    year: int
    """Financial year of the schemes' planned start."""
    schemes: int
    full_year_gbp_m: float
    """A full year's effect as planned, one-offs apart."""
    one_off_gbp_m: float
    unidentified_gbp_m: float
    """Part of the full-year effect with no scheme behind it."""


def planned_savings(scenario: Scenario) -> list[PlannedSavings]:
    """Planned savings by owner and year of start; nothing is simulated, ramps and prices play no part.

    Programmes that follow need count with what they state for their first year.
    """
    groups: dict[tuple[str, int], list[str]] = defaultdict(list)
    for name, scheme in scenario.instances.items():
        groups[scheme.owner, financial_year(scheme.start)].append(name)
    return [
        PlannedSavings(
            owner=owner,
            year=year,
            schemes=len(names),
            full_year_gbp_m=_amount(scenario, names, leave_out="one_off"),
            one_off_gbp_m=_amount(scenario, names, only="one_off"),
            unidentified_gbp_m=_amount(scenario, names, only="unidentified"),
        )
        for (owner, year), names in sorted(groups.items())
    ]


def full_year_effect(scenario: Scenario, instance: str, plan: Results | None = None) -> float:
    """The planned effect of a scheme a full year, or the planned receipt of a one-off, after consultations, in £m.

    What a programme that follows need saves after its first year nobody states: it is what the ``plan`` run sets, and
    nothing without one.
    """
    scheme = scenario.instances[instance]
    size = 0.0
    if scheme.follows_need is not None and financial_year(scheme.start) > scenario.start.year:
        if plan is not None:
            set_pct = float(plan.schemes["set_share"][plan.instances.index(instance), 0])
            size = set_pct / 100 * planned_base(scenario, instance)
    elif scheme.full_year_gbp_m is not None:
        size = planned(scheme.full_year_gbp_m)
    elif scheme.share_pct is not None:
        size = planned(scheme.share_pct) / 100 * planned_base(scenario, instance)
    for gateway in scheme.gateways.values():
        size *= min(max(planned(gateway.kept_pct) / 100, 0.0), 1.0)
    return size * planned(scheme.delivery)


def _amount(scenario: Scenario, names: list[str], *, only: str = "", leave_out: str = "") -> float:
    return sum(
        full_year_effect(scenario, name)
        for name in names
        if scenario.instances[name].kind != leave_out and only in {"", scenario.instances[name].kind}
    )
