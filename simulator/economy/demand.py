"""Demand: people by age, growth beyond demography, and monthly noise."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.model import Scenario
from simulator.scenario.terms.population import Population
from simulator.statistics.arrays import Array


def start(world: World) -> None:
    """Set each month's demand of every population for every service that somebody follows."""
    if not world.row_index.demands:
        return
    demography = _Demography(world)
    services = [world.scenario.services[service] for _, service in world.row_index.demands]
    monthly = _rows(world, [(1.0 + world.inputs.share(s.growth_pct)) ** (1 / 12) for s in services])
    growth = np.ones_like(world.state.demand)
    noise = _Noise(world)

    def set_demand(month: int) -> None:
        if month:
            np.multiply(growth, monthly, out=growth)
            demography.advance()
        np.multiply(growth, demography.index(month), out=world.state.demand)
        noise.apply(month, world.state.demand)

    world.calendar.every_month(Phase.DEMAND, set_demand, step="demand")


def people_by_month(scenario: Scenario, population: Population) -> Array:
    """Projected people at the start of each month: shape ``(months, age bands)``, before growth errors.

    Monotone cubic interpolation of the mid-year figures, that of year Y standing at 1 April Y.
    """
    years = sorted(population.people)
    when = [12.0 * (int(year) - scenario.start.year) for year in years]
    people = np.array([population.people[year] for year in years])
    return np.asarray(PchipInterpolator(when, people, axis=0)(np.arange(scenario.months)))


def is_75_and_over(band: str) -> bool:
    """Whether an age band such as ``75-84`` or ``85+`` begins at 75 or later."""
    return int(band.rstrip("+").split("-")[0]) >= 75


def weights_by_age(scenario: Scenario, service: str) -> Array | None:
    """Cost per head by age band, or None where the service's growth includes demography."""
    entry = scenario.services[service]
    if "demography" in entry.growth_includes or entry.cost_per_head_gbp is None:
        return None
    return np.array(entry.cost_per_head_gbp)


class _Demography:
    """The demographic index of every (population, service), kept up month by month."""

    def __init__(self, world: World) -> None:
        scenario, demands = world.scenario, world.row_index.demands
        old = np.array([is_75_and_over(band) for band in scenario.age_bands])
        self._younger = np.zeros((scenario.months, len(demands), 1))
        self._older = np.zeros((scenario.months, len(demands), 1))
        self._follows = np.zeros((len(demands), 1))
        for row, (population, service) in enumerate(demands):
            weights = weights_by_age(scenario, service)
            if weights is None:
                self._younger[:, row, 0] = 1.0
                continue
            self._follows[row] = 1.0
            cost = people_by_month(scenario, scenario.populations[population]) * weights
            self._younger[:, row, 0] = cost[:, ~old].sum(axis=1) / cost[0].sum()
            self._older[:, row, 0] = cost[:, old].sum(axis=1) / cost[0].sum()
        populations = [scenario.populations[population] for population, _ in demands]
        share = world.inputs.share
        self._step_all = 1 + self._follows * (
            _rows(world, [(1.0 + share(p.growth_error_all_ages_pct)) ** (1 / 12) for p in populations]) - 1
        )
        self._step_old = _rows(
            world, [(1.0 + share(p.growth_error_75_and_over_pct)) ** (1 / 12) for p in populations]
        )
        self._all = np.ones_like(self._step_all)
        self._old = np.ones_like(self._step_old)

    def advance(self) -> None:
        """A month of growth errors."""
        np.multiply(self._all, self._step_all, out=self._all)
        np.multiply(self._old, self._step_old, out=self._old)

    def index(self, month: int) -> Array:
        """D at the month's start: shape ``(demands, replications)``."""
        return np.asarray((self._younger[month] + self._older[month] * self._old) * self._all)


class _Noise:
    """First-order autoregressive noise of each demand."""

    def __init__(self, world: World) -> None:
        self._rows: list[tuple[int, Array, Array | float, Array | float, Array]] = []
        for row, (population, service) in enumerate(world.row_index.demands):
            name = f"noise.{population}.{service}"
            if name in world.inputs.draws:
                entry = world.scenario.services[service]
                spread = world.inputs.share(entry.noise_sd_pct)
                persistence = world.inputs[entry.noise_persistence]
                level = np.zeros(world.replications)
                self._rows.append((row, world.inputs.path(name), spread, persistence, level))

    def apply(self, month: int, demand: Array) -> None:
        """Multiply the month's noise into ``demand``."""
        for row, innovations, spread, persistence, level in self._rows:
            level *= persistence
            level += spread * innovations[month]
            demand[row] *= np.maximum(1.0 + level, 0.0)


def _rows(world: World, values: list[Array | float]) -> Array:
    """One row a value, over replications."""
    return np.stack([np.broadcast_to(np.asarray(v, dtype=float), (world.replications,)) for v in values])
