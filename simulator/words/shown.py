"""How scenarios, runs and what follows from them show themselves in Python: in a line, and as a small table."""

from __future__ import annotations

import html
from collections.abc import Sequence

from simulator.words.texts import visible

MOST_NAMED = 5
LONGEST_TOLD = 100


class Shown:
    """Something that is shown by a heading and a few facts, each a label with a text."""

    def _heading(self) -> str:
        raise NotImplementedError

    def _facts(self) -> dict[str, str]:
        raise NotImplementedError

    def __repr__(self) -> str:
        facts = ", ".join(fact for fact in self._facts().values() if fact)
        return f"<{visible(self._heading())}: {visible(facts)}>"

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align: left'>{_escaped(label)}</th>"
            f"<td style='text-align: left'>{_escaped(fact)}</td></tr>"
            for label, fact in self._facts().items()
            if fact
        )
        return f"<table><caption>{_escaped(self._heading())}</caption>{rows}</table>"


def titled(title: str) -> str:
    """A title in quotation marks, cut where it is very long."""
    return f"“{title if len(title) <= LONGEST_TOLD else f'{title[: LONGEST_TOLD - 1]}…'}”"


def counted(count: int, one: str, many: str) -> str:
    """A number of things, e.g. ``2 bodies``."""
    return f"{count:,} {one if count == 1 else many}"


def listed(names: Sequence[str], one: str, many: str) -> str:
    """How many, and which; of more than a few the first."""
    more = ", …" if len(names) > MOST_NAMED else ""
    return f"{counted(len(names), one, many)} ({', '.join(names[:MOST_NAMED])}{more})"


def _escaped(text: str) -> str:
    return html.escape(visible(text))
