"""One replication, told: what happened on which day, to whom, for how much, and how each year ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.economy.catalogue import EVENTS
from simulator.engine.declarations import Told
from simulator.engine.event_log import Entry, EventLog
from simulator.errors import RecoverySimError
from simulator.montecarlo.conditioning import inputs_of
from simulator.montecarlo.room import MOST_REPLICATIONS
from simulator.results.arrays import Results
from simulator.sampling import BLOCK
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run, simulate_block
from simulator.words.spelling import advice


@dataclass(frozen=True)
class Happening:
    """An event, or a year's worth of one that recurs every month."""

    when: float
    """Months from the start."""
    kind: str
    subject: str
    amount: float | None
    times: int

    @property
    def moment(self) -> float:
        """Months from the start; what happens at a month's end lies just before the next one begins."""
        return self.when if EVENTS[self.kind].told is Told.AT_ONCE else self.when - 1e-6


@dataclass(frozen=True)
class Trace:
    """A replication: its happenings in order, and its figures, exactly as a run stores them."""

    scenario: Scenario
    seed: int
    replication: int
    happenings: tuple[Happening, ...]
    results: Results
    """The whole block that the replication belongs to."""
    position_in_block: int

    def figure(self, measure: str, body: str, year: int) -> float:
        """A yearly figure of this replication, £m; ``year`` counts from 0.

        Raises
        ------
        RecoverySimError
            If there is no such measure, body or year.
        """
        years = len(self.results.years)
        if measure not in self.results.by_year:
            raise RecoverySimError(f'there is no measure "{measure}"{advice(measure, self.results.by_year)}')
        if body not in self.results.bodies:
            raise RecoverySimError(f'there is no body "{body}"{advice(body, self.results.bodies)}')
        if not 0 <= year < years:
            raise RecoverySimError(f"year {year}: years count from 0, the first, to {years - 1}, the last")
        row = self.results.bodies.index(body)
        return float(self.results.by_year[measure][row, year, self.position_in_block])


def trace(scenario: Scenario, *, seed: int, replication: int) -> Trace:
    """Simulate the block of a replication again, and tell that one replication, without what moves £0.00m.

    Raises
    ------
    RecoverySimError
        If ``replication`` is negative, or above what any run holds.
    """
    if not 0 <= replication < MOST_REPLICATIONS:
        raise RecoverySimError(
            f"replication {replication}: futures are numbered from 0, and no run holds more than "
            f"{MOST_REPLICATIONS:,}; give a number below that"
        )
    block, position = divmod(replication, BLOCK)
    event_log = EventLog(slice(position, position + 1))
    plan = plan_run(scenario)
    results = simulate_block(
        scenario,
        inputs_of(scenario, seed, block, plan),
        plan,
        first_replication=block * BLOCK,
        event_log=event_log,
    )
    told = (one for one in _gather(event_log.entries) if not EVENTS[one.kind].is_nothing(one.amount))
    happenings = sorted(told, key=lambda h: (h.moment, h.kind, h.subject))
    return Trace(scenario, seed, replication, tuple(happenings), results, position)


def _gather(entries: Iterable[Entry]) -> Iterable[Happening]:
    """Single events as they are; monthly ones by year."""
    by_year: dict[tuple[int, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if EVENTS[entry.kind].told is Told.BY_YEAR:
            year = int((entry.when - 1) // 12)  # noted at the month's end
            by_year[year, entry.kind, entry.subject].append(entry)
        else:
            yield Happening(entry.when, entry.kind, entry.subject, entry.amount, 1)
    for (year, kind, subject), some in by_year.items():
        yield Happening(12.0 * (year + 1), kind, subject, sum(e.amount or 0.0 for e in some), len(some))
