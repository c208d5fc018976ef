"""What `check` and `show` print: tables and sentences on a terminal, plain elsewhere."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from simulator.reports.control_totals import plan_misses
from simulator.reports.reference_classes import reference_table, sources_told, warning_line
from simulator.reports.terminal import print_table, print_whole, screen, shown
from simulator.timeline import financial_year_label
from simulator.words.figures import MINUS

if TYPE_CHECKING:
    from simulator.analyses.demography import DemographicGrowth
    from simulator.analyses.envelope import Allotted
    from simulator.analyses.first_year import FirstYear, MissedTotal
    from simulator.analyses.hindsight import Hindsight
    from simulator.analyses.planned_savings import PlannedSavings
    from simulator.analyses.reference_classes import Standing
    from simulator.engine.opening import Walk
    from simulator.scenario import Scenario


class Page:
    """One command's answer on standard output."""

    def __init__(self) -> None:
        self._console = screen(sys.stdout)

    def say(self, sentence: str, style: str = "") -> None:
        """A sentence."""
        self._console.print(shown(sentence, self._console, style))

    def line(self, text: str) -> None:
        """A sentence on one line however long it is: places in it are looked for and copied."""
        self._console.print(shown(text, self._console), soft_wrap=True)

    def table(
        self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1
    ) -> None:
        """A table; its first ``texts`` columns hold words, the others figures."""
        grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        columns = [
            [shown(text, self._console) for text in column] for column in zip(headings, *rows, strict=True)
        ]
        for number, column in enumerate(columns):
            is_words = number < texts
            grid.add_column(
                column[0],
                justify="left" if is_words else "right",
                overflow="fold",
                no_wrap=not is_words,
                min_width=None if is_words else max(text.cell_len for text in column),
            )
        for row in list(zip(*columns, strict=True))[1:]:
            grid.add_row(*row)
        self._console.print()
        self.say(title, "bold")
        print_whole(self._console, grid)

    def opening(self, years: Sequence[FirstYear]) -> None:
        """Every body's opening walk, line by line, and beside it the first year of the plan."""
        for first in years:
            walk = first.walk
            rows = [
                (
                    line.name,
                    *("" if v is None else amount(v) for v in (line.opening_gbp_m, line.first_year_gbp_m)),
                )
                for line in first.lines
            ]
            rows += [
                ("Income less cost", amount(walk.total_gbp_m), amount(first.surplus_gbp_m)),
                ("Underlying position stated", amount(walk.stated_gbp_m), ""),
                (
                    "Difference" if walk.closes else "Difference: does not hold",
                    amount(walk.difference_gbp_m),
                    "",
                ),
            ]
            title = f"Opening position of {walk.name} ({walk.body}), and the plan's first year, £m"
            self.table(title, ("", "Opening, a year", f"Plan, {first.year}"), rows)
        self.say(
            "The opening is before the first April: uplifts, growth, savings, interest and support come with the year, "
            "so that the plan's year differs from it line by line."
        )

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

    def savings(self, savings: Sequence[PlannedSavings], scenario: Scenario) -> None:
        """What the plan saves, by owner and year of start."""
        from simulator.scenario.scope import with_programmes

        if not savings:
            return
        rows = [
            (
                ""
                if number and saving.owner == savings[number - 1].owner
                else scenario.bodies[saving.owner].called,
                financial_year_label(saving.year),
                str(saving.schemes),
                amount(saving.full_year_gbp_m),
                amount(saving.unidentified_gbp_m),
                amount(saving.one_off_gbp_m),
            )
            for number, saving in enumerate(savings)
        ]
        headings = ("Owner", "Start", "Schemes", "Full year stated", "of it unidentified", "One-off")
        self.table("Planned savings as stated, £m at base amounts, by year of start", headings, rows, texts=2)
        if with_programmes(scenario):
            self.say(
                "Programmes that follow need are set anew each April: of them the first year alone is stated. What the "
                "plan sets is in schemes.csv."
            )

    def reference_classes(self, scenario: Scenario, found: Sequence[Standing], replications: int) -> None:
        """Where the scenario stands among reference classes, where their ranges are from, and which it leaves."""
        print_table(self._console, reference_table(scenario, found, replications))
        for sentence in sources_told(found):
            self.say(sentence)
        for warning in warning_line(scenario, found, replications):
            self.say(warning, "bold")

    def control_totals(self, missed: Sequence[MissedTotal]) -> None:
        """Control totals that the plan itself misses in its first year."""
        for sentence in plan_misses(missed):
            self.say(sentence)

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
