"""Mechanisms of behaviour, one after the other laid over the made-up England: each with the figures that it has there.

What is not `calibrated_to` a national figure is judgement, and was fixed before its run was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from evidence.england.bodies import ACUTE, COMMISSIONERS, PROVIDERS
from simulator import Scenario
from simulator.scenario.uncertainty import planned

Changes = dict[str, Any]

FITTED_GROWTH, FITTED_CLOSE, FITTED_SHOCKS, FITTED_BONUS = 0.82, 2.22, 1.79, 17.84
"""What `python -m evidence.england.calibration` fitted: growth of unit costs, % a year, and what a provider's close can
find, % of income (medians of both); spread of operational shocks, % of income; bonus, % of what is offered."""


@dataclass(frozen=True)
class Mechanism:
    """A mechanism as it is set in England.

    Attributes
    ----------
    name : str
        Of its file of kept figures, and for the command line.
    title : str
        What the page calls it.
    changes : callable
        What it sets, as `Scenario.with_` takes it.
    """

    name: str
    title: str
    changes: Callable[[Scenario], Changes]


def unit_costs(_: Scenario) -> Changes:
    """Growth of unit costs beyond prices, which no plan counts on.

    The median is fitted to national margins of 2012/13 to 2018/19 (calibration.py); the spread between bodies and what
    years have in common are judgement.
    """
    common = {"unit_costs": {"error_sd_pct": 0.3, "error_persistence": 0.5}}
    growth = unit_cost_growth(FITTED_GROWTH)
    return common | {f"bodies.{provider.key}.unit_cost_growth_pct": growth for provider in PROVIDERS}


def unit_cost_growth(median: float) -> dict[str, float]:
    """A provider's own growth, % a year: its median, and between bodies from 0.45 less to 0.55 more (judgement)."""
    return {"p10": median - 0.45, "p50": median, "p90": median + 0.55, "plan": 0.0}


def affordability(england: Scenario) -> Changes:
    """Commissioners offer what they can afford, and withhold from what is above it (judgement, as are all its figures).

    10, 40 or 70 % is withheld where the forecast is 2 % of the allocation short of the target; half of the planned care
    that is not paid waits instead of being done, and no emergency does.
    """
    terms = {"withheld_pct": {"p10": 10.0, "p50": 40.0, "p90": 70.0}, "withheld_in_full_at_pct": 2.0}
    payers = {one.body for one in COMMISSIONERS}
    changes: Changes = {f"bodies.{payer}.affordability": terms for payer in sorted(payers)}
    for key, contract in england.contracts.items():
        if contract.service == "elective" and contract.form != "block" and contract.payer in payers:
            changes[f"contracts.{key}.stopped_pct"] = 50.0
    return changes


def operational_shocks(_: Scenario) -> Changes:
    """Years that turn out otherwise than anybody named: the spread is fitted (calibration.py), sharing and what stays
    are judgement.

    In 2018/19 12.6 % of trusts missed their plans by more than £10m (quality S), and providers' misses are correlated.
    A mean of −1 % had been judged; national margins do not tell it from growth of unit costs (calibration.py): it is 0,
    by judgement.
    """
    return {
        "operational_shocks": {
            "mean_pct": 0.0,
            "sd_pct": FITTED_SHOCKS,
            "recurrent_pct": 50.0,
            "shared": 0.35,
            "commissioners_pct": 25.0,
        }
    }


def quality(_: Scenario) -> Changes:
    """Quality special measures of hospitals: about one in ten at any time (quality M), for two to three years."""
    terms = {
        "probability": 0.04,
        "lasts_months": {"p10": 20.0, "p50": 27.0, "p90": 38.0},
        "cost_pct": {"p10": 1.5, "p50": 2.5, "p90": 4.0},
    }
    return {f"bodies.{key}.quality": terms for key in ACUTE}


def commissioned(england: Scenario) -> Changes:
    """From 2015/16 spending on mental health was to grow as allocations did (quality S); its cost is judgement."""
    rates = england.prices
    money = {
        str(year): planned(row)
        for year, row in (
            (year, england.row(rates["allocation" if year >= STANDARD_FROM else "tariff"].planned_pct, year))
            for year in range(england.start.year, england.start.year + england.years)
        )
    }
    efficiency = rates["efficiency"].planned_pct
    before = {year: rate - planned(england.row(efficiency, int(year))) for year, rate in money.items()}
    planned_pct = {year: rate if int(year) >= STANDARD_FROM else before[year] for year, rate in money.items()}
    changes: Changes = {"prices.mental_health_standard": {"planned_pct": planned_pct}}
    for key, contract in england.contracts.items():
        if contract.provider.endswith("mental_health") and contract.price == "tariff":
            cost = {"p10": 85.0, "p50": 92.0, "p90": 100.0}
            changes[f"contracts.{key}.commissioned"] = {"money": "mental_health_standard", "cost_pct": cost}
    return changes


