"""Who and what a plan may name: bodies and schemes by key or by name, as the economy below it has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.plan_workbook.cells import Refused
from simulator.scenario.reading.spelling import advice


@dataclass
class Names:
    """Keys of bodies, outside parties, schemes and milestones, with the names that stand for them."""

    bodies: dict[str, str] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    schemes: dict[str, str] = field(default_factory=dict)
    milestones: dict[str, str] = field(default_factory=dict)
    are_known: bool = True
    """False where the economy cannot be read: then every name passes."""

    def body(self, text: str) -> str:
        """The key of the body called ``text``."""
        return self._found(text, self.bodies, "body")

    def party(self, text: str) -> str:
        """The key of the body or outside party called ``text``."""
        return self._found(text, {**self.outside, **self.bodies}, "body or outside party")

    def scheme(self, text: str) -> str:
        """The key of the scheme, or of the milestone, called ``text``."""
        what = "scheme or milestone" if self.milestones else "scheme"
        return self._found(text, {**self.milestones, **self.schemes}, what)

    def target(self, text: str) -> str:
        """`body.line` or `contracts.key`, with the body by its key."""
        owner, dot, line = text.rpartition(".")
        if not dot:
            raise Refused(f'"{text}" should be body.line or contracts.key')
        return text if owner == "contracts" else f"{self.body(owner.strip())}.{line.strip()}"

    def _found(self, text: str, known: Mapping[str, str], what: str) -> str:
        return _found(text, known, what) if self.are_known else text


def names_in(table: Mapping[str, Any]) -> Names:
    """The names in a scenario as it is written, whatever else is wrong with it."""
    bodies, outside, schemes, milestones = (
        _named(table.get(section)) for section in ("bodies", "outside", "schemes", "milestones")
    )
    return Names(bodies, outside, schemes, milestones)


def _named(section: Any) -> dict[str, str]:
    if not isinstance(section, dict):
        return {}
    return {
        key: str(entry.get("name", key)) if isinstance(entry, dict) else key for key, entry in section.items()
    }


def _found(text: str, known: Mapping[str, str], what: str) -> str:
    if text in known:
        return text
    folded = text.casefold()
    keys = [
        key for key, name in known.items() if folded in {key.casefold(), " ".join(name.split()).casefold()}
    ]
    if len(keys) > 1:
        raise Refused(f'"{text}" may be {" or ".join(keys)}: write the key')
    if not keys:
        raise Refused(f'there is no {what} "{text}"{advice(text, known)}')
    return keys[0]
