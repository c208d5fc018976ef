"""Social care that the health service causes: pushed by schemes, and owed after discharge (`docs/model.md` §9, §18)."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.scenario.terms.discharge import Discharge as Table
from tests.oracle.future import Fate, Future
from tests.oracle.parties import Deal, Party
from tests.oracle.schemes import Instance


@dataclass(slots=True, eq=False)
class Discharge:
    """Patients of some contracts who need a council's care afterwards."""

    deals: list[Deal]
    care: float
    price: list[float]
    delayed: float
    bed: float
    charge: float
    waiting: list[float] = field(default_factory=list)
    """By contract: the hospital care of those who wait to leave, at base price."""


def discharge_of(table: Table, deals: dict[str, Deal], price: list[float], fate: Fate) -> Discharge:
    """What hospital care beyond plan will ask of a council."""
    return Discharge(
        deals=[deals[key] for key in table.contracts],
        care=fate.pct(table.care_pct),
        price=price,
        delayed=fate.pct(table.delayed_pct),
        bed=fate.pct(table.bed_pct),
        charge=fate.pct(table.charge_pct),
        waiting=[0.0] * len(table.contracts),
    )


def discharge_patients(council: Party, of_year: int, year: int, other_price: float, future: Future) -> None:
    """Some leave and are cared for; the others wait in hospital, which may charge the council for it."""
    discharge = council.discharge
    if discharge is None:
        return
    served = charged = 0.0
    for place, deal in enumerate(discharge.deals):
        beyond = max(deal.activity - deal.plan * deal.season[of_year], 0.0)
        due = discharge.waiting[place] + deal.value * beyond
        waiting = discharge.delayed * due
        served += due - waiting
        discharge.waiting[place] = waiting
        future.events["discharge_delayed"] += waiting > 0
        if deal.provider is not None:
            beds = discharge.bed * other_price * waiting
            deal.provider.spend(beds)
            deal.provider.earn(discharge.charge * beds)
            charged += discharge.charge * beds
    cost = discharge.care * discharge.price[year] * served + charged
    council.spend(cost)
    council.year.pushed_by_discharge += cost


def push_care(instance: Instance, year: int, future: Future) -> None:
    """What a scheme in force pushes onto a council this month."""
    council = instance.pushed_onto
    if council is None:
        return
    cost = instance.pushed * instance.pushed_price[year] * instance.in_force
    council.spend(cost)
    council.year.pushed_by_schemes += cost
    future.events["care_pushed"] += cost > 0
