"""What matters most: which uncertain inputs of this run move with what each body comes to in a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, ndtri

from simulator.analyses.asked import a_run, a_year
from simulator.analyses.wording import condition
from simulator.montecarlo.arguments import one_of, whole_number
from simulator.results.outcomes import EVERY_BODY, SYSTEM, outcomes, with_system
from simulator.statistics.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

YEAR_OF_PROGRAMME = re.compile(r"^(schemes\.[^.@]+)@\d{4}(?=\.)")
FALSE_ALARM = 0.01
"""Probability that, of inputs that all are without influence, any is listed for a body."""

AMOUNTS = {
    "surplus": "the surplus",
    "underlying": "the underlying position",
    "cumulative": "the cumulative position",
}
"""Amounts that may be asked about: more is better."""
DUTIES = {
    "break_even": "break even",
    "surplus_1pct": "a surplus of 1 %",
    "cumulative_1pct": "the cumulative 1 %",
    "control_total": "the control total",
    "recovered_by": "back in balance by then",
}
"""What is reached or not, and may be asked about."""


@dataclass(frozen=True)
class _Driver:
    """Inputs that are taken for one: mostly a single one, else the members of a group."""

    name: str
    columns: Array
    """Shape ``(replications, inputs)``."""
    is_group: bool = False


def drivers(
    run: Run, *, top: int = 5, year: int | str | None = None, outcome: str = "surplus", group: bool = False
) -> pd.DataFrame:
    """The inputs most strongly rank-correlated with what a year comes to, strongest first, a few a body.

    An input drawn once a replication counts as drawn, one drawn anew each year by its sum over the years, and one that
    each year of a yearly programme has by its mean over those years, under the programme's key. Association is not
    cause: of inputs that move together through a common factor, each is listed.

    Parameters
    ----------
    run : Run
        A finished run; nothing is simulated.
    top : int
        Rows a body at most.
    year : int or str, optional
        A financial year, as 2020 or ``2020/21``; the last one unless given.
    outcome : str
        An amount, `surplus`, `underlying` or `cumulative`; or a duty that is reached or not, `break_even`,
        `surplus_1pct`, `cumulative_1pct`, `control_total` or `recovered_by` (break even from that year to the horizon).
        A body that is not asked for a duty in that year has no rows.
    group : bool
        Whether to take the members of each declared group of correlations for one driver, named
        ``correlations.<key>``. Its `correlation` is then the multiple one of the outcome's ranks with the ranks of all
        members, from 0 to 1, and its `effect` is `moves`, since members may pull in opposite directions.

    Returns
    -------
    DataFrame
        `body`, `input`, `correlation` (Spearman's, −1 to 1), `effect` (`raises` or `lowers` the outcome
        where the input is higher) and `phrase`. Correlations that chance alone may show are left out.

    Raises
    ------
    ArgumentError
        If the year or the outcome is unknown, or something is of the wrong kind.

    Examples
    --------
    >>> from simulator import drivers, load, simulate
    >>> run = simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1)
    >>> found = drivers(run, top=3, year="2019/20", outcome="break_even")
    >>> list(found.columns)
    ['body', 'input', 'correlation', 'effect', 'phrase']
    """
    import pandas as pd

    a_run(run)
    most = whole_number(top, name="rows a body", least=1)
    what = one_of(outcome, [*AMOUNTS, *DUTIES], name="outcome", what="outcome")
    parties = list(_outcomes(run, what, a_year(run, year)))
    found = list(_drivers(run, group=group))
    correlations = _correlations(found, np.array([values for _, values in parties]).T)
    rows: list[tuple[str, str, float, str, str]] = []
    for (body, values), column in zip(parties, correlations.T, strict=True):
        least = [_least(one, len(found), len(values)) for one in found]
        # Ties go by name, so that the list is the same however the inputs are ordered.
        strongest = sorted(range(len(found)), key=lambda i: (-abs(column[i]), found[i].name))
        for i in strongest[:most]:
            if abs(column[i]) > least[i]:
                effect, phrase = _told(run, found[i], what, float(column[i]))
                rows.append((body, found[i].name, float(column[i]), effect, phrase))
    return pd.DataFrame(rows, columns=["body", "input", "correlation", "effect", "phrase"])


def _outcomes(run: Run, what: str, year: int) -> Iterator[tuple[str, Array]]:
    """Each body that is asked, and the system, with what each replication's year comes to; of a duty every body too."""
    if what in AMOUNTS:
        yield from zip((*run.results.bodies, SYSTEM), with_system(run.results, what)[:, year], strict=True)
        return
    reached = outcomes(run.results)
    asks = {"surplus_1pct": reached.has_1pct, "cumulative_1pct": reached.has_1pct}
    is_asked = reached.has_control_total[:, year] if what == "control_total" else asks.get(what)
    hits = reached.recovered if what == "recovered_by" else getattr(reached, what)
    for row, name in enumerate((*run.results.bodies, SYSTEM, EVERY_BODY)):
        if is_asked is None or is_asked[row]:
            yield name, hits[row, year].astype(np.float64)


