"""Units of money: £m, unless a cell, a row, a column name or the command says £000 or £."""

from __future__ import annotations

import re
from decimal import Decimal

from simulator.errors import RecoverySimError

STANDARD = "£m"
POWERS = {"£m": 0, "£000": 3, "£": 6}
"""By unit: how many decimal places a figure moves on its way to £m."""
SCALES = {
    "": "£",
    "s": "£",
    "000": "£000",
    "k": "£000",
    "thousand": "£000",
    "m": "£m",
    "mn": "£m",
    "million": "£m",
}
UNIT = re.compile(
    r"(?:£|\bgbp\b|\bpounds?\b) ?(?P<scale>(?:000|thousand|million)s?|k|mn|m|s|)(?![a-z0-9])", re.IGNORECASE
)
"""As it is written in a column name: £000, £'000, GBP k, (£m)."""


def in_gbp_m(figure: float, unit: str) -> float:
    """An amount in £m: the nearest number to the decimal figure, so that £50 thousand is 0.05."""
    return float(Decimal(repr(figure)).scaleb(-POWERS[unit]))


def parted(name: str) -> tuple[str, str] | None:
    """A column name without the unit of money in it, and the unit; None where it has none."""
    text = re.sub(r"[\s_()\[\],:'’-]+", " ", name.casefold()).strip()
    found = UNIT.search(text)
    if found is None:
        return None
    scale = found["scale"]
    unit = SCALES[scale.removesuffix("s") if len(scale) > 2 else scale]
    rest = re.sub(r"\b(?:in|of)$", "", text[: found.start()].strip()) + text[found.end() :]
    return "_".join(rest.split()), unit


def unit_of(text: str) -> str | None:
    """The unit that a text names and nothing else; None where it names none."""
    for written in (text, f"£{text}"):
        found = parted(written)
        if found is not None and not found[0]:
            return found[1]
    return None


def stated_unit(text: str | None) -> str | None:
    """The unit that a command states.

    Raises
    ------
    RecoverySimError
        If it is none.
    """
    if text is None:
        return None
    if (unit := unit_of(text)) is None:
        raise RecoverySimError(f'--unit {text} is no unit of money: write "£m", "£000" or "£"')
    return unit
