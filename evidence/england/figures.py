"""A run of the made-up England becomes the figures of the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evidence.england.bodies import ACUTE
from evidence.england.definitions import (
    draws_pct,
    in_deficit_pct,
    margin_pct,
    mean_correlation,
    persistence,
)
from simulator import Results, Run
from simulator.analyses.new_savings import Started
from simulator.analyses.reference_formulas import (
    all_transitions_pct,
    is_deep_in_deficit,
    is_in_surplus,
    miss_pct,
    spread,
    transition_pct,
)
from simulator.results.outcomes import POUND
from simulator.statistics.arrays import Array
from simulator.timeline import financial_year_label

Figures = Mapping[str, Mapping[str, float]]
"""Line to label (a financial year, or what of the line it is) to figure, per cent but for correlations."""

PANEL = (2016, 2017, 2018)
"""Financial years at whose ends the national panel knows what was owed."""
LARGE_MISS_GBP_M = 10.0
DECIMALS = 3


def figures(run: Run) -> Figures:
    """Every line of the table, of any run of the scenario, to three decimals."""
    return {
        line: {label: round(figure, DECIMALS) + 0.0 for label, figure in found.items()}
        for line, found in _lines(run)
    }


def _lines(run: Run) -> Iterator[tuple[str, Mapping[str, float]]]:
    results = run.results
    commissioners = [i for i, body in enumerate(results.bodies) if body in results.commissioners]
    providers = [i for i, body in enumerate(results.bodies) if body not in results.commissioners]
    labels = [financial_year_label(year) for year in results.years]

    def by_year(found: Array) -> dict[str, float]:
        return dict(zip(labels, (float(value) for value in found), strict=False))

    def of(measure: str, rows: Sequence[int]) -> Array:
        return results.by_year[measure][rows]

    surplus, income = of("surplus", providers), of("income", providers)
    yield "providers in deficit", by_year(in_deficit_pct(surplus))
    hospitals = [i for i in providers if results.bodies[i] in ACUTE]
    yield "hospitals in deficit", by_year(in_deficit_pct(of("surplus", hospitals)))
    yield "providers' margin", by_year(margin_pct(surplus, income))
    yield "providers' underlying margin", by_year(margin_pct(of("underlying", providers), income))
    recurrent = surplus - of("non_recurrent", providers)
    yield "providers' margin without one-offs", by_year(margin_pct(recurrent, income))
    unaided = surplus.sum(axis=0) - _help(run, providers)
    yield "providers' margin without help", by_year(margin_pct(unaided[None], income))
    yield "sustainability fund that is paid", _paid(results, providers, labels)
    yield (
        "commissioners with a deficit brought forward",
        by_year(in_deficit_pct(of("cumulative", commissioners))),
    )
    in_the_year = of("surplus", commissioners)
    yield "commissioners in deficit in the year", by_year(in_deficit_pct(in_the_year))
    yield "commissioners' margin", by_year(margin_pct(in_the_year, of("income", commissioners)))
    kept, deep = is_in_surplus(surplus), is_deep_in_deficit(surplus, income)
    for line, first in (
        ("of surpluses, in surplus three years later", kept),
        ("of deficits over 5 %, in balance three years later", deep),
    ):
        found = by_year(transition_pct(first, kept))
        yield line, {**found, "all years": all_transitions_pct(first, kept)}
    yield from _savings(run, providers, labels)
    yield from _misses(run, providers)
    yield from _loans(results, providers)


def _paid(results: Results, providers: Sequence[int], labels: Sequence[str]) -> Mapping[str, float]:
    """What was paid, incentive and bonus included, of what was offered, in years in which anything was."""
    paid, offered = (
        results.by_year[measure][providers].sum(axis=0).mean(axis=-1)
        for measure in ("funding", "funding_offered")
    )
    return {label: float(100 * p / o) for label, p, o in zip(labels, paid, offered, strict=True) if o > 0}


def _help(run: Run, providers: Sequence[int]) -> Array:
    """What made a year look better and does not last: support, savings of the year that do not recur, what financial
    recovery held back, and what the close found; £m, of all providers together, shape `(years, futures)`.
    """
    by_year = run.results.by_year
    paid = ("funding", "deficit_support", "break_funding", "held_by_recovery")
    amount = sum((by_year[measure][providers].sum(axis=0) for measure in paid), start=np.zeros(1))
    found = np.maximum(by_year["year_end_measures"][providers], 0.0).sum(axis=0)
    savers = {run.results.bodies[i] for i in providers}
    once = Started.of(run.scenario, run.results, savers).once(run.results)
    return np.asarray(amount + found + once)


def _savings(
    run: Run, providers: Sequence[int], labels: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, float]]]:
    started = Started.of(run.scenario, run.results, {run.results.bodies[i] for i in providers})
    saved, planned = started.new(run.results), started.planned(run.results, run.plan)
    of_plan = 100 * saved.mean(axis=-1) / planned.mean(axis=-1)
    once = 100 * started.once(run.results).mean(axis=-1) / saved.mean(axis=-1)
    new, intended = (
        (100 * amount / kept.by_year["income"][providers].sum(axis=0)).mean(axis=-1)
        for amount, kept in ((saved, run.results), (planned, run.plan))
    )
    for line, found in (
        ("providers' savings, of plan", of_plan),
        ("providers' new savings, of turnover", new),
        ("providers' new savings in the plan, of turnover", intended),
        ("providers' savings, non-recurrent", once),
    ):
        yield line, dict(zip(labels, map(float, found), strict=True))


def _misses(run: Run, providers: Sequence[int]) -> Iterator[tuple[str, Mapping[str, float]]]:
    results = run.results
    surplus, plan = results.by_year["surplus"], run.plan.by_year["surplus"]
    first = miss_pct(surplus[providers, 0], plan[providers, 0], results.by_year["income"][providers, 0])
    hospitals = [n for n, i in enumerate(providers) if results.bodies[i] in ACUTE]
    yield "first year's misses of hospitals", {"p90 − p10, % of turnover": spread(first[hospitals])}
    yield (
        "first year's misses of providers",
        {
            "correlation": mean_correlation(first),
            "mean, % of turnover": float(first.mean()),
        },
    )
    told = surplus - results.by_year["funding"]
    for line, asked, reached in (
        ("providers that miss their plan by over £10m", plan, surplus),
        ("providers that miss their budget by over £10m", results.by_year["budget"], told),
    ):
        short = reached[providers] - asked[providers] < -LARGE_MISS_GBP_M - POUND
        yield (
            line,
            {
                financial_year_label(year): float(100 * short[:, y].mean())
                for y, year in enumerate(results.years)
            },
        )


def _loans(results: Results, providers: Sequence[int]) -> Iterator[tuple[str, Mapping[str, float]]]:
    ends = [results.years.index(year) for year in PANEL]
    owed = results.by_year["loans"][np.ix_(providers, ends)]
    income = results.by_year["income"][providers, ends[-1]]
    owes = (owed > POUND).any(axis=1)
    yield "providers that owe at some year's end", {"2016/17 to 2018/19": float(100 * owes.mean())}
    draws = draws_pct(owed, income)
    first, then = draws[:, 0][owes], draws[:, 1][owes]
    yield "draws of 2018/19, % of income", _percentiles(then, 10, 50, 90)
    yield "draws of two years", persistence(first, then)
    yield "owed in March 2019, % of income", _percentiles((100 * owed[:, -1] / income)[owes], 50, 90)


def _percentiles(values: Array, *wanted: int) -> dict[str, float]:
    if not values.size:
        return {f"p{percent}": np.nan for percent in wanted}
    return {f"p{percent}": float(np.percentile(values, percent)) for percent in wanted}
