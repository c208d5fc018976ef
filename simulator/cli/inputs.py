"""What `check` prints of uncertain numbers: what was typed, beside what its distribution implies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.words.figures import EMPTY, MINUS

if TYPE_CHECKING:
    from simulator.analyses.typed_and_implied import Implied
    from simulator.cli.reports import Page

HEADINGS = ("Number", "Differs", "Plan", "p10", "p50", "p90", "Mean", "Clipped")


def show_inputs(page: Page, found: Sequence[Implied], *, every: bool) -> None:
    """Those numbers that imply something else than was typed, or every number; nothing where there is none."""
    differing = [implied for implied in found if implied.differs]
    shown = found if every else differing
    if shown:
        what = "Typed against implied" if every else "Typed and implied differ"
        page.table(f"{what}, in the unit of each key", HEADINGS, [_row(one) for one in shown], texts=2)
    if not every:
        page.say(
            f"Of {len(found)} uncertain numbers {len(differing) or 'none'} "
            f"{'implies' if len(differing) <= 1 else 'imply'} something else than was typed; --inputs shows every one."
        )


def _row(found: Implied) -> tuple[str, ...]:
    figures = (found.plan, found.p10, found.p50, found.p90, found.mean)
    clipped = f"{100 * found.clipped:.1f} %" if found.clipped >= 0.0005 else EMPTY
    return found.number, "; ".join(found.differs), *map(_figure, figures), clipped


def _figure(value: float) -> str:
    """Four digits, as many as anybody believes."""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{round(value, 9) + 0.0:.4g}"
    return text.replace("-", MINUS)
