"""The sections of mechanisms that not every scenario has."""

from __future__ import annotations

from simulator.analyses.findings import Findings
from simulator.reports.sections import escalation, milestones, pooling, social_care, sustainability_funding
from simulator.reports.sections.section import Section

MECHANISMS = (pooling, sustainability_funding, social_care, escalation, milestones)
"""In the order in which a board asks; each has ``section(findings)``, which yields nothing where it concerns nobody."""


def sections_of_mechanisms(findings: Findings) -> tuple[Section, ...]:
    """A section a mechanism that the scenario has."""
    return tuple(section for mechanism in MECHANISMS for section in mechanism.section(findings))
