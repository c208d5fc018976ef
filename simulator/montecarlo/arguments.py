"""What the functions of the Python interface are asked: wrong types and unknown names, said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from simulator.errors import ArgumentError
from simulator.scenario.variant import described
from simulator.words.spelling import advice

T = TypeVar("T")
PYTHON = "Python"
"""How what no command line asked for was asked for: manifests say so."""


def of_kind(value: Any, kind: type[T], *, name: str, how: str) -> T:
    """``value``, which is what it should be.

    Parameters
    ----------
    name : str
        What the sentence calls it.
    how : str
        How one comes by what it should be.

    Raises
    ------
    ArgumentError
        If it is something else.
    """
    if not isinstance(value, kind):
        raise ArgumentError(f"{name} should be {how}, but is {described(value)}.")
    return value


def whole_number(value: Any, *, name: str, least: int) -> int:
    """A whole number, of Python's or NumPy's kind, of at least ``least``.

    Raises
    ------
    ArgumentError
        If it is none.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ArgumentError(f"{name} should be a whole number, but is {described(value)}.")
    number = int(value)
    if number < least:
        raise ArgumentError(f"{number} {name} were asked for: at least {least} is needed.")
    return number


def names(asked: Any, known: Iterable[str], *, name: str, what: str) -> tuple[str, ...]:
    """Names, each once and in the order asked, all of them known; one alone may be given as a text.

    Raises
    ------
    ArgumentError
        If something is no text, or a name that is not known: it says which there are.
    """
    known = list(known)
    given = [asked] if isinstance(asked, str) else list(asked) if isinstance(asked, Iterable) else [None]
    if not all(isinstance(one, str) for one in given):
        raise ArgumentError(f"{name} should be names, e.g. {_example(known)}, but are {described(asked)}.")
    if not given:
        raise ArgumentError(f"{name} is empty: name at least one, e.g. {_example(known)}.")
    found = tuple(dict.fromkeys(str(one) for one in given))
    for one in found:
        if one not in known:
            raise ArgumentError(f'There is no {what} "{one}"{advice(one, known)}')
    return found


def one_of(asked: Any, known: Iterable[str], *, name: str, what: str) -> str:
    """A single known name.

    Raises
    ------
    ArgumentError
        If it is no text, or not known: it says which there are.
    """
    known = list(known)
    if not isinstance(asked, str):
        raise ArgumentError(f'{name} should be a name, e.g. "{known[0]}", but is {described(asked)}.')
    return names(asked, known, name=name, what=what)[0]


def as_path(folder: Any) -> Path:
    """A folder by its path.

    Raises
    ------
    ArgumentError
        If it is none.
    """
    try:
        return Path(folder)
    except TypeError:
        raise ArgumentError(f"The folder should be a path, but is {described(folder)}.") from None


def _example(known: Sequence[str]) -> str:
    return f'("{known[0]}",)' if known else "a name"