def year_end(_: Scenario) -> Changes:
    """What a close can find: of a provider fitted to national margins (calibration.py), of a commissioner 0.9 %, by
    judgement, as is what returns of it and what is brought forward.
    """
    terms = {"brought_forward_pct": 50.0, "returns_pct": 25.0}
    close = {one.body: 0.9 for one in COMMISSIONERS} | {provider.key: FITTED_CLOSE for provider in PROVIDERS}
    return {f"bodies.{body}.year_end": terms | {"found_pct": found(median)} for body, median in close.items()}


def found(median: float) -> dict[str, float]:
    """What a close can find, % of income: its median, and a third and more than twice of it (judgement)."""
    return {"p10": round(median / 3, 2), "p50": median, "p90": round(2.2 * median, 2)}


def levies(_: Scenario) -> Changes:
    """The Better Care Fund of 2015/16: £1.9bn of commissioners' £66bn (quality S) is 2.9 %, of which about half went on
    paying for care outside hospitals that they had paid before (judgement).
    """
    return {"levies.better_care_fund": {"from_year": 2015, "share_pct": 1.5}}


def programmes(england: Scenario) -> Changes:
    """Programmes follow need from the second year on, between 1 and 6 % of what they act on: planning rounds asked for
    the one at least, and hardly any body planned beyond the other (judgement). Providers aim at the 1 % surplus that
    rules asked for, commissioners at balance: their 1 % is carried forward and not made anew.

    Delivery as it stands is that of programmes of up to 5.5 % in a full year, 4.7 % new in a year: of about 4 % some
    nine tenths were delivered in all years of which it is known (quality S). Beyond that 5 to 10 points less of it are
    delivered for each point more (judgement). Programmes do not tire: the record of 2012/13 to 2017/18 shows no
    decline.
    """
    changes: Changes = {}
    aims = {one.body: 0.0 for one in COMMISSIONERS} | {provider.key: 1.0 for provider in PROVIDERS}
    for key, scheme in england.schemes.items():
        if scheme.repeats_yearly:
            terms: Changes = {
                "least_pct": 1.0,
                "most_pct": 6.0,
                "stretch_from_pct": 5.5,
                "stretch_effect": {"p10": 0.05, "p50": 0.075, "p90": 0.10},
            }
            if scheme.owner in aims:  # one of a body's programmes says it for all
                terms["target_pct"] = aims.pop(scheme.owner)
            changes[f"schemes.{key}.follows_need"] = terms
    return changes


def bonus(_: Scenario) -> Changes:
    """What trusts did not earn of the fund went to those that met their control totals: a pound for each by which they
    did better (quality S), and the rest as a bonus, fitted so that the fund is used in full, as it was to be
    (calibration.py). In 2019/20 there was neither (quality M).
    """
    incentive = {"2012": 0.0, "2016": 100.0, "2019": 0.0}
    return {"regime.providers.incentive_pct": incentive} | bonus_pct(FITTED_BONUS)


def bonus_pct(share: float) -> Changes:
    """The bonus to who met its control total, % of its offer, from 2016/17 to 2018/19."""
    return {"regime.providers.bonus_pct": {"2012": 0.0, "2016": share, "2019": 0.0}}


STANDARD_FROM = 2015
"""First year of the mental health investment standard, then called parity of esteem."""

MECHANISMS: tuple[Mechanism, ...] = (
    Mechanism("unit_costs", "unit costs that grow back", unit_costs),
    Mechanism("affordability", "what commissioners can afford", affordability),
    Mechanism("shocks", "operational shocks", operational_shocks),
    Mechanism("quality", "quality special measures", quality),
    Mechanism("commissioned", "more money for more work", commissioned),
    Mechanism("year_end", "year-end measures", year_end),
    Mechanism("levies", "levies", levies),
    Mechanism("programmes", "savings programmes that follow need", programmes),
    Mechanism("bonus", "a fund that is used in full", bonus),
)
"""In the order in which they were built."""

BASELINE = "baseline"
"""The model without any."""
STAGES: tuple[str, ...] = (BASELINE, *(mechanism.name for mechanism in MECHANISMS))
"""The baseline, and England with every mechanism up to the one named."""


def up_to(scenario: Scenario, stage: str) -> Scenario:
    """England with the mechanisms up to a stage."""
    changes: Changes = {}
    for mechanism in _up_to(stage):
        changes |= mechanism.changes(scenario)
    return scenario.with_(changes) if changes else scenario


def _up_to(stage: str) -> Iterator[Mechanism]:
    if stage != BASELINE:
        yield from MECHANISMS[: STAGES.index(stage)]
