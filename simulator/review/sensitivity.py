"""Which assumptions carry the answer: how much of the spread between futures that are there goes with each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.analyses.asked import a_run
from simulator.errors import ArgumentError
from simulator.montecarlo.arguments import one_of
from simulator.montecarlo.run import Run
from simulator.review.argued import Columns, assumptions, families
from simulator.review.carried import Carried, Reader, Together
from simulator.review.question import Question, asked
from simulator.review.yearly_draws import yearly_draws
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import Probability, probability
from simulator.words.estimates import probability_shown

SURPLUS, DUTY = "surplus", "duty"
MORE = 1.25
"""Times what the strongest of its members carries, from which on a family is named in their place."""
FEWEST = 100
"""Futures below which nothing can be told."""


@dataclass(frozen=True)
class Sensitivity:
    """What carries the answer to a question.

    Attributes
    ----------
    chance : Probability
        That the duty is reached.
    mean_gbp_m, sd_gbp_m : float
        Of the margin above the duty, in £m.
    carried : tuple of Carried
        Every assumption, the one that most goes with first.
    together : tuple of Together
        Whatever moves together, likewise.
    all_told : Probability or None
        Share of the variance that goes with all assumptions together that can be told from noise; None where there are
        none, or too many inputs for the futures.
    knows_years : bool
        Whether what is drawn anew each year was read year by year; else by its sum over all years.
    """

    question: Question
    outcome: str
    replications: int
    chance: Probability
    mean_gbp_m: float
    sd_gbp_m: float
    carried: tuple[Carried, ...]
    together: tuple[Together, ...]
    all_told: Probability | None
    knows_years: bool

    @property
    def told(self) -> tuple[Carried, ...]:
        """The assumptions that can be told from noise."""
        return tuple(one for one in self.carried if one.is_told)

    @property
    def named(self) -> tuple[Carried, ...]:
        """What is to be argued about, the strongest first: what can be told from noise, a family in its members' place.

        A family is named, and none of its members is, where it carries a quarter more than the strongest of them.
        """
        strongest: dict[str, float] = {}
        for one in self.told:
            for family in one.assumption.families:
                strongest.setdefault(family, one.first_order.estimate)
        larger = {
            key: whole.carried
            for whole in self.together
            if (key := whole.family.whole.key) in strongest
            and whole.carried.is_told
            and whole.carried.first_order.estimate >= MORE * strongest[key]
        }
        rows = {}
        for one in self.told:
            whole = next((carried for key, carried in larger.items() if key in one.assumption.families), one)
            rows[whole.assumption.key] = whole
        return tuple(sorted(rows.values(), key=lambda one: (-one.first_order.estimate, one.assumption.key)))


def sensitivity(
    run: Run, *, body: Any = None, year: Any = None, duty: Any = None, outcome: str = SURPLUS
) -> Sensitivity:
    """Which assumptions of a finished run carry an answer, the strongest first; nothing is simulated.

    Parameters
    ----------
    run : Run
        Of at least 100 replications; a thousand tell something, ten thousand most.
    body : str, optional
        Key of a body, `system` (else) or `every_body`.
    year : int or str, optional
        As 2022 or ``2022/23``; else the last.
    duty : str, optional
        `break_even` (else), `break_even_before_pooling`, `surplus_1pct`, `cumulative_1pct` or `control_total`.
    outcome : str
        `surplus`: the £m by which the duty is reached or missed, for breaking even the surplus itself. `duty`: whether
        it is reached.

    Returns
    -------
    Sensitivity
        Indices of inputs that move together do not add up, and association is not cause.

    Raises
    ------
    ArgumentError
        If there is no such body, year, duty or outcome, the replications are too few, or the outcome is the same in
        every future.

    Examples
    --------
    >>> from simulator import load, sensitivity, simulate
    >>> run = simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1)
    >>> found = sensitivity(run, body="qeh", year="2022/23")
    >>> found.carried[0].first_order.low > 0
    True
    """
    a_run(run)
    question = asked(run.scenario, body=body, year=year, duty=duty)
    what = one_of(outcome, (SURPLUS, DUTY), name="outcome", what="outcome")
    margin, reached = question.margin(run.results), question.reached(run.results)
    if len(margin) < FEWEST:
        raise ArgumentError(
            f"{len(margin)} replications tell nothing of single assumptions: take 1,024 or more."
        )
    chance = probability(reached)
    figures = margin if what == SURPLUS else reached.astype(np.float64)
    _refuse_constant(run, question, what, figures, chance)
    yearly = yearly_draws(run)
    listed = assumptions(run, question.year)
    reader = Reader(Columns(run, question.year, yearly), margin, reached, figures, len(listed))
    carried = sorted(reader.each(listed), key=lambda one: (-one.first_order.estimate, one.assumption.key))
    return Sensitivity(
        question=question,
        outcome=what,
        replications=len(margin),
        chance=chance,
        mean_gbp_m=float(margin.mean()),
        sd_gbp_m=float(margin.std()),
        carried=tuple(carried),
        together=tuple(reader.together(families(run, listed))),
        all_told=reader.all_together([one.assumption for one in carried if one.is_told]),
        knows_years=not run.scenario.actuals,
    )


def _refuse_constant(run: Run, question: Question, what: str, figures: Array, chance: Probability) -> None:
    if figures.min() < figures.max():
        return
    told = question.told(run.scenario)
    if what == SURPLUS:
        raise ArgumentError(
            f"What is asked is the same in all {len(figures):,} futures: nothing that the scenario leaves open moves "
            "it by then. Ask about another year or body."
        )
    often = "in every one" if figures[0] else "in none"
    raise ArgumentError(
        f"It is {often} of the {len(figures):,} futures that {told} ({probability_shown(chance)}), so that no "
        f"assumption can be seen to decide it. Ask what carries the surplus (outcome surplus), or about another year."
    )
