"""Names in words: none is empty or as long as a page, and no two things in one table are called alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.reading.positions import KeyPath, dotted
from simulator.scenario.rules.contradiction import Contradiction, tables

LONGEST = {"name": 200, "short_name": 30, "title": 500}
"""Letters that a name or title may have, by its key."""
ROWS = ("system", "every body", "every_body", "every body in one future")
"""What reports call rows of their own."""
INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
"""Signs without ink that Unicode counts among letters, marks and symbols."""

Named = tuple[KeyPath, str]
"""Where a name stands, and the name."""


def stated(scenario: Scenario) -> Iterator[Contradiction]:
    """Every name and title can be read."""
    for path, table in tables(scenario):
        for word in LONGEST.keys() & type(table).model_fields.keys():
            text = getattr(table, word)
            if text is None:
                continue
            if not seen(text):
                yield Contradiction((*path, word), "is empty: tables and charts would show nothing for it")
            elif len(text) > LONGEST[word]:
                yield Contradiction(
                    (*path, word), f"has {len(text):,} characters; allowed are at most {LONGEST[word]}"
                )


def parties(scenario: Scenario) -> Iterator[Contradiction]:
    """The system, bodies and parties outside are called differently, and none like a row of a report."""
    rows = [*ROWS, f"{scenario.system.name} (system)"]
    bodies: list[list[Named]] = [
        [
            (("bodies", key, word), text)
            for word in ("name", "short_name")
            if (text := getattr(body, word)) is not None
        ]
        for key, body in scenario.bodies.items()
    ]
    for path, text in [named for names in bodies for named in names]:
        if seen(text) in map(seen, rows):
            yield Contradiction(path, f'is "{text}", which reports call a row of their own: take another')
    if seen(scenario.system.name) in map(seen, ROWS[1:]):
        yield Contradiction(
            ("system", "name"),
            f'is "{scenario.system.name}", which reports call a row of their own: take another',
        )
    system: list[Named] = [(("system", "name"), scenario.system.name)]
    outside: list[list[Named]] = [
        [(("outside", key, "name"), party.name)] for key, party in scenario.outside.items()
    ]
    yield from _alike([system, *bodies, *outside])


def plans(scenario: Scenario) -> Iterator[Contradiction]:
    """Schemes of one owner are called differently; milestones and lines of an envelope too."""
    for owner in scenario.bodies:
        yield from _alike(
            [(("schemes", key, "name"), scheme.name)]
            for key, scheme in scenario.schemes.items()
            if scheme.owner == owner
        )
    yield from _alike(
        [(("milestones", key, "name"), entry.name)] for key, entry in scenario.milestones.items()
    )
    lines = scenario.envelope.lines if scenario.envelope else {}
    yield from _alike([(("envelope", "lines", key, "name"), line.name)] for key, line in lines.items())


def seen(text: str) -> str:
    """What a reader tells a name by: without case, spaces, and signs that cannot be seen."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        letter
        for letter in letters
        if not letter.isspace() and unicodedata.category(letter)[0] != "C" and letter not in INVISIBLE
    )


def _alike(things: Iterable[list[Named]]) -> Iterator[Contradiction]:
    """Names of things that an earlier one has as well."""
    first: dict[str, Named] = {}
    for names in things:
        for path, text in names:
            where, other = first.get(seen(text), (path, text))
            if where != path and seen(text):
                look = "" if other == text else f', which reads like "{other}"'
                yield Contradiction(
                    path,
                    f'is "{text}"{look}, the name of {_told(where)} as well: tables could not tell them '
                    "apart; take another",
                )
                break
        for path, text in names:
            first.setdefault(seen(text), (path, text))


def _told(path: KeyPath) -> str:
    return "the system" if path[0] == "system" else dotted(path[:-1])


RULES = (stated, parties, plans)
