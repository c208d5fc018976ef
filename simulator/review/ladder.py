"""The ladder of stresses that boards know: each step says what comes otherwise, the plan left as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

from simulator.analyses.planned_savings import full_year_effect
from simulator.errors import ArgumentError
from simulator.review.restated import changed, fixed, number_at, shifted
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.reading.overrides import Refused, key_and_value
from simulator.scenario.terms.bodies import Commissioner, Provider
from simulator.scenario.terms.policy_regimes import Policy
from simulator.scenario.terms.schemes import Scheme
from simulator.scenario.terms.stresses import Stress
from simulator.scenario.uncertainty import planned
from simulator.words.spelling import advice

Changes = dict[str, Any]
"""As `Scenario.with_` takes them; empty where the scenario has nothing that a step could move."""


@dataclass(frozen=True)
class Step:
    """A rung of the ladder.

    Attributes
    ----------
    key, title : str
        What commands and tables call it.
    changes : callable
        What it changes in a scenario; the second argument says whether the plan moves too.
    moves_plan : bool
        Whether it changes the plan by its nature: a date or a scheme that is not there has no other plan.
    savings_of : tuple of str
        Owners whose savings it fixes, so that what is expected of them anyway can be told beside it.
    """

    key: str
    title: str
    changes: Callable[[Scenario, bool], Changes]
    moves_plan: bool = False
    savings_of: Callable[[Scenario], tuple[str, ...]] = lambda _: ()


def applied(scenario: Scenario, steps: Sequence[Step], *, replan: bool) -> Scenario:
    """The scenario with the steps taken one after the other.

    What has no effect any more once a step is taken goes with it.
    """
    return reduce(lambda one, step: changed(one, step.changes(one, replan)), steps, scenario)


def standard_steps(scenario: Scenario) -> Iterator[Step]:
    """The steps that mean something in a scenario, in the order in which boards ask for them."""
    for step in (*STEPS, *_failures(scenario), DOWNSIDE):
        if step.changes(scenario, False):
            yield step


def own_steps(scenario: Scenario) -> Iterator[Step]:
    """The steps of `[stresses.*]`, in the order of the file.

    Raises
    ------
    ArgumentError
        If one names a step that is not built in, or has the key of one that is.
    """
    for key, own in scenario.stresses.items():
        if key in _BUILT_IN:
            raise ArgumentError(f"stresses.{key}: a step of that name is built in; give it another key")
        for name in own.steps:
            if name not in _BUILT_IN:
                raise ArgumentError(
                    f'stresses.{key}.steps: there is no step "{name}"{advice(name, _BUILT_IN)}'
                )
        yield Step(key, own.name, partial(_own_changes, key, own))


def _own_changes(key: str, own: Stress, scenario: Scenario, replan: bool) -> Changes:
    changes = _together([_BUILT_IN[step] for step in own.steps], scenario, replan)
    for setting in own.settings:
        try:
            path, value = key_and_value(setting)
        except Refused as problem:
            raise ArgumentError(f"stresses.{key}.settings: {setting!r}: {problem}") from problem
        number = number_at(scenario, path)
        is_figure = isinstance(value, (int, float)) and not isinstance(value, bool)
        changes[path] = fixed(number, float(value), replan=replan) if number and is_figure else value
    return changes


def _together(steps: Sequence[Step], scenario: Scenario, replan: bool) -> Changes:
    """What several steps change, taken one after the other."""
    changes: Changes = {}
    for step in steps:
        changes |= step.changes(scenario.with_(changes) if changes else scenario, replan)
    return changes


def commissioners(scenario: Scenario) -> tuple[str, ...]:
    return tuple(key for key, body in scenario.bodies.items() if isinstance(body, Commissioner))


def providers(scenario: Scenario) -> tuple[str, ...]:
    return tuple(key for key, body in scenario.bodies.items() if isinstance(body, Provider))


def _members(scenario: Scenario) -> tuple[str, ...]:
    return tuple(scenario.system.members)


def _demand(points: float, *, with_income: bool) -> Callable[[Scenario, bool], Changes]:
    def changes(scenario: Scenario, replan: bool) -> Changes:
        moved = _shifted(
            {f"services.{key}.growth_pct": one.growth_pct for key, one in scenario.services.items()},
            points,
            replan,
        )
        if with_income:
            agreed = {
                f"contracts.{key}.planned_growth_pct": one.planned_growth_pct
                for key, one in scenario.contracts.items()
                if one.payer in scenario.bodies
            }
            moved |= _shifted(agreed, points, replan=True)
            moved |= _rates(scenario, _allocation_series(scenario), points, replan)
        return moved

    return changes


def delivered(
    share: float, owners: Callable[[Scenario], tuple[str, ...]]
) -> Callable[[Scenario, bool], Changes]:
    """All schemes of some owners deliver the same share of what they plan, in every future."""

    def changes(scenario: Scenario, replan: bool) -> Changes:
        return {
            f"schemes.{key}.delivery": fixed(one.delivery, share * planned(one.delivery), replan=replan)
            for key, one in _schemes_of(scenario, owners(scenario))
        }

    return changes


def _late(scenario: Scenario, replan: bool) -> Changes:
    return {
        f"schemes.{key}.delay_months": shifted(one.delay_months, 12.0, replan=replan)
        for key, one in _schemes_of(scenario, _members(scenario))
    }


def _starts_moved(scenario: Scenario, replan: bool) -> Changes:
    return {
        f"schemes.{key}.start": one.start.replace(year=one.start.year + 1)
        for key, one in _schemes_of(scenario, _members(scenario))
        if one.ends is None and not _is_feb_29(one)
    }


def _is_feb_29(scheme: Scheme) -> bool:
    return (scheme.start.month, scheme.start.day) == (2, 29)


def _no_non_recurrent_help(scenario: Scenario, replan: bool) -> Changes:
    changes: Changes = {}
    for key, body in scenario.bodies.items():
        changes |= {
            f"bodies.{key}.{table}": None
            for table in ("year_end", "recovery")
            if getattr(body, table, None) is not None
        }
    receipts = [key for key, one in scenario.schemes.items() if one.kind == "one_off"]
    return changes | _without(scenario, receipts)


def _no_support(scenario: Scenario, replan: bool) -> Changes:
    changes: Changes = {
        f"bodies.{key}.sustainability_funding": None
        for key, body in scenario.bodies.items()
        if getattr(body, "sustainability_funding", None) is not None
    }
    if scenario.regime.providers.rescue is not None:
        changes["regime.providers.rescue"] = None
    if scenario.policy_regimes is not None and scenario.policy_regimes.interruption is not None:
        changes["policy_regimes.interruption"] = None
    return changes


def _hard_winters(scenario: Scenario, replan: bool) -> Changes:
    if scenario.winter is None:
        return {}
    return {"winter.probability": fixed(scenario.winter.probability, 1.0, replan=replan)}


def _pay(points: float, *, tariff_follows: bool) -> Callable[[Scenario, bool], Changes]:
    def changes(scenario: Scenario, replan: bool) -> Changes:
        series = _pay_series(scenario)
        moved = _rates(scenario, series, points, replan)
        if tariff_follows and moved:
            share = _share_of_costs(scenario, series)
            for tariff in _tariffs(scenario):
                moved |= _rates(scenario, tariff, points * share, replan)
        return moved

    return changes


def _allocations(points: float) -> Callable[[Scenario, bool], Changes]:
    return lambda scenario, replan: _rates(scenario, _allocation_series(scenario), points, replan)


def _efficiency(points: float) -> Callable[[Scenario, bool], Changes]:
    def changes(scenario: Scenario, replan: bool) -> Changes:
        factors = {scenario.prices[tariff].less for tariff in _tariffs(scenario)} - {None}
        return reduce(
            lambda all_, factor: all_ | _rates(scenario, factor, points, replan),
            sorted(map(str, factors)),
            {},
        )

    return changes


def _tight_policy(scenario: Scenario, replan: bool) -> Changes:
    if scenario.policy_regimes is None:
        return {}
    regimes = scenario.policy_regimes.regimes
    tightest = min(regimes, key=lambda key: (_looseness(scenario, regimes[key]), key))
    return {f"policy_regimes.regimes.{key}.probability": float(key == tightest) for key in regimes}


def _looseness(scenario: Scenario, policy: Policy) -> float:
    """What a regime adds to the growth of allocations; support breaks ties."""
    rate = policy.rates_pct.get(str(_allocation_series(scenario)))
    return (planned(rate) if rate is not None else 0.0) + planned(policy.support_pct) / 1e6


def _failures(scenario: Scenario) -> Iterator[Step]:
    """The biggest scheme fails; and each scheme left out in turn, with those that need it."""
    sizes = {
        key: sum(full_year_effect(scenario, name) for name in scenario.instances if _key_of(name) == key)
        for key, one in scenario.schemes.items()
        if one.owner in scenario.system.members and one.kind != "one_off" and not one.repeats_yearly
    }
    if sizes:
        biggest = max(sizes, key=lambda key: (sizes[key], key))
        yield Step(
            "biggest_fails",
            f"The biggest scheme fails: {scenario.schemes[biggest].name}",
            lambda one, replan: {
                f"schemes.{biggest}.delivery": fixed(one.schemes[biggest].delivery, 0.0, replan=replan)
            },
        )


def left_out(scenario: Scenario) -> Iterator[Step]:
    """A step for each scheme of a member: the plan without it, and without those that need it."""
    for key, scheme in _schemes_of(scenario, _members(scenario)):
        others = sorted(_needing(scenario, key) - {key})
        also = f", and {', '.join(scenario.schemes[one].name for one in others)}" if others else ""
        yield Step(
            f"without_{key}",
            f"Without {scheme.name}{also}",
            partial(_leaving_out, (key, *others)),
            moves_plan=True,
        )


def _leaving_out(keys: Sequence[str], scenario: Scenario, replan: bool) -> Changes:
    return _without(scenario, keys)


def _needing(scenario: Scenario, key: str) -> set[str]:
    """A scheme and all that wait for it."""
    found = {key}
    while more := {
        other for other, one in scenario.schemes.items() if other not in found and found & set(one.needs)
    }:
        found |= more
    return found


def _without(scenario: Scenario, keys: Sequence[str]) -> Changes:
    gone = set[str]().union(*(_needing(scenario, key) for key in keys)) if keys else set[str]()
    changes: Changes = {f"schemes.{key}": None for key in sorted(gone)}
    for name, group in scenario.correlations.items():
        members = [
            one for one in group.members if one.split(".")[1] not in gone or not one.startswith("schemes.")
        ]
        if len(members) < len(group.members):
            changes[f"correlations.{name}"] = None
    return changes


def _schemes_of(scenario: Scenario, owners: Sequence[str]) -> Iterator[tuple[str, Scheme]]:
    return ((key, one) for key, one in scenario.schemes.items() if one.owner in owners)


def _key_of(instance: str) -> str:
    return instance.partition("@")[0]


def _shifted(numbers: Mapping[str, Number], by: float, replan: bool) -> Changes:
    return {path: shifted(number, by, replan=replan) for path, number in numbers.items()}


def _rates(scenario: Scenario, series: str | None, points: float, replan: bool) -> Changes:
    """A price series grows by so many points more in each year that is not yet known."""
    if series is None:
        return {}
    rates = scenario.prices[series].planned_pct
    return _shifted(
        {f"prices.{series}.planned_pct.{year}": rate for year, rate in rates.items()}, points, replan
    )


def _allocation_series(scenario: Scenario) -> str | None:
    """The series that most of the commissioners' money moves with."""
    money: dict[str, float] = defaultdict(float)
    for body in scenario.bodies.values():
        if isinstance(body, Commissioner) and body.allocation_price is not None:
            money[body.allocation_price] += planned(body.allocation_gbp_m)
    return _largest(money)


