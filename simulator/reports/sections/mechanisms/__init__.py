"""The sections of mechanisms that not every scenario has: each module here declares its `SECTION`."""

from __future__ import annotations

from simulator.analyses.findings import Findings
from simulator.modules import declared_in
from simulator.reports.sections.section import MechanismSection, Section

MECHANISMS = tuple(
    sorted(declared_in(__name__, "SECTION", MechanismSection), key=lambda section: section.subject)
)
"""In the order in which a board asks."""


def sections_of_mechanisms(findings: Findings) -> tuple[Section, ...]:
    """A section a mechanism that the scenario has, and that does something in some future."""
    return tuple(section for mechanism in MECHANISMS for section in mechanism.sections(findings))
