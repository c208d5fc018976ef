"""What it costs providers that a unit of care grows dearer than prices explain."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.economy.unit_costs import UNIT_COST_GROWTH
from simulator.reports.sections.rows import costs_or_spares, in_all_years, means_by_year, total_of
from simulator.reports.sections.section import MechanismSection, Section
from simulator.words.figures import pounds


def section(findings: Findings) -> Iterator[Section]:
    total = total_of(findings, UNIT_COST_GROWTH)
    carried = ": each year carries what earlier ones added" if len(findings.years) > 1 else ""
    sentence = (
        f"Beyond prices the cost of a unit of care {'falls' if total < 0 else 'grows'} from year to year. That "
        f"{costs_or_spares(total)} providers {pounds(abs(total))}{in_all_years(findings)} (mean of the possible "
        f"futures), and it recurs{carried}."
    )
    yield Section(
        "What does the growth of unit costs cost?", (sentence,), (means_by_year(findings, UNIT_COST_GROWTH),)
    )


SECTION = MechanismSection(Subject.COST_OF_CARE, section, about=(UNIT_COST_GROWTH.key,))
