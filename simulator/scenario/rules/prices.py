"""Prices: each reference is somebody's, and an error is of a price that is used."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, unknown, without_effect
from simulator.scenario.terms.bodies import AnyBody, Buyer, Commissioner, Council


def prices(scenario: Scenario) -> Iterator[Contradiction]:
    """Every price series that is named exists."""
    if "other" not in scenario.prices:
        yield Contradiction(
            ("prices",), "needs a series `other`: investment, capital and administration move with it"
        )
    for key, series in scenario.prices.items():
        if series.less is None:
            continue
        path: KeyPath = ("prices", key, "less")
        if series.less not in scenario.prices:
            yield unknown(path, "price series", series.less, scenario.prices)
        elif series.less == key:
            yield Contradiction(path, "names the series itself")
        elif scenario.prices[series.less].less is not None:
            yield Contradiction(path, f'"{series.less}" takes off a series itself: chains are not allowed')
    for path, price in _price_references(scenario):
        if price is not None and price not in scenario.prices:
            yield unknown(path, "price series", price, scenario.prices)


def price_errors(scenario: Scenario) -> Iterator[Contradiction]:
    """What describes a series' errors needs errors; following inflation needs series that make it."""
    series = scenario.prices.values()
    has_inflation = any(price.inflation_weight and not is_left_out(price.error_sd_pct) for price in series)
    is_followed = any(not is_left_out(price.follows_inflation) for price in series)
    for key, price in scenario.prices.items():
        path: KeyPath = ("prices", key)
        given, follows = price.model_fields_set, not is_left_out(price.follows_inflation)
        if is_left_out(price.error_sd_pct):
            if not is_left_out(price.error_persistence):
                yield without_effect((*path, "error_persistence"), "there is no error_sd_pct")
            if price.inflation_loading:
                yield without_effect((*path, "inflation_loading"), "there is no error_sd_pct")
            if "errors_from" in given and not follows:
                yield without_effect(
                    (*path, "errors_from"), "there is neither error_sd_pct nor follows_inflation"
                )
        if follows and not has_inflation:
            yield without_effect(
                (*path, "follows_inflation"), "no series with errors has an inflation_weight"
            )
        if "lag_years" in given and not follows:
            yield without_effect((*path, "lag_years"), "the series does not follow inflation")
        if price.inflation_weight and not is_followed:
            yield without_effect((*path, "inflation_weight"), "no series follows inflation")


def _price_references(scenario: Scenario) -> Iterator[tuple[KeyPath, str | None]]:
    for key, body in scenario.bodies.items():
        here: KeyPath = ("bodies", key)
        yield (*here, "hidden_cost_price"), body.hidden_cost_price
        if isinstance(body, Buyer):
            word = "allocation_price" if isinstance(body, Commissioner) else "funding_price"
            yield (*here, word), body.funds_price
            yield from (((*here, "spend", line, "price"), entry.price) for line, entry in body.spend.items())
            if isinstance(body, Council) and body.discharge is not None:
                yield (*here, "discharge", "price"), body.discharge.price
        else:
            yield from (
                ((*here, "income", line, "price"), entry.price) for line, entry in body.income.items()
            )
            yield from (((*here, "costs", line, "price"), entry.price) for line, entry in body.costs.items())
            if body.winter_premium_gbp_m.value != 0:
                yield (*here, "winter_premium_gbp_m"), "pay"
    for key, contract in scenario.contracts.items():
        yield ("contracts", key, "price"), contract.price
        if contract.commissioned is not None:
            yield ("contracts", key, "commissioned", "money"), contract.commissioned.money


def prices_used(scenario: Scenario) -> set[str | None]:
    contracts = scenario.contracts.values()
    named = {"other", *(entry.price for entry in contracts), *(entry.paid_with for entry in contracts)}
    for body in scenario.bodies.values():
        named |= _prices_of(body)
    used = [price for key, price in scenario.prices.items() if key in named]
    named |= {price.less for price in used}
    if any(not is_left_out(price.follows_inflation) for price in used):
        named |= {key for key, price in scenario.prices.items() if price.inflation_weight}
    return named


def _prices_of(body: AnyBody) -> set[str | None]:
    named: set[str | None] = {body.hidden_cost_price}
    if isinstance(body, Council) and body.discharge is not None:
        named |= {body.discharge.price}
    if isinstance(body, Buyer):
        return named | {body.funds_price} | {line.price for line in body.spend.values()}
    named |= {line.price for line in body.costs.values()} | {line.price for line in body.income.values()}
    return named if is_left_out(body.winter_premium_gbp_m) else named | {"pay"}


NAMES = (prices,)
"""Names that must be somebody's: asked before anything else."""
EFFECTS = (price_errors,)
"""Asked of whole files: what they miss may be what is wrong."""
