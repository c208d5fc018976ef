r"""Texts that came from outside, made fit to leave: hidden signs are seen, formulas are text, old consoles can show it.

A hidden sign is written as scenario files write it, e.g. `\u001b`; what has none is left as it is, so that a text
may pass here twice.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
"""Signs, and what gives them colour and skin: between two of them a joiner makes one picture."""
KEPT = re.compile(rf"(\U0001f3f4[\U000e0030-\U000e007a]+\U000e007f|(?<=[{EMOJI}])\u200d(?=[{EMOJI}]))")
"""What is hidden and yet belongs to a picture: the flags of England, Scotland and Wales, and joined emoji."""
HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of controls, of what steers others (writing directions too), half signs, and line ends."""
HIDDEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters and marks that are drawn as nothing, or as a space."""
FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
BEHIND_SEMICOLON = re.compile(r"(?<=;)(?=\s*[=+@＝＋－＠-])")
SHORN = re.compile(r"(?<=;)'(?=\s*[=+@＝＋－＠-])")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?( ?%)?", re.ASCII)
PLAIN_SIGNS = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
    }
    | {"£": "GBP ", "€": "EUR ", "≥": ">=", "≤": "<=", "±": "+/-", "×": "x", "·": "-", "•": "*", "→": "->"}
    | {
        "↑": "up",
        "↓": "down",
        "━": "-",
        "─": "-",
        "╸": "-",
        "╺": "-",
        "│": "|",
        "┃": "|",
        "█": "#",
        "§": "section ",
    }
)


def visible(text: str, *, newlines: bool = False) -> str:
    """A text with its control, direction and zero-width signs shown; line ends stay where they are asked for."""
    return _shown(text, _in_toml, "\n" if newlines else "")


def cell(text: str) -> str:
    """A text as a spreadsheet takes it for one, never for a formula: where it could, an apostrophe stands before it.

    So it does behind a semicolon, where spreadsheets of many countries begin another cell.
    """
    text = BEHIND_SEMICOLON.sub("'", text)
    first = text.lstrip()[:1]
    is_formula = text[:1] in FORMULA_SIGNS or first in FORMULA_SIGNS
    return f"'{text}" if text and is_formula and not NUMBER.fullmatch(text) else text


def uncell(text: str) -> str:
    """The text that `cell` was given."""
    shorn = SHORN.sub("", text)
    found = next((bare for bare in (shorn[1:], shorn) if bare != text and cell(bare) == text), None)
    return text if found is None else found


def plain(text: str, encoding: str | None) -> str:
    """A text in the signs that an encoding has: a lost minus would turn a deficit into a surplus."""
    if _fits(text, encoding):
        return text
    return "".join(
        letter if _fits(letter, encoding) else _plain(letter) for letter in unicodedata.normalize("NFC", text)
    )


def json_shown(document: str, *, only_ascii: bool = False) -> str:
    """The same JSON, its hidden signs (or all but ASCII) written as JSON's escapes."""
    return _shown(document, lambda letter: json.dumps(letter)[1:-1], "\n", only_ascii=only_ascii)


def toml_shown(document: str, *, only_ascii: bool = False) -> str:
    """The same TOML, its hidden signs (or all but ASCII) written as TOML's escapes."""
    return _shown(document, _in_toml, "\n", only_ascii=only_ascii)


def _shown(text: str, escape: Callable[[str], str], kept: str, *, only_ascii: bool = False) -> str:
    if text.isascii() and text.isprintable():
        return text
    if only_ascii:
        return "".join(
            letter if letter.isascii() and not _is_hidden(letter, kept) else escape(letter) for letter in text
        )
    if not any(_is_hidden(letter, kept) for letter in text):
        return text
    return "".join(
        part if number % 2 else "".join(escape(c) if _is_hidden(c, kept) else c for c in part)
        for number, part in enumerate(KEPT.split(text))
    )


def _is_hidden(letter: str, kept: str) -> bool:
    if letter in kept:
        return False
    is_no_character = ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"
    return is_no_character or letter in HIDDEN_LETTERS or unicodedata.category(letter) in HIDDEN_KINDS


def _in_toml(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _fits(text: str, encoding: str | None) -> bool:
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _plain(letter: str) -> str:
    """A sign in ASCII: its plain sister, the letter below its accent, or its number."""
    sister = letter.translate(PLAIN_SIGNS)
    if not sister.isascii():
        sister = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return sister if sister and sister.isascii() else _in_toml(letter)
