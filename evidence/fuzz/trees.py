"""Scenarios that were right before something in them was replaced, moved, taken out, doubled or added."""

from __future__ import annotations

import contextlib
import copy
import datetime
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Literal, get_args, get_origin

import tomli_w
from hypothesis import strategies as st

from evidence.fuzz.bases import Tree
from evidence.fuzz.strange import DATES, EXTREMES, TEXTS, WORDS, beside, distributions, once_in
from simulator.scenario.number import Number
from simulator.scenario.reading.keys import is_number, is_table, kinds_at, known_keys
from tests.property.leaves import Leaf, leaves
from tests.property.moves import moves
from tests.property.test_loader_never_crashes import VALUES

Path = tuple[Any, ...]
Place = tuple[Any, Any, Path]
"""A table or list, one of its keys, and the path of that key from the root."""

FIGURES = (int, float)
CHANGES_AT_ONCE = (1, 1, 1, 1, 2, 3)
"""Mostly one, so that much is still right enough to go far into the program."""
MOVES_OF_A_LEAF = 4
TITLES = frozenset({"title", "name", "short_name", "summary", "reason", "publisher"})
"""What is printed and drawn; other texts name something."""


def written(tree: Tree) -> bytes:
    """A tree as the bytes of a file; what no UTF-8 file can hold becomes a question mark."""
    return tomli_w.dumps(tree).encode("utf-8", "replace")


@st.composite
def broken(draw: st.DrawFn, right: Tree) -> Tree:
    """A copy of a right scenario with a few changes, most of which keep the kind of what they change."""
    tree = copy.deepcopy(right)
    for _ in range(draw(st.sampled_from(CHANGES_AT_ONCE))):
        changed = draw(st.sampled_from(CHANGES))(draw, tree)
        tree = tree if changed is None else changed
    return tree


def _figure(draw: st.DrawFn, tree: Tree) -> None:
    """A figure of another size."""
    for table, key, _ in _one_of(draw, tree, FIGURES):
        table[key] = draw(beside(table[key]))


def _distribution(draw: st.DrawFn, tree: Tree) -> None:
    """A distribution in place of a figure, or another one in place of a distribution."""
    for table, key, path in _one_of(
        draw, tree, FIGURES, lambda path: is_number(path) or is_number(path[:-1])
    ):
        value = table[key]
        if not is_number(path):  # one of several figures of a distribution
            table, key = _at(tree, path[:-2]), path[-2]
        table[key] = draw(distributions(value))


def _date(draw: st.DrawFn, tree: Tree) -> None:
    for table, key, _ in _one_of(draw, tree, (datetime.date,)):
        days = draw(st.sampled_from((-36525, -365, -31, -1, 0, 1, 31, 365, 3653)))
        with contextlib.suppress(OverflowError):
            table[key] += datetime.timedelta(days=days)
        table[key] = draw(st.sampled_from((table[key], *DATES)))


def _title(draw: st.DrawFn, tree: Tree) -> None:
    """Another text where one is printed and drawn."""
    for table, key, _ in _one_of(draw, tree, (str,), lambda path: path[-1] in TITLES):
        table[key] = draw(WORDS)


def _text(draw: st.DrawFn, tree: Tree) -> None:
    for table, key, _ in _one_of(draw, tree, (str,)):
        table[key] = draw(WORDS)


def _reference(draw: st.DrawFn, tree: Tree) -> None:
    """A name that stands elsewhere in the file, as a key or a text, in place of a text."""
    for table, key, _ in _one_of(draw, tree, (str,)):
        table[key] = draw(st.sampled_from(_names(tree)))


def _any_value(draw: st.DrawFn, tree: Tree) -> None:
    table, key, _ = _place(draw, tree)
    table[key] = draw(VALUES | st.sampled_from(EXTREMES) | st.sampled_from(DATES))


def _taken_out(draw: st.DrawFn, tree: Tree) -> None:
    table, key, _ = _place(draw, tree)
    del table[key]


def _renamed(draw: st.DrawFn, tree: Tree) -> None:
    table, key, _ = _place(draw, tree)
    if isinstance(table, dict):
        table[draw(st.sampled_from(TEXTS + _siblings(tree, table)))] = table.pop(key)


