"""What stands in one cell, read as a planner means it: £ and %, thousands, dates; never guessed where two ways are."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from simulator.plan_workbook.units import STANDARD, in_gbp_m
from simulator.scenario.reading.sentences import shown
from simulator.texts import uncell

Kind = Literal[
    "text",
    "key",
    "party",
    "schemes",
    "targets",
    "choice",
    "date",
    "year",
    "whole",
    "number",
    "flag",
    "money",
    "percent",
    "share",
]
"""What a column holds."""

LARGEST_GBP_M = 10_000
"""No scheme, risk or budget line of a local economy is larger: what is, was written in £."""
LARGEST_SHARE = 5
"""Nothing delivers five times its effect: what is larger was written in per cent."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
FIGURE = re.compile(
    r"(?P<minus>-?)\s*(?P<pound>£?)\s*(?P<second>-?)"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.?[0-9]*|\.[0-9]+)\s*(?P<unit>%|k|thousand|m|mn|million|)",
    re.IGNORECASE,
)
UNITS = {"": "", "%": "%", "k": "£000", "t": "£000", "m": "£m"}
"""By how what stands behind a figure begins."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
YES_OR_NO = {"true": True, "yes": True, "false": False, "no": False}


class Refused(Exception):
    """A cell that cannot be read, and why."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table."""

    place: str
    """Where it stands, e.g. ``plan.xlsx, sheet Schemes, cell F7``."""
    value: Any = None
    """A text without blanks around it, a number, a date, true or false; None where it is empty."""
    is_percent: bool = False
    """Whether a number is shown with a % sign, and so counts hundreds."""
    unit: str | None = None
    """What an amount of money counts by its row, its column or the command; None where none says it: £m."""
    problem: str | None = None
    """Why it cannot be read; empty where that is told elsewhere."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None and self.problem is None


def tidied(text: str) -> str | None:
    """A text without blanks around it, of whatever kind; None where nothing is left."""
    return re.sub(r"[ \t\u00a0\u2007\u2009\u202f]+", " ", uncell(text)).strip() or None


def value_of(cell: Cell, kind: Kind) -> Any:
    """What a filled cell says, as a scenario writes it.

    Raises
    ------
    Refused
        If it says nothing that fits its column, or could mean two things.
    """
    if cell.problem is not None:
        raise Refused(cell.problem)
    return READERS[kind](cell)


def is_day_first(cell: Cell) -> bool:
    """Whether a date was written with figures that another country reads in another order."""
    return (
        isinstance(cell.value, str)
        and re.fullmatch(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}", cell.value) is not None
    )


def is_unit_not_said(cell: Cell) -> bool:
    """Whether an amount is taken to be £m though neither it nor its column says so."""
    return cell.unit is None and not (isinstance(cell.value, str) and re.search("[a-z]", cell.value.lower()))


def key_like(text: str) -> str:
    """A key made from a name, as an example."""
    words = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return (words if words[:1].isalpha() else f"scheme_{words}")[:60].rstrip("_")


def _text(cell: Cell) -> str:
    if not isinstance(cell.value, str):
        raise Refused(f"should be a text, but is {shown(cell.value)}")
    return cell.value


def _key(cell: Cell) -> str:
    text = _text(cell)
    if not KEY.fullmatch(text):
        raise Refused(
            f'is {shown(text)}: a key has lower-case letters, digits and underscores, e.g. "{key_like(text)}"'
        )
    return text


def _list(cell: Cell) -> list[str]:
    return [entry for part in re.split(r"[;\r\n]", _text(cell)) if (entry := tidied(part)) is not None]


def _flag(cell: Cell) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    if isinstance(cell.value, str) and cell.value.lower() in YES_OR_NO:
        return YES_OR_NO[cell.value.lower()]
    raise Refused(f"should be TRUE or FALSE, but is {shown(cell.value)}")


def _date(cell: Cell) -> datetime.date:
    value = cell.value
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            raise Refused(f"should be a day, but has a time: {value.isoformat(sep=' ')}")
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        return _written_date(value)
    raise Refused(f"is {shown(value)}, not a date: format the cell as a date, or write 2018-10-01")


def _written_date(text: str) -> datetime.date:
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", text):
        day, month, year = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?[ -]([0-9]{4})", text):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        raise Refused(f"is {shown(text)}, not a date that can be read: write 2018-10-01 or 1 October 2018")
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise Refused(f"is {shown(text)}: there is no such day (figures are read day first)") from error


def _month(name: str) -> int:
    name = name.lower()
    if name == "sept":
        return 9
    for names in (MONTHS, MONTH_NAMES):
        if name in names:
            return names.index(name) + 1
    return 0


def _year(cell: Cell) -> int:
    value = cell.value
    if isinstance(value, str) and (found := re.fullmatch(r"([0-9]{4})(?:[/-]([0-9]{2}|[0-9]{4}))?", value)):
        year, end = int(found[1]), found[2]
        if end is None or int(end) in {(year + 1) % 100 if len(end) == 2 else year + 1}:
            return year
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and float(value).is_integer():
        return int(value)
    raise Refused(f"should be a financial year such as 2018/19, but is {shown(value)}")


def _whole(cell: Cell) -> int:
    figure, unit = _figure(cell)
    if unit or figure != int(figure):
        raise Refused(f"should be a whole number, but is {_as_written(cell)}")
    return int(figure)


def _number(cell: Cell) -> float:
    figure, unit = _figure(cell)
    if unit:
        raise Refused(f"should be a number, but is {_as_written(cell)}")
    return figure


def _money(cell: Cell) -> float:
    figure, unit = _figure(cell, pounds=True)
    if unit == "%":
        raise Refused(f"should be an amount in £m, but is {_as_written(cell)}")
    unit = unit or cell.unit or STANDARD
    amount = in_gbp_m(figure, unit)
    if abs(amount) >= LARGEST_GBP_M and unit == STANDARD:
        raise Refused(
            f"is {figure:,.0f}: amounts are in £m; write £1,200,000 as 1.2, or say what they are in, e.g. --unit £000"
        )
    if abs(amount) >= LARGEST_GBP_M:
        raise Refused(f"is {figure:,.0f} in {unit}, £{amount:,.0f}m: too much for a scheme, a risk or a line")
    return amount


def _percent(cell: Cell) -> float:
    figure, unit = _figure(cell)
    if unit not in {"", "%"}:
        raise Refused(f"should be in per cent, but is {_as_written(cell)}")
    if unit == "" and 0 < abs(figure) <= 1:
        hundredfold = _rounded(100 * figure)
        raise Refused(
            f"is {figure:g}: this column is in per cent; write {hundredfold:g} for {hundredfold:g} %, "
            f'or "{figure:g} %" with its sign'
        )
    return figure


def _share(cell: Cell) -> float:
    figure, unit = _figure(cell)
    if unit not in {"", "%"}:
        raise Refused(f"should be a share, but is {_as_written(cell)}")
    if unit == "%":
        return _rounded(figure / 100)
    if abs(figure) > LARGEST_SHARE:
        raise Refused(
            f"is {figure:g}: this column is a share, and 1 is all; write {figure / 100:g} or {figure:g} %"
        )
    return figure


def _figure(cell: Cell, *, pounds: bool = False) -> tuple[float, str]:
    """The figure in a cell and the unit that stands behind it: nothing, %, or one of money."""
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (_rounded(100 * value), "%") if cell.is_percent else (float(value), "")
    if not isinstance(value, str):
        raise Refused(f"should be a number, but is {shown(value)}")
    text = value.replace("\u2212", "-")
    bracketed = re.fullmatch(r"\((.*)\)", text)
    found = FIGURE.fullmatch((bracketed[1] if bracketed else text).strip())
    minuses = (
        0 if found is None else [bool(bracketed), bool(found["minus"]), bool(found["second"])].count(True)
    )
    if found is None or minuses > 1:
        raise Refused(f"should be a number such as {'1.2' if pounds else '6'}, but is {shown(value)}")
    unit = UNITS[found["unit"][:1].lower()]
    if (found["pound"] or unit.startswith("£")) and not pounds:
        raise Refused(f"should be a number and no amount of money, but is {shown(value)}")
    figure = float(found["digits"].replace(",", ""))
    if not math.isfinite(figure):
        raise Refused("is too large a number")
    return (-1 if minuses else 1) * figure, unit


def _as_written(cell: Cell) -> str:
    return f"{_rounded(100 * cell.value):g} %" if cell.is_percent else shown(cell.value)


def _rounded(figure: float) -> float:
    """Without the last digits of what binary fractions make of tenths."""
    return float(f"{figure:.12g}")


READERS: dict[Kind, Callable[[Cell], Any]] = {
    "text": _text,
    "key": _key,
    "party": _text,
    "schemes": _list,
    "targets": _list,
    "choice": lambda cell: _text(cell).lower(),
    "date": _date,
    "year": _year,
    "whole": _whole,
    "number": _number,
    "flag": _flag,
    "money": _money,
    "percent": _percent,
    "share": _share,
}
"""How each kind of column is read."""
