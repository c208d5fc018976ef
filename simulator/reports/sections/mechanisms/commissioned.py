"""What the volume costs its providers that a payer's money buys beyond prices."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.economy.commissioned import COMMISSIONED_COST
from simulator.reports.sections.rows import costs_or_spares, in_all_years, means_by_year, total_of
from simulator.reports.sections.section import MechanismSection, Section
from simulator.words.figures import pounds


def section(findings: Findings) -> Iterator[Section]:
    total = total_of(findings, COMMISSIONED_COST)
    sentence = (
        "Where a payer's money moves otherwise than the tariff, its contract buys more volume or less. That "
        f"{costs_or_spares(total)} providers {pounds(abs(total))}{in_all_years(findings)} (mean of the possible "
        "futures); what is paid for it is in their income."
    )
    yield Section(
        "What does the volume bought with more money cost?",
        (sentence,),
        (means_by_year(findings, COMMISSIONED_COST),),
    )


SECTION = MechanismSection(Subject.COST_OF_CARE, section, about=(COMMISSIONED_COST.key,))
