"""What a scenario's number states: its distribution, what bounds take of it, and what the plan says it is."""

from __future__ import annotations

import numpy as np

from simulator.scenario.number import UNBOUNDED, Number
from simulator.statistics.distributions import Beta, Discrete, Distribution, Pert, Triangular, Uniform
from simulator.statistics.normals import Clipped, Lognormal, Normal, SplitNormal


def distribution(number: Number) -> Distribution:
    """The distribution that an uncertain number states, clipped to `Number.bounds`.

    Raises
    ------
    ValueError
        If the number is certain.
    """
    match number.dist:
        case "pert":
            return Pert(_given(number.low), _given(number.mode), _given(number.high))
        case "triangular":
            return Triangular(_given(number.low), _given(number.mode), _given(number.high))
        case "uniform":
            return Uniform(_given(number.low), _given(number.high))
        case "beta":
            return Beta(_given(number.mean), _given(number.sd), _given(number.low), _given(number.high))
        case "discrete":
            return _discrete(number)
        case "normal":
            return _clipped(Normal(_given(number.mean), _given(number.sd)), number)
        case "lognormal":
            return _clipped(Lognormal(_given(number.p50), _given(number.p90)), number)
    return _clipped(SplitNormal(_given(number.p10), _given(number.p50), _given(number.p90)), number)


def clipped_share(number: Number) -> float:
    """Share of its draws that would lie beyond the bounds of a number, and are at one of them instead."""
    believed = distribution(number)
    return believed.share_beyond if isinstance(believed, Clipped) else 0.0


def planned(number: Number) -> float:
    """What the plan says a number is: its plan, or its certain value, or its median."""
    if number.plan is not None:
        return number.plan
    if number.value is not None:
        return number.value
    return float(distribution(number).ppf(np.array([0.5]))[0])


def _given(parameter: float | None) -> float:
    if parameter is None:
        raise ValueError("a certain number has no distribution")
    return parameter


def _discrete(number: Number) -> Discrete:
    """The possible values in ascending order."""
    pairs = sorted(zip(number.values or [], number.probabilities or [], strict=True))
    possible = [(value, probability) for value, probability in pairs if probability > 0]
    return Discrete(tuple(value for value, _ in possible), tuple(share for _, share in possible))


def _clipped(inner: Normal | SplitNormal | Lognormal, number: Number) -> Distribution:
    return inner if number.bounds == UNBOUNDED else Clipped(inner, *number.bounds)
