"""What can go wrong, in the words of those who use the simulator: no error here needs a traceback."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_ALIKE = 20
"""More mistakes than this of one cause are told as one, with the first few of them."""
SHOWN_OF_MANY = 3
MOST_LINES = 60
"""Where there are more mistakes than this, even a few of one cause are told as one."""


class RecoverySimError(Exception):
    """A user's mistake, or a failed run: its message is printed and the command ends with ``exit_code``."""

    exit_code = 2


@dataclass(frozen=True)
class Mistake:
    """One mistake in a scenario: where it stands, and what to do about it."""

    file: str
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class MistakesError(RecoverySimError):
    """What a user wrote and cannot be used: it carries every mistake that was found, and tells those alike as one."""

    what = "file"

    def __init__(self, mistakes: Sequence[Mistake], *, advice: Sequence[str] = ()) -> None:
        self.mistakes = list(mistakes)
        count = len(self.mistakes)
        title = f"The {self.what} has {'a mistake' if count == 1 else f'{count:,} mistakes'}:"
        super().__init__("\n".join([title, *_told(self.mistakes), *advice]))


class ScenarioError(MistakesError):
    """A scenario that cannot be used."""

    what = "scenario"


class OpeningError(RecoverySimError):
    """A scenario in which a body does not start where it says: it is not run unless that is asked for."""

    exit_code = 1

    def __init__(self, refusals: Sequence[str]) -> None:
        title = "An opening position does not hold" if len(refusals) == 1 else "Opening positions do not hold"
        super().__init__(
            "\n".join(
                [
                    f"{title}, and nothing was simulated:",
                    *(f"  {refusal}" for refusal in refusals),
                    "Mend that, or one of the lines that recovery-sim check shows. To run it all the same, and have "
                    "every result say so: --anyway (in Python: anyway=True).",
                ]
            )
        )


class ArgumentError(RecoverySimError):
    """What a function of the Python interface was given and cannot use: it says what there is instead."""


class SimulationError(RecoverySimError):
    """A run that had to stop: the books did not hold, or a result could not be kept."""

    exit_code = 1


class StorageError(SimulationError):
    """A file of a run that could not be written or read: what is finished stays as it is."""


class FolderError(StorageError):
    """A results folder that is not written into, since it holds what is not to be lost: nothing was changed."""

    exit_code = 2


def _told(mistakes: Sequence[Mistake]) -> list[str]:
    """A line a mistake; of more than a few of one cause only the first, and how many more there are."""
    most = MOST_ALIKE if len(mistakes) <= MOST_LINES else SHOWN_OF_MANY + 1
    same = _alike([[mistake] for mistake in mistakes], _words, most)
    lines: dict[Mistake, str] = {}
    for group in _alike(same, _form, most):
        shown = group if len(group) <= most else group[:SHOWN_OF_MANY]
        lines |= {mistake: f"  {mistake}" for mistake in shown}
        if len(shown) < len(group):
            lines[shown[-1]] += f"\n  … and {len(group) - len(shown):,} more like it"
    return [lines[mistake] for mistake in mistakes if mistake in lines]


def _alike(
    groups: Sequence[list[Mistake]], cause: Callable[[Mistake], str], most: int
) -> list[list[Mistake]]:
    """Groups of one cause put together, where they are many together; those that are many already stay alone."""
    found: dict[str, list[Mistake]] = defaultdict(list)
    for group in groups:
        if len(group) <= most:
            found[cause(group[0])] += group
    few = [[mistake] for group in found.values() if len(group) <= most for mistake in group]
    many = [group for group in (*groups, *found.values()) if len(group) > most]
    return many + few


def _words(mistake: Mistake) -> str:
    """The cause by what is said: the same name unknown in many places."""
    return mistake.message


def _form(mistake: Mistake) -> str:
    """The cause by how it is said: the same key, whatever figure or name stands there."""
    message = mistake.message.partition("; did you mean")[0].partition(" Allowed: ")[0]
    form = re.sub(r'"[^"]*"|[-\d][\d.,]*', "…", message)
    return f"{mistake.key.rpartition('.')[2]}: {form}"
