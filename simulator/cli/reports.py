"""What `check` and `show` print: tables and sentences on a terminal, plain elsewhere."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from simulator.reports.tables import MINUS
from simulator.reports.terminal import screen
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    from simulator.analyses.demography import DemographicGrowth
    from simulator.analyses.envelope import Allotted
    from simulator.analyses.hindsight import Hindsight
    from simulator.analyses.opening import Walk
    from simulator.analyses.planned_savings import PlannedSavings


class Page:
    """One command's answer on standard output."""

    def __init__(self) -> None:
        self._console = screen(sys.stdout)

    def say(self, sentence: str, style: str = "") -> None:
        """A sentence."""
        self._console.print(Text(sentence, style=style))

    def line(self, text: str) -> None:
        """A sentence on one line however long it is: places in it are looked for and copied."""
        self._console.print(Text(text), soft_wrap=True)

    def table(
        self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1
    ) -> None:
        """A table; its first ``texts`` columns hold words, the others figures."""
        grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for number, heading in enumerate(headings):
            is_words = number < texts
            grid.add_column(
                Text(heading), justify="left" if is_words else "right", overflow="fold", no_wrap=not is_words
            )
        for row in rows:
            grid.add_row(*(Text(cell) for cell in row))
        self._console.print()
        self.say(title, "bold")
        self._console.print(grid)

    def opening(self, walks: Sequence[Walk]) -> None:
        """Every body's opening walk, line by line."""
        for walk in walks:
            rows = [(step.name, amount(step.amount_gbp_m)) for step in walk.steps]
            rows += [
                ("Income less cost", amount(walk.total_gbp_m)),
                ("Underlying position stated", amount(walk.stated_gbp_m)),
                ("Difference" if walk.closes else "Difference: does not hold", amount(walk.difference_gbp_m)),
            ]
            self.table(f"Opening position of {walk.name} ({walk.body})", ("", "£m a year"), rows)

    def envelope(self, found: Allotted | None) -> None:
        """A published total, line by line, with what nothing explains; nothing where none is stated."""
        if found is None:
            return
        rows = [(line.name, amount(line.amount_gbp_m)) for line in found.simulated]
        rows.append(("Simulated", amount(found.simulated_gbp_m)))
        rows += [(line.name, amount(line.amount_gbp_m)) for line in found.outside]
        rows += [
            ("Outside the simulation", amount(found.outside_gbp_m)),
            ("Not explained", amount(found.unallocated_gbp_m)),
            ("Envelope", amount(found.total_gbp_m)),
        ]
        self.table("Envelope, by where the money comes in", ("", "£m a year"), rows)

    def demography(self, growths: Sequence[DemographicGrowth]) -> None:
        """Growth of demand that people explain."""
        if not growths:
            return
        rows = [
            (
                growth.population,
                growth.service,
                *map(rate, (growth.index_pct, growth.people_pct, growth.ageing_pct)),
            )
            for growth in growths
        ]
        headings = ("Population", "Service", "Demand", "More people", "Ageing")
        self.table("Demographic growth, % a year over the horizon", headings, rows, texts=2)

    def hindsight(self, findings: Sequence[Hindsight], as_of: datetime.date) -> None:
        """Figures that nobody could know on the scenario's date."""
        used = [finding for finding in findings if finding.is_used]
        if not used:
            self._console.print()
            self.say(f"Hindsight: no figure comes from after {as_of.isoformat()}.")
        else:
            rows = [(finding.key, _origin(finding)) for finding in used]
            self.table(
                f"Hindsight: not known on {as_of.isoformat()}", ("Figure", "Comes from"), rows, texts=2
            )
        if aside := len(findings) - len(used):
            rows_aside = f"{aside} row{'s' if aside > 1 else ''} of prices or rates"
            self.say(f"Announced later, and so left aside: {rows_aside}.")

    def savings(self, savings: Sequence[PlannedSavings]) -> None:
        """What the plan saves, by owner and year of start."""
        if not savings:
            return
        rows = [
            (
                saving.owner,
                financial_year_label(saving.year),
                str(saving.schemes),
                amount(saving.full_year_gbp_m),
                amount(saving.unidentified_gbp_m),
                amount(saving.one_off_gbp_m),
            )
            for saving in savings
        ]
        headings = ("Owner", "Start", "Schemes", "Full year", "of it unidentified", "One-off")
        self.table("Planned savings, £m at base amounts, by year of start", headings, rows, texts=2)

    def verdict(self, walks: Sequence[Walk]) -> None:
        """Whether every opening position holds."""
        wrong = [walk for walk in walks if not walk.closes]
        self._console.print()
        if not wrong:
            self.say("Every opening position holds within £0.01m.")
        for walk in wrong:
            self.say(
                f"The opening position of {walk.body} does not hold: "
                f"income less cost is {amount(walk.total_gbp_m)}, "
                f"opening_underlying_gbp_m says {amount(walk.stated_gbp_m)}. Mend one of the amounts above, or that.",
                "bold",
            )


def amount(gbp_m: float) -> str:
    """£m to three decimals, where an opening walk needs them; never −0.000."""
    return f"{round(gbp_m, 3) + 0.0:,.3f}".replace("-", MINUS)


def rate(per_cent: float) -> str:
    """A growth rate to two decimals."""
    return f"{round(per_cent, 2) + 0.0:+.2f}".replace("-", MINUS)


def _origin(finding: Hindsight) -> str:
    if finding.is_fitted:
        return f"fitted to reported.{finding.source}"
    return f"{finding.source}, {finding.date.isoformat()}" if finding.date else finding.source
