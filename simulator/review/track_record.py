"""The record of plans like this one: where it stands among them, and its chance if that record were the truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from simulator.analyses.reference_classes import CLASSES, Standing, reference_classes
from simulator.montecarlo.run import Run
from simulator.review.common_futures import Futures, futures_of
from simulator.review.ladder import Changes, Step, commissioners, delivered, providers
from simulator.review.question import Question, asked
from simulator.review.restated import fixed
from simulator.review.stress import Stressed, climbed
from simulator.scenario.model import Scenario

OF_SAVINGS = "delivery"
LASTING = "recurrent_share"


@dataclass(frozen=True)
class TrackRecord:
    """A plan beside the record.

    Attributes
    ----------
    standings : tuple of Standing
        Of every body and class for which a range is known.
    ifs : Stressed
        The scenario with the worse and the better end of a class as what comes, the plan kept.
    """

    run: Run
    standings: tuple[Standing, ...]
    ifs: Stressed


def track_record(
    run: Run, *, body: str | None = None, year: int | str | None = None, duty: str | None = None
) -> TrackRecord:
    """Where a run stands among reference classes, and the chance of a duty if each were the truth.

    No class is published as a distribution, so that a place is told as below, inside or above its range.

    Parameters
    ----------
    run : Run
        A finished run; its scenario is simulated again for each end of a class, in the same futures.
    body, year, duty :
        What is asked about: see `simulator.review.question.asked`.

    Raises
    ------
    ArgumentError
        If there is no such body, year or duty.

    Examples
    --------
    >>> from simulator import load, simulate, track_record
    >>> run = simulate(load("scenarios/west_norfolk.toml"), replications=32, seed=1)
    >>> found = track_record(run, year="2022/23")
    >>> [rung.key for rung in found.ifs.rungs][:2]
    ['delivery_low', 'delivery_high']
    """
    question = asked(run.scenario, body=body, year=year, duty=duty)
    futures = futures_of(run.scenario, replications=run.replications, seed=run.seed)
    return recorded(run, question, futures)


def recorded(run: Run, question: Question, futures: Futures) -> TrackRecord:
    """The record of a question that is already looked at; see `track_record`."""
    standings = [one for one in reference_classes(run) if one.reference is not None]
    return TrackRecord(
        run=run,
        standings=tuple(one for one in standings if not math.isnan(one.value)),
        ifs=climbed(run.scenario, list(steps(run.scenario)), question, futures, replan=False),
    )


def place(one: Standing) -> str:
    """Where a figure stands beside its class: ``below``, ``inside`` or ``above``."""
    assert one.reference is not None
    if not one.leaves:
        return "inside"
    return "below" if one.value < one.reference.low else "above"


def steps(scenario: Scenario) -> Iterator[Step]:
    """The scenario with each end of what is known of savings as the truth; those that have something to move."""
    for step in (
        *(_if_delivered(end) for end in ("low", "high")),
        *(_if_lasting(end) for end in ("low", "high")),
        _both_low(),
    ):
        if step.changes(scenario, False):
            yield step


def _range(key: str, *, of_commissioners: bool = False) -> tuple[float, float]:
    known = next(one for one in CLASSES if one.key == key and one.of_commissioners == of_commissioners)
    return known.low, known.high


def _if_delivered(end: str) -> Step:
    of_providers, of_commissioners = (
        _range(OF_SAVINGS, of_commissioners=is_one)[end == "high"] for is_one in (False, True)
    )
    title = f"Providers deliver {of_providers:g} %, commissioners {of_commissioners:g} % of plan"
    return Step(f"delivery_{end}", title, partial(_delivering, of_providers / 100, of_commissioners / 100))


def _delivering(of_providers: float, of_commissioners: float, scenario: Scenario, replan: bool) -> Changes:
    return {
        **delivered(of_providers, providers)(scenario, replan),
        **delivered(of_commissioners, commissioners)(scenario, replan),
    }


def _if_lasting(end: str) -> Step:
    share = _range(LASTING)[end == "high"]
    return Step(f"recurrent_{end}", f"{share:g} % of savings are recurrent", partial(_lasting, share))


def _lasting(share: float, scenario: Scenario, replan: bool) -> Changes:
    """Of every scheme but receipts, which recur by no means, the same share comes back every year."""
    return {
        f"schemes.{key}.recurrent_pct": fixed(one.recurrent_pct, share, replan=replan)
        for key, one in scenario.schemes.items()
        if one.owner in scenario.system.members and one.kind != "one_off"
    }


def _both_low() -> Step:
    parts: tuple[Callable[[Scenario, bool], Changes], ...] = (
        _if_delivered("low").changes,
        _if_lasting("low").changes,
    )

    def changes(scenario: Scenario, replan: bool) -> Changes:
        return {key: value for part in parts for key, value in part(scenario, replan).items()}

    return Step("both_low", "Both at their worse ends", changes)
