"""The made-up England beside the national figures: `python -m evidence.england`.

A figure that does not fit is told and is no error.
"""

from __future__ import annotations

from pathlib import Path

import click

from evidence.england.figures import figures
from evidence.england.making import FILE
from evidence.england.mechanisms import STAGES, up_to
from evidence.england.table import kept, page, read_figures, table, verdict, write_figures
from simulator import load, simulate

REPLICATIONS = 1_024


@click.command()
@click.option("--replications", default=REPLICATIONS, show_default=True, help="Possible futures.")
@click.option(
    "--up-to",
    "stage",
    type=click.Choice(STAGES),
    default=STAGES[-1],
    show_default=True,
    help="With the mechanisms up to this one; baseline is the model without any.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for england.json and england.md.",
)
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Another figure for a key.")
@click.option("--markdown", is_flag=True, help="Print the page docs/england.md instead of the table.")
@click.option("--keep", is_flag=True, help="Keep these figures as those of the stage.")
def main(
    replications: int,
    stage: str,
    output: Path | None,
    markdown: bool,
    keep: bool,
    settings: tuple[str, ...],
) -> None:
    """Simulate, and print the table: the stages before as they were kept, and this one as it is now."""
    scenario = up_to(load(FILE, overrides=settings), stage)
    found = figures(simulate(scenario, replications, scenario.seed or 0, workers=None))
    if keep:
        write_figures(found, kept(stage))
    stages = {name: read_figures(kept(name)) for name in STAGES[: STAGES.index(stage)]} | {stage: found}
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        write_figures(found, output / "england.json")
        (output / "england.md").write_text(page(stages), encoding="utf-8", newline="\n")
    if markdown:
        click.echo(page(stages), nl=False)
        return
    for line in table(stages):
        click.echo(line)
    click.echo(f"\n{verdict(stages)}")


if __name__ == "__main__":
    main()
