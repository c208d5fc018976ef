"""Print the tables of `docs/validation.md` on the fan and on the forecast in the year."""

from __future__ import annotations

from evidence.validation import forecast, shape


def main() -> None:
    """Both tables, as Markdown."""
    shape.main()
    print()
    forecast.main()


if __name__ == "__main__":
    main()
