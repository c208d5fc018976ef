"""Nothing is read and then ignored: a key that could change nothing in this scenario is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.scenario.model import AnyBody, Buyer, Council, Provider, Scenario
from simulator.scenario.programmes import expand
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect


def winter(scenario: Scenario) -> Iterator[Contradiction]:
    """What winter does needs a winter, and a winter needs something to do."""
    touched = False
    contracted = {contract.service for contract in scenario.contracts.values()}
    for key, service in scenario.services.items():
        for word in ("winter_extra_pct", "winter_cancelled_pct"):
            if is_left_out(getattr(service, word)):
                continue
            if scenario.winter is None:
                yield without_effect(("services", key, word), "there is no [winter]")
            elif key not in contracted:
                yield without_effect(
                    ("services", key, word), "winter touches contracts, and none is for this service"
                )
            else:
                touched = True
    for key, body in scenario.bodies.items():
        if isinstance(body, Provider) and not is_left_out(body.winter_premium_gbp_m):
            touched = True
            if scenario.winter is None:
                yield without_effect(("bodies", key, "winter_premium_gbp_m"), "there is no [winter]")
    if scenario.winter is not None:
        if not touched:
            yield without_effect(("winter",), "no service and no provider says what winter does to it")
        elif not is_left_out(scenario.winter.backlog_share_pct) and all(
            is_left_out(scenario.services[key].winter_cancelled_pct)
            for key in contracted & set(scenario.services)
        ):
            yield Contradiction(
                ("winter", "backlog_share_pct"), "has no effect: winter cancels no service's care; write 0"
            )


def noise(scenario: Scenario) -> Iterator[Contradiction]:
    """Persistence and common parts of noise need noise."""
    for key, service in scenario.services.items():
        if is_left_out(service.noise_sd_pct) and not is_left_out(service.noise_persistence):
            yield without_effect(("services", key, "noise_persistence"), "there is no noise_sd_pct")
    if scenario.dependence.shared_noise and all(
        is_left_out(service.noise_sd_pct) for service in scenario.services.values()
    ):
        yield without_effect(("dependence", "shared_noise"), "no service has noise_sd_pct")


def dependence(scenario: Scenario) -> Iterator[Contradiction]:
    """Loadings need numbers that are uncertain, and members of correlation groups load on no common factor."""
    loadings = scenario.dependence
    grouped = {member for group in scenario.correlations.values() for member in group.members}
    why = "is certain, or in a correlation group" if grouped else "is certain"
    if loadings.growth_on_demand and all(
        service.growth_pct.is_certain or f"services.{key}.growth_pct" in grouped
        for key, service in scenario.services.items()
    ):
        yield without_effect(("dependence", "growth_on_demand"), f"every service's growth_pct {why}")
    if all(
        scheme.delivery.is_certain or f"schemes.{name}.delivery" in grouped
        for name, scheme in expand(scenario).items()
    ):
        for word in ("delivery_on_system", "delivery_on_owner"):
            if getattr(loadings, word):
                yield without_effect(("dependence", word), f"every scheme's delivery {why}")


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


def unused(scenario: Scenario) -> Iterator[Contradiction]:
    """Populations, services and price series that nothing moves with."""
    bodies = scenario.bodies.values()
    populations = {body.population if isinstance(body, Buyer) else body.host_population for body in bodies}
    services = {contract.service for contract in scenario.contracts.values()} | {
        line.service for body in bodies if isinstance(body, Buyer) for line in body.spend.values()
    }
    for section, known, used in (
        ("populations", scenario.populations, populations),
        ("services", scenario.services, services),
        ("prices", scenario.prices, _prices_used(scenario)),
    ):
        for key in known:
            if key not in used:
                yield without_effect((section, key), "nothing in the scenario uses it")


def people_errors(scenario: Scenario) -> Iterator[Contradiction]:
    """An error in the number of old people needs an age band of theirs."""
    has_old_people = any(int(band.rstrip("+").partition("-")[0]) >= 75 for band in scenario.age_bands)
    for key, population in scenario.populations.items():
        if not has_old_people and not is_left_out(population.growth_error_75_and_over_pct):
            yield without_effect(
                ("populations", key, "growth_error_75_and_over_pct"), "no age band begins at 75 or later"
            )


def opening(scenario: Scenario) -> Iterator[Contradiction]:
    """A hidden cost, and learning of it, need an opening position that is uncertain."""
    for key, body in scenario.bodies.items():
        if not body.opening_underlying_gbp_m.is_certain:
            review = body.forecast.review
            last = datetime.date(scenario.start.year + 1, 3, 1)
            if review is not None and not scenario.start <= review <= last:
                yield Contradiction(
                    ("bodies", key, "forecast", "review"),
                    f"is {review.isoformat()}; only the first year's forecast learns the hidden cost: "
                    f"allowed is {scenario.start.isoformat()} to {last.isoformat()}",
                )
            continue
        why = "opening_underlying_gbp_m is certain, so that no cost is hidden"
        if body.hidden_cost_price is not None:
            yield without_effect(("bodies", key, "hidden_cost_price"), why)
        for word in ("learning_months", "review"):
            if word in body.forecast.model_fields_set:
                yield without_effect(("bodies", key, "forecast", word), why)


def grip(scenario: Scenario) -> Iterator[Contradiction]:
    """Grip does something, and what it acts on is there."""
    real = {scheme.owner for scheme in scenario.schemes.values() if scheme.kind != "one_off"}
    for key, body in scenario.bodies.items():
        if body.grip is None:
            continue
        path: KeyPath = ("bodies", key, "grip")
        effects = (body.grip.challenge_effect_pct, body.grip.delivery_effect, body.grip.forecast_effect)
        if all(is_left_out(effect) for effect in effects):
            yield without_effect(path, "none of its three effects is given")
        if not is_left_out(body.grip.delivery_effect) and key not in real:
            yield without_effect(
                (*path, "delivery_effect"), "the body owns no scheme that delivers by degrees"
            )
        if not is_left_out(body.grip.forecast_effect) and is_left_out(body.forecast.error_sd_gbp_m):
            yield without_effect((*path, "forecast_effect"), "the forecast has no error_sd_gbp_m")


def body_parts(scenario: Scenario) -> Iterator[Contradiction]:
    """Parts of a body that act on other parts which are not there."""
    if scenario.office is not None and not any(scheme.team for scheme in scenario.schemes.values()):
        yield without_effect(("office",), "no scheme has a team")
    for key, body in scenario.bodies.items():
        path: KeyPath = ("bodies", key)
        if body.recovery and body.recovery.release_months and is_left_out(body.contingency_pct):
            yield without_effect(
                (*path, "recovery", "release_months"), "there is no contingency_pct to release"
            )
        if isinstance(body, Provider):
            yield from _provider_parts(body, path)


def _provider_parts(body: Provider, path: KeyPath) -> Iterator[Contradiction]:
    if not is_left_out(body.fixed_real_growth_pct) and all(
        is_left_out(line.fixed_pct) for line in body.costs.values()
    ):
        yield without_effect((*path, "fixed_real_growth_pct"), "no cost line has a fixed_pct")
    if body.capacity and all(is_left_out(line.semi_fixed_pct) for line in body.costs.values()):
        yield without_effect((*path, "capacity"), "no cost line has a semi_fixed_pct")
    for key, line in body.costs.items():
        if not line.cash and body.cash is None:
            yield without_effect((*path, "costs", key, "cash"), "the body has no [cash] table")


def _prices_used(scenario: Scenario) -> set[str | None]:
    named: set[str | None] = {"other", *(contract.price for contract in scenario.contracts.values())}
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


RULES = (winter, noise, dependence, price_errors, unused, people_errors, opening, grip, body_parts)
