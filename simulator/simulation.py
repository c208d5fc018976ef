"""Wire the processes of a block of futures, run its calendar, and hand over its results. No business here."""

from __future__ import annotations

from types import ModuleType

from simulator.economy import (
    commissioning,
    contracts,
    demand,
    grip,
    hidden_costs,
    prices,
    provision,
    recovery,
    reporting,
    risks,
    savings,
    schemes,
    settlement,
    winter,
    year_end,
)
from simulator.event_calendar import EventCalendar, Phase
from simulator.journal import Journal
from simulator.layout import lay_out
from simulator.ledger import Ledger
from simulator.record import Record
from simulator.results import Results
from simulator.sampling import planned
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Commissioner, Scenario
from simulator.state import State
from simulator.timeline import financial_year_label
from simulator.world import World

PROCESSES: tuple[ModuleType, ...] = (
    prices,
    grip,
    schemes,
    demand,
    winter,
    contracts,
    commissioning,
    provision,
    hidden_costs,
    risks,
    savings,
    reporting,
    recovery,
    settlement,
    year_end,
)
"""Every process of the economy; the calendar, not this order, decides what happens when."""


def simulate_block(
    scenario: Scenario,
    inputs: Inputs,
    plan: Results | None,
    *,
    first_replication: int = 0,
    journal: Journal | None = None,
) -> Results:
    """Simulate the futures of one block.

    Parameters
    ----------
    scenario : Scenario
    inputs : Inputs
        What was drawn for the block.
    plan : Results or None
        The plan run, against which bodies budget. None makes a plan run: no grip, delay, report or recovery has an
        effect in it.
    first_replication : int
        Number of the block's first future in the whole run.
    journal : Journal, optional
        Takes down what happens.

    Raises
    ------
    SimulationError
        If the books do not hold by both roads, or a figure is not finite.
    """
    layout = lay_out(scenario)
    n = inputs.replications
    world = World(
        scenario=scenario,
        inputs=inputs,
        layout=layout,
        plan=plan,
        calendar=EventCalendar(scenario.months),
        state=State(layout, n),
        ledger=Ledger(bodies=layout.bodies, replications=n),
        record=Record(layout, scenario.years, n),
        journal=journal,
    )
    for process in PROCESSES:
        process.start(world)
    _keep_books(world)
    world.calendar.run()
    return _results(world, first_replication)


def plan_run(scenario: Scenario) -> Results:
    """The one future in which everything goes as planned."""
    return simulate_block(scenario, planned(scenario), None)


def do_nothing_run(scenario: Scenario) -> Results:
    """The plan run with only the schemes that belong to doing nothing."""
    return plan_run(scenario.keeping_schemes({key for key, s in scenario.schemes.items() if s.in_do_nothing}))


def _keep_books(world: World) -> None:
    """Carry every month into its year, and check and close every year, after everybody has posted."""

    def close_year(month: int) -> None:
        world.ledger.close_year(financial_year_label(world.scenario.start.year + month // 12))

    world.calendar.every_month(Phase.SETTLE, lambda _: world.ledger.close_month(), name="~ books")
    world.calendar.every_month(Phase.CLOSE_YEAR, close_year, name="~ books")


def _results(world: World, first_replication: int) -> Results:
    scenario, record = world.scenario, world.record
    return Results(
        bodies=world.layout.bodies,
        commissioners=frozenset(key for key, b in scenario.bodies.items() if isinstance(b, Commissioner)),
        members=tuple(sorted(scenario.system.members)),
        years=tuple(scenario.start.year + y for y in range(scenario.years)),
        first_replication=first_replication,
        by_year=record.by_year,
        by_month=record.by_month,
        instances=world.layout.instances,
        schemes_by_year=record.schemes_by_year,
        schemes=record.schemes,
    )
