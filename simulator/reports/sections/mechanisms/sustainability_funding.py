"""What becomes of sustainability funding: offered, earned in part or whole, and lost."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import label
from simulator.reports.sections.rows import in_all_years, percent, with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column
from simulator.scenario.regime_use import REWARDS, in_use
from simulator.words.figures import part_of


def section(findings: Findings) -> Iterator[Section]:
    if "sustainability_funding" not in findings.tables:
        return
    rows = records(findings.tables["sustainability_funding"])
    offered, earned = (sum(row[f"{what}_mean_gbp_m"] for row in rows) for what in ("offered", "earned"))
    whole, part, share = part_of(earned, offered)
    amounts = ("offered_mean_gbp_m", "earned_mean_gbp_m", "earned_p10_gbp_m", "earned_p90_gbp_m")
    shares = ("earned_share", "share_all_earned", "share_none_earned")
    cells = [
        (row["year"], *(row[name] for name in amounts), *(percent(row[name]) for name in shares))
        for row in rows
        if row["year"] in years_shown(findings)
    ]
    headings = [
        label(findings.run.scenario, row["body"]) for row in rows if row["year"] in years_shown(findings)
    ]
    columns = (
        *(Column(""), Column("year"), Column("offered", "gbp_m"), Column("earned\nmean", "gbp_m")),
        *(Column("p10", "gbp_m", 2), Column("p90", "gbp_m", 3), Column("share of\noffer, %", "count")),
        *(Column("earned\nin full, %", "count", 1), Column("nothing\nearned, %", "count", 1)),
    )
    is_rewarded = not in_use(findings.run.scenario).isdisjoint(("providers", word) for word in REWARDS)
    besides = " Incentive and bonus, paid beyond the offer to those who met their totals, count as earned."
    yield Section(
        "What becomes of sustainability funding?",
        (
            f"Of {whole} offered{in_all_years(findings)} (mean of the possible futures), {part} is "
            f"earned{share}: what a missed control total or too much cancelled care loses is not paid."
            f"{besides if is_rewarded else ''}",
        ),
        (with_headings("Sustainability funding, £m a year", columns, headings, cells),),
    )


SECTION = MechanismSection(Subject.NATIONAL_MONEY, section, about=("funding_offered", "funding"))
