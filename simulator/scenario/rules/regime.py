"""National rules and who lives by them: their rows by year are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.regime_use import WHOLE_TABLES, uses
from simulator.scenario.rules.contradiction import Contradiction


def rows(scenario: Scenario) -> Iterator[Contradiction]:
    """Whoever lives by a national rule finds it in the regime."""
    missing: dict[tuple[str, KeyPath], list[str]] = defaultdict(list)
    for (part, key), user in uses(scenario):
        if key not in WHOLE_TABLES and not getattr(getattr(scenario.regime, part), key):
            missing[part, user].append(key)
    for (part, user), keys in missing.items():
        if part == "contracts":
            yield Contradiction(
                (*user, *keys),
                'is missing: form = "marginal_rate" needs it, here or for everybody in [regime.contracts]',
            )
        else:
            yield Contradiction(
                user, f"lives by rows by year in [regime.{part}]; missing there: {', '.join(keys)}"
            )


EFFECTS = (rows,)
"""Asked of whole files: what they miss may be what is wrong."""
