"""Lines that are not like others: a PFI, fixed by contract, what ends within the horizon, income from outside."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year, unknown, without_effect
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.lines import CostLine, IncomeLine


def income_payers(scenario: Scenario) -> Iterator[Contradiction]:
    """Other income comes from outside: what a body pays is a contract."""
    outside = [*scenario.outside, "paymaster"]
    for key, body in scenario.bodies.items():
        for line, income in (body.income if isinstance(body, Provider) else {}).items():
            path: KeyPath = ("bodies", key, "income", line, "payer")
            if income.payer in scenario.bodies:
                yield Contradiction(
                    path, f'"{income.payer}" is simulated: what it pays is a contract; name an outside party'
                )
            elif income.payer is not None and income.payer not in outside:
                yield unknown(path, "outside party", income.payer, outside)


def pfi_lines(scenario: Scenario) -> Iterator[Contradiction]:
    """A unitary payment follows its price alone."""
    for path, line in _lines(scenario):
        if not isinstance(line, CostLine):
            continue
        if line.pfi:
            for word in ("fixed_pct", "semi_fixed_pct"):
                if word in line.model_fields_set:
                    yield Contradiction(
                        (*path, word), "does not go with pfi = true: the whole line is fixed by its contract"
                    )
        elif line.ends is not None:
            yield Contradiction(
                (*path, "ends"), "is for a PFI only, pfi = true: other cost ends with a scheme that ends it"
            )


def ends(scenario: Scenario) -> Iterator[Contradiction]:
    """What ends does so after the start and before the horizon's end."""
    end = datetime.date(end_year(scenario), 4, 1)
    for path, line in _lines(scenario):
        if line.ends is None or (isinstance(line, CostLine) and not line.pfi):
            continue
        if line.ends <= scenario.start:
            yield Contradiction(
                (*path, "ends"),
                f"is {line.ends.isoformat()}, not after the start on {scenario.start.isoformat()}: "
                "leave the line out",
            )
        elif line.ends >= end:
            yield without_effect((*path, "ends"), "it is after the horizon")


def _lines(scenario: Scenario) -> Iterator[tuple[KeyPath, CostLine | IncomeLine]]:
    for key, body in scenario.bodies.items():
        if isinstance(body, Provider):
            for line, cost in body.costs.items():
                yield ("bodies", key, "costs", line), cost
            for line, income in body.income.items():
                yield ("bodies", key, "income", line), income


NAMES = (income_payers,)
"""Names that must be somebody's: asked before anything else."""
RULES = (
    pfi_lines,
    ends,
)
