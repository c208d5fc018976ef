"""What the scenario's model says may stand at a key: asked by merging, by overrides and by error messages."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table


def kinds_at(path: Sequence[str | int]) -> list[Any]:
    """The types that may stand at ``path``; none where the model knows no such key.

    A body's kind may stand in the path (``bodies.qeh.provider.costs``), as in what validation reports.
    """
    kinds: list[Any] = [Scenario]
    for key in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, key)]
    return kinds


def known_keys(path: Sequence[str | int]) -> list[str]:
    """The keys of the table at ``path``; none where its keys are the author's to choose."""
    return sorted({key for kind in kinds_at(path) if is_table(kind) for key in kind.model_fields})


def is_number(path: Sequence[str | int]) -> bool:
    """Whether a number stands at ``path``: one value, though it may be written as a table."""
    return Number in kinds_at(path)


def choices(path: Sequence[str | int]) -> list[str]:
    """The texts to choose from at ``path``, where there are such."""
    return [
        str(choice) for kind in kinds_at(path) if get_origin(kind) is Literal for choice in get_args(kind)
    ]


def is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Table)


def _inside(kind: Any, key: str | int) -> list[Any]:
    if is_table(kind):
        if key in kind.model_fields:
            return _alternatives(kind.model_fields[key].annotation)
        tag = kind.model_fields.get("kind")
        return [kind] if tag is not None and key in get_args(tag.annotation) else []
    if get_origin(kind) is dict:
        return _alternatives(get_args(kind)[1])
    if get_origin(kind) is tuple and isinstance(key, int):
        return _alternatives(get_args(kind)[0])
    return []


def _alternatives(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return [kind for member in get_args(annotation) for kind in _alternatives(member)]
    return [] if annotation is type(None) else [annotation]
