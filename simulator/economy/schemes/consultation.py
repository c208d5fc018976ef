"""Consultations: a scheme waits for its decisions, and what the public keeps of it is what is carried out."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event
from simulator.engine.world import World
from simulator.scenario.terms.schemes import Gateway, Scheme
from simulator.statistics.arrays import Array
from simulator.timeline import months_from

WATERED_DOWN = Event(
    "consultation_watered_down", "{subject}: its consultation leaves {amount:%} of what was planned."
)
DELAYED = Event("consultation_delayed", "{subject}: its consultation is decided {amount:months} late.")
EVENTS = (WATERED_DOWN, DELAYED)


def decided_at(world: World, gateway: Gateway) -> Array | float:
    """When a gateway is decided, in months from the start; in the plan run nothing is late."""
    date = months_from(world.scenario.start, gateway.date)
    if gateway.kind == "decision" or world.plan is None:
        return date
    return date + np.maximum(world.inputs[gateway.delay_months], 0.0)


def kept_of(world: World, gateway: Gateway) -> Array | float:
    """The share of a scheme that a gateway keeps."""
    if gateway.kind == "decision":
        return 1.0
    return np.clip(world.inputs.share(gateway.kept_pct), 0.0, 1.0)


def kept_by_all(world: World, scheme: Scheme) -> Array | float:
    """The share of a scheme that is left after all of its consultations."""
    kept: Array | float = 1.0
    for gateway in scheme.gateways.values():
        kept = kept * kept_of(world, gateway)
    return kept


def stops_at(world: World, name: str, key: str) -> Array:
    """1 where a gateway stops the instance, 0 elsewhere."""
    path = f"schemes.{name}.gateways.{key}.stops"
    return world.inputs.path(path) if path in world.inputs.draws else np.zeros(world.replications)


def tell(world: World, name: str) -> None:
    """Write an instance's consultations into the event_log, up to the gateway that stops it and to the horizon."""
    if world.event_log is None:
        return
    gateways = world.scenario.instances[name].gateways
    until = np.full(world.replications, float(world.scenario.months))
    for key, gateway in gateways.items():
        is_stopped = stops_at(world, name, key) > 0
        until = np.where(is_stopped, np.minimum(until, decided_at(world, gateway)), until)
    for gateway in gateways.values():
        if gateway.kind == "consultation":
            when, kept = decided_at(world, gateway), kept_of(world, gateway)
            late = when - months_from(world.scenario.start, gateway.date)
            for event, where, amount in (
                (DELAYED, np.greater(late, 0), late),
                (WATERED_DOWN, np.less(kept, 1), kept),
            ):
                world.event_log.note(event, name, when=when, where=(when < until) & where, amount=amount)
