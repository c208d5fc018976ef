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


RULES_OF_COMMISSIONERS = ("extends", "unset", "regime", "bodies.wnccg.business_rules")
"""Added with the mechanism itself, after a first comparison had shown that it was missing."""


PFI_SUPPORT = "bodies.nnuh.income.pfi_support"
OPPORTUNITY = "risks.nnuh_pfi_support"
"""Help with a PFI, a chance of one in ten: at first a risk of £10m to £30m over five years from 2019 to 2021, then an
income of £2m to £6m a year for five years from 2018, which names its payer. Changed for its form, when futures had been
looked at."""
PAYER = "outside.department_of_health"


def rules_of(*providers: str) -> tuple[str, ...]:
    """What providers that are ahead spend: added after a first look at the futures of later years."""
    return tuple(f"bodies.{provider}.business_rules" for provider in providers)


FIXED = (
    Fixed(
        "west_norfolk_2013.toml",
        "f351e23d4592de87a65140b37237ba1576e852fe7ec1665a0b9d6d5003d0761a",
        (*RULES_OF_COMMISSIONERS, *rules_of("qeh")),
    ),
    Fixed(
        "national/regime.toml",
        "0e98c63584c9071368186d00ecd462b39ab1d825aadea617836f6784e673984d",
        ("regime.providers.surplus_pct",),
    ),
    Fixed(
        "west_norfolk.toml",
        "6215cd9643bfb19abe56dce5c6a75429ab9ac68596b562a5d81b254d1e518fdc",
        rules_of("qeh"),
    ),
    Fixed(
        "norfolk_waveney.toml",
        "a7e000509542efa82857276d04bcd1f5ef5bdf10aa8982edb35232ee1f5e39e2",
        (*rules_of("nnuh", "jpuh", "nsft", "nchc"), PFI_SUPPORT),
        (OPPORTUNITY,),
    ),
    Fixed(
        "norfolk_waveney_2016.toml",
        "543961757d0b16fbd162530dedb979466c76b9ef47dae73e12db225156217c1b",
        (f"unset.{PFI_SUPPORT}", f"unset.{PAYER}"),
        (f"unset.{OPPORTUNITY}",),
    ),
    Fixed(
        "nene.toml",
        "42b8d621b27fb274bfbadfabca22fbbf8942fd26d5dc71df04262ea45b0843da",
        rules_of("ngh", "kgh", "nhft"),
    ),
)


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