def _doubled(draw: st.DrawFn, tree: Tree) -> None:
    """An entry a second time, under another name, or in a list beside itself."""
    table, key, _ = _place(draw, tree)
    if isinstance(table, list):
        table.extend(copy.deepcopy(table[key]) for _ in range(draw(st.sampled_from((1, 2, 500)))))
    else:
        name = (
            str(int(key) + draw(st.sampled_from((1, -1, 5, 1000))))
            if key.isdecimal()
            else draw(st.just("another") | WORDS)
        )
        table[name] = copy.deepcopy(table[key])


def _swapped(draw: st.DrawFn, tree: Tree) -> None:
    """Two neighbours in each other's place."""
    table, key, _ = _place(draw, tree)
    other = draw(st.sampled_from(_keys(table)))
    table[key], table[other] = table[other], table[key]


def _moved_elsewhere(draw: st.DrawFn, tree: Tree) -> None:
    """What stands in one place, copied to another."""
    table, key, _ = _place(draw, tree)
    other, where, _ = _place(draw, tree)
    other[where] = copy.deepcopy(table[key])


def _added(draw: st.DrawFn, tree: Tree) -> None:
    """A key that the format has and this scenario has not, with a value of about its kind."""
    table, _, path = _place(draw, tree)
    missing = [key for key in known_keys(path[:-1]) if isinstance(table, dict) and key not in table]
    if missing:
        key = draw(st.sampled_from(missing))
        table[key] = _of_kind(draw, tree, (*path[:-1], key), depth=3)


def _planners_move(draw: st.DrawFn, tree: Tree) -> Tree | None:
    """One leaf as a planner would move it: a little more, a month later, another name."""
    leaf = draw(st.sampled_from(leaves(tree) or [Leaf(("x",), 0)]))
    try:
        return draw(st.sampled_from(list(islice(moves(tree, leaf), MOVES_OF_A_LEAF)) or [tree]))
    except (LookupError, TypeError, ValueError, AttributeError):
        return None  # what is broken already cannot be moved as if it were right


CHANGES: tuple[Callable[[st.DrawFn, Tree], Tree | None], ...] = (
    *(_figure, _figure, _figure, _distribution, _distribution, _date, _title, _text, _reference, _any_value),
    *(_taken_out, _renamed, _doubled, _swapped, _moved_elsewhere, _added, _added, _planners_move),
)


@st.composite
def laid_over(draw: st.DrawFn, right: Tree) -> dict[str, bytes]:
    """A scenario that extends a right or broken one, in chains and circles, and takes keys out of it."""
    base = draw(broken(right)) if draw(st.booleans()) else right
    files = {"base.toml": written(base)}
    above = "base.toml"
    for number in range(draw(st.sampled_from((0, 0, 0, 1, 3, 60)))):
        files[f"step{number}.toml"] = written({"extends": above, "title": f"Step {number}"})
        above = f"step{number}.toml"
    wrong_names = (
        "scenario.toml",
        "nowhere.toml",
        ".",
        "../in/base.toml",
        "base.toml\x00",
        "",
        "/dev/null",
        *TEXTS[:20],
    )
    changed = draw(broken(right))
    kept = draw(st.sets(st.sampled_from(sorted(changed) or ["title"]), max_size=4))
    child = {key: changed[key] for key in sorted(kept) if key in changed}
    child["extends"] = draw(st.sampled_from((above, above, above, *wrong_names)))
    if draw(st.booleans()):
        child["unset"] = draw(st.lists(st.sampled_from(_dotted(base)) | WORDS, max_size=4) | VALUES)
    return {**files, "scenario.toml": written(child)}


@st.composite
def settings(draw: st.DrawFn, tree: Tree) -> str:
    """What may follow `--set`: a figure of the scenario and another, or any key and any value."""
    if draw(st.booleans()):
        leaf = draw(
            st.sampled_from(
                [leaf for leaf in leaves(tree) if type(leaf.value) in FIGURES and "[" not in leaf.key]
            )
        )
        return f"{leaf.key}={_inline(draw(beside(leaf.value) | distributions(leaf.value)))}"
    key = draw(st.sampled_from(_dotted(tree)) | WORDS)
    value = draw(beside(1.0) | distributions(1.0) | WORDS | VALUES | st.sampled_from(DATES))
    text = draw(st.sampled_from((_inline(value), str(value), draw(WORDS))))
    return f"{key}={text}"


