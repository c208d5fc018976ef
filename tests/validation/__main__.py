"""Print the tables of `docs/validation.md`."""

from __future__ import annotations

from tests.validation import forecast
from tests.validation.shape import fans


def main() -> None:
    """Every table, as Markdown."""
    print("| body | what | " + " | ".join(f"year {y}" for y in range(1, 11)) + " |")
    print("|---|---|" + "---|" * 10)
    for fan in fans():
        for what, values, form in (
            ("p10–p90, % of income", fan.width, "{:.1%}"),
            ("the same, policy not following inflation", fan.width_uncorrected, "{:.1%}"),
            ("P(outturn < plan)", fan.below_plan, "{:.2f}"),
            ("mean miss, £m", fan.mean_miss, "{:+.1f}"),
        ):
            print(f"| {fan.body} | {what} | " + " | ".join(form.format(v) for v in values) + " |")
    print()
    forecast.main()


if __name__ == "__main__":
    main()
