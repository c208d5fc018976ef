"""Grip: it has an effect on something."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect


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


EFFECTS = (grip,)
"""Asked of whole files: what they miss may be what is wrong."""
