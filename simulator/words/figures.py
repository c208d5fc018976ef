"""Figures as they are read: amounts, shares, and what stands where there is none."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
EMPTY = "\N{EN DASH}"


def money(value: float, decimals: int = 1) -> str:
    """£m, with one decimal unless more are asked for, e.g. ``−9.7`` and never ``−0.0``."""
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", MINUS)


def pounds(value: float, decimals: int = 1) -> str:
    """An amount within a sentence, e.g. ``−£9.7m``."""
    text = money(value, decimals)
    return f"{MINUS}£{text[1:]}m" if text.startswith(MINUS) else f"£{text}m"


def part_of(part: float, whole: float) -> tuple[str, str, str]:
    """An amount, a part of it, and the part in per cent as the two read, e.g. ``£82.3m``, ``£66.9m``, `` (81 %)``."""
    decimals = 1 if abs(whole) >= 10 else 2 if abs(whole) >= 1 else 3
    whole, part = round(whole, decimals), round(part, decimals)
    share = f" ({100 * part / whole:.0f} %)" if whole > 0 else ""
    return pounds(whole, decimals), pounds(part, decimals), share


def signed(value: float, decimals: int) -> str:
    """A number that always shows its sign, e.g. ``+0.42``; a plain ``0.00`` where it rounds to none."""
    if round(value, decimals) == 0.0:
        return f"{0:.{decimals}f}"
    return f"{value:+.{decimals}f}".replace("-", MINUS)


def per_cent(share: float) -> str:
    """A share above a whole, in per cent and in as many digits as anybody reads."""
    figure = f"{100 * share:.4g}" if 100 * share < 1000 else f"{100 * share:,.0f}"
    return "more than 100 %" if figure == "100" else f"{figure} %"
