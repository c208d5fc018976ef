"""The made-up England beside the national figures: `python -m evidence.england`.

A figure that does not fit is told and is no error.
"""

from __future__ import annotations

from pathlib import Path

import click

from evidence.england.figures import figures
from evidence.england.making import FILE
from evidence.england.table import BASELINE, page, read_figures, table, verdict, write_figures
from simulator import load, simulate

REPLICATIONS = 1_024


@click.command()
@click.option("--replications", default=REPLICATIONS, show_default=True, help="Possible futures.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for england.json and england.md.",
)
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Another figure for a key.")
@click.option("--markdown", is_flag=True, help="Print the page docs/england.md instead of the table.")
@click.option(
    "--keep", is_flag=True, help="Keep these figures as the baseline that later runs are set beside."
)
def main(
    replications: int, output: Path | None, markdown: bool, keep: bool, settings: tuple[str, ...]
) -> None:
    """Simulate, and print the table."""
    scenario = load(FILE, overrides=settings)
    found = figures(simulate(scenario, replications, scenario.seed or 0, workers=None))
    if keep:
        write_figures(found, BASELINE)
    before = read_figures(BASELINE)
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        write_figures(found, output / "england.json")
        (output / "england.md").write_text(page(found, before), encoding="utf-8", newline="\n")
    if markdown:
        click.echo(page(found, before), nl=False)
        return
    for line in table(found, before):
        click.echo(line)
    click.echo(f"\n{verdict(found, before)}")


if __name__ == "__main__":
    main()
