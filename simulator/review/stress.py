"""The ladder climbed: what each stress changes, in points of chance and in £m, by body and year, on common futures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.analyses.planned_savings import full_year_effect
from simulator.errors import ArgumentError
from simulator.results.arrays import Results
from simulator.results.outcomes import (
    EVERY_BODY,
    POUND,
    SYSTEM,
    Hits,
    member_rows,
    with_every_body,
    with_system,
)
from simulator.review.common_futures import Futures, futures_of, simulated
from simulator.review.ladder import Step, applied, left_out, own_steps, standard_steps
from simulator.review.question import DUTIES, Question, asked
from simulator.scenario.model import Scenario
from simulator.scenario.uncertainty import distribution, planned
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import (
    Differences,
    Probabilities,
    Probability,
    mean_differences,
    probabilities,
    share_differences,
)
from simulator.words.spelling import advice

AS_IT_IS = "as it is"
NEEDED = ("surplus", "duty_income", "income", "member_trade")


@dataclass(frozen=True)
class Standing:
    """How a scenario stands: shapes ``(names, years)``, the system and every body last.

    Attributes
    ----------
    chance : Probabilities
        Of the duty.
    surplus : array
        Mean, £m; of every body there is none.
    short_of_1pct : array
        £m a year by which each body's mean year falls short of its 1 %: ``(bodies, years)``, 0 where it does not.
    """

    chance: Probabilities
    surplus: Array
    short_of_1pct: Array


@dataclass(frozen=True)
class Rung:
    """One stress, and what it changes against the scenario as it is.

    Attributes
    ----------
    chance_change : Differences
        Of the duty, ``(names, years)``.
    surplus_change : Differences
        £m, ``(names but every body, years)``.
    times_tighter : float
        How many times wider the interval of the change in £m would be with futures that are not common; in the year
        and of the body asked about, of the system for every body.
    chance_times_tighter : float
        The same of the change in chance.
    expected_savings : float or None
        Share of plan that the stressed savings are expected to bring as the scenario is.
    """

    key: str
    title: str
    moves_plan: bool
    standing: Standing
    chance_change: Differences
    surplus_change: Differences
    times_tighter: float
    chance_times_tighter: float
    expected_savings: float | None = None


@dataclass(frozen=True)
class Stressed:
    """A scenario on the ladder."""

    scenario: Scenario
    question: Question
    seed: int
    replications: int
    replans: bool
    names: tuple[str, ...]
    years: tuple[int, ...]
    base: Standing
    rungs: tuple[Rung, ...]
    members: tuple[int, ...] = field(default=())
    """Rows of the members among the names."""

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of what is asked."""
        return self.names.index(self.question.body), self.years.index(self.question.year)

    @property
    def chance(self) -> Probability:
        """As the scenario is."""
        return self.base.chance.at(*self.place)

    @property
    def worst(self) -> Rung:
        """The rung that takes most from the chance; of those alike, from the surplus."""
        return min(self.rungs, key=lambda rung: (rung.chance_change.estimate[self.place], self.surplus(rung)))

    def surplus(self, rung: Rung) -> float:
        """What a rung changes in the surplus asked about, £m; of every body, in the system's."""
        row, column = self.surplus_place
        return float(rung.surplus_change.estimate[row, column])

    @property
    def surplus_place(self) -> tuple[int, int]:
        """Row and column of the surplus that goes with what is asked."""
        row, column = self.place
        return min(row, len(self.names) - 2), column

    def below_1pct(self, standing: Standing) -> tuple[str, ...]:
        """Members whose mean year, of those asked for 1 %, falls short of it."""
        column = self.place[1]
        return tuple(self.names[row] for row in self.members if standing.short_of_1pct[row, column] > POUND)

    def to_1pct_gbp_m(self, standing: Standing) -> float:
        """Recurrent £m a year that would bring every member's mean year to 1 %."""
        return float(standing.short_of_1pct[list(self.members), self.place[1]].sum())


def stress(
    scenario: Scenario,
    steps: Sequence[str] | None = None,
    *,
    body: str | None = None,
    year: int | str | None = None,
    duty: str | None = None,
    replan: bool = False,
    schemes: bool = True,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
) -> Stressed:
    """What each stress of the ladder changes, in the same possible futures.

    What is stressed is what comes, not what was planned: budgets and contract plans stay as they are, unless
    ``replan``; a step that changes dates or leaves a scheme out has another plan by its nature.

    Parameters
    ----------
    scenario : Scenario
    steps : sequence of str, optional
        Keys of the steps wanted, built in or of the scenario's own `[stress.*]`; all of them unless given.
    body, year, duty :
        What is asked about: see `simulator.review.question.asked`.
    replan : bool
        Whether plans know the stress.
    schemes : bool
        Whether each scheme is also left out in turn, where ``steps`` does not say.
    replications, seed, workers :
        As of `simulate`.

    Raises
    ------
    ArgumentError
        If there is no such step, body, year or duty.
    ScenarioError
        If a step of the scenario's own cannot be taken.

    Examples
    --------
    >>> from simulator import load, stress
    >>> scenario = load("scenarios/west_norfolk.toml")
    >>> found = stress(scenario, ["pay_up"], body="qeh", replications=64, seed=1)
    >>> bool(found.surplus(found.rungs[0]) < 0)
    True
    """
    question = asked(scenario, body=body, year=year, duty=duty)
    futures = futures_of(scenario, replications=replications, seed=seed, workers=workers)
    return climbed(scenario, chosen_steps(scenario, steps, schemes=schemes), question, futures, replan=replan)


