"""Inputs that were fixed before futures were held against reported facts, and every later addition by name.

`python -m evidence.validation.fixed_inputs` prints the digests as the files are now.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WORDS = frozenset({"title", "summary", "name", "short_name", "reason", "publisher", "url"})
"""Keys that no figure comes from."""
FACTS = "reported"


@dataclass(frozen=True)
class Fixed:
    """A file as it was fixed."""

    file: str
    digest: str
    """Of every figure, date and name of a key in it, facts and wording apart."""
    added: tuple[str, ...] = ()
    """Keys that were added later; all that stands below them is left out of the digest."""
    removed: tuple[str, ...] = ()
    """Keys that stood there then and were taken out later; the digest is without them."""


FIXED = (
    Fixed(
        "west_norfolk_2013.toml",
        "e772f5fa86ba441cc847d485562a49b9ccc2cdc880d7b28d8817c63b8f6085cd",
    ),
    Fixed(
        "national/regime.toml",
        "88c8bb1eec0ea7253e6eb1c499b349806f12d3123b150095cab0b764afe4fca9",
    ),
    Fixed(
        "national/behaviour.toml",
        "443566299f7c02d0d265c26543920428b20056e7b01b2225f81acb735193fd34",
    ),
    Fixed(
        "west_norfolk.toml",
        "85f155aa825c70a3f673d8e0824b0df86c8a8a589047cfe30d838f2abe6502b4",
    ),
    Fixed(
        "norfolk_waveney.toml",
        "8b236d04cb25b3486dd92ce3583d02b84e73a3661126c0edea1e4817bf9f1cc2",
    ),
    Fixed(
        "norfolk_waveney_2016.toml",
        "cf7f34fe6f6f8b1c6b041ec5283a34120c7933b3d106624f152073f24db2c61c",
    ),
    Fixed(
        "nene.toml",
        "e34873b3a2a4225001aaa85df344e0077f6245705bd5a3697bf035c1258057a1",
    ),
)
"""As they were on 1 December 2026, when bodies were given the behaviour of the made-up England and before their futures
were held against facts. What was added, changed and taken out before, and when, is told in `docs/validation.md` ("How
the inputs came about").
"""


def digest(text: str, added: Collection[str] = ()) -> str:
    """SHA-256 of what a scenario file states, without its facts, its wording and what was added."""
    stated = {
        path: str(value)
        for path, value in leaves(tomllib.loads(text))
        if not any(path == key or path.startswith(f"{key}.") for key in (*added, FACTS))
        and path.rpartition(".")[2] not in WORDS
    }
    return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is no table, with its path; of what is unset, each key."""
    if path == "unset":
        yield from ((f"unset.{key}", True) for key in value)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from leaves(entry, f"{path}.{key}" if path else key)
    else:
        yield path, value


def main() -> None:
    """Print the digest of each file."""
    for fixed in FIXED:
        text = (SCENARIOS / fixed.file).read_text(encoding="utf-8")
        print(f"{fixed.file}: {digest(text, fixed.added)}")


if __name__ == "__main__":
    main()
