"""The leaves of a scenario file: every figure, date, flag and name that the engine could see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
Path = tuple[str | int, ...]

OUTSIDE_THE_MODEL = frozenset({"sources", "reported", "envelope", "planning_template", "stresses"})
"""Sections that the engine never sees."""

TEXTS = frozenset({"name", "short_name", "title", "summary", "reason", "source", "calibrated_to"})
"""Keys that say something to the reader, and nothing to the engine."""

NUMBER_PARTS = frozenset({"value", "plan", "p10", "p50", "p90", "low", "high", "mode", "mean", "sd", "dist"})

KEYED_TABLES = frozenset(
    {"populations", "services", "prices", "outside", "bodies", "contracts", "schemes", "risks"}
    | {"changes", "actions", "spend", "income", "costs", "gateways", "milestones"}
    | {
        "history",
        "people",
        "position_gbp_m",
        "planned_pct",
        "marginal_rate_pct",
        "offer_gbp_m",
        "fills_deficit_pct",
    }
    | {"regimes", "rates_pct", "surplus_pct", "headroom_pct", "headroom_spent_pct", "drawdown_pct"}
    | {"improvement_pct", "ceiling_pct", "finance_pct", "performance_limit_pct", "incentive_pct", "bonus_pct"}
)
"""Tables whose keys are names or years that the author chose."""


@dataclass(frozen=True)
class Leaf:
    """One figure, date, flag or name of a scenario file, and where it stands."""

    path: Path
    value: Any

    @property
    def key(self) -> str:
        """Where it stands, as ``services.elective.season[3]``; places in lists count from 0."""
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)[1:]

    @property
    def kind(self) -> str:
        """Its key without the names that the author chose and the parts of a number: ``schemes.*.delivery``."""
        parts: list[str] = []
        for before, part in zip((None, *self.path), self.path, strict=False):
            is_national = self.path[:2] == ("regime", before)  # its part `contracts` is no table of keys
            is_chosen = isinstance(part, int) or (before in KEYED_TABLES and not is_national)
            parts.append("*" if is_chosen else str(part))
        return ".".join(parts[:-1] if parts[-1] in NUMBER_PARTS else parts)

    @property
    def word(self) -> str:
        """The last key of its path, a place in a list left out."""
        return next(part for part in reversed(self.path) if isinstance(part, str))


def leaves(document: Document) -> list[Leaf]:
    """Every leaf of a file that the engine could see, in the order of the file."""
    inside = {key: part for key, part in document.items() if key not in OUTSIDE_THE_MODEL}
    return list(_leaves(inside, ()))


def _leaves(part: Any, path: Path) -> Iterator[Leaf]:
    if isinstance(part, dict):
        is_number = bool(NUMBER_PARTS & part.keys())
        for key, entry in part.items():
            # A number's `owner` is who answers for it; a scheme's or a risk's is who gains or pays.
            if key not in TEXTS and not (is_number and key == "owner"):
                yield from _leaves(entry, (*path, key))
    elif isinstance(part, list):
        for place, entry in enumerate(part):
            yield from _leaves(entry, (*path, place))
    else:
        yield Leaf(path, part)