def _inline(value: Any) -> str:
    """A value as it stands behind `=` in TOML."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{key} = {_inline(entry)}" for key, entry in value.items() if key.isidentifier())
            + "}"
        )
    return tomli_w.dumps({"x": value}).partition("=")[2].strip()


def _of_kind(draw: st.DrawFn, tree: Tree, path: Path, depth: int) -> Any:
    """A value such as the format wants at ``path``: tables with some of their keys, names that exist."""
    kind = draw(st.sampled_from(kinds_at(path) or [str]))
    if kind is Number:
        return draw(beside(1.0) | distributions(1.0))
    if get_origin(kind) is Literal:
        return draw(st.sampled_from(get_args(kind)))
    if get_origin(kind) is list:
        return [_of_kind(draw, tree, (*path, 0), depth - 1) for _ in range(draw(st.integers(0, 3)))]
    if get_origin(kind) is dict and depth:
        names = draw(st.lists(st.sampled_from(("2018", "2025", *_names(tree))), max_size=3, unique=True))
        return {name: _of_kind(draw, tree, (*path, name), depth - 1) for name in names}
    if is_table(kind) and depth:
        fields = kind.model_fields
        chosen = draw(st.sets(st.sampled_from(sorted(fields)), max_size=4))
        required = {key for key, field in fields.items() if field.is_required()}
        return {key: _of_kind(draw, tree, (*path, key), depth - 1) for key in sorted(chosen | required)}
    return draw(_SIMPLE.get(kind, st.sampled_from(_names(tree))))


_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.sampled_from((0, 1, 2, 12, 2025, -1)),
    float: beside(1.0),
    datetime.date: st.sampled_from(DATES),
}


def _place(draw: st.DrawFn, tree: Tree) -> Place:
    """A key of some table or list: every section as likely as any other, however large it is."""
    part: Any = tree
    path: Path = ()
    while True:
        key = draw(st.sampled_from(_keys(part)))
        path = (*path, key)
        inner = part[key]
        if not isinstance(inner, dict | list) or not inner or once_in(draw, 6):
            return part, key, path
        part = inner


def _one_of(
    draw: st.DrawFn, tree: Tree, kinds: tuple[type, ...], fits: Callable[[Path], bool] = bool
) -> Iterator[Place]:
    """A leaf of these kinds whose path fits, if there is one; any section that has some is as likely as another."""
    sections = [found for name in _keys(tree) if (found := _found(tree, name, tree[name], kinds))]
    if sections and (places := [place for place in draw(st.sampled_from(sections)) if fits(place[2])]):
        yield draw(st.sampled_from(places))


def _at(tree: Tree, path: Path) -> Any:
    part: Any = tree
    for key in path:
        part = part[key]
    return part


def _found(table: Any, key: Any, part: Any, kinds: tuple[type, ...], path: Path = ()) -> list[Place]:
    here = (*path, key)
    if isinstance(part, dict | list) and part:
        return [place for inner in _keys(part) for place in _found(part, inner, part[inner], kinds, here)]
    is_right = isinstance(part, kinds) and not isinstance(part, bool)
    return [(table, key, here)] if is_right else []


def _keys(part: Any) -> list[Any]:
    if isinstance(part, dict) and not part:
        part["x"] = 0
    return list(part) if isinstance(part, dict) else list(range(len(part)))


def _names(tree: Tree) -> list[str]:
    """Whatever something could be called by: keys, lines of bodies, contracts."""
    keys = [name for section in tree.values() if isinstance(section, dict) for name in section]
    return ["system", *keys, *_dotted(tree, depth=2)]


def _siblings(tree: Tree, table: dict[str, Any]) -> tuple[str, ...]:
    return (*table, *tree)


def _dotted(tree: Tree, depth: int = 5) -> list[str]:
    """The keys of a tree, as `unset` and `--set` name them."""
    found = []
    for key, part in tree.items():
        found.append(key)
        if isinstance(part, dict) and depth > 1:
            found += [f"{key}.{inner}" for inner in _dotted(part, depth - 1)]
    return found or ["title"]
