"""What the assumptions carry, as tables."""

from __future__ import annotations

from simulator.reports.tables import Column, Table
from simulator.review.carried import Carried
from simulator.review.fixed_tornado import Fixed
from simulator.review.sensitivity import Sensitivity
from simulator.words.figures import EMPTY, MINUS


def carried_table(shown: tuple[Carried, ...]) -> Table:
    """How much goes with each assumption, and what tells it from noise."""
    return Table(
        title="How much goes with each assumption",
        columns=(
            Column("where …"),
            Column("share of\nvariance, %", "probability"),
            Column("rank\ncorr.", "correlation"),
            Column("PAWN", "distance"),
            Column("of\nnoise", "distance"),
            Column("moves with"),
            Column("key", spare=1),
        ),
        rows=tuple(
            (
                one.assumption.told,
                one.first_order,
                one.rank_correlation,
                one.pawn,
                one.noise,
                ", ".join(dict.fromkeys(_short(family) for family in one.assumption.families)) or EMPTY,
                one.assumption.key,
            )
            for one in shown
        ),
        note=(
            "Share of variance: first-order index, with its 95 % interval. Rank correlation: above 0 where the outcome "
            "is better when it is so. PAWN: mean distance of the outcome's distributions, 0 to 1, beside what one "
            "without influence stays below."
        ),
    )


def tail_table(shown: tuple[Carried, ...], of: str, title: str) -> Table:
    """How far some futures lie beside all of them, `margin` in £m or `chance` in points, an assumption a row."""
    return Table(
        title=title,
        columns=(
            Column("where …"),
            Column("when it is low", "difference"),
            Column("when it is high", "difference"),
        ),
        rows=tuple((one.assumption.told, getattr(one.low, of), getattr(one.high, of)) for one in shown),
    )


def together_table(found: Sensitivity) -> Table:
    """How much goes with what moves together."""
    return Table(
        title="",
        columns=(
            Column("where …"),
            Column("assumptions", "count"),
            Column("share of variance\nof all together, %", "probability"),
        ),
        rows=tuple(
            (one.family.whole.told, len(one.family.members), one.carried.first_order)
            for one in found.together
        ),
    )


def fixed_table(fixed: tuple[Fixed, ...], of: str, title: str) -> Table:
    """What fixing each assumption changes, `margin` in £m or `chance` in points."""
    return Table(
        title=title,
        columns=(
            Column("where …"),
            Column("p10"),
            Column("then", "difference"),
            Column("p90"),
            Column("then", "difference"),
        ),
        rows=tuple(
            (
                one.assumption.told,
                _value(one.low.value),
                getattr(one.low, of),
                _value(one.high.value),
                getattr(one.high, of),
            )
            for one in fixed
        ),
    )


def _short(family: str) -> str:
    """What a family is called in a column: ``delivery`` of ``factors.delivery.qeh``."""
    kind, _, rest = family.partition(".")
    return rest.partition(".")[0] if kind == "factors" else rest or kind


def _value(figure: float) -> str:
    return f"{figure:.4g}".replace("-", MINUS)