def chosen_steps(scenario: Scenario, keys: Sequence[str] | None, *, schemes: bool) -> list[Step]:
    """The steps of a scenario by their keys; all of them, schemes left out only if asked for, if None.

    Raises
    ------
    ArgumentError
        If there is no such step.
    """
    standard = [*own_steps(scenario), *standard_steps(scenario)]
    one_by_one = list(left_out(scenario))
    if keys is None:
        return [*standard, *(one_by_one if schemes else ())]
    known = {step.key: step for step in (*standard, *one_by_one)}
    for key in keys:
        if key not in known:
            raise ArgumentError(f'There is no step "{key}" for this scenario{advice(key, known)}')
    return [known[key] for key in dict.fromkeys(keys)]


def climbed(
    scenario: Scenario, steps: Sequence[Step], question: Question, futures: Futures, *, replan: bool
) -> Stressed:
    """The scenario under each of the steps; see `stress`."""
    variants: dict[str, Scenario] = {AS_IT_IS: scenario}
    variants |= {step.key: applied(scenario, [step], replan=replan) for step in steps}
    measures = tuple(dict.fromkeys((*NEEDED, *question.measures)))
    results = simulated(scenario, variants, measures, futures)
    _, base = next(results)
    before = _Figures(base, question)
    by_key = {step.key: step for step in steps}
    rungs = tuple(_rung(scenario, by_key[key], before, _Figures(each, question)) for key, each in results)
    return Stressed(
        scenario=scenario,
        question=question,
        seed=futures.seed,
        replications=futures.replications,
        replans=replan,
        names=(*base.bodies, SYSTEM, EVERY_BODY),
        years=base.years,
        base=before.standing,
        rungs=rungs,
        members=tuple(int(row) for row in member_rows(base)),
    )


class _Figures:
    """What a scenario comes to in each future."""

    def __init__(self, results: Results, question: Question) -> None:
        question.margin(results)  # refuses a duty that nobody is asked
        margins = DUTIES[question.duty].margin(results)
        self.reached: Hits = with_every_body(margins >= -POUND, member_rows(results))
        self.surplus = with_system(results, "surplus")
        is_unknown: Hits = np.isnan(margins.sum(axis=-1))
        self.is_unknown: Hits = ~with_every_body(~is_unknown[..., None], member_rows(results))[..., 0]
        short = DUTIES["surplus_1pct"].margin(results)[:-1].mean(axis=-1)
        councils = [row for row, body in enumerate(results.bodies) if body in results.councils]
        self.short_of_1pct = np.maximum(-short, 0.0)
        self.short_of_1pct[councils] = 0.0
        self.place = (
            (*results.bodies, SYSTEM, EVERY_BODY).index(question.body),
            results.years.index(question.year),
        )

    @property
    def standing(self) -> Standing:
        """The same in short."""
        chance = probabilities(self.reached).where(~self.is_unknown)
        return Standing(chance, self.surplus.mean(axis=-1), self.short_of_1pct)


def _rung(scenario: Scenario, step: Step, before: _Figures, after: _Figures) -> Rung:
    row, column = before.place
    in_surplus = (min(row, len(before.surplus) - 1), column)
    owners = step.savings_of(scenario)
    return Rung(
        key=step.key,
        title=step.title,
        moves_plan=step.moves_plan,
        standing=after.standing,
        chance_change=share_differences(before.reached, after.reached),
        surplus_change=mean_differences(after.surplus - before.surplus),
        times_tighter=_times_tighter(before.surplus[in_surplus], after.surplus[in_surplus]),
        chance_times_tighter=_times_tighter(
            before.reached[row, column].astype(float), after.reached[row, column].astype(float)
        ),
        expected_savings=expected_of_plan(scenario, owners) if owners else None,
    )


def _times_tighter(before: Array, after: Array) -> float:
    """By how much pairing narrows the interval of a mean difference; not a number where nothing differs."""
    paired = float(np.var(after - before))
    return float(np.sqrt((np.var(before) + np.var(after)) / paired)) if paired > 0 else float("nan")


def expected_of_plan(scenario: Scenario, owners: Sequence[str]) -> float:
    """Share of plan that the schemes of some owners are expected to deliver, weighted by planned full-year effect.

    It is the mean of what each scheme's `delivery` states: lateness, gateways and grip are not in it.
    """
    planned_effect = expected = 0.0
    for key, amount in _effects(scenario, owners):
        delivery = scenario.schemes[key].delivery
        whole = planned(delivery)
        mean = whole if delivery.is_certain else float(distribution(delivery).ppf(_GRID).mean())
        planned_effect += amount
        expected += amount * (mean / whole if whole else 1.0)
    return expected / planned_effect if planned_effect else 1.0


_GRID = (np.arange(999) + 0.5) / 999


def _effects(scenario: Scenario, owners: Sequence[str]) -> Iterator[tuple[str, float]]:
    for name, scheme in scenario.instances.items():
        if scheme.owner in owners:
            yield name.partition("@")[0], full_year_effect(scenario, name)
