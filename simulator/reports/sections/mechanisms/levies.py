"""What commissioners pay of their allocations as levies."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.economy.levies import LEVIES
from simulator.reports.sections.rows import in_all_years, means_by_year, total_of
from simulator.reports.sections.section import MechanismSection, Section
from simulator.words.figures import pounds


def section(findings: Findings) -> Iterator[Section]:
    total = total_of(findings, LEVIES)
    sentence = (
        f"Commissioners pay {pounds(total)} of their allocations to others{in_all_years(findings)} (mean of the "
        "possible futures). What is asked of them is still measured by the whole allocation."
    )
    yield Section("What do levies take?", (sentence,), (means_by_year(findings, LEVIES),))


SECTION = MechanismSection(Subject.NATIONAL_MONEY, section, about=(LEVIES.key,))
