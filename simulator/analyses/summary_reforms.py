"""What reforms add to the summary: control totals, funding, money that members move, care pushed onto councils."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from simulator.analyses.scope import councils, funded, moves_money

if TYPE_CHECKING:
    import numpy as np

    from simulator.montecarlo.run import Run
    from simulator.statistics.arrays import Array

PERCENTS = (10, 90)

COLUMNS = (
    "control_total_mean_gbp_m",
    *("funding_mean_gbp_m", "funding_p10_gbp_m", "funding_p90_gbp_m", "funding_earned_share"),
    *("transfers_mean_gbp_m", "pooled_mean_gbp_m", "pooling_administration_mean_gbp_m"),
    *("developments_mean_gbp_m", "drawdown_mean_gbp_m"),
    *(
        f"{measure}_{figure}_gbp_m"
        for measure in ("pushed_by_schemes", "pushed_by_discharge", "pushed")
        for figure in ("mean", "p10", "p90")
    ),
)
"""`funding_earned_share`: mean funding over mean offer. `pushed`: onto a council, by schemes and by discharges."""


def reform_amounts(run: Run) -> dict[str, Array]:
    """Amounts of each body and the system, ``(bodies and system, years)``; empty where a reform does not concern it."""
    cells = dict(_of_members(run)) | dict(_of_councils(run))
    return {name: cells[name] for name in COLUMNS}


def _of_members(run: Run) -> Iterator[tuple[str, Array]]:
    import numpy as np

    from simulator.analyses.funding import offered
    from simulator.results.outcomes import member_rows, with_system

    results, scenario = run.results, run.scenario
    yield "control_total_mean_gbp_m", with_system(results, "control_total").mean(axis=-1)
    is_funded = _concerned(run, tuple(funded(scenario)))
    funding = with_system(results, "funding")
    for name, values in _figures("funding", funding):
        yield name, np.where(is_funded, values, np.nan)
    offers = offered(run).mean(axis=-1)
    offers = np.concatenate([offers, offers[member_rows(results)].sum(axis=0)[None]])
    is_offered = is_funded & (offers > 1e-9)
    share = np.divide(funding.mean(axis=-1), offers, out=np.full_like(offers, np.nan), where=is_offered)
    yield "funding_earned_share", share
    is_moved = _concerned(run, results.members if moves_money(scenario) else ())
    for measure in ("transfers", "pooled", "pooling_administration"):
        mean = with_system(results, measure).mean(axis=-1)
        yield f"{measure}_mean_gbp_m", np.where(is_moved, mean, np.nan)
    ruled = [
        key for key, body in scenario.bodies.items() if getattr(body, "business_rules", None) is not None
    ]
    for measure in ("developments", "drawdown"):
        mean = with_system(results, measure).mean(axis=-1)
        yield f"{measure}_mean_gbp_m", np.where(_concerned(run, ruled), mean, np.nan)


def _of_councils(run: Run) -> Iterator[tuple[str, Array]]:
    import numpy as np

    from simulator.results.outcomes import with_system

    is_council = _concerned(run, councils(run.scenario))
    parts = {name: with_system(run.results, name) for name in ("pushed_by_schemes", "pushed_by_discharge")}
    parts["pushed"] = parts["pushed_by_schemes"] + parts["pushed_by_discharge"]
    for measure, values in parts.items():
        for name, figures in _figures(measure, values):
            yield name, np.where(is_council, figures, np.nan)


def _figures(measure: str, values: Array) -> Iterator[tuple[str, Array]]:
    import numpy as np

    yield f"{measure}_mean_gbp_m", values.mean(axis=-1)
    for percent in PERCENTS:
        yield f"{measure}_p{percent}_gbp_m", np.quantile(values, percent / 100, axis=-1)


def _concerned(run: Run, keys: Collection[str]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Rows of bodies among ``keys``, and the system's where any member is: shape ``(bodies and system, 1)``."""
    import numpy as np

    rows = [body in keys for body in run.results.bodies]
    return np.array([*rows, bool(set(keys) & set(run.results.members))])[:, None]
