"""What validation finds, said to a planner: each finding as one plain sentence."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin

from pydantic_core import ErrorDetails

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.reading.keys import choices, kinds_at, known_keys
from simulator.scenario.terms.vocabulary import Year
from simulator.words.shown import counted
from simulator.words.spelling import advice, strange_letters

BODY_KINDS = ("commissioner", "provider", "council")

EXPECTED = {
    "string_type": "a text in quotes",
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date such as 2018-04-01, without quotes and without a time",
    "tuple_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "finite_number": "a finite number",
}
"""What should stand there, by the kind of a finding."""

PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "lower-case letters, digits and underscores, beginning with a letter",
    r"^(19|20|21)[0-9]{2}$": "a financial year, by the calendar year it starts in, e.g. 2018",
    r"^[0-9]{1,3}(-[0-9]{1,3}|\+)$": 'an age band such as "0-4" or "85+"',
}
"""What a text must look like, by the pattern that it is held to."""


def place(error: ErrorDetails) -> KeyPath:
    """The key of the file that a finding is about."""
    path = _tagless(error["loc"])
    return path[:-1] if path and path[-1] == "[key]" else path


def sentence(error: ErrorDetails) -> str:
    """A finding in plain words: what was found and what is allowed."""
    kind, found = error["type"], error["input"]
    limits: Mapping[str, Any] = error.get("ctx") or {}
    entry = _entry(_tagless(error["loc"]))
    if kind in EXPECTED:
        return f"{entry}should be {EXPECTED[kind]}{_example(error)}, but is {shown(found)}"
    if say := SAID.get(kind):
        return entry + say(error, limits)
    return f"{entry}cannot be {shown(found)}"


def shown(value: Any) -> str:
    """A value as it would be written in the file; tables and lists by their kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, (list, tuple)) else str(value)


def shortened(text: str, longest: int = 60) -> str:
    """A text as it fits into a sentence: not too long, and with no letter that a terminal would act on."""
    plain = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text[: longest + 1])
    return plain if len(plain) <= longest else f"{plain[: longest - 3]}…"


def _example(error: ErrorDetails) -> str:
    """How it would be written, where a single value stands for a list or for a table by year."""
    found = error["input"]
    if error["type"] == "tuple_type" and isinstance(found, str):
        return f", e.g. [{shown(found)}]"
    by_year = any(get_origin(kind) is dict and get_args(kind)[0] is Year for kind in kinds_at(error["loc"]))
    if error["type"] == "dict_type" and by_year and not isinstance(found, (dict, list, tuple)):
        return f" by financial year, e.g. {{ 2018 = {shown(found)} }}"
    return ""


def _missing(error: ErrorDetails, limits: Mapping[str, Any]) -> str:
    return "is missing"


def _unknown(error: ErrorDetails, limits: Mapping[str, Any]) -> str:
    return "is not a key here" + advice(str(error["loc"][-1]), known_keys(error["loc"][:-1]))


def _not_a_choice(error: ErrorDetails, limits: Mapping[str, Any]) -> str:
    allowed = choices(error["loc"])
    return f"cannot be {shown(error['input'])}{advice(str(error['input']), allowed)}"


def _no_kind(error: ErrorDetails, limits: Mapping[str, Any]) -> str:
    return "is missing: " + " or ".join(f'"{kind}"' for kind in BODY_KINDS)


def _wrong_kind(error: ErrorDetails, limits: Mapping[str, Any]) -> str:
    return f'kind cannot be "{limits["tag"]}"{advice(str(limits["tag"]), BODY_KINDS)}'


def _beyond(words: str, limit: str) -> Callable[[ErrorDetails, Mapping[str, Any]], str]:
    return lambda error, limits: f"should be {words} {_plain(limits[limit])}, but is {shown(error['input'])}"


def _plain(limit: float) -> str:
    return f"{limit:g}" if abs(limit) < 1e6 else f"{limit:,.0f}"


def _wrong_length(words: str, limit: str) -> Callable[[ErrorDetails, Mapping[str, Any]], str]:
    return lambda error, limits: (
        f"should have {words} {counted(limits[limit], 'entry', 'entries')}, but has {limits['actual_length']}"
    )


def _wrong_pattern(error: ErrorDetails, limits: Mapping[str, Any]) -> str:
    expected = PATTERNS.get(limits["pattern"], f"of the form {limits['pattern']}")
    subject = "the key should be" if error["loc"][-1] == "[key]" else "should be"
    return f"{subject} {expected}, but is {shown(error['input'])}{strange_letters(str(error['input']))}"


def _own_words(error: ErrorDetails, limits: Mapping[str, Any]) -> str:
    words = str(limits["error"])
    return f"{words}, but is {shown(error['input'])}" if words.startswith("should be") else words


SAID: dict[str, Callable[[ErrorDetails, Mapping[str, Any]], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _not_a_choice,
    "union_tag_not_found": _no_kind,
    "union_tag_invalid": _wrong_kind,
    "greater_than": _beyond("above", "gt"),
    "greater_than_equal": _beyond("at least", "ge"),
    "less_than": _beyond("below", "lt"),
    "less_than_equal": _beyond("at most", "le"),
    "too_short": _wrong_length("at least", "min_length"),
    "too_long": _wrong_length("at most", "max_length"),
    "string_too_long": lambda error, limits: f"should have at most {limits['max_length']} characters",
    "string_pattern_mismatch": _wrong_pattern,
    "value_error": _own_words,
}
"""How each kind of finding is said that needs more than an expected type."""


def _tagless(loc: tuple[int | str, ...]) -> KeyPath:
    """The path without the body kinds that validation puts into it."""
    if loc[:1] == ("bodies",) and len(loc) > 2 and loc[2] in BODY_KINDS and kinds_at(loc[:3]):
        return (*loc[:2], *loc[3:])
    return loc


def _entry(path: KeyPath) -> str:
    places = [key + 1 for key in path if isinstance(key, int)]
    if len(places) == 2:
        return f"entry {places[1]} of row {places[0]} "
    return f"entry {places[0]} " if places else ""
