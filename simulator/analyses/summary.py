"""The answer in tables: probabilities with their intervals, and amounts, of bodies and of savings schemes.

NumPy and pandas are imported where they are used, so that importing the package stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.analyses import summary_mechanisms

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from simulator.analyses.duties import Duties
    from simulator.montecarlo.run import Run
    from simulator.results.arrays import Results
    from simulator.statistics.arrays import Array

COLUMNS = (
    "body",
    "year",
    "p_break_even",
    "p_surplus_1pct",
    "p_cumulative_surplus_1pct",
    "p_break_even_3y",
    "p_control_total",
    "surplus_mean_gbp_m",
    "surplus_p10_gbp_m",
    "surplus_p50_gbp_m",
    "surplus_p90_gbp_m",
    "underlying_p50_gbp_m",
    "cumulative_p50_gbp_m",
    "income_mean_gbp_m",
    "cash_p10_gbp_m",
    "savings_planned_gbp_m",
    "savings_delivered_mean_gbp_m",
    "plan_surplus_gbp_m",
    "do_nothing_surplus_gbp_m",
    "investment_mean_gbp_m",
    "care_cancelled_mean_gbp_m",
    "backlog_mean_gbp_m",
    "recovery_share",
    *summary_mechanisms.COLUMNS,
)
"""Of the summary, in this order; of what has an interval its ends follow in the file. `recovery_share`: of the
replications, in financial recovery in the year."""

ENOUGH_OF_PLAN = 0.8
MONTHLY = {"year_to_date": "year_to_date", "month_end_forecast": "forecast_outturn", "run_rate": "run_rate"}
"""Of `months.csv`, each with its measure. What a month's report forecasts, contingency and delay in the books included,
is not where the year will end: that is the outturn of `forecast.csv`."""


def summary(run: Run) -> pd.DataFrame:
    """One row a body and year, then the system's and every body's; what does not apply is empty.

    Examples
    --------
    >>> from simulator import load, simulate, summary
    >>> table = summary(simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1))
    >>> list(table["body"].unique())
    ['qeh', 'wnccg', 'system', 'every_body']
    """
    from simulator.analyses.asked import a_run
    from simulator.analyses.columns import in_columns
    from simulator.analyses.duties import Duties
    from simulator.results.outcomes import outcomes

    return in_columns(summary_table(run, Duties(outcomes(a_run(run).results))))


def summary_table(run: Run, duties: Duties) -> pd.DataFrame:
    """The summary, each probability with its interval in one cell."""
    import pandas as pd

    from simulator.timeline import financial_year_label

    names, years = duties.reached.names, duties.reached.years
    cells = _probabilities(duties) | _amounts(run)
    cells["body"] = [name for name in names for _ in years]
    cells["year"] = [financial_year_label(year) for _ in names for year in years]
    return pd.DataFrame({name: cells[name] for name in COLUMNS})


def recovery_year(run: Run) -> pd.DataFrame:
    """By when each body, the system and every body at once break even for good: one row a body and year.

    `p_recovered_by` is the share of replications that break even in that year and every later one to the horizon;
    `median_recovery_year` the first year in which it is at least one half (empty if none); `p_never` the
    share that has not recovered at the horizon.

    Examples
    --------
    >>> from simulator import load, recovery_year, simulate
    >>> table = recovery_year(simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1))
    >>> len(table)  # four names, ten years
    40
    """
    from simulator.analyses.asked import a_run
    from simulator.analyses.columns import in_columns
    from simulator.analyses.duties import Duties
    from simulator.results.outcomes import outcomes

    return in_columns(recovery_table(Duties(outcomes(a_run(run).results))))


def recovery_table(duties: Duties) -> pd.DataFrame:
    """By when each recovers, each probability with its interval in one cell."""
    import pandas as pd

    from simulator.timeline import financial_year_label

    labels = [financial_year_label(year) for year in duties.reached.years]
    rows: list[dict[str, object]] = []
    for i, name in enumerate(duties.reached.names):
        shares = duties.recovered_by.estimate[i]
        likely = [label for label, share in zip(labels, shares, strict=True) if share >= 0.5]
        rows += [
            {
                "body": name,
                "year": label,
                "p_recovered_by": duties.recovered_by.at(i, j),
                "median_recovery_year": likely[0] if likely else None,
                "p_never": duties.never.at(i),
            }
            for j, label in enumerate(labels)
        ]
    return pd.DataFrame(rows)


def schemes_table(run: Run) -> pd.DataFrame:
    """One row a scheme instance and year: what is planned, what is delivered, how often it is stopped.

    `stated_full_year_gbp_m` is what the scenario states, or the plan run sets of a programme that follows need, at base
    amounts; `plan_run_rate_at_year_end_gbp_m` what the
    recurrent part of the scheme, as the plan run has it on 31 March, saves in a year like the one that ends: after
    erosion and the schemes before it on the same spend, at that year's prices, and of a contract only what it pays
    less for less activity.
    """
    import numpy as np
    import pandas as pd

    from simulator.analyses.planned_savings import full_year_effect
    from simulator.timeline import financial_year_label

    results, plan = run.results, run.plan
    years = len(results.years)
    instances = [run.scenario.instances[name] for name in results.instances]
    table: dict[str, Any] = {
        "instance": np.repeat(np.array(results.instances, dtype=object), years),
        "name": np.repeat(np.array([scheme.name for scheme in instances], dtype=object), years),
        "owner": np.repeat(np.array([scheme.owner for scheme in instances], dtype=object), years),
        "year": [financial_year_label(year) for _ in instances for year in results.years],
        "stated_full_year_gbp_m": np.repeat(
            [full_year_effect(run.scenario, name, plan) for name in results.instances], years
        ),
        "plan_delivered_gbp_m": plan.schemes_by_year["delivered"][..., 0].ravel(),
        "plan_run_rate_at_year_end_gbp_m": plan.schemes_by_year["full_year"][..., 0].ravel(),
    }
    table |= _deliveries(results, plan)
    for name, values in _lives(run).items():
        table[name] = np.repeat(values, years)
    return pd.DataFrame(table)


def months_table(run: Run) -> pd.DataFrame:
    """One row a body and month: what the month-end reports showed, at the 10th, 50th and 90th percentile."""
    import pandas as pd

    results = run.results
    table: dict[str, Any] = {
        "body": [body for body in results.bodies for _ in results.months],
        "month": list(results.months) * len(results.bodies),
    }
    for name, measure in MONTHLY.items():
        table |= _percentiles(name, results.by_month[measure])
    return pd.DataFrame(table)


def _probabilities(duties: Duties) -> dict[str, Any]:
    """Those of which the file has the interval, and those of which it has none."""
    return {
        "p_break_even": duties.break_even.each(),
        "p_surplus_1pct": duties.surplus_1pct.each(),
        "p_control_total": duties.control_total.each(),
        "p_cumulative_surplus_1pct": duties.cumulative_1pct.estimate.ravel(),
        "p_break_even_3y": duties.break_even_3y.estimate.ravel(),
    }


def _amounts(run: Run) -> dict[str, Any]:
    """Amounts of each body and the system; every body at once has none."""
    import numpy as np

    from simulator.results.outcomes import with_system

    results = run.results
    surplus = with_system(results, "surplus")
    cells: dict[str, Any] = {"surplus_mean_gbp_m": surplus.mean(axis=-1)}
    for percent in (10, 50, 90):
        cells[f"surplus_p{percent}_gbp_m"] = np.quantile(surplus, percent / 100, axis=-1)
    for measure in ("underlying", "cumulative"):
        cells[f"{measure}_p50_gbp_m"] = np.median(with_system(results, measure), axis=-1)
    cells["cash_p10_gbp_m"] = np.quantile(with_system(results, "cash"), 0.1, axis=-1)
    for measure in ("income", "savings_delivered", "investment", "care_cancelled", "backlog"):
        cells[f"{measure}_mean_gbp_m"] = with_system(results, measure).mean(axis=-1)
    cells["savings_planned_gbp_m"] = with_system(run.plan, "savings_delivered")[..., 0]
    cells["plan_surplus_gbp_m"] = with_system(run.plan, "surplus")[..., 0]
    cells["do_nothing_surplus_gbp_m"] = with_system(run.do_nothing, "surplus")[..., 0]
    cells |= summary_mechanisms.amounts_of_mechanisms(run)
    cells["recovery_share"] = (with_system(results, "recovery_months") > 0).mean(axis=-1)
    years = len(results.years)
    return {name: np.append(values.ravel(), np.full(years, np.nan)) for name, values in cells.items()}


def _deliveries(results: Results, plan: Results) -> dict[str, Any]:
    import numpy as np

    from simulator.statistics.intervals import probabilities

    delivered = results.schemes_by_year["delivered"]
    planned = plan.schemes_by_year["delivered"]
    mean = delivered.mean(axis=-1)
    columns: dict[str, Any] = _percentiles("delivered", delivered)
    columns["delivered_mean_gbp_m"] = mean.ravel()
    is_planned = planned[..., 0] > 1e-9
    columns["p_at_least_80pct"] = (
        probabilities(delivered >= ENOUGH_OF_PLAN * planned).where(is_planned).each()
    )
    recurrent = results.schemes_by_year["recurrent"].mean(axis=-1)
    has_delivered = np.abs(mean) > 1e-9
    columns["recurrent_share"] = np.divide(
        recurrent, mean, out=np.full_like(mean, np.nan), where=has_delivered
    ).ravel()
    investment = results.schemes_by_year["investment"].mean(axis=-1)
    columns["net_of_investment_mean_gbp_m"] = (mean - investment).ravel()
    return columns


def _lives(run: Run) -> dict[str, np.ndarray[Any, Any]]:
    """How often each instance was stopped, and when it was to go live and does; empty is never."""
    import numpy as np

    from simulator.statistics.intervals import probabilities
    from simulator.timeline import date_at

    def date(months: float) -> str | None:
        return date_at(run.scenario.start, months).isoformat() if np.isfinite(months) else None

    stopped = probabilities(run.results.schemes["stopped"] > 0.5)
    planned = run.plan.schemes["go_live"][:, 0]
    # An order statistic and no mean of two: halfway to never is not a date.
    median = np.quantile(run.results.schemes["go_live"], 0.5, axis=-1, method="inverted_cdf")
    return {
        "p_stopped": np.array(stopped.each(), dtype=object),
        "go_live_planned": np.array([date(months) for months in planned], dtype=object),
        "go_live_p50": np.array([date(months) for months in median], dtype=object),
    }


def _percentiles(measure: str, values: Array) -> dict[str, Array]:
    import numpy as np

    rows = np.quantile(values, (0.1, 0.5, 0.9), axis=-1)
    return {f"{measure}_p{p}_gbp_m": row.ravel() for p, row in zip((10, 50, 90), rows, strict=True)}
