"""The scenario file, typed: every key that exists, with its unit and its bounds. What is not here is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import Field

from simulator.scenario.bounds import HORIZON_YEARS
from simulator.scenario.immutable import Entries, ReadOnlyDict, replaced
from simulator.scenario.number import Number, Table
from simulator.scenario.origins import Origins
from simulator.scenario.programmes import expand
from simulator.scenario.terms.actuals import Actuals
from simulator.scenario.terms.bodies import AnyBody, Council, Provider
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.correlations import Correlation, Dependence
from simulator.scenario.terms.demand import Service
from simulator.scenario.terms.envelope import Envelope
from simulator.scenario.terms.escalation import Escalation
from simulator.scenario.terms.levies import Levy
from simulator.scenario.terms.milestones import Milestone
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.scenario.terms.parties import Outside
from simulator.scenario.terms.planning_template import PlanningTemplate
from simulator.scenario.terms.policy_regimes import PolicyRegimes
from simulator.scenario.terms.population import Population
from simulator.scenario.terms.prices import Price
from simulator.scenario.terms.regime import Regime
from simulator.scenario.terms.reported import Reported
from simulator.scenario.terms.risks import Risk
from simulator.scenario.terms.schemes import Office, Scheme
from simulator.scenario.terms.sources import Source
from simulator.scenario.terms.stresses import Stress
from simulator.scenario.terms.system import System
from simulator.scenario.terms.unit_costs import UnitCosts
from simulator.scenario.terms.vocabulary import ByYear, Day, Key
from simulator.scenario.terms.winter import Winter
from simulator.timeline import financial_year_label
from simulator.words.shown import Shown, counted, listed, titled


class Reader(Protocol):
    """Who can read scenarios, so that one that is changed is checked as a file is."""

    def changed(self, scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
        """See `Scenario.with_`."""

    def origins_in_python(self, scenario: Scenario) -> Origins:
        """The origins of a scenario that was made without a file."""


class Scenario(Shown, Table):
    """A whole scenario file."""

    reader: ClassVar[Reader]
    """Who reads scenarios: the loader knows what a scenario is, and is handed to it when the room is opened."""

    format: Literal[1]
    """Version of this format: 1."""
    title: str
    """What the scenario is called."""
    summary: str = ""
    """What it is about, in a sentence."""
    start: Day
    """1 April of the first year."""
    as_of: Day
    """What was announced by this date is known."""
    years: Annotated[int, HORIZON_YEARS] = 10
    """Financial years simulated."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """Seed of chance; left out, one is drawn and printed."""
    age_bands: Annotated[
        Entries[Annotated[str, Field(pattern=r"^[0-9]{1,3}(-[0-9]{1,3}|\+)$")]],
        Field(min_length=1, examples=[["0-17", "18-64", "65+"]]),
    ]
    """From the youngest to the oldest."""
    system: System
    """Who is looked at together."""
    sources: dict[Key, Source] = {}
    """Where figures come from, each under a key of its own."""
    dependence: Dependence = Dependence()
    """What moves together, by common factors."""
    correlations: dict[Key, Correlation] = {}
    """Numbers that move together by pairs, each group under a key of its own."""
    populations: dict[Key, Population]
    """People, each population under a key of its own."""
    services: dict[Key, Service] = {}
    """Kinds of care, each under a key of its own."""
    winter: Winter | None = None
    """Hard winters; left out, there are none."""
    prices: dict[Key, Price]
    """Price series, each under a key of its own; `other` must be one of them."""
    unit_costs: UnitCosts | None = None
    """What years have in common where unit costs grow beyond prices; left out, nothing."""
    operational_shocks: OperationalShocks | None = None
    """What befalls bodies in a year that nobody planned; left out, nothing does."""
    policy_regimes: PolicyRegimes | None = None
    """Policy that is drawn for each parliament; left out, it is as prices and funding state it."""
    regime: Regime = Regime()
    """National rules by year, for bodies and contracts that use them."""
    outside: dict[Key, Outside] = {}
    """Parties that are not simulated, each under a key of its own."""
    bodies: dict[Key, AnyBody]
    """The simulated bodies, each under a key of its own."""
    contracts: dict[Key, Contract] = {}
    """Who pays whom for what, each under a key of its own."""
    levies: dict[Key, Levy] = {}
    """What every commissioner pays out of its allocation, each under a key of its own."""
    office: Office | None = None
    """The delivery office; without it no scheme takes a team."""
    schemes: dict[Key, Scheme] = {}
    """Savings schemes, each under a key of its own."""
    milestones: dict[Key, Milestone] = {}
    """What happens at an uncertain date and perhaps never, each under a key of its own."""
    risks: dict[Key, Risk] = {}
    """The risk register, each risk under a key of its own."""
    actuals: dict[Key, Actuals] = {}
    """Months already closed, each body's under its key; every future then begins with them."""
    reported: dict[Key, Reported] = {}
    """What really happened or was forecast; shown beside results, never used by the model."""
    envelope: Envelope | None = None
    """A published total that the bodies are part of; added up by `check`, never used by the model."""
    stresses: dict[Key, Stress] = {}
    """Steps of the ladder of `recovery-sim stress`, each under a key of its own; never used by the model."""
    planning_template: PlanningTemplate | None = None
    """How a planning template reads doing nothing; shown beside the model's, never used by the model."""

    @cached_property
    def instances(self) -> dict[str, Scheme]:
        """Every scheme that is to live, yearly programmes one by one, in the order of their names."""
        return ReadOnlyDict(expand(self.schemes, first_year=self.start.year, years=self.years))

    @cached_property
    def origins(self) -> Origins:
        """Where each value was written: a line of a file, a setting of the command line, or a change in Python."""
        return self.reader.origins_in_python(self)

    def with_(self, changes: Mapping[str, Any]) -> Scenario:
        """Another scenario: this one with other values, read and checked as if its file had them.

        Parameters
        ----------
        changes : mapping of str to anything
            Keys with dots, as the command line's ``--set`` takes them, to what is to stand there: a number, a text,
            True or False, a date, a list, a mapping for a table, or a table of a scenario. None takes a key out.
            They are applied in their order.

        Returns
        -------
        Scenario
            This one is as it was. `origins` says what was set in Python.

        Raises
        ------
        ScenarioError
            With every mistake that was found, in the words in which `load` tells them.
        ArgumentError
            If ``changes`` is no mapping from keys.

        Examples
        --------
        >>> from simulator import load
        >>> scenario = load("scenarios/west_norfolk.toml")
        >>> bolder = scenario.with_({"schemes.care_at_home.delivery": 0.6, "years": 9})
        >>> bolder.schemes["care_at_home"].delivery.value, bolder.years, scenario.years
        (0.6, 9, 10)
        """
        return self.reader.changed(self, changes)

    def keeping_schemes(self, keys: Collection[str]) -> Scenario:
        """This scenario with only the schemes in ``keys``."""
        kept = {key: scheme for key, scheme in self.schemes.items() if key in keys}
        return replaced(self, {"schemes": kept})

    def unaided(self) -> Scenario:
        """This scenario without the programmes that follow need."""
        return self.keeping_schemes(
            {key for key, scheme in self.schemes.items() if scheme.follows_need is None}
        )

    def doing_nothing(self) -> Scenario:
        """This scenario with only the schemes that would run anyway: no recovery or year-end measures, no milestones,
        no pooling.

        Months already closed are left out: they were not closed in a world in which nothing was done.
        """
        idle = {"recovery": None, "year_end": None}
        kept = self.keeping_schemes({key for key, scheme in self.schemes.items() if scheme.in_do_nothing})
        bodies = {
            key: replaced(body, {"recovery": None} if isinstance(body, Council) else idle)
            for key, body in self.bodies.items()
        }
        system = replaced(self.system, {"pooling": None, "control_total": None})
        without = {"bodies": bodies, "system": system, "milestones": {}, "actuals": {}}
        return replaced(kept, without)

    def escalation_of(self, body: AnyBody) -> Escalation | None:
        """What repeated failure of a body leads to, by its kind."""
        if isinstance(body, Council):
            return None
        is_provider = isinstance(body, Provider)
        return (self.regime.providers if is_provider else self.regime.commissioners).escalation

    def _heading(self) -> str:
        return f"Scenario {titled(self.title)}"

    def _facts(self) -> dict[str, str]:
        first, last = self.start.year, self.start.year + self.years - 1
        return {
            "bodies": listed(list(self.bodies), "body", "bodies"),
            "years": f"{financial_year_label(first)} to {financial_year_label(last)}",
            "schemes": counted(len(self.schemes), "scheme", "schemes"),
            "known": f"as of {self.as_of.isoformat()}",
        }

    @property
    def mergers(self) -> dict[str, tuple[str, ...]]:
        """The bodies of each milestone that is a merger."""
        return {key: tuple(m.bodies) for key, m in self.milestones.items() if m.kind == "merger"}

    def marginal_rates(self, contract: Contract) -> ByYear:
        """The marginal rate of a contract by year: its own, or the national one."""
        return contract.marginal_rate_pct or self.regime.contracts.marginal_rate_pct

    @property
    def months(self) -> int:
        """The horizon in months."""
        return 12 * self.years

    @property
    def closed_months(self) -> int:
        """Months of the first year that are closed; 0 where no actuals are given."""
        return max((len(actuals.position_gbp_m) for actuals in self.actuals.values()), default=0)

    def row(self, by_year: ByYear, year: int) -> Number:
        """The row in force in financial year ``year``: the latest one known at `as_of` and not later than it.

        Raises
        ------
        KeyError
            If no row is known for the year or before it; loading refuses such a table.
        """
        known = [
            key
            for key, row in by_year.items()
            if int(key) <= year and (row.source is None or self.sources[row.source].date <= self.as_of)
        ]
        return by_year[max(known)]
