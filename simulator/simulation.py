"""Wire the processes of a block of replications, run its calendar, and hand over its results. No business here."""

from __future__ import annotations

import numpy as np

from simulator.economy.catalogue import MEASURES, PROCESSES
from simulator.engine.calendar import EventCalendar, Watch
from simulator.engine.event_log import EventLog
from simulator.engine.ledger import Account, Ledger
from simulator.engine.milestone_times import milestone_times
from simulator.engine.month import Phase
from simulator.engine.recorder import Recorder
from simulator.engine.row_index import index_rows
from simulator.engine.soundness import BEFORE, CloseWatch, is_sound, refuse_unsound_draws
from simulator.engine.state import State
from simulator.engine.world import World
from simulator.errors import SimulationError
from simulator.results.arrays import Results
from simulator.results.books import Bookkeeper
from simulator.sampling import planned
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.scenario.scope import with_programmes
from simulator.scenario.terms.bodies import Commissioner, Council
from simulator.timeline import financial_year_label


def simulate_block(
    scenario: Scenario,
    inputs: Inputs,
    plan: Results | None,
    *,
    first_replication: int = 0,
    event_log: EventLog | None = None,
    months: int | None = None,
    watch: Watch | None = None,
    bookkeeper: Bookkeeper | None = None,
) -> Results:
    """Simulate the replications of one block.

    Parameters
    ----------
    scenario : Scenario
    inputs : Inputs
        What was drawn for the block.
    plan : Results or None
        The plan run, against which bodies budget. None makes a plan run: no grip, delay, report or recovery has an
        effect in it.
    first_replication : int
        Number of the block's first replication in the whole run.
    event_log : EventLog, optional
        Takes down what happens.
    months : int, optional
        Stop after so many months; what lies beyond is zero in the results.
    watch : Watch, optional
        Is told every step of every process, and entered while it is made.
    bookkeeper : Bookkeeper, optional
        Takes down what everybody paid everybody.

    Raises
    ------
    SimulationError
        If the books do not hold by both roads, or a figure is not finite: then it names the month, the process and
        the body.
    """
    world = _world(scenario, inputs, plan, event_log, watch)
    if months is not None:
        world.calendar.months_to_run = months
    try:
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            _begin(world, bookkeeper)
            world.calendar.run()
        sound = is_sound(world)
    except (ArithmeticError, ValueError, SimulationError):
        simulate_closely(scenario, inputs, plan)
        raise
    if not sound:
        simulate_closely(scenario, inputs, plan)
        raise SimulationError("A figure is infinite or not a number, and no step of a process made it so.")
    refuse_unsound_draws(inputs)
    world.calendar.close()
    return _results(world, first_replication)


def simulate_closely(scenario: Scenario, inputs: Inputs, plan: Results | None) -> None:
    """Run a block that went wrong once more and look at every figure after every step, to name what did it.

    Raises
    ------
    SimulationError
        If it is found.
    """
    watch = CloseWatch()
    watch.world = world = _world(scenario, inputs, plan, None, watch.during)
    with watch.during("preparation", BEFORE, 0):
        _begin(world)
    world.calendar.run()
    watch.conclude()


def plan_run(scenario: Scenario) -> Results:
    """The one replication in which everything goes as planned."""
    return simulate_block(scenario, planned(scenario), None)


def plan_run_with_books(scenario: Scenario) -> tuple[Results, tuple[tuple[Account, ...], ...]]:
    """The plan run, and what every account held at the end of each of its years."""
    world = _world(scenario, planned(scenario), None, None)
    years: list[tuple[Account, ...]] = []
    _begin(world)
    world.calendar.every_month(
        Phase.CLOSE_YEAR, lambda _: years.append(world.ledger.accounts()), step="accounts"
    )
    world.calendar.run()
    return _results(world, 0), tuple(years)


def do_nothing_run(scenario: Scenario) -> Results:
    """The plan run with only the schemes that belong to doing nothing."""
    return plan_run(scenario.doing_nothing())


def _unaided_run(scenario: Scenario) -> Results | None:
    """The plan run without the programmes that follow need; None where there are none."""
    return plan_run(scenario.unaided()) if with_programmes(scenario) else None


def _world(
    scenario: Scenario,
    inputs: Inputs,
    plan: Results | None,
    event_log: EventLog | None,
    watch: Watch | None = None,
) -> World:
    row_index, n = index_rows(scenario), inputs.replications
    return World(
        scenario=scenario,
        inputs=inputs,
        row_index=row_index,
        plan=plan,
        unaided=_unaided_run(scenario) if plan is None else None,
        milestones=milestone_times(scenario, inputs, is_plan=plan is None),
        calendar=EventCalendar(scenario.months, watch),
        state=State(row_index, n),
        ledger=Ledger(bodies=row_index.bodies, replications=n),
        recorder=Recorder(row_index, scenario.years, n, MEASURES),
        event_log=event_log,
    )


def _begin(world: World, bookkeeper: Bookkeeper | None = None) -> None:
    for process in PROCESSES:
        process.start(world)
    _keep_books(world, bookkeeper)


def _keep_books(world: World, bookkeeper: Bookkeeper | None) -> None:
    """Carry every month into its year, and check and close every year, after everybody has posted."""

    def close_year(month: int) -> None:
        world.ledger.close_year(financial_year_label(world.scenario.start.year + month // 12))

    def close_month(month: int) -> None:
        if bookkeeper is not None:
            bookkeeper.note_month(world, month)
        world.ledger.close_month()

    if bookkeeper is not None:
        world.calendar.every_month(
            Phase.CLOSE_YEAR, lambda _: bookkeeper.note_year(world.ledger.accounts()), step="accounts"
        )
    world.calendar.every_month(Phase.SETTLE, close_month, step="books")
    world.calendar.every_month(Phase.CLOSE_YEAR, close_year, step="books of the year")


def _results(world: World, first_replication: int) -> Results:
    scenario, recorder = world.scenario, world.recorder
    return Results(
        bodies=world.row_index.bodies,
        commissioners=frozenset(key for key, b in scenario.bodies.items() if isinstance(b, Commissioner)),
        members=tuple(sorted(scenario.system.members)),
        years=tuple(scenario.start.year + y for y in range(scenario.years)),
        first_replication=first_replication,
        by_year=recorder.by_year,
        by_month=recorder.by_month,
        instances=world.row_index.instances,
        schemes_by_year=recorder.schemes_by_year,
        schemes=recorder.schemes,
        councils=frozenset(key for key, b in scenario.bodies.items() if isinstance(b, Council)),
        milestones=world.milestones,
    )
