"""Parties outside, with whom bodies trade."""

from __future__ import annotations

from simulator.scenario.number import Table


class Outside(Table):
    """`[outside.*]`: a party that trades with the bodies and is not simulated."""

    name: str
    """In words, for tables."""
