"""Money that moves at the year's end: inside merged bodies, and from members above their target to others (§22)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.scenario.model import Scenario
from simulator.scenario.terms.pooling import Pooling
from simulator.timeline import months_from
from tests.oracle.future import LEAST_MONEY, MONTHS, Fate, Future
from tests.oracle.milestones import Milestone, counts_in
from tests.oracle.parties import Deal, Party


def equalise(merger: Milestone, parties: dict[str, Party], year: int, future: Future) -> None:
    """Bring the bodies of a merger to the same position for their income of the year before."""
    if merger.kind != "merger" or not merger.counts_in(year):
        return
    merged = [parties[name] for name in merger.bodies]
    together = sum(party.before_transfers for party in merged)
    income = sum(party.duty_income for party in merged)
    for party in merged:
        transfer = together * party.duty_income / income - party.before_transfers
        party.year.transfers += transfer
        if transfer > 0:
            party.receive(transfer)
        else:
            party.give(-transfer)
        future.events["transfer_in_merger"] += abs(transfer) > LEAST_MONEY


@dataclass(slots=True, eq=False)
class Pool:
    """What the members share, and by which rule."""

    table: Pooling
    counts_from: float
    members: list[Party]
    administration: float
    administration_saved: float


def pool_of(
    scenario: Scenario, parties: dict[str, Party], milestones: dict[str, Milestone], fate: Fate
) -> Pool | None:
    """The pool of the system, with the members that are not ring-fenced."""
    table = scenario.system.pooling
    if table is None:
        return None
    start = months_from(scenario.start, table.start)
    members = [key for key in scenario.system.members if key not in table.ring_fenced]
    return Pool(
        table=table,
        counts_from=max([start, *(milestones[need].time for need in table.needs)]),
        members=[parties[key] for key in sorted(members)],
        administration=fate.pct(table.administration_pct),
        administration_saved=fate.pct(table.administration_saved_pct),
    )


def save_administration(pool: Pool | None, deals: dict[str, Deal], year: int) -> None:
    """April: under one budget contracts between members cost less to run."""
    if pool is None or not counts_in(pool.counts_from, year):
        return
    for deal in deals.values():
        if deal.payer and deal.provider and deal.payer.is_member and deal.provider.is_member:
            deal.pooling_saves = pool.administration_saved


def share_out(pool: Pool | None, year: int, future: Future) -> None:
    """The close: those above their target fill what others lack, as far as it goes."""
    if pool is None or not counts_in(pool.counts_from, year):
        return
    beyond = {party.name: _beyond_target(party) for party in pool.members}
    excess = sum(max(amount, 0.0) for amount in beyond.values())
    shortfalls = {name: -amount for name, amount in beyond.items() if amount < 0}
    available = excess / (1 + pool.administration)
    if pool.table.rule == "proportional":
        lacking = sum(shortfalls.values())
        part = min(1.0, available / lacking) if lacking > 0 else 0.0
        received = {name: part * shortfall for name, shortfall in shortfalls.items()}
    else:
        march = MONTHS * year + MONTHS - 1
        received = _fill_smallest(shortfalls, available, pool.table.fills_in_part, march, future)
    moved = sum(received.values())
    for party in pool.members:
        if moved > 0 and beyond[party.name] > 0:
            _give(party, beyond[party.name] / excess * moved, pool.administration, future)
        elif received.get(party.name, 0.0) > 0:
            party.receive(received[party.name])
            party.year.pooled += received[party.name]
            future.events["pooled_received"] += 1


def _beyond_target(party: Party) -> float:
    target = 0.0 if math.isnan(party.control_total) else party.control_total
    beyond = party.before_transfers + party.year.transfers - target
    return beyond if abs(beyond) > LEAST_MONEY else 0.0  # year-end measures may have brought it to its target


def _fill_smallest(
    shortfalls: dict[str, float], available: float, in_part: bool, march: int, future: Future
) -> dict[str, float]:
    received: dict[str, float] = {}
    left = available
    for name, shortfall in sorted(shortfalls.items(), key=lambda item: (item[1], item[0])):
        if available > 0:
            future.decided(march, left - shortfall)
        if shortfall > left:
            if in_part:
                received[name] = left
            break
        received[name] = shortfall
        left -= shortfall
    return received


def _give(party: Party, given: float, administration: float, future: Future) -> None:
    cost = administration * given
    party.give(given)
    party.give(cost)
    party.year.pooled -= given
    party.year.pooling_administration += cost
    future.events["pooled_given"] += 1
