"""Amounts that look like £ or £000 where £m are asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Table
from simulator.scenario.plausibility.question import Question, Reading, Stated, typed
from simulator.scenario.plausibility.scale import LARGEST_BODY_GBP_M, Scales
from simulator.scenario.terms.actuals import Actuals
from simulator.scenario.terms.envelope import Envelope, EnvelopeLine
from simulator.scenario.terms.reported import Reported

TURNOVER = ("allocation_gbp_m", "funding_gbp_m", "value_gbp_m", "base_gbp_m")
"""Amounts that a body's turnover is made of: they may come near it."""
FUNDS = ("allocation_gbp_m", "funding_gbp_m")
"""Amounts that are a body's whole income, which what it spends tells."""
OFTEN_SMALL = ("schemes", "risks", "milestones", "contracts")
SURELY_POUNDS = 10
"""£m: of schemes and risks, more than so many thousand would be rare in £000, and are usual in £."""


def pounds(reading: Reading) -> Iterator[Question]:
    """Amounts beyond what their body turns over in a year, or any body does."""
    scenario, scales = reading.scenario, reading.scales
    for stated in reading.numbers:
        if not stated.key.endswith("gbp_m"):
            continue
        owners = _owners(scenario, stated.path, stated.table)
        for word in stated.shape:
            if meant := _meant(stated.shape[word], stated, owners, scales):
                yield Question(stated.path, f"{stated.told(word)} is {spoken(stated.shape[word])}", meant)
                break
    yield from _evidence(reading)


def spoken(gbp_m: float) -> str:
    """An amount in £m as one says it."""
    sign = "−" if gbp_m < 0 else ""
    for size, word in ((1e6, "trillion"), (1e3, "billion"), (1.0, "million")):
        if abs(gbp_m) >= size:
            return f"{sign}£{abs(gbp_m) / size:,.6g} {word}"
    return f"{sign}£{abs(gbp_m) * 1e6:,.0f}"


def _meant(figure: float, stated: Stated, owners: Sequence[str], scales: Scales) -> str:
    """The same in £m, where it seems to be in another unit; nothing where it may be right."""
    # Of a contract's two parties one may itself be far out: it is within what the larger turns over.
    of_all = max if stated.path[0] == "contracts" else min
    turnover = of_all((scale for scale in map(scales.of, owners) if scale > 0), default=0.0)
    limit = min((3 if stated.key in TURNOVER else 1) * turnover or LARGEST_BODY_GBP_M, LARGEST_BODY_GBP_M)
    if abs(figure) <= limit:
        return ""
    unit = max(map(scales.unit, owners), default=1)
    if unit == 1 and stated.key in FUNDS and turnover:
        times = math.log(abs(figure)) - math.log(turnover)
        unit = min((10, 100, 1_000, 1_000_000), key=lambda unit: abs(times - math.log(unit)))
    elif unit == 1:
        is_small = stated.path[0] in OFTEN_SMALL and stated.key not in TURNOVER
        most = min(limit, SURELY_POUNDS) if is_small else limit
        unit = 1_000 if abs(figure) / 1_000 <= most else 1_000_000
    return typed(figure / unit)


def _owners(scenario: Scenario, path: KeyPath, table: Table) -> list[str]:
    """The bodies whose books an amount stands in."""
    match path[0]:
        case "bodies":
            return [str(path[1])]
        case "schemes" | "risks":
            return [getattr(table, "owner", str(path[1]))]
        case "contracts":
            contract = scenario.contracts[str(path[1])]
            return [party for party in (contract.payer, contract.provider) if party in scenario.bodies]
        case "milestones":
            return list(scenario.milestones[str(path[1])].bodies)
    return list(scenario.bodies)


def _evidence(reading: Reading) -> Iterator[Question]:
    """The same of plain figures: months already closed, what was reported, and a published total."""
    scales = reading.scales
    for path, table in reading.tables:
        match table:
            case Actuals():
                limit = scales.of(str(path[1]))
            case Reported():
                years = (table.to_year or 0) - (table.from_year or 0) + 1
                limit = scales.whole if table.body == "system" else scales.of(table.body)
                limit *= 3 * years if table.measure == "income" else years
            case Envelope() | EnvelopeLine():
                limit = 10 * scales.whole
            case _:
                continue
        for key in (key for key in type(table).model_fields if key.endswith("gbp_m")):
            figure = getattr(table, key)
            if isinstance(figure, float) and limit and abs(figure) > limit:
                unit = 1_000 if abs(figure) / 1_000 <= limit else 1_000_000
                yield Question((*path, key), f"{typed(figure)} is {spoken(figure)}", typed(figure / unit))
