"""Common slips in TOML, and what to write instead: told beside what the TOML reader could not read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

SMART_QUOTES = re.compile("[“”„«»‘’]")
DAY_FIRST = re.compile(r"""["']?([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})["']?""")
YEAR_FIRST = re.compile(r"""["']?([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})(?:[T ].*)?["']?""")
LONGEST = 500
NUMBER = r"[-+]?[0-9][0-9_]*(?:\.[0-9]+)?"
WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false", "true": "true", "false": "false"}


def likely_date(text: str) -> str | None:
    """The day that is meant, as TOML writes it; figures are read day first where the year is last."""
    if found := DAY_FIRST.fullmatch(text.strip()):
        day, month, year = map(int, found.groups())
    elif found := YEAR_FIRST.fullmatch(text.strip()):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def is_date_like(text: str) -> bool:
    """Whether a text is written as a date, be there such a day or not."""
    return bool(DAY_FIRST.fullmatch(text.strip()) or YEAR_FIRST.fullmatch(text.strip()))


def likely_value(text: str) -> str | None:
    """The value that is meant, as TOML writes it."""
    text = text.strip().rstrip(",;")
    plain = re.sub(r"^[-+]?£|\s*(?:%|m|mn)$", "", text)
    if re.fullmatch(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", plain):
        return plain.replace(",", "")
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", plain):
        return plain.replace(",", ".")
    if re.fullmatch(r"[-+]?\.[0-9]+", plain):
        return plain.replace(".", "0.", 1)
    if re.fullmatch(r"[-+]?[0-9]+\.", plain):
        return f"{plain}0"
    if re.fullmatch(r"[-+]?0+[0-9]+(?:\.[0-9]+)?", plain):
        return re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", plain)
    if plain != text and re.fullmatch(NUMBER, plain):
        return plain
    return WORDS.get(text.lower())


def advice_on(line: str) -> str:
    """The end of a sentence about a line that is not TOML: what was likely meant."""
    line = line.strip()[:LONGEST]
    told = next((words for slip in SLIPS if (words := slip(line))), None)
    return f"; {told}" if told else ""


def _quotes(line: str) -> str | None:
    return 'write straight quotes: "text"' if SMART_QUOTES.search(line) else None


def _conflict(line: str) -> str | None:
    is_mark = line.startswith(("<<<<<<<", ">>>>>>>", "======="))
    return "this is a mark of a merge that was not finished" if is_mark else None


def _comment(line: str) -> str | None:
    return "a comment begins with #" if line.startswith(("//", ";", "/*", "--")) else None


def _header(line: str) -> str | None:
    if not line.startswith("["):
        return None
    name = line.split("#")[0].strip().strip("[]").strip()
    if not line.split("#")[0].strip().endswith("]"):
        return f"a heading ends with a bracket: [{name}]"
    if re.search(r"\s", name):
        return f"a name in a heading has no blanks: [{re.sub(r'[^A-Za-z0-9_.-]+', '_', name)}]"
    return None


def _pair(line: str) -> str | None:
    """What is wrong with one key and its value."""
    if found := re.match(r"([A-Za-z_][A-Za-z0-9_.-]*)\s*(?::|\s)\s*([^=]+)$", line):
        return f"between key and value stands =: {found[1]} = {found[2].split('#')[0].strip()}"
    found = re.match(r"""([^="']*?)\s*=\s*(.*)$""", line)
    if found is None:
        return None
    key, value = found[1], re.sub(r"\s+#.*$", "", found[2])
    if re.search(r"\s", key):
        return f"a key has no blanks: {re.sub(r'[^A-Za-z0-9_.-]+', '_', key)} = {value}"
    if value in {"", "#"} or value.startswith("#"):
        return "after = stands a value; leave the whole line out where there is none"
    return _value(key, value)


def _value(key: str, value: str) -> str | None:
    if value.lower() in {"null", "none", "nil", "n/a", "-"}:
        return f"there is no {value} in TOML: leave the line out"
    if is_date_like(value) and likely_date(value) is None:
        return f"there is no such day as {value}"
    if day := likely_date(value):
        return f"a date is written year-month-day without quotes: {key} = {day}"
    if meant := likely_value(value):
        return f"write {key} = {meant}"
    if value[0] in "\"'" and (len(value) == 1 or value[-1] != value[0]):
        return f"a text ends with the mark with which it begins: {value[0]}"
    if value[0] in "[{" and value.count(value[0]) > value.count({"[": "]", "{": "}"}[value[0]]):
        return f"what begins with {value[0]} ends with {']' if value[0] == '[' else '}'}"
    if re.match(r"[A-Za-z_]", value):
        return f'a text stands in quotes: {key} = "{value.rstrip(",")}"'
    return None


SLIPS: tuple[Callable[[str], str | None], ...] = (_conflict, _quotes, _comment, _header, _pair)
"""Asked in this order; each gives what to write, where the slip is its own."""
