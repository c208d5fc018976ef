"""Scenario files that are wrong, each in one way: how they are made, and what must be said of each.

Most are the scenario that `recovery-sim new` writes with one thing changed. The line that must be named ends in
``# HERE``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from simulator.scenario import new_scenario

BASE = new_scenario("A base")
MECHANISMS = (Path(__file__).parents[1] / "scenarios" / "mechanisms.toml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Broken:
    """One broken file: its content, and the key and words that must be in the answer."""

    content: bytes
    key: str
    said: str
    settings: tuple[str, ...] = ()
    beside: dict[str, str] = field(default_factory=dict)


def changed(old: str, new: str, key: str, said: str) -> Broken:
    """The template with one thing changed."""
    assert BASE.count(old) >= 1, old
    return Broken(BASE.replace(old, new, 1).encode(), key, said)


def with_mechanisms(key: str, said: str, *changes: tuple[str, str]) -> Broken:
    """The scenario of every mechanism with some things changed; what is changed to nothing is taken out."""
    text = MECHANISMS
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return Broken(text.encode(), key, said)


def added(text: str, key: str, said: str) -> Broken:
    """The template with something at its end."""
    return Broken(f"{BASE}\n{text}\n".encode(), key, said)


def child(text: str, key: str, said: str, **beside: str) -> Broken:
    """A file that extends the template, which lies beside it as `base.toml`."""
    others = {f"{name}.toml": content for name, content in beside.items()}
    return Broken(f"{text}\n".encode(), key, said, beside={"base.toml": BASE, **others})


def written(content: str | bytes, key: str, said: str) -> Broken:
    """A file of its own."""
    return Broken(content.encode() if isinstance(content, str) else content, key, said)


def setting(text: str, said: str) -> Broken:
    """The template, right as it is, with a wrong setting."""
    return Broken(BASE.encode(), "", said, settings=(text,))
