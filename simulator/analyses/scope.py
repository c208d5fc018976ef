"""Whom a reform concerns: bodies with a control total, a council's care, funding, pooling, escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario, SustainabilityFunding


def councils(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the councils."""
    return tuple(key for key, body in sorted(scenario.bodies.items()) if body.kind == "council")


def funded(scenario: Scenario) -> dict[str, SustainabilityFunding]:
    """The bodies that are offered sustainability funding, each with its terms."""
    return {
        key: body.sustainability_funding
        for key, body in sorted(scenario.bodies.items())
        if body.kind != "council" and body.sustainability_funding is not None
    }


def escalated(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the bodies that repeated failure leads to special measures."""
    return tuple(
        key for key, body in sorted(scenario.bodies.items()) if scenario.escalation_of(body) is not None
    )


def moves_money(scenario: Scenario) -> bool:
    """Whether members help each other at a year's end: by pooling, or inside a merged body."""
    return scenario.system.pooling is not None or bool(scenario.mergers)
