"""Write the golden summaries anew: `python -m tests.golden`. Say why under **Numbers** in the changelog."""

from __future__ import annotations

import click

from tests.golden.figures import HERE, golden_file, shipped, write_golden


def refresh() -> None:
    """Write the summary of every shipped scenario, and remove those of scenarios that are gone."""
    current = {golden_file(scenario) for scenario in shipped()}
    for stale in set(HERE.glob("*.csv")) - current:
        stale.unlink()
    for scenario in shipped():
        click.echo(write_golden(scenario))


if __name__ == "__main__":
    refresh()
