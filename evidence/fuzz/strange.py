"""Values that no scenario, plan or budget should hold, and some that look as if it should."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from simulator.scenario.number import PARAMETERS

EXTREMES = (
    *(0, 1, -1, 2, 100, 1000, 0.5, -0.5, 1.5, 100.0001, 1e6, 1e9, -1e9, 1e-9),
    *(1e-300, 5e-324, 1e300, -1e300, 1.7976931348623157e308, -0.0),
    *(float("nan"), float("inf"), float("-inf")),
    *(2**31, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**400, -(10**400)),
)
NEAR = (0.9, 1.1, 0.5, 2, 0.999999, 1.000001)
FAR = (-1, 0, 10, 0.1, 100, 0.01, 1000, 0.001, 1e6, 1e-6, 1e12, 1e100)
"""By what a figure is multiplied: units mistaken and signs turned."""

DATES = (
    *(datetime.date(1, 1, 1), datetime.date(1, 4, 1), datetime.date(1899, 12, 30), datetime.date(1970, 1, 1)),
    *(
        datetime.date(2018, 4, 1),
        datetime.date(2020, 2, 29),
        datetime.date(2025, 3, 31),
        datetime.date(2025, 4, 1),
    ),
    *(datetime.date(2100, 4, 1), datetime.date(9999, 4, 1), datetime.date(9999, 12, 31)),
    datetime.datetime(2025, 4, 1, 12, 30),
    datetime.datetime(9999, 12, 31, 23, 59, tzinfo=datetime.UTC),
)

TEXTS = (
    *("x", "", " ", "system", "System", "every_body", "other", "the_system", "2025", "true", "a.b", "a@2025"),
    *(
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x9b31m",
        "bell\x07",
        "nul\x00",
        "a\nb",
        "a\rb",
        "a\tb",
        "\x7f",
        "\x85",
    ),
    *(
        "a\u202eb",
        "a\u2066b\u2069",
        "\u200b",
        "\u200f",
        "\ufeff",
        "a\u2028b",
        "e\u0301",
        "\ufffe",
        "\U000e0041",
    ),
    *('=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "\t=1", 'a,b"c', "'", '"', "\\"),
    *(
        "[bold]x[/bold]",
        "[/]",
        "[red",
        "{x}",
        "%s %(x)d",
        "$x$",
        "$\\frac{",
        "\\N{DASH}",
        "<b>&amp;]]>",
        "--",
    ),
    *("字", "اب", "🏥", "ß", "ǆ", "../x", "/etc/passwd", "~", "C:\\x", "x" * 70, "x" * 3000),
)

WORDS = st.sampled_from(TEXTS)
NUMBERS = st.sampled_from(EXTREMES) | st.floats() | st.integers(-(2**63), 2**63 - 1)


def once_in(draw: st.DrawFn, times: int) -> bool:
    """True once in so many times; what is shrunk goes without it."""
    return draw(st.integers(1, times)) == times


def beside(value: float) -> st.SearchStrategy[Any]:
    """A figure that is near ``value``, or of another size, or of no size."""
    near, far = (
        st.sampled_from(factors).map(lambda factor: _times(value, factor)) for factors in (NEAR, FAR)
    )
    return near | near | far | st.sampled_from(EXTREMES)


def _times(value: float, factor: float) -> float:
    is_whole = isinstance(value, int) and float(factor).is_integer()
    try:
        return value * int(factor) if is_whole else float(value) * factor
    except OverflowError:  # no float holds the whole number that something else has made of it
        return value


def distributions(value: float) -> st.SearchStrategy[dict[str, Any]]:
    """A distribution around ``value``, or far from it, in an order that a loader takes or not."""
    return st.sampled_from([*sorted(PARAMETERS), "percentiles"]).flatmap(lambda law: _law(law, value))


@st.composite
def _law(draw: st.DrawFn, law: str, value: float) -> dict[str, Any]:
    needed = (
        ["p10", "p50", "p90"]
        if law == "percentiles"
        else sorted(PARAMETERS[law] - {"values", "probabilities"})
    )
    in_order = [key for key in ("low", "p10", "mode", "p50", "mean", "p90", "high") if key in needed]
    figures = [draw(beside(value)) for _ in in_order]
    if not once_in(draw, 4):
        figures = sorted(figures)
    number: dict[str, Any] = dict(zip(in_order, figures, strict=True))
    if "sd" in needed:
        number["sd"] = abs(draw(beside(value)))
    if law == "discrete":
        count = draw(st.integers(1, 5))
        number["values"] = [draw(beside(value)) for _ in range(count)]
        number["probabilities"] = draw(st.sampled_from(_chances(count)))
    if law != "percentiles":
        number["dist"] = law
    for key in ("low", "high", "plan"):
        if once_in(draw, 4):
            number[key] = draw(beside(value))
    return number


def _chances(count: int) -> list[list[float]]:
    return [[1.0 / count] * count, [1.0] + [0.0] * (count - 1), [1e-300] * (count - 1) + [1.0], [0.3] * count]
