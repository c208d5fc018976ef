"""The answer on a terminal: sections, sentences and tables in 80 to 100 columns; plain where nobody looks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from simulator.reports.tables import Table
from simulator.words.texts import plain, visible

if TYPE_CHECKING:
    from simulator.reports.sections.section import Answer, Section

WIDEST, USUAL, NARROWEST = 100, 80, 80
"""Columns: at most; of a terminal that does not say; at least, as a narrower one folds lines, and no figure is lost."""
NAME_WIDTH = 28
"""Longer names of bodies go over two lines; ten years of probabilities fit beside it on the widest screen."""
NARROW, NARROW_NAME_WIDTH = 90, 22
GAP, ROWS, UNFOLDED = 2, 25, 10_000


def print_answer(answer: Answer, stream: TextIO | None = None) -> None:
    """Print the whole answer on ``stream``, or else on standard output."""
    console = screen(stream or sys.stdout)
    console.print()
    for sentence in answer.banner:
        _say(console, sentence, "bold reverse")
    _say(console, answer.title, "bold")
    for sentence in answer.introduction:
        _say(console, sentence)
    for number, section in enumerate(answer.sections, start=1):
        _print_section(console, number, section)
    for sentence in answer.closing:
        console.print()
        _say(console, sentence, "bold")


def screen(stream: TextIO, *, narrowest: int = NARROWEST) -> Console:
    """A console of 80 to 100 columns; of 100 where it is no terminal and `COLUMNS` does not say."""
    width = min(max(_columns_of(stream), narrowest), WIDEST)
    # A stated height keeps rich from reading `LINES`, which may say anything.
    return Console(file=stream, width=width, height=ROWS, highlight=False, markup=False, emoji=False)


def shown(text: str, console: Console, style: str = "", *, newlines: bool = False) -> Text:
    """A text as a console can show it: nothing in it steers the terminal, and old code pages get plain signs."""
    return Text(plain(visible(text, newlines=newlines), console.encoding), style=style)


def print_whole(console: Console, table: RenderableType) -> None:
    """Print a table with every word and figure, where it must be in lines that the terminal folds."""
    width = console.width
    needed = Measurement.get(console, console.options.update(max_width=UNFOLDED), table).minimum
    console.width = max(width, needed)
    console.print(table)
    console.width = width


def _columns_of(stream: TextIO) -> int:
    """The columns that `COLUMNS` names, or else those that the terminal has."""
    with suppress(ValueError):
        if (columns := int(os.environ.get("COLUMNS", ""))) > 0:
            return columns
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or USUAL
    return WIDEST


def _print_section(console: Console, number: int, section: Section) -> None:
    console.print()
    _say(console, f"{number}. {section.heading}", "bold underline")
    for sentence in section.sentences:
        _say(console, sentence)
    for table in section.tables:
        print_table(console, table)
    for line in section.lines:
        _say(console, f"   {line}", no_wrap=True)


def _say(console: Console, sentence: str, style: str = "", *, no_wrap: bool = False) -> None:
    text = shown(sentence, console, style)
    console.print(
        text, no_wrap=no_wrap, overflow="ignore" if no_wrap else "fold", crop=False, soft_wrap=no_wrap
    )


def print_table(console: Console, table: Table) -> None:
    """Print a table with its title and notes, fitted to the console."""
    table = _as_shown(table, console)
    name = _name_width(table, console.width)
    shorter = fitted(table, console.width - 2, name)
    grid = Grid(box=SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), pad_edge=False, show_edge=False, header_style="")
    for index, (column, texts) in enumerate(zip(shorter.columns, _columns(shorter), strict=True)):
        heading = Text(column.heading, style="bold")
        if index == 0:
            grid.add_column(heading, width=name, overflow="fold")
        else:
            is_text = column.kind == "text"
            grid.add_column(
                heading,
                justify="left" if is_text else "right",
                no_wrap=not is_text,
                min_width=None if is_text else widest(texts),
                vertical="top",
            )
    for number, row in enumerate(_with_names_folded(shorter, name)):
        if number in shorter.apart:
            grid.add_section()
        grid.add_row(*(Text(cell) for cell in row))
    console.print()
    if shorter.title:
        _say(console, shorter.title, "bold")
    print_whole(console, Padding(grid, (0, 0, 0, 2), expand=False))
    if notes := shorter.notes():
        _say(console, notes, "dim")


def _as_shown(table: Table, console: Console) -> Table:
    """The table with every text as the console can show it, so that its columns are as wide as they will be."""

    def words(text: str, *, newlines: bool = False) -> str:
        return shown(text, console, newlines=newlines).plain

    return replace(
        table,
        columns=tuple(
            replace(column, heading=words(column.heading, newlines=True)) for column in table.columns
        ),
        rows=tuple(tuple(map(words, row)) for row in table.texts()),
    )


def _name_width(table: Table, width: int) -> int:
    """Of the first column: narrower where a few characters keep all the others on the screen."""
    first, *others = map(widest, _columns(table))
    most = NAME_WIDTH if width >= NARROW else NARROW_NAME_WIDTH
    room = width - 2 - sum(others) - GAP * len(others)
    if table.has_long_names:
        most = max(most, room)
    return min(first, max(min(room, most), NARROW_NAME_WIDTH))


def _with_names_folded(table: Table, width: int) -> list[list[str]]:
    """The rows, a long name's later lines in the rows below that have none, where there are such."""
    rows = [list(row) for row in table.texts()]
    for number, row in enumerate(rows):
        free = 1
        while number + free < len(rows) and not rows[number + free][0] and number + free not in table.apart:
            free += 1
        lines = wrap(row[0], width) or [""]
        row[0] = lines[0] if free > 1 else "\n".join(lines)
        for later, line in enumerate(lines[1:free], start=1):
            rows[number + later][0] = line
        if free > 1 and len(lines) > free:
            rows[number + free - 1][0] = "\n".join(lines[free - 1 :])
    return rows


def fitted(table: Table, width: int, name: int) -> Table:
    """The table without the columns that can be spared, as far as ``width`` asks for it."""
    widths = [widest(texts) for texts in _columns(table)]
    widths[0] = name
    shown = set(range(len(widths)))
    spare = sorted((i for i in shown if table.columns[i].spare), key=lambda i: table.columns[i].spare)
    while spare and sum(widths[i] for i in shown) + GAP * (len(shown) - 1) > width:
        shown.remove(spare.pop())
    if len(shown) == len(widths):
        return table
    kept = sorted(shown)
    return replace(
        table,
        columns=tuple(table.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in table.rows),
        note=" ".join(filter(None, (table.note, _what_is_left_out(width)))),
    )


def _what_is_left_out(width: int) -> str:
    """Where the columns are that were dropped: no screen shows a table wider than the widest."""
    wider = (
        "A wider screen shows more, and " if width < WIDEST - 2 else "There was no room for every column: "
    )
    return f"{wider}--json shows all."


def _columns(table: Table) -> Iterator[tuple[str, ...]]:
    headings = [column.heading for column in table.columns]
    return zip(headings, *table.texts(), strict=True)


def widest(texts: Sequence[str]) -> int:
    """Columns that the longest line takes."""
    return max(cell_len(line) for text in texts for line in text.split("\n"))
