"""Figures in sentences."""

from __future__ import annotations


def per_cent(share: float) -> str:
    """A share above a whole, in per cent and in as many digits as anybody reads."""
    figure = f"{100 * share:.4g}" if 100 * share < 1000 else f"{100 * share:,.0f}"
    return "more than 100 %" if figure == "100" else f"{figure} %"
