"""What is said of a plan that misses what its regulator asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.words.figures import pounds

if TYPE_CHECKING:
    from simulator.analyses.first_year import MissedTotal


def plan_misses(missed: Sequence[MissedTotal]) -> tuple[str, ...]:
    """A sentence a body whose own plan of the first year is below its control total, in figures that subtract."""
    return tuple(_sentence(one) for one in missed)


def _sentence(one: MissedTotal) -> str:
    decimals = 1 if abs(one.planned_gbp_m - one.control_total_gbp_m) >= 0.1 else 3
    planned, asked = round(one.planned_gbp_m, decimals), round(one.control_total_gbp_m, decimals)
    return (
        f"The plan itself misses the control total of {one.year}: {one.name} plans {pounds(planned, decimals)} "
        f"without sustainability funding, and is asked for {pounds(asked, decimals)}: "
        f"{pounds(asked - planned, decimals)} short."
    )
