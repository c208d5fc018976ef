"""Where each key of a TOML file stands, so that a mistake can be shown by its line."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

KeyPath = tuple[str | int, ...]
"""A key from the top of the file; a number is the place in a list, from 0."""

KEYS = {"bare_key", "quoted_key", "dotted_key"}
NESTS = {"array", "inline_table"}
LONGEST_SHOWN = 60


def dotted(path: KeyPath) -> str:
    """A path as a planner reads it: places in lists are left to the message, keys with dots stand in quotes."""
    return ".".join(_shown(key) for key in path if isinstance(key, str))


def lines(text: str) -> dict[KeyPath, int]:
    """The line, from 1, on which each key and each entry of a list of a valid TOML text first appears."""
    found: dict[KeyPath, int] = {}
    elements: dict[KeyPath, int] = {}
    for node in _root(text).named_children:
        if node.type == "pair":
            _note_pair(node, (), found)
        elif node.type in {"table", "table_array_element"}:
            path = _key_path(node.named_children[0])
            _note_key(path, node, found)
            # A header `[schemes.x]` is the table's own line, also where `[schemes.x.gateways]` came first.
            found[path] = _line(node)
            if node.type == "table_array_element":
                elements[path] = elements.get(path, -1) + 1
                path = (*path, elements[path])
                found[path] = _line(node)
            for pair in node.named_children[1:]:
                if pair.type == "pair":
                    _note_pair(pair, path, found)
    return found


def repeated(text: str) -> tuple[KeyPath, int, int] | None:
    """The first key or table that a text which is not TOML for this very reason has twice, and both lines."""
    seen: dict[KeyPath, int] = {}
    for node in _root(text).named_children:
        path: KeyPath = ()
        pairs = [node]
        if node.type == "table":
            path = _key_path(node.named_children[0])
            if path in seen:
                return path, seen[path], _line(node)
            seen[path] = _line(node)
            pairs = node.named_children[1:]
        for pair in (pair for pair in pairs if pair.type == "pair"):
            key = path + _key_path(pair.named_children[0])
            if key in seen:
                return key, seen[key], _line(pair)
            seen[key] = _line(pair)
    return None


def deep_line(text: str, most: int) -> int | None:
    """The first line on which more than ``most`` lists and inline tables stand in one another."""
    cursor, depth = _root(text).walk(), 0
    while True:
        if cursor.node is not None and cursor.node.type in NESTS:
            depth += 1
            if depth > most:
                return _line(cursor.node)
        if cursor.goto_first_child():
            continue
        while True:
            if cursor.node is not None and cursor.node.type in NESTS:
                depth -= 1
            if cursor.goto_next_sibling():
                break
            if not cursor.goto_parent():
                return None


def _root(text: str) -> Node:
    return Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node


def _note_pair(pair: Node, above: KeyPath, found: dict[KeyPath, int]) -> None:
    key, value = [node for node in pair.named_children if node.type != "comment"][:2]
    path = above + _key_path(key)
    _note_key(path, pair, found)
    _note_value(value, path, found)


def _note_value(value: Node, path: KeyPath, found: dict[KeyPath, int]) -> None:
    if value.type == "inline_table":
        for pair in value.named_children:
            if pair.type == "pair":
                _note_pair(pair, path, found)
    elif value.type == "array":
        entries = [node for node in value.named_children if node.type != "comment"]
        for number, entry in enumerate(entries):
            found[(*path, number)] = _line(entry)
            _note_value(entry, (*path, number), found)


def _note_key(path: KeyPath, node: Node, found: dict[KeyPath, int]) -> None:
    for length in range(1, len(path) + 1):
        found.setdefault(path[:length], _line(node))


def _key_path(node: Node) -> KeyPath:
    return tuple(_names(node))


def _names(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for part in node.named_children:
            if part.type in KEYS:
                yield from _names(part)
        return
    text = (node.text or b"").decode()
    yield next(iter(tomllib.loads(f"{text} = 0"))) if node.type == "quoted_key" else text


def _line(node: Node) -> int:
    return node.start_point.row + 1


def _shown(key: str) -> str:
    if len(key) > LONGEST_SHOWN:
        key = f"{key[: LONGEST_SHOWN - 1]}…"
    is_plain = key.isprintable() and key and "." not in key
    return key if is_plain else json.dumps(key, ensure_ascii=False)
