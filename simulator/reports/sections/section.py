"""What an answer is made of: sections, each a question and what answers it."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.reports.tables import Table


@dataclass(frozen=True)
class Section:
    """A question, and what answers it; `lines` are shown as they are, e.g. commands."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The whole answer of a run; a `banner` stands above everything."""

    title: str
    introduction: tuple[str, ...]
    sections: tuple[Section, ...]
    banner: tuple[str, ...] = ()
