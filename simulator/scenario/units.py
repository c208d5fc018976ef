"""Units of keys, by how their names end, and between what bounds a key's figures lie, in words."""

from __future__ import annotations

from typing import Any

UNITS = {"_gbp_m": "£m", "_gbp": "£", "_pct": "%", "months": "months", "years": "years"}
"""By the end of a key."""


def unit_of(key: str) -> str:
    """The unit of what stands at a key; nothing where it is a share, a count or no figure."""
    return next((unit for end, unit in UNITS.items() if key.endswith(end)), "")


def allowed(key: str, schema: dict[str, Any]) -> str:
    """What the figures of a key may be, by its JSON Schema: ``0 to 100 %``; nothing where they have no bounds."""
    bounds = bounds_of_figures(schema)
    return f"{bounds} {unit_of(key)}".rstrip() if bounds else ""


def bounds_of_figures(schema: dict[str, Any]) -> str:
    """Between what the figures of a key lie, alone, in a list or by year; nothing where they have no bounds."""
    figure = schema
    while "minimum" not in figure and "exclusiveMinimum" not in figure:
        inner = next(iter(figure.get("patternProperties", {}).values()), figure.get("items"))
        if inner is None:
            return ""
        figure = inner
    least = _said(figure["minimum"]) if "minimum" in figure else f"above {_said(figure['exclusiveMinimum'])}"
    if "maximum" in figure:
        return f"{least} to {_said(figure['maximum'])}"
    return f"{least} to below {_said(figure['exclusiveMaximum'])}" if "exclusiveMaximum" in figure else least


def _said(bound: float) -> str:
    return f"{bound:.0f}" if 1900 <= bound <= 2200 else f"{bound:,.0f}".replace("-", "−")
