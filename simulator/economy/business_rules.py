"""Business rules: a body keeps what the regime asks of its surplus, and spends the rest for good or once."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure
from simulator.engine.event_log import LEAST_TOLD_GBP_M
from simulator.engine.ledger import PAYMASTER, STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import ruled
from simulator.scenario.terms.bodies import Commissioner, Council
from simulator.scenario.terms.business_rules import BusinessRules
from simulator.scenario.terms.vocabulary import ByYear
from simulator.statistics.arrays import Array

DEVELOPMENTS_COMMITTED = Event(
    "developments_committed", "{subject} reinvests {amount:£} of last year's surplus in new care this year."
)
DEVELOPMENTS_ENDED = Event(
    "developments_ended", "{subject} falls short of what it should keep and gives up {amount:£} of new care."
)
DRAWDOWN_SPENT = Event("drawdown_spent", "{subject} draws and spends {amount:£} of what earlier years left.")
EVENTS = (DEVELOPMENTS_COMMITTED, DEVELOPMENTS_ENDED, DRAWDOWN_SPENT)

DEVELOPMENTS_OF_YEAR = Measure(
    "developments", "reinvested of last year's surplus", in_surplus=-1, in_summary=("mean",), concerns=ruled
)
DRAWDOWN_OF_YEAR = Measure(
    "drawdown", "drawn and spent of what was brought forward", in_summary=("mean",), concerns=ruled
)
MEASURES = (DEVELOPMENTS_OF_YEAR, DRAWDOWN_OF_YEAR)

DEVELOPMENTS = Line("developments")
HEADROOM = Line("headroom spent once", is_recurrent=False)
DRAWDOWN = Line("drawdown of what was brought forward", is_recurrent=False)


def start(world: World) -> None:
    """Decide each April what every body with business rules may spend, and spend it."""
    for key, body in world.scenario.bodies.items():
        if not isinstance(body, Council) and body.business_rules is not None:
            _Rules(world, key, body.business_rules)


class _Rules:
    """One body's developments and drawdown, £m a year."""

    def __init__(self, world: World, body: str, terms: BusinessRules) -> None:
        self.world, self.body, self.terms = world, body, terms
        self.carries_forward = isinstance(world.scenario.bodies[body], Commissioner)
        """A commissioner's surplus is one carried forward; a provider's is each year's own."""
        self.committed, self.headroom, self.drawdown = (np.zeros(world.replications) for _ in range(3))
        self.last_price: Array | float = 1.0
        world.state.development[body] = np.zeros(world.replications)
        world.calendar.every_month(Phase.OPEN_YEAR, self.decide, step="business rules", of=body)
        world.calendar.every_month(Phase.TRADE, self.spend, step="spending of what was ahead", of=body)

    def decide(self, month: int) -> None:
        """April: what last year's recurrent surplus and what was brought forward allow this year."""
        price = self.world.state.price["other"]
        if month:
            self._share_out(month // 12, price / self.last_price)
        self.last_price = price

    def _share_out(self, y: int, uplift: Array | float) -> None:
        world, recorder = self.world, self.world.recorder
        income = recorder.year("duty_income", self.body, y - 1)
        asked = self._regime("surplus_pct", y) * income
        brought_forward = recorder.year("cumulative", self.body, y - 1) if self.carries_forward else 0.0
        kept = np.maximum(asked - brought_forward, 0.0)
        once = self._regime("headroom_pct", y) * income
        recurrent = recorder.year("surplus", self.body, y - 1) - recorder.year(
            "non_recurrent", self.body, y - 1
        )
        free = recurrent - kept
        self.headroom = self._regime("headroom_spent_pct", y) * np.clip(free, 0.0, once)
        bought = world.inputs.share(self.terms.development_pct) * np.maximum(free - once, 0.0)
        kept_up = self.committed * uplift
        self.committed = np.maximum(kept_up + bought + np.minimum(free, 0.0), 0.0)
        self.drawdown = self._regime("drawdown_pct", y) * np.maximum(brought_forward - asked, 0.0)
        developments = self.headroom + self.committed
        world.state.development[self.body] = developments
        recorder.year("developments", self.body, y)[:] = developments
        recorder.year("drawdown", self.body, y)[:] = self.drawdown
        if world.event_log:
            ended = kept_up - self.committed
            for event, amount, least in (
                (DEVELOPMENTS_COMMITTED, bought, 0.0),
                (DEVELOPMENTS_ENDED, ended, LEAST_TOLD_GBP_M),
                (DRAWDOWN_SPENT, self.drawdown, 0.0),
            ):
                world.event_log.note(event, self.body, when=12.0 * y, where=amount > least, amount=amount)

    def _regime(self, rule: str, y: int) -> Array | float:
        """A share that the regime sets for a year; what it says nothing of is none."""
        scenario = self.world.scenario
        kind = scenario.regime.commissioners if self.carries_forward else scenario.regime.providers
        rows: ByYear = getattr(kind, rule, {})
        return self.world.inputs.share(scenario.row(rows, scenario.start.year + y)) if rows else 0.0

    def spend(self, month: int) -> None:
        """A twelfth of each; what is drawn down comes from the paymaster and is spent at once."""
        for line, amount in ((DEVELOPMENTS, self.committed), (HEADROOM, self.headroom)):
            self._post(month, self.body, STAFF_AND_SUPPLIERS, line, amount)
        self._post(month, PAYMASTER, self.body, DRAWDOWN, self.drawdown)
        self._post(month, self.body, STAFF_AND_SUPPLIERS, DRAWDOWN, self.drawdown)

    def _post(self, month: int, payer: str, payee: str, line: Line, a_year: Array) -> None:
        if a_year.any():
            self.world.ledger.post(month, payer=payer, payee=payee, line=line, amount=a_year / 12)
