"""Winter."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import MONTHS, PROBABILITY, SEVERAL_TIMES, SEVERITY
from simulator.scenario.number import Number, Table


class Winter(Table):
    """`[winter]`: each winter strikes or does not."""

    probability: Annotated[Number, PROBABILITY]
    """Probability that a winter strikes in a year."""
    length_months: Annotated[Number, MONTHS]
    """Months from its start, in December to February; drawn anew each year."""
    severity: Annotated[Number, SEVERITY]
    """Drawn anew each year; 1 is the winter that services and premium are stated for."""
    backlog_share_pct: Annotated[Number, SEVERAL_TIMES]
    """Of planned activity a month that can be worked off."""