def _drivers(run: Run, *, group: bool) -> Iterator[_Driver]:
    inputs = run.inputs
    taken: set[str] = set()
    for key, declared in run.scenario.correlations.items() if group else ():
        members = [name for name in declared.members if name in inputs.columns]
        taken |= set(members)
        if members:
            yield _Driver(f"correlations.{key}", inputs[members].to_numpy(dtype=np.float64), is_group=True)
    whole = _with_programmes_whole(inputs.drop(columns=list(taken)))
    for name in whole.columns:
        yield _Driver(str(name), whole[[name]].to_numpy(dtype=np.float64))


def _correlations(found: list[_Driver], parties: Array) -> Array:
    """Of each driver with each outcome: shape ``(drivers, outcomes)``."""
    correlations = np.zeros((len(found), parties.shape[-1]))
    single = [i for i, one in enumerate(found) if not one.is_group]
    if single:
        columns = np.concatenate([found[i].columns for i in single], axis=1)
        correlations[single] = rank_correlations(columns, parties)
    for i, one in enumerate(found):
        if one.is_group:
            correlations[i] = multiple_rank_correlations(one.columns, parties)
    return correlations


def _least(one: _Driver, count: int, replications: int) -> float:
    if not one.is_group:
        return threshold(count, replications)
    freedom = max(replications - 1 - one.columns.shape[-1], 1)
    # Squared, the multiple correlation of normal noise is a beta; of ranks nearly so.
    explained = betaincinv(one.columns.shape[-1] / 2, freedom / 2, 1 - FALSE_ALARM / count)
    return float(np.sqrt(explained))


def _told(run: Run, one: _Driver, what: str, correlation: float) -> tuple[str, str]:
    """Effect, and the same in words."""
    if one.is_group:
        called = AMOUNTS.get(what) or f"whether {DUTIES[what]} is reached"
        return "moves", f"What moves together as “{one.name.partition('.')[2]}” moves {called}"
    is_up = correlation > 0
    tendency = (
        f"{AMOUNTS[what]} tends to be {'higher' if is_up else 'lower'}"
        if what in AMOUNTS
        else f"{DUTIES[what]} is reached {'more' if is_up else 'less'} often"
    )
    return "raises" if is_up else "lowers", f"Where {condition(run.scenario, one.name)}, {tendency}"


def whole_inputs(run: Run) -> pd.DataFrame:
    """The uncertain inputs of a run as drivers look at them: one column an input, a programme's years as their mean."""
    return _with_programmes_whole(run.inputs)


def _with_programmes_whole(inputs: pd.DataFrame) -> pd.DataFrame:
    """Inputs of a programme's yearly instances, `schemes.cip@2019.delivery` and so on, as one: their mean."""
    import pandas as pd

    programmes: dict[str, list[str]] = {}
    for name in map(str, inputs.columns):
        programmes.setdefault(YEAR_OF_PROGRAMME.sub(r"\1", name), []).append(name)
    return pd.DataFrame(
        {whole: inputs[parts].mean(axis=1) for whole, parts in programmes.items()}, inputs.index
    )


def rank_correlations(inputs: Array, outcomes: Array) -> Array:
    """Spearman's rank correlation of each input with each outcome; 0 where one of them never varies.

    Parameters
    ----------
    inputs, outcomes : array
        Shapes ``(replications, inputs)`` and ``(replications, outcomes)``.

    Returns
    -------
    array
        Shape ``(inputs, outcomes)``.
    """
    # Not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    products: Array = np.einsum("ri,ro->io", _standard_ranks(inputs), _standard_ranks(outcomes))
    return products


def multiple_rank_correlations(inputs: Array, outcomes: Array) -> Array:
    """Multiple correlation, 0 to 1, of the ranks of each outcome with the ranks of all inputs together.

    Parameters
    ----------
    inputs, outcomes : array
        Shapes ``(replications, inputs)`` and ``(replications, outcomes)``.

    Returns
    -------
    array
        Shape ``(outcomes,)``.
    """
    ranks = _standard_ranks(inputs)
    among = np.einsum("ri,rj->ij", ranks, ranks)
    with_each = np.einsum("ri,ro->io", ranks, _standard_ranks(outcomes))
    # Members may be in perfect step: the pseudo-inverse counts them once.
    explained = np.einsum("io,ij,jo->o", with_each, np.linalg.pinv(among, hermitian=True), with_each)
    multiple: Array = np.sqrt(np.clip(explained, 0.0, 1.0))
    return multiple


def threshold(inputs: int, replications: int) -> float:
    """Size that a rank correlation of pure noise exceeds in any of ``inputs`` names with probability 1 %."""
    z = -ndtri(FALSE_ALARM / (2 * max(inputs, 1)))
    return float(z / np.sqrt(max(replications - 1, 1)))


def _standard_ranks(values: Array) -> Array:
    """Ranks down each column, centred and of length one, ties sharing their mean rank."""
    if values.shape[-1] == 0:
        return values
    import pandas as pd

    ranks: Array = np.array(pd.DataFrame(values).rank(), order="F")  # as columns, which are added up
    ranks -= ranks.mean(axis=0)
    length = np.sqrt((ranks**2).sum(axis=0))
    standard: Array = np.divide(ranks, length, out=np.zeros_like(ranks), where=length > 0)
    return standard
