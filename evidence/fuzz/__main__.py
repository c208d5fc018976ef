"""Try many broken inputs, or one again; exit 1 where an ending is not as it should be."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import click

from evidence.fuzz.case import Case
from evidence.fuzz.commands import COMMANDS
from evidence.fuzz.trying import Tried, smallest, tried

SECONDS = {"check": 60, "new": 60, "run": 180, "compare": 180}
"""After how long a case hangs: many times what it takes on a busy machine."""
SOON_SHRUNK = frozenset({"check", "new"})
SHOWN_CHARACTERS = 3_000
CASES_A_LINE = 100


@dataclass
class Summary:
    """What many endings come to."""

    codes: Counter[int] = field(default_factory=Counter)
    by_fault: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    slowest: tuple[float, int] = (0.0, 0)
    longest: tuple[int, int] = (0, 0)
    failed: set[int] = field(default_factory=set)

    def add(self, found: Tried) -> None:
        """Count one ending."""
        self.codes[found.ending.code] += 1
        self.slowest = max(self.slowest, (found.ending.seconds, found.number))
        self.longest = max(self.longest, (len(found.ending.message.encode("utf-8", "replace")), found.number))
        for fault in found.ending.faults:
            self.by_fault[fault].append(found.number)
            self.failed.add(found.number)

    def lines(self) -> Iterable[str]:
        """The summary, the most frequent fault first."""
        ended = ", ".join(f"{count:,} with {code}" for code, count in sorted(self.codes.items()))
        yield f"{self.codes.total():,} cases ended: {ended or 'none'}."
        yield f"Slowest: {self.slowest[0]:.1f} s (case {self.slowest[1]})."
        yield f"Longest message: {self.longest[0]:,} bytes (case {self.longest[1]})."
        if not self.failed:
            yield "Every case ended in words."
            return
        yield f"{len(self.failed):,} cases did not end in words, for {len(self.by_fault)} causes:"
        for fault, numbers in sorted(self.by_fault.items(), key=lambda entry: (-len(entry[1]), entry[0])):
            some = ", ".join(map(str, numbers[:5]))
            yield f"{len(numbers):6,}  {fault}\n        --case {some}{', …' if len(numbers) > 5 else ''}"


@click.command(context_settings={"show_default": True})
@click.option("--command", type=click.Choice(list(COMMANDS)), default="check", help="Which command to try.")
@click.option("--cases", type=click.IntRange(min=1), default=20_000, help="How many cases.")
@click.option("--first", type=click.IntRange(min=0), default=0, help="Number of the first.")
@click.option("--seed", type=int, default=1, help="Seed: with the command and the number it makes the case.")
@click.option("--case", "number", type=click.IntRange(min=0), help="Repeat this one, and show it.")
@click.option("--workers", type=click.IntRange(min=1), default=2, help="Processes.")
@click.option(
    "--limit", type=click.IntRange(min=1), help="Seconds for a case [default: 60; 180 with run and compare]."
)
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Folder for the cases that fail, each with its command."
)
@click.option(
    "--shrink/--no-shrink",
    default=None,
    help="Look for a smaller case of each cause [default: with check and new].",
)
def main(
    command: str,
    cases: int,
    first: int,
    seed: int,
    number: int | None,
    workers: int,
    limit: int | None,
    keep: Path | None,
    shrink: bool | None,
) -> None:
    """Throw broken and strange inputs at a command: it must end with 0, 1 or 2, in words.

    Nothing else is right: no traceback, no hang, no warning of Python's, no message that is empty or longer than
    10 kB, no control character, no file written outside the output folder.
    """
    is_shrunk = command in SOON_SHRUNK if shrink is None else shrink
    print(f"python -m evidence.fuzz --command {command} --seed {seed}")
    if number is not None:
        found = tried(command, seed, number)
        _show(found)
        _keep(found, keep)
        for fault in found.ending.faults if is_shrunk else ():
            print(
                f"\nThe smallest found with “{fault}”:\n{_printable(smallest(command, seed, number, fault).told())}"
            )
        sys.exit(1 if found.ending.faults else 0)
    summary = _many(command, seed, range(first, first + cases), workers, limit or SECONDS[command], keep)
    print("\n".join(map(_printable, summary.lines())))
    for fault, numbers in summary.by_fault.items() if is_shrunk else ():
        if not fault.startswith(("hangs", "ends the process")):
            told = smallest(command, seed, numbers[0], fault).told()
            print(f"\n{_printable(fault)}, the smallest found from case {numbers[0]}:\n{_printable(told)}")
    sys.exit(1 if summary.failed else 0)


def _many(command: str, seed: int, numbers: range, workers: int, limit: int, keep: Path | None) -> Summary:
    from evidence.fuzz.pool import try_all

    summary = Summary()
    # Stopped with Ctrl-C, what was found until then is told.
    with contextlib.suppress(KeyboardInterrupt):
        for found in try_all(command, seed, numbers, workers=workers, limit=limit):
            for fault in found.ending.faults:
                if fault not in summary.by_fault:
                    print(f"case {found.number}: {_printable(fault)}", flush=True)
            summary.add(found)
            _keep(found, keep)
            if summary.codes.total() % CASES_A_LINE == 0:
                print(f"{summary.codes.total():,} cases", file=sys.stderr, flush=True)
    return summary


def _show(found: Tried) -> None:
    """A case, what it printed, and what is wrong with that."""
    ending = found.ending
    print(f"case {found.number}: {_printable(found.case.told())}")
    print(f"\nended with {ending.code} after {ending.seconds:.2f} s")
    for name, text in (
        ("output", ending.output),
        ("message", ending.message),
        ("traceback", ending.traceback),
    ):
        if text:
            print(f"\n{name}:\n{_printable(text[:SHOWN_CHARACTERS])}")
    for fault in ending.faults:
        print(f"\nFAULT {_printable(fault)}")


def _keep(found: Tried, folder: Path | None) -> None:
    """Write a case that failed into a folder of its own, with its command."""
    if folder is None or not found.ending.faults:
        return
    place = folder / f"case-{found.number}"
    place.mkdir(parents=True, exist_ok=True)
    _told_case(found.case, place)
    told = "\n".join([found.case.told(), *found.ending.faults, found.ending.traceback])
    (place / "command.txt").write_text(_printable(told), encoding="utf-8")


def _told_case(case: Case, place: Path) -> None:
    try:
        case.index_rows(place)
    except FileExistsError:
        print(f"{place} holds a case already: it was left as it is")


def _printable(text: str) -> str:
    """A text in which what moves a cursor is shown as an escape."""
    return "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text)


if __name__ == "__main__":
    main()
