"""Between what bounds each number must lie, whatever of it is stated: plan, percentiles, values."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.bounds import PROBABILITY, Bounds, bounds_of
from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.rules.contradiction import Contradiction, is_zero, planned, tables
from simulator.scenario.terms.bodies import Provider


def out_of_bounds(scenario: Scenario) -> Iterator[Contradiction]:
    """Numbers that state an amount which makes no sense for their key."""
    for path, table in tables(scenario):
        for key, bounds in bounds_of(type(table)).items():
            value = getattr(table, key)
            if isinstance(value, Number):
                yield from beyond(value, (*path, key), bounds)
            elif isinstance(value, dict):
                for year, row in value.items():
                    if isinstance(row, Number):  # plain figures beyond them do not fit the model
                        yield from beyond(row, (*path, key, year), bounds)


def cost_shares(scenario: Scenario) -> Iterator[Contradiction]:
    """What is fixed and what is semi-fixed is at most the whole of a cost line."""
    for body_key, body in scenario.bodies.items():
        if not isinstance(body, Provider):
            continue
        for key, line in body.costs.items():
            total = planned(line.fixed_pct) + planned(line.semi_fixed_pct)
            if total > 100 + 1e-9:
                yield Contradiction(
                    ("bodies", body_key, "costs", key),
                    f"fixed_pct and semi_fixed_pct add up to {total:g}; allowed is at most 100",
                )


def steps(scenario: Scenario) -> Iterator[Contradiction]:
    """A capacity step of nothing would open for ever."""
    for key, body in scenario.bodies.items():
        if isinstance(body, Provider) and body.capacity and is_zero(body.capacity.step_pct):
            yield Contradiction(("bodies", key, "capacity", "step_pct"), "should be above 0, but is 0")


def loadings(scenario: Scenario) -> Iterator[Contradiction]:
    """Loadings on several common factors leave room for what is a scheme's own."""
    dependence = scenario.dependence
    squares = dependence.delivery_on_system**2 + dependence.delivery_on_owner**2
    if squares > 1:
        yield Contradiction(
            ("dependence", "delivery_on_owner"),
            f"the squares of delivery_on_system and delivery_on_owner add up to {squares:.3g}; "
            "allowed is at most 1",
        )


def beyond(number: Number, path: KeyPath, bounds: Bounds) -> Iterator[Contradiction]:
    """Whatever a number states that does not lie within the bounds of its key."""
    low, high = bounds
    for name, figure in number.figures():
        if not low <= figure <= high:
            what = "is" if name == "value" else f"has {name} ="
            is_per_cent = bounds == PROBABILITY and 1 < figure <= 100
            hint = f"; {figure:g} % is {figure / 100:g}" if is_per_cent else ""
            yield Contradiction(path, f"{what} {figure:g}; allowed is {_allowed(figure, bounds)}{hint}")
    if number.sd is not None and number.sd > high - low:
        yield Contradiction(
            path, f"has sd = {number.sd:g}; allowed is {_allowed(number.sd, Bounds(0, high - low))}"
        )


def _allowed(figure: float, bounds: Bounds) -> str:
    low, high = bounds
    if high <= 100:
        return f"{low:g} to {high:g}"
    return f"at least {low:,.0f}" if figure < low else f"at most {high:,.0f}"


RULES = (out_of_bounds, cost_shares, steps, loadings)
