"""Truthful progress of a run, beside the answer: on standard error."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from simulator.cli.streams import say
from simulator.words.texts import visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from simulator.montecarlo import Progress

SECONDS_BETWEEN_LINES = 5.0
BAR_WIDTH = 40
"""Columns that a bar with its words needs; a narrower terminal is told in lines."""


class Ticker(AbstractContextManager["Ticker"]):
    """Truthful progress on standard error: a bar on a terminal, a line now and then elsewhere.

    Whatever becomes of it, the run goes on.
    """

    def __init__(self, last_year: int, *, is_silent: bool, precision: float | None = None) -> None:
        self._last_year = last_year
        self._precision = precision
        self._is_silent = is_silent
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._last_line = -SECONDS_BETWEEN_LINES

    def __enter__(self) -> Self:
        with suppress(Exception):
            if not self._is_silent and sys.stderr.isatty():
                self._begin_bar()
        if self._bar is None:
            self.say("simulating")
        return self

    def _begin_bar(self) -> None:
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        from simulator.reports.terminal import screen

        console = screen(sys.stderr, narrowest=1)
        if console.is_dumb_terminal or console.width < BAR_WIDTH:
            return
        columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
        bar = Bar(*columns, console=console, transient=True)
        self._task = bar.add_task("simulating the first block", total=None)
        bar.start()
        self._bar = bar

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Exception):
            if self._bar is not None:
                self._bar.stop()

    def show(self, progress: Progress) -> None:
        """Tell how far the run is; in plain lines only every few seconds, and of the last block."""
        with suppress(Exception):
            if self._bar is not None and self._task is not None:
                total = progress.blocks if self._precision is None else None
                self._bar.update(self._task, total=total, completed=progress.blocks_done)
            now = time.monotonic()
            is_due = now - self._last_line >= SECONDS_BETWEEN_LINES or progress.blocks_done == progress.blocks
            if self._bar is not None or is_due:
                self._last_line = now
                self.say(self._words(progress))

    def say(self, words: str) -> None:
        """Show words beside the bar, or as a line."""
        if self._is_silent:
            return
        with suppress(Exception):
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, description=visible(words))
            else:
                say(words, err=True)

    def _words(self, progress: Progress) -> str:
        from simulator.timeline import financial_year_label
        from simulator.words.estimates import probability_shown

        most = "of" if self._precision is None else "of at most"
        words = [f"{progress.blocks_done} {most} {progress.blocks} blocks"]
        if progress.half_width is not None and self._precision is not None:
            words.append(f"±{100 * progress.half_width:.2g} of ±{100 * self._precision:g} points")
        if progress.headline is not None:
            year = financial_year_label(self._last_year)
            words.append(f"every body breaks even in {year}: {probability_shown(progress.headline)}")
        if progress.seconds_left and progress.blocks_done < progress.blocks:
            words.append(f"{_duration(progress.seconds_left)} left")
        return " · ".join(words)


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"about {max(1, round(seconds))} s"
    return f"about {seconds / 60:.0f} min"
