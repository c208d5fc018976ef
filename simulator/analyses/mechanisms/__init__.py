"""The tables of mechanisms that not every scenario has: each module here declares its `TABLE`."""

from __future__ import annotations

from simulator.analyses.mechanism_table import MechanismTable
from simulator.modules import declared_in

TABLES = tuple(
    sorted(declared_in(__name__, "TABLE", MechanismTable), key=lambda table: (table.subject, table.key))
)
"""In the order in which reports have them."""
