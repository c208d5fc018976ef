"""Nene in December 2013: break even, or the surplus too? Printed by `python -m evidence.validation.nene`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from evidence.validation.futures import lived, options
from evidence.validation.markdown import amount, share, show
from simulator import Run
from simulator.analyses.drivers import rank_correlations
from simulator.analyses.reported import places
from simulator.results.outcomes import POUND
from simulator.scenario.terms.bodies import Commissioner
from simulator.scenario.uncertainty import planned
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import Probability, probability

BODY = "nene_ccg"
FIRST_YEAR = 0
STRONGEST = 8
WORLDS = ("nene", "nene_no_recovery", "nene_in_april")


def of_first_year(run: Run, measure: str) -> Array:
    """A measure of the commissioner in 2013/14, future by future."""
    values: Array = run.results.by_year[measure][run.results.bodies.index(BODY), FIRST_YEAR]
    return values


def probabilities(run: Run, asked: float) -> dict[str, Probability]:
    """What can be asked of the year, and how likely it is."""
    surplus, cumulative = of_first_year(run, "surplus"), of_first_year(run, "cumulative")
    duty = 0.01 * of_first_year(run, "duty_income")
    return {
        "break even": probability(surplus >= -POUND),
        f"the £{asked:.1f}m asked for": probability(surplus >= asked - POUND),
        "1 % in the year": probability(surplus >= duty - POUND),
        "1 % carried forward": probability(cumulative >= duty - POUND),
        "worse than the run rate (−£8.6m)": probability(surplus < -8.6),
    }


def show_probabilities(worlds: Mapping[str, Run]) -> None:
    """The chances of 2013/14 in each world, and where the year ends."""
    asked = worlds["with recovery"].scenario.actuals[BODY].target_gbp_m
    assert asked is not None
    found = [probabilities(run, asked) for run in worlds.values()]
    rows = [
        (
            what,
            *(
                f"{share(one[what].estimate)} ({share(one[what].low)}–{share(one[what].high)})"
                for one in found
            ),
        )
        for what in found[0]
    ]
    for percent in (5, 10, 50, 90, 95):
        ends = [float(np.quantile(of_first_year(run, "surplus"), percent / 100)) for run in worlds.values()]
        rows.append((f"outturn, p{percent}, £m", *map(amount, ends)))
    rows.append(("as planned, £m", *(amount(float(_plan(run))) for run in worlds.values())))
    show("Nene, 2013/14", ("", *worlds), rows)


def most_that_recovery_can_hold(run: Run) -> float:
    """What the commissioner's actions hold in the year's open months if all are in force at once, at p90, £m.

    At base prices and before schemes, which leave less to be held.
    """
    body = run.scenario.bodies[BODY]
    assert isinstance(body, Commissioner)
    assert body.recovery is not None
    inputs = run.inputs
    held = 0.0
    for key, action in body.recovery.actions.items():
        part = float(inputs[f"bodies.{BODY}.recovery.actions.{key}.share_pct"].quantile(0.9)) / 100
        held += part * sum(planned(body.spend[line].base_gbp_m) for line in action.lines)
    return held * (12 - run.scenario.closed_months) / 12


def show_reasons(run: Run, without: Run) -> None:
    """What recovery brings in the year, when it comes, and what goes with a good end."""
    held = of_first_year(run, "held_by_recovery")
    worth = of_first_year(run, "surplus") - of_first_year(without, "surplus")
    begun = of_first_year(run, "recovery_months") > 0
    saved = [of_first_year(one, "savings_delivered") for one in (run, without)]
    planned = float(run.plan.by_year["savings_delivered"][run.results.bodies.index(BODY), FIRST_YEAR, 0])
    rows = [
        ("year to date in November, £m", amount(sum(run.scenario.actuals[BODY].position_gbp_m))),
        ("share of futures in recovery before April", share(float(begun.mean()))),
        ("held by recovery, mean £m", amount(float(held.mean()))),
        ("held, where anything is held, mean £m", amount(float(held[held > POUND].mean()))),
        ("share of futures in which anything is held", share(float((held > POUND).mean()))),
        ("worth of recovery in the year, mean £m", amount(float(worth.mean()))),
        ("its p10 and p90, £m", " and ".join(amount(float(q)) for q in np.quantile(worth, (0.1, 0.9)))),
        (
            "the most that its actions hold in four months, at p90, £m",
            amount(most_that_recovery_can_hold(run)),
        ),
        ("savings delivered, mean, with and without, £m", " and ".join(f"{s.mean():.1f}" for s in saved)),
        ("savings planned, £m", f"{planned:.1f}"),
    ]
    show("What recovery brings", ("", "2013/14"), rows)
    names = [str(name) for name in run.inputs.columns]
    surplus = of_first_year(run, "surplus")[:, None]
    found = rank_correlations(run.inputs.to_numpy(dtype=np.float64), surplus)[:, 0]
    order = sorted(range(len(names)), key=lambda i: -abs(found[i]))[:STRONGEST]
    show(
        "What goes with the outturn of 2013/14",
        ("input", "rank correlation"),
        [(names[i], f"{found[i]:+.2f}".replace("-", "−")) for i in order],
    )


def show_facts(run: Run, without: Run) -> None:
    """Where what was expected, and what came, falls in the futures of either world."""
    found = [{p.key: p for p in places(one.scenario, {"expected": one})} for one in (run, without)]
    rows = []
    for key, place in found[0].items():
        ends = sorted({amount(place.low), amount(place.high)}, key=lambda text: text.startswith("+"))
        quantiles = [f"{q:.1f}".replace("-", "−") for q in place.quantiles]
        lower = [share((one[key].share_below_low + one[key].share_below_high) / 2) for one in found]
        inside = "p10–p90" if place.is_inside_80 else "p5–p95" if place.is_inside_90 else "**no**"
        rows.append((key, " to ".join(ends), *quantiles, *lower, inside))
    headings = ("fact", "reported", "p5", "p10", "p50", "p90", "p95", "place", "place without", "inside")
    show("What was expected and what came, £m", headings, rows)


def _plan(run: Run) -> float:
    return float(run.plan.by_year["surplus"][run.results.bodies.index(BODY), FIRST_YEAR, 0])


@options
def main(replications: int, folder: Path | None) -> None:
    """Every table, as Markdown."""
    run, without, in_april = (lived(world, replications=replications, folder=folder) for world in WORLDS)
    show_probabilities({"with recovery": run, "without": without, "with recovery, no month closed": in_april})
    show_reasons(run, without)
    show_facts(run, without)


if __name__ == "__main__":
    main()
