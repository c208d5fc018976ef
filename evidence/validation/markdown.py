"""Tables as `docs/validation.md` holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click


def show(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown, with its title above it."""
    click.echo(f"\n*{title}*\n\n| {' | '.join(headings)} |\n|{'---|' * len(headings)}")
    for row in rows:
        click.echo(f"| {' | '.join(row)} |")


def share(value: float) -> str:
    """Per cent; what is not nothing or all is never shown as such."""
    if 0.0 < value < 0.0005 or 0.9995 < value < 1.0:
        return "<0.1%" if value < 0.5 else ">99.9%"
    return f"{value:.1%}"


def amount(value: float) -> str:
    """£m with a sign and one decimal; nothing without a sign."""
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")
