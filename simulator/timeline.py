"""The calendar of the model: months of equal length from 1 April, and the dates they stand for."""

from __future__ import annotations

import calendar
import datetime

MONTH_NAMES = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")


def months_from(start: datetime.date, day: datetime.date) -> float:
    """Months from 1 April of ``start``'s year to ``day``; days are fractions of their month."""
    days = calendar.monthrange(day.year, day.month)[1]
    return 12 * (day.year - start.year) + (day.month - 4) + (day.day - 1) / days


def date_at(start: datetime.date, months: float) -> datetime.date:
    """The day on which ``months`` from 1 April of ``start``'s year falls."""
    whole = int(months // 1)
    year, month = divmod(whole + 3, 12)
    year, month = start.year + year, month + 1
    days = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(days, 1 + int((months - whole) * days + 1e-9)))


def financial_year_label(year: int) -> str:
    """``2018`` as ``2018/19``."""
    return f"{year}/{(year + 1) % 100:02d}"
