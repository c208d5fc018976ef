"""The assumptions of a run that a person can argue about: its inputs, those that are one question taken together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simulator.analyses.drivers import YEAR_OF_PROGRAMME
from simulator.analyses.wording import condition
from simulator.montecarlo.run import Run
from simulator.sampling.factors import loadings_of_numbers
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import Array

PARTS = (
    (re.compile(r"^(winter)\.(strikes|start|length_months|severity)$"), "strikes"),
    (re.compile(r"^(risks\.[^.]+)\.(happens|day|amount_gbp_m)$"), "happens"),
    (re.compile(r"^(milestones\.[^.]+)\.(fails|delay_months)$"), "fails"),
    (re.compile(r"^(schemes\.[^.]+\.gateways\.[^.]+)\.(stops|delay_months|kept_pct)$"), "stops"),
    (re.compile(r"^(prices\.[^.]+)\.(innovation|planned_pct\.\d{4})$"), "innovation"),
    (re.compile(r"^(bodies\.[^.]+\.quality)\.(enters|lasts_months)$"), "enters"),
)
"""Inputs that are one question: of each its key, and which part of it a higher value is told by."""
ROW_OF_YEAR = re.compile(r"^(?!policy_regimes\.drawn\.)(.+)\.\d{4}$")
YEAR = re.compile(r"(?:@|\.)(\d{4})(?=\.|$)")

FAMILIES = {
    "factors.demand": "demand for all services grows faster",
    "factors.delivery": "more of all schemes is delivered",
    "inflation": "the rates of all prices that follow common inflation are above what was expected",
    "shocks": "what nobody planned turns out better at all bodies",
}


@dataclass(frozen=True)
class Assumption:
    """One question about a scenario, and the inputs that stand for it.

    Attributes
    ----------
    key : str
        As the scenario's file has it, without the years of a programme or a series.
    told : str
        What its being higher means, as a clause.
    anchor : str
        The member whose higher values are meant.
    members : tuple of str
        Columns of the run's inputs.
    families : tuple of str
        What moves together with others: keys of `Family`.
    """

    key: str
    told: str
    anchor: str
    members: tuple[str, ...]
    families: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Assumptions that are drawn together, by a common factor or a declared group of correlations.

    Attributes
    ----------
    whole : Assumption
        All of them taken for one.
    """

    whole: Assumption
    members: tuple[Assumption, ...]


@dataclass(frozen=True)
class Columns:
    """The inputs of a run up to a year, by name; what is drawn anew each year has a column a year, where known."""

    run: Run
    year: int
    yearly: Mapping[str, Array]

    def of(self, members: tuple[str, ...]) -> Array:
        """The columns of several inputs: shape ``(replications, columns)``; those that never vary are left out."""
        columns = [column for name in members for column in self._of(name)]
        varying = [column for column in columns if column.min() < column.max()]
        return np.stack(varying, axis=1) if varying else np.empty((self.run.replications, 0))

    def anchor(self, name: str) -> Array:
        """A member as one figure a future: its sum, where it is drawn anew each year."""
        total: Array = np.sum(list(self._of(name)), axis=0)
        return total

    def _of(self, name: str) -> Iterator[Array]:
        if name in self.yearly:
            yield from self.yearly[name][: self.year - self.run.scenario.start.year + 1]
        else:
            yield self.run.inputs[name].to_numpy(dtype=np.float64)


def assumptions(run: Run, year: int) -> list[Assumption]:
    """Every assumption that may matter by a year, in the order of the inputs: what is of later years is left out."""
    found: dict[str, list[str]] = {}
    for name in map(str, run.inputs.columns):
        if not _is_later(name, year):
            found.setdefault(_key(name), []).append(name)
    families = _families(run.scenario)
    return [_assumption(run.scenario, key, tuple(names), families) for key, names in found.items()]


def families(run: Run, found: list[Assumption]) -> list[Family]:
    """The families of which at least two assumptions are."""
    by_key: dict[str, list[Assumption]] = {}
    for one in found:
        for key in one.families:
            by_key.setdefault(key, []).append(one)
    return [
        Family(_whole(run.scenario, key, some), tuple(some)) for key, some in by_key.items() if len(some) > 1
    ]


def _assumption(
    scenario: Scenario, key: str, names: tuple[str, ...], families: Mapping[str, tuple[str, ...]]
) -> Assumption:
    anchor = next((name for name in names if _is_anchor(name)), names[0])
    is_of_a_question = any(pattern.match(anchor) for pattern, _ in PARTS)
    told = condition(scenario, YEAR_OF_PROGRAMME.sub(r"\1", anchor) if is_of_a_question else key)
    for body in scenario.bodies.values():
        told = told.replace(body.name, body.called)
    own = dict.fromkeys(family for name in names for family in families.get(name, ()))
    return Assumption(key, told, anchor, names, tuple(own))


def _key(name: str) -> str:
    whole = YEAR_OF_PROGRAMME.sub(r"\1", name)
    for pattern, _ in PARTS:
        if found := pattern.match(whole):
            return found[1]
    row = ROW_OF_YEAR.match(whole)
    return row[1] if row else whole


def _is_anchor(name: str) -> bool:
    return any((found := pattern.match(name)) and found[2] == part for pattern, part in PARTS)


def _is_later(name: str, year: int) -> bool:
    """Whether an input is a programme's instance, a row of rates or a parliament of a later year."""
    found = YEAR.search(name)
    return found is not None and int(found[1]) > year


def _families(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """By the name of an input, what it is drawn together with."""
    declared = {
        member: (f"correlations.{key}",)
        for key, group in scenario.correlations.items()
        for member in group.members
    }
    drawn = {name: tuple(loadings) for name, loadings in loadings_of_numbers(scenario).items()}
    prices = {
        f"prices.{key}.innovation": ("inflation",)
        for key, price in scenario.prices.items()
        if price.inflation_loading
    }
    shocks = scenario.operational_shocks
    struck = (
        {f"bodies.{key}.shock.innovation": ("shocks",) for key in scenario.bodies}
        if shocks is not None and shocks.shared
        else {}
    )
    return {**drawn, **prices, **struck, **declared}


def _whole(scenario: Scenario, key: str, some: list[Assumption]) -> Assumption:
    names = tuple(name for one in some for name in one.members)
    return Assumption(key, _family_told(scenario, key), some[0].anchor, names)


def _family_told(scenario: Scenario, key: str) -> str:
    if key in FAMILIES:
        return FAMILIES[key]
    kind, _, name = key.rpartition(".")
    if kind == "factors.delivery":
        return f"more of the schemes of {scenario.bodies[name].called} is delivered"
    return f"what moves together as “{name}” is higher"
