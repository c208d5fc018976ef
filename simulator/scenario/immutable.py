"""What a scenario is made of does not change: lists become tuples, tables by key can only be read."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NoReturn, Self, TypeVar

from pydantic import BaseModel, Field

from simulator.errors import ArgumentError

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
M = TypeVar("M", bound=BaseModel)

Entries = Annotated[tuple[T, ...], Field(strict=False)]
"""A list of the file; strict, pydantic would take only a tuple for it, which TOML does not have."""

ADVICE = (
    'A scenario does not change. Another one is made with scenario.with_({"schemes.care_at_home.delivery": 0.6}), '
    "which checks it as it is checked when it is loaded"
)


def refuse(what: str) -> NoReturn:
    """Refuse an attempt to change a scenario where it stands.

    Raises
    ------
    ArgumentError
        Always; it says what to do instead.
    """
    raise ArgumentError(f"{what}: {ADVICE[0].lower()}{ADVICE[1:]}.")


class ReadOnlyDict(dict[K, V]):
    """A dict that is what it was made: it can be read, compared, copied and pickled, and not changed."""

    def __setitem__(self, key: K, value: V) -> NoReturn:
        refuse(f"{key} cannot be set")

    def __delitem__(self, key: K) -> NoReturn:
        refuse(f"{key} cannot be removed")

    def __ior__(self, other: Any) -> NoReturn:  # type: ignore[misc]
        refuse("nothing can be merged into a table of a scenario")

    def clear(self) -> NoReturn:
        """Refused."""
        refuse("a table of a scenario cannot be cleared")

    def pop(self, *asked: Any) -> NoReturn:
        """Refused."""
        refuse("nothing can be removed from a table of a scenario")

    def popitem(self) -> NoReturn:
        """Refused."""
        refuse("nothing can be removed from a table of a scenario")

    def setdefault(self, *asked: Any) -> NoReturn:
        """Refused."""
        refuse("nothing can be set in a table of a scenario")

    def update(self, *asked: Any, **more: Any) -> NoReturn:
        """Refused."""
        refuse("nothing can be set in a table of a scenario")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> ReadOnlyDict[K, V]:
        return ReadOnlyDict({key: copy.deepcopy(value, memo) for key, value in self.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        return ReadOnlyDict, (dict(self),)


def replaced(table: M, update: Mapping[str, Any]) -> M:
    """A copy of a table with other entries, unchecked: for what the program itself knows to be right.

    What was worked out of the old entries is forgotten. Everybody else changes a scenario by `Scenario.with_`.
    """
    changed = BaseModel.model_copy(table, update=frozen(update.items()))
    kept = type(table).model_fields.keys() | update.keys()
    for name in [name for name in changed.__dict__ if name not in kept]:
        del changed.__dict__[name]
    return changed


def sealed(value: Any) -> Any:
    """What a TOML reader gives, as it can only be read."""
    if isinstance(value, dict):
        return ReadOnlyDict({key: sealed(entry) for key, entry in value.items()})
    return tuple(map(sealed, value)) if isinstance(value, list) else value


def unsealed(value: Any) -> Any:
    """A copy of what is sealed as a TOML reader gives it."""
    if isinstance(value, dict):
        return {key: unsealed(entry) for key, entry in value.items()}
    return list(map(unsealed, value)) if isinstance(value, tuple) else value


def frozen(entries: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The same entries, tables by key among them read-only."""
    return {key: ReadOnlyDict(value) if type(value) is dict else value for key, value in entries}
