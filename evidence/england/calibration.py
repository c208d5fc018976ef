"""Fits what no record shows to the national figures: `python -m evidence.england.calibration`.

What is fitted, and to what, is said below and nowhere else; every other figure of the mechanisms stays as was judged.
The sum of squares over the stated half-ranges is made least, on common random numbers, so that it is smooth in what is
fitted; the curvature says how well the figures determine it.

The mean of operational shocks is not fitted: a constant shock of which half stays and a constant growth of unit costs
leave the same trace (their correlation was 0.95 where both were), and nothing determined them together. It is 0:
what is not named is as often better as worse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from evidence.england.bodies import PROVIDERS
from evidence.england.figures import Figures, figures
from evidence.england.making import FILE
from evidence.england.mechanisms import STAGES, bonus_pct, found, unit_cost_growth, up_to
from evidence.england.national import NATIONAL, National
from simulator import Scenario, load, simulate

KEPT = Path(__file__).parent / "kept" / "calibration.json"
REPLICATIONS = 1_024
DECIMALS = 2
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Parameter:
    """What is fitted: where the search begins, and between what limits it stays."""

    name: str
    unit: str
    start: float
    low: float
    high: float
    typical: float
    """A step that moves figures by more than chance does."""


UNIT_COSTS = Parameter("median growth of unit costs beyond prices", "% a year", 0.7, -0.5, 2.0, 0.15)
FOUND = Parameter("what a provider's close can find, median", "% of income", 2.0, 0.1, 4.0, 0.5)
SHOCKS = Parameter("spread of operational shocks", "% of income", 2.0, 0.3, 5.0, 0.5)
BONUS = Parameter("bonus to who met its control total", "% of its offer", 25.0, 0.0, 150.0, 15.0)
PARAMETERS = (UNIT_COSTS, FOUND, SHOCKS, BONUS)
TARGETS = (
    "providers' margin without help",
    "providers' margin",
    "providers in deficit",
    "first year's misses of hospitals",
    "sustainability fund that is paid",
)
"""Lines whose figures are fitted, in all years for which England's are known."""


def targets() -> tuple[National, ...]:
    """The national figures that are fitted."""
    return tuple(one for one in NATIONAL if one.line in TARGETS)


def changed(scenario: Scenario, values: Sequence[float]) -> Scenario:
    """England with other values of what is fitted."""
    growth, close, spread, bonus = (float(value) for value in values)
    changes: dict[str, Any] = {"operational_shocks.sd_pct": spread} | bonus_pct(bonus)
    for provider in PROVIDERS:
        changes[f"bodies.{provider.key}.unit_cost_growth_pct"] = unit_cost_growth(growth)
        changes[f"bodies.{provider.key}.year_end.found_pct"] = found(close)
    return scenario.with_(changes)


def residuals(found: Figures, known: Sequence[National]) -> Vector:
    """Model less England, in half-ranges, of bars without a figure less their middle; shape `(figures,)`."""
    return np.array([_off(found[one.line][one.label], one) for one in known])


def _off(figure: float, one: National) -> float:
    middle = (one.low + one.high) / 2
    return (figure - (middle if one.value is None else one.value)) / ((one.high - one.low) / 2)


@dataclass(frozen=True)
class Fit:
    """What was fitted: values, standard errors if half-ranges were two of them, correlation, and what is left over."""

    values: tuple[float, ...]
    errors: tuple[float, ...]
    correlations: tuple[tuple[float, ...], ...]
    residuals: tuple[float, ...]

    @property
    def lines(self) -> Iterator[str]:
        """For a reader."""
        for parameter, value, error in zip(PARAMETERS, self.values, self.errors, strict=True):
            yield f"{parameter.name}: {value:.2f} {parameter.unit}, give or take {error:.2f}"
        for parameter, row in zip(PARAMETERS, self.correlations, strict=True):
            yield f"{parameter.name}: correlations {', '.join(f'{one:.2f}' for one in row)}"
        for one, left in zip(targets(), self.residuals, strict=True):
            yield f"{one.line}, {one.label}: {left:+.1f} half-ranges off"

    def as_json(self) -> Mapping[str, Any]:
        """Plain figures, to two decimals."""
        return {
            "values": {p.name: round(v, DECIMALS) for p, v in zip(PARAMETERS, self.values, strict=True)},
            "errors": {p.name: round(e, DECIMALS) for p, e in zip(PARAMETERS, self.errors, strict=True)},
            "correlations": [[round(one, DECIMALS) for one in row] for row in self.correlations],
            "half-ranges off": {
                f"{one.line}, {one.label}": round(left, 1)
                for one, left in zip(targets(), self.residuals, strict=True)
            },
        }


def fitted(replications: int) -> Fit:
    """The fit, on the first `replications` futures of England with every mechanism."""
    scenario, known = up_to(load(FILE), STAGES[-1]), targets()

    def off(values: Vector) -> Vector:
        run = simulate(changed(scenario, values), replications, scenario.seed or 0, workers=None)
        left = residuals(figures(run), known)
        click.echo(f"{', '.join(f'{value:.3f}' for value in values)}: {float((left**2).sum()):.2f}", err=True)
        return left

    best = least_squares(
        off,
        [p.start for p in PARAMETERS],
        bounds=([p.low for p in PARAMETERS], [p.high for p in PARAMETERS]),
        x_scale=[p.typical for p in PARAMETERS],
        diff_step=[p.typical / max(abs(p.start), 1e-9) for p in PARAMETERS],
        xtol=0.01,
        ftol=0.002,
    )
    covariance = np.linalg.inv(best.jac.T @ best.jac) / 4  # a half-range is two standard errors
    errors = np.sqrt(np.diag(covariance))
    correlations = covariance / np.outer(errors, errors)
    return Fit(tuple(best.x), tuple(errors), tuple(map(tuple, correlations.tolist())), tuple(best.fun))


@click.command()
@click.option("--replications", default=REPLICATIONS, show_default=True, help="Possible futures.")
@click.option("--keep", is_flag=True, help="Keep what was found.")
def main(replications: int, keep: bool) -> None:
    """Fit, and say what was found; mechanisms.py holds it rounded, and a test holds the two together."""
    found = fitted(replications)
    for line in found.lines:
        click.echo(line)
    if keep:
        KEPT.write_text(
            json.dumps(found.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
        )


if __name__ == "__main__":
    main()
