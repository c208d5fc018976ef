"""What mechanisms add to the summary: the figures that their measures declare, of the bodies that they concern."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from simulator.economy.catalogue import BY_YEAR
from simulator.engine.declarations import MEAN_AND_RANGE, Figure, Measure
from simulator.scenario.scope import councils, funded

if TYPE_CHECKING:
    import numpy as np

    from simulator.montecarlo.run import Run
    from simulator.statistics.arrays import Array

PUSHED = Measure("pushed", "cost shunted onto a council", in_summary=MEAN_AND_RANGE, concerns=councils)
"""By schemes and by discharges: made here, as percentiles do not add up."""
EARNED_SHARE = "funding_earned_share"
"""Mean funding over mean offer; it stands beside the funding."""


def _columns() -> Iterator[str]:
    for measure in (*BY_YEAR.values(), PUSHED):
        yield from (_column(measure, figure) for figure in measure.in_summary)
        if measure.key == "funding":
            yield EARNED_SHARE


def _column(measure: Measure, figure: Figure) -> str:
    if measure.unit == "%":
        return f"{measure.key.removesuffix('_pct')}_{figure}_pct"
    return f"{measure.key}_{figure}_gbp_m"


COLUMNS = tuple(_columns())
"""In the order of the catalogue."""


def amounts_of_mechanisms(run: Run) -> dict[str, Array]:
    """Amounts of each body and the system, ``(bodies and system, years)``; empty where a mechanism concerns nobody."""
    import numpy as np

    from simulator.results.outcomes import with_system

    results = run.results
    amounts = {key: with_system(results, key) for key, measure in BY_YEAR.items() if measure.in_summary}
    amounts[PUSHED.key] = amounts["pushed_by_schemes"] + amounts["pushed_by_discharge"]
    cells = {EARNED_SHARE: _earned_share(run)}
    for measure in (*BY_YEAR.values(), PUSHED):
        is_concerned = _concerned(run, measure.concerns(run.scenario)) if measure.concerns else True
        for figure in measure.in_summary:
            values = _FIGURES[figure](amounts[measure.key])
            cells[_column(measure, figure)] = np.where(is_concerned, values, np.nan)
    return {name: cells[name] for name in COLUMNS}


def _mean(values: Array) -> Array:
    mean: Array = values.mean(axis=-1)
    return mean


def _percentile(share: float) -> Callable[[Array], Array]:
    def of(values: Array) -> Array:
        import numpy as np

        return np.quantile(values, share, axis=-1)

    return of


_FIGURES: dict[Figure, Callable[[Array], Array]] = {
    "mean": _mean,
    "p10": _percentile(10 / 100),
    "p90": _percentile(90 / 100),
}


def _earned_share(run: Run) -> Array:
    import numpy as np

    from simulator.results.outcomes import with_system

    offers, earned = (with_system(run.results, name).mean(axis=-1) for name in ("funding_offered", "funding"))
    is_offered = _concerned(run, funded(run.scenario)) & (offers > 1e-9)
    share: Array = np.divide(earned, offers, out=np.full_like(offers, np.nan), where=is_offered)
    return share


def _concerned(run: Run, keys: Collection[str]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Rows of bodies among ``keys``, and the system's where any member is: shape ``(bodies and system, 1)``."""
    import numpy as np

    rows = [body in keys for body in run.results.bodies]
    return np.array([*rows, bool(set(keys) & set(run.results.members))])[:, None]
