"""What an answer is made of: sections, each a question and what answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.tables import Table


@dataclass(frozen=True)
class Section:
    """A question, and what answers it; `lines` are shown as they are, e.g. commands."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class MechanismSection:
    """The section of a mechanism that not every scenario has; `told` yields nothing where it concerns nobody.

    Attributes
    ----------
    subject : Subject
    told : callable
    about : tuple of str
        Measures of a year, by key: where they are 0 in every future, there is nothing to tell. Without any, a section
        of zeros tells something, e.g. that nobody fails.
    """

    subject: Subject
    told: Callable[[Findings], Iterator[Section]]
    about: tuple[str, ...] = ()

    def sections(self, findings: Findings) -> Iterator[Section]:
        """What it tells of a run, unless that is nothing but zeros."""
        by_year = findings.run.results.by_year
        if not self.about or any(by_year[measure].any() for measure in self.about):
            yield from self.told(findings)


@dataclass(frozen=True)
class Answer:
    """The whole answer of a run; a `banner` stands above everything, what is `closing` below."""

    title: str
    sections: tuple[Section, ...]
    introduction: tuple[str, ...] = ()
    banner: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
