"""The scenarios that a command line names for a comparison: files, or one file and what is set in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulator.errors import Mistake
    from simulator.scenario import Origins, Scenario


@dataclass(frozen=True)
class Side:
    """One scenario of a comparison, and what a reader calls it."""

    name: str
    file: Path
    overrides: tuple[str, ...]
    scenario: Scenario
    origins: Origins


def sides(
    files: Sequence[Path], overrides: Sequence[str], variants: Sequence[tuple[str, str]]
) -> tuple[Side, ...]:
    """The scenarios in the order in which they were named; the first is what the others are compared with.

    Raises
    ------
    UsageError
        If there is nothing to compare, or it is not clear what is to be set where.
    RecoverySimError
        If a scenario is wrong; those of all of them are told.
    """
    if len(files) == 1 and not overrides and not variants:
        raise click.UsageError(
            "one scenario alone cannot be compared: name a second file, or what is to be different, "
            "e.g. --set schemes.care_at_home.delivery=0.6"
        )
    if len(files) > 1 and (overrides or variants):
        raise click.UsageError(
            "--set and --variant change one scenario: name one file with them, or several files without"
        )
    return _files(files) if len(files) > 1 else _variants(files[0], overrides, variants)


def _files(files: Sequence[Path]) -> tuple[Side, ...]:
    stems = [file.stem for file in files]
    names = [file.stem if stems.count(file.stem) == 1 else str(file) for file in files]
    return _loaded([(name, file, ()) for name, file in zip(names, files, strict=True)])


def _variants(file: Path, overrides: Sequence[str], variants: Sequence[tuple[str, str]]) -> tuple[Side, ...]:
    from simulator.analyses.wording import setting

    settings: dict[str, list[str]] = {}
    for name, override in variants:
        if "=" in name:
            raise click.UsageError(
                f"--variant {name} {override}: a variant has a name and one KEY=VALUE, "
                f"e.g. --variant cautious {name}; more of them under the same name"
            )
        _refuse_two_meanings(name, override, settings)
        settings.setdefault(name, []).append(override)
    wanted: list[tuple[str, Path, tuple[str, ...]]] = [(file.stem, file, ())]
    if overrides:
        wanted.append(("", file, tuple(overrides)))
    wanted += [(name, file, tuple(given)) for name, given in settings.items()]
    read = _loaded(wanted)
    as_it_stands = replace(read[0], name=f"{file.stem} as it stands")
    spoken = " and ".join(setting(read[0].scenario, override) for override in overrides)
    return (
        as_it_stands,
        *(side if side.name else replace(side, name=spoken) for side in read[1:]),
    )


def _refuse_two_meanings(name: str, override: str, settings: Mapping[str, Sequence[str]]) -> None:
    """Refuse a variant without a name, with nearly that of another, or with two values for one key."""
    if not name.strip():
        raise click.UsageError(f"--variant {name!r} {override}: give the variant a name")
    for other in settings:
        if other != name and other.split() == name.split():
            raise click.UsageError(f"--variant {name!r} and {other!r}: names that nobody can tell apart")
    key = override.partition("=")[0].strip()
    for given in settings.get(name, ()):
        if given.partition("=")[0].strip() == key:
            raise click.UsageError(
                f"--variant {name} sets {key} twice ({given} and {override}): give each variant a name of its own"
            )


def _loaded(wanted: Sequence[tuple[str, Path, tuple[str, ...]]]) -> tuple[Side, ...]:
    """Every scenario read; if some are wrong, what is wrong with each of them."""
    from simulator.errors import ScenarioError
    from simulator.scenario import load_with_origins

    read: list[Side] = []
    problems: dict[Mistake, None] = {}
    for name, file, overrides in wanted:
        try:
            read.append(Side(name, file, overrides, *load_with_origins(file, overrides=overrides)))
        except ScenarioError as error:
            typed = f"--variant {name}" if name else "--set"
            problems |= {
                replace(mistake, file=mistake.file.replace("--set", typed, 1))
                if overrides and mistake.file.startswith("--set ")
                else mistake: None
                for mistake in error.mistakes
            }
    if problems:
        raise ScenarioError(list(problems))
    return tuple(read)
