"""Sustainability funding: what is offered for a control total."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import AMOUNT, PER_CENT
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Year


class SustainabilityFunding(Table):
    """`[bodies.*.sustainability_funding]`: what a body is offered for its control total and performance."""

    offer_gbp_m: dict[Year, Annotated[Number, AMOUNT]] = {}
    """£m a year, by financial year; the last row stays, so that an offer ends with a row of 0."""
    fills_deficit_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """% of the control total's deficit that is offered besides, by financial year; the last row stays."""