def _pay_series(scenario: Scenario) -> str | None:
    """The series that most of the providers' cost moves with."""
    return _largest(_costs(scenario))


def _costs(scenario: Scenario) -> dict[str, float]:
    costs: dict[str, float] = defaultdict(float)
    for key in providers(scenario):
        body = scenario.bodies[key]
        assert isinstance(body, Provider)
        for line in body.costs.values():
            if line.price is not None:
                costs[line.price] += planned(line.base_gbp_m)
    return costs


def _share_of_costs(scenario: Scenario, series: str | None) -> float:
    costs = _costs(scenario)
    return costs[str(series)] / sum(costs.values())


def _tariffs(scenario: Scenario) -> list[str]:
    """The series of contracts from which an efficiency factor is taken; without such, those of all contracts."""
    series = sorted({one.price for one in scenario.contracts.values() if one.price is not None})
    return [key for key in series if scenario.prices[key].less is not None] or series


def _largest(amounts: Mapping[str, float]) -> str | None:
    return max(amounts, key=lambda key: (amounts[key], key)) if amounts else None


STEPS = (
    Step("demand_up", "Demand +1 point a year, income not following", _demand(1.0, with_income=False)),
    Step(
        "demand_up_with_income",
        "Demand +1 point a year, allocations and contracts following",
        _demand(1.0, with_income=True),
    ),
    Step(
        "qipp_60",
        "Commissioners' savings at 60 % of plan",
        delivered(0.6, commissioners),
        savings_of=commissioners,
    ),
    Step(
        "qipp_110",
        "Commissioners' savings at 110 % of plan",
        delivered(1.1, commissioners),
        savings_of=commissioners,
    ),
    Step("cip_90", "Providers' savings at 90 % of plan", delivered(0.9, providers), savings_of=providers),
    Step("savings_80", "All savings at 80 % of plan", delivered(0.8, _members), savings_of=_members),
    Step("a_year_late", "All schemes 12 months later than they would be", _late),
    Step("starts_a_year_later", "All schemes planned to start a year later", _starts_moved, moves_plan=True),
    Step(
        "no_non_recurrent",
        "No receipts, year-end or recovery measures",
        _no_non_recurrent_help,
    ),
    Step("no_support", "No support funding, no rescue", _no_support),
    Step("hard_winters", "A hard winter every year", _hard_winters),
    Step("pay_up", "Pay +1 point a year, the tariff not following", _pay(1.0, tariff_follows=False)),
    Step("pay_up_with_tariff", "Pay +1 point a year, the tariff following", _pay(1.0, tariff_follows=True)),
    Step("allocations_down", "Allocations −0.5 points a year", _allocations(-0.5)),
    Step("efficiency_up", "Efficiency factor of the tariff +1 point a year", _efficiency(1.0)),
    Step("tight_policy", "The tightest policy in every parliament", _tight_policy),
)
MODERATE = ("demand_up_with_income", "cip_90", "pay_up_with_tariff", "allocations_down")


def _downside(scenario: Scenario, replan: bool) -> Changes:
    return _together([step for step in STEPS if step.key in MODERATE], scenario, replan)


DOWNSIDE = Step(
    "downside",
    "Downside: demand, pay +1, both followed; allocations −0.5; CIP 90 %",
    _downside,
)

_BUILT_IN: Mapping[str, Step] = {step.key: step for step in (*STEPS, DOWNSIDE)}
