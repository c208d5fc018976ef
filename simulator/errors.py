"""What can go wrong, in the words of those who use the simulator: no error here needs a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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


class ScenarioError(RecoverySimError):
    """A scenario that cannot be used; it carries every mistake that was found."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        count = len(self.mistakes)
        title = "The scenario has a mistake:" if count == 1 else f"The scenario has {count} mistakes:"
        super().__init__("\n".join([title, *(f"  {mistake}" for mistake in self.mistakes)]))


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


class SimulationError(RecoverySimError):
    """A run that had to stop: the books did not hold, or a result could not be kept."""

    exit_code = 1


class StorageError(SimulationError):
    """A file of a run that could not be written or read: what is finished stays as it is."""


class FolderError(StorageError):
    """A results folder that is not written into, since it holds what is not to be lost: nothing was changed."""

    exit_code = 2
