"""Inputs as they were fixed; a figure that moves needs a new digest, and a reason in `docs/decisions.md`.

`python -m evidence.validation.fixed_inputs` prints the digests as the files are now.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WORDS = frozenset({"title", "summary", "name", "short_name", "reason", "publisher", "url"})
"""Keys that no figure comes from."""
FACTS = "reported"


FIXED: Mapping[str, str] = {
    "west_norfolk_2013.toml": "ad4e42e264dad1a9a347f111ae51a46661303513d48b0e72014de3ecdef2650a",
    "national/regime.toml": "88c8bb1eec0ea7253e6eb1c499b349806f12d3123b150095cab0b764afe4fca9",
    "national/behaviour.toml": "9dbd31e75c5ae5b0c5eb814a3bf448a3002d602035b6ce04a4e9f736f59fb6f1",
    "west_norfolk.toml": "cf2f119e1e885b7a88e26046f1a4952b7fc235b1aa8688079c4ca1cc0387bda2",
    "norfolk_waveney.toml": "a7577fa149139bfe2619d421c329bf64cce288160a544ca7a369fe176161dfca",
    "norfolk_waveney_2016.toml": "669cd495b19060215110ff71cd28f9a00ed8ae51fb7a67a613063cb175b27d66",
    "nene.toml": "c015eef7bc19447845c214b6284510bfd77b6e116f39d5327f1a3e5a2c415bb5",
}
"""File to digest, as they were on 1 December 2026, when bodies were given the behaviour of the made-up England. What
was added, changed and taken out before, and what was known then, is told in `docs/validation.md` ("How the inputs came
about") and `docs/decisions.md`.
"""


def digest(text: str) -> str:
    """SHA-256 of what a scenario file states, without its facts and its wording."""
    stated = {
        path: str(value)
        for path, value in leaves(tomllib.loads(text))
        if not f"{path}.".startswith(f"{FACTS}.") and path.rpartition(".")[2] not in WORDS
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
    for file in FIXED:
        print(f"{file}: {digest((SCENARIOS / file).read_text(encoding='utf-8'))}")


if __name__ == "__main__":
    main()
