"""What a template says of itself: what to read first, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.plan_workbook.columns import SECTIONS

READ_ME = (
    "A plan of savings schemes and risks, for recovery-sim.",
    "The rows in Schemes and Risks are examples, or the economy's own: write over them. Only the first row must stay.",
    "Then: recovery-sim new my_plan --from THIS_FILE --extends ECONOMY.toml lays the plan on an economy.",
    "Columns may be left empty where no 'required' stands, moved, or taken out. Columns of other names are refused.",
    "Amounts are in £m, unless a column 'unit', the column's name (full_year £000) or --unit says £000 or £.",
    "A column whose name ends in _pct is in per cent: 80 or 80 %. Shares: 0.8 or 80 %.",
    "Several names in one cell stand with ; between. Dates written as text are read day first.",
    "Every filled row is read, hidden ones too; no cells may be merged; formulas count by their saved result.",
    "A row replaces the economy's scheme or risk of the same key whole. New sources go on the sheet Sources.",
)
"""What a planner has to know, a line a sentence."""


def explained() -> Iterator[tuple[str, ...]]:
    """Every column of every sheet: sheet, column, whether it is required, its meaning, what is allowed."""
    for section, columns in SECTIONS.items():
        for column in columns:
            required = "required" if column.required else ""
            yield section.capitalize(), column.name, required, column.meaning, column.allowed
