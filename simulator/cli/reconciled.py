"""What `check --against` prints: the finance team's figures beside the model's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.reports import amount

if TYPE_CHECKING:
    from simulator.analyses.reconciliation import Compared, Reconciliation
    from simulator.cli.reports import Page


def show_reconciliation(page: Page, found: Reconciliation, file: Path) -> None:
    """Every line of theirs beside ours, what only one has, and whether it holds."""
    from simulator.analyses.reconciliation import period_label

    limit = f"£{found.tolerance_gbp_m:g}m"
    if found.compared:
        headings = ("Body", "Line", "Year", "Theirs", "Ours", "Difference", f"Within {limit}")
        title = f"{file.name} against the opening base amounts and the plan, £m"
        page.table(title, headings, [_row(line) for line in found.compared], texts=3)
    if found.not_known:
        rows = [(line.stated.place, line.reason) for line in found.not_known]
        page.table("Theirs, not known to the model", ("Where", "Why"), rows, texts=2)
    if found.only_ours:
        only = [
            (line.body, line.name, period_label(line.period), amount(line.amount_gbp_m))
            for line in found.only_ours
        ]
        title = f"The model's, not in {file.name}, £m"
        page.table(title, ("Body", "Line", "Year", "Ours"), only, texts=3)
    if found.in_thousands:
        page.say("")
        page.say(_asked(found.in_thousands))
    page.say("")
    page.say(_verdict(found, limit), "" if found.holds else "bold")


def _row(line: Compared) -> tuple[str, ...]:
    from simulator.analyses.reconciliation import period_label

    verdict = "yes" if line.agrees else "no: other sign" if line.has_other_sign else "no"
    figures = (line.stated.amount_gbp_m, line.ours_gbp_m, line.difference_gbp_m)
    return line.body, line.name, period_label(line.stated.year), *map(amount, figures), verdict


def _asked(lines: tuple[Compared, ...]) -> str:
    """Whether figures are in another unit than £m, at the first that seem to be."""
    first = lines[0]
    theirs, ours = first.stated.amount_gbp_m, first.ours_gbp_m
    others = f", and {len(lines) - 1} more such" if len(lines) > 1 else ""
    return (
        f"{first.stated.place}: £{theirs:,.6g}m is some {theirs / ours:,.0f} times the model's £{ours:,.4g}m{others}: "
        f'did you mean {theirs / 1000:g} (the amounts look like £000)? Then say --unit "£000".'
    )


def _verdict(found: Reconciliation, limit: str) -> str:
    off = sum(not line.agrees for line in found.compared)
    parts = list(_parts(len(found.compared) - off, off, len(found.not_known), len(found.only_ours), limit))
    return f"{'; '.join(parts)}."


def _parts(agree: int, off: int, not_known: int, only_ours: int, limit: str) -> Iterator[str]:
    yield f"{agree} of their lines agree{'s' if agree == 1 else ''} within {limit}"
    if off:
        yield f"{off} differ{'s' if off == 1 else ''}"
    if not_known:
        yield f"{not_known} {'is' if not_known == 1 else 'are'} not known to the model"
    if only_ours:
        yield f"{only_ours} of the model's {'is' if only_ours == 1 else 'are'} not among theirs"
