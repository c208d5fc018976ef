"""Why doing nothing came out as it did in the scenario of 2013: one term of the model changed at a time.

Printed by `python -m evidence.validation.past`. The changes are questions asked after the comparison with what was
reported; none of them went into the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from simulator import load, simulate
from simulator.analyses.reported import Place, places

SCENARIO = Path(__file__).parents[2] / "scenarios" / "west_norfolk_2013.toml"
REPLICATIONS = 2_048
FACTS = ("wnccg_do_nothing", "qeh_do_nothing", "wnccg_2016", "wnccg_2017", "qeh_2017")

CHANGES: Mapping[str, Mapping[str, float]] = {
    "as written": {},
    "business rules: nothing that is ahead is spent": {"bodies.wnccg.business_rules.development_pct": 0.0},
    "business rules: all that is ahead is spent": {"bodies.wnccg.business_rules.development_pct": 100.0},
    "no efficiency factor in the tariff": {
        f"prices.efficiency.planned_pct.{y}": 0.0 for y in (2013, 2014, 2015)
    },
    "half of the efficiency factor": {
        f"prices.efficiency.planned_pct.{y}": p for y, p in ((2013, 2.0), (2014, 2.0), (2015, 1.5))
    },
    "emergencies paid in full": {
        f"contracts.{payer}_qeh_non_elective.marginal_rate_pct.2013": 100.0 for payer in ("wnccg", "others")
    },
    "prescribing and continuing care at the growth of 2018": {
        "services.prescribing.growth_pct": 5.0,
        "services.continuing_care.growth_pct": 7.8,
    },
    "tariff and allocations as they were announced later": {
        **{
            f"prices.efficiency.planned_pct.{y}": p
            for y, p in ((2014, 4.0), (2015, 3.5), (2016, 2.0), (2019, 1.1))
        },
        **{
            f"prices.tariff.planned_pct.{y}": p
            for y, p in ((2014, 2.5), (2015, 1.9), (2016, 3.1), (2017, 2.1))
        },
        "prices.tariff.planned_pct.2019": 3.8,
        **{
            f"prices.allocation.planned_pct.{y}": p
            for y, p in ((2014, 2.5), (2015, 3.5), (2016, 3.4), (2017, 2.1))
        },
        **{f"prices.allocation.planned_pct.{y}": p for y, p in ((2018, 2.0), (2019, 2.2), (2020, 3.8))},
    },
}
"""What is asked, and the figures that it changes."""


def main() -> None:
    """Two tables, as Markdown: each fact's score beside single guesses; each figure's median and p10 to p90."""
    click.echo("| fact | CRPS, £m | at the start | last year | plan |\n|---|---|---|---|---|")
    for key, place in placed({}).items():
        scores = (place.crps, place.crps_as_at_start, place.crps_as_last_year, place.crps_plan)
        click.echo(f"| {key} | {' | '.join(f'{score:.1f}' for score in scores)} |")
    click.echo("")
    click.echo("| changed | " + " | ".join(FACTS) + " |")
    click.echo("|---|" + "---|" * len(FACTS))
    for name, figures in CHANGES.items():
        found = placed(figures)
        cells = [
            f"{found[key].quantiles[2]:.0f} ({found[key].quantiles[1]:.0f} to {found[key].quantiles[3]:.0f})"
            for key in FACTS
        ]
        click.echo(f"| {name} | {' | '.join(cells)} |")


def placed(figures: Mapping[str, float]) -> dict[str, Place]:
    """The place of every fact where some figures are others; opening positions need not hold then."""
    scenario = load(SCENARIO, overrides=[f"{key}={value}" for key, value in figures.items()])
    seed = scenario.seed or 0
    nothing = simulate(scenario.doing_nothing(), REPLICATIONS, seed, anyway=True)
    runs = {"expected": simulate(scenario, REPLICATIONS, seed, anyway=True), "do_nothing": nothing}
    return {place.key: place for place in places(scenario, runs)}


if __name__ == "__main__":
    main()
