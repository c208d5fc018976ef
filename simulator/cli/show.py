"""`recovery-sim show`: a scenario at a glance, or everything of it in one file."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.options import scenario_argument, set_option
from simulator.cli.streams import print_document
from simulator.words.texts import toml_shown

if TYPE_CHECKING:
    from simulator.cli.reports import Page
    from simulator.scenario import Scenario


NOT_WHAT_IS_SAVED = (
    "What is stated is not what is saved: ramp, price, erosion and other schemes on the same spend change it, and less "
    "activity saves a payer only what its contract pays less for it. `run` tells what the plan saves, year by year: "
    "schemes.csv has both."
)


@click.command("show")
@scenario_argument
@click.option("--resolved", is_flag=True, help="Print all of it as one TOML file, with origins.")
@set_option
def show(scenario: Path, resolved: bool, overrides: tuple[str, ...]) -> None:
    """Show the bodies, contracts and schemes of SCENARIO.

    With --resolved, every value with the file and line, the --set, or the default that it comes from; what is
    printed is a scenario file itself.
    """
    from simulator.scenario import explained_toml, load_with_origins

    loaded, origins = load_with_origins(scenario, overrides=overrides)
    if resolved:
        print_document(explained_toml(loaded, origins), toml_shown)
        return
    from simulator.cli.reports import Page

    page = Page()
    page.say(loaded.title, "bold")
    if loaded.summary:
        page.say(loaded.summary)
    last = loaded.start.year + loaded.years
    page.say(f"From 1 April {loaded.start.year} to 31 March {last}, as known on {loaded.as_of.isoformat()}.")
    _bodies(page, loaded)
    _contracts(page, loaded)
    _schemes(page, loaded)


def _bodies(page: Page, scenario: Scenario) -> None:
    from simulator.cli.reports import amount
    from simulator.engine.opening import opening_walks
    from simulator.scenario.uncertainty import planned

    rows = []
    for walk in opening_walks(scenario):
        body = scenario.bodies[walk.body]
        income = sum(step.amount_gbp_m for step in walk.steps if step.amount_gbp_m > 0)
        rows.append(
            (
                walk.body,
                body.name,
                body.kind,
                *map(amount, (income, walk.stated_gbp_m, planned(body.opening_cumulative_gbp_m))),
            )
        )
    headings = ("Key", "Body", "Kind", "Income", "Underlying", "Cumulative")
    page.table("Bodies, £m at the start", headings, rows, texts=3)


def _contracts(page: Page, scenario: Scenario) -> None:
    from simulator.cli.reports import amount
    from simulator.scenario.uncertainty import planned

    if not scenario.contracts:
        return
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for contract in scenario.contracts.values():
        totals[contract.payer, contract.provider] += planned(contract.value_gbp_m)
    rows = [
        (_party(scenario, payer), _party(scenario, provider), amount(value))
        for (payer, provider), value in sorted(totals.items())
    ]
    page.table("Contracts, £m a year", ("Payer", "Provider", "Value"), rows, texts=2)


def _party(scenario: Scenario, key: str) -> str:
    """A body or an outside party by its name, and the key."""
    party = scenario.bodies.get(key) or scenario.outside.get(key)
    name = getattr(party, "called", None) or getattr(party, "name", None)
    return f"{name} ({key})" if name else key


def _schemes(page: Page, scenario: Scenario) -> None:
    from simulator.analyses.planned_savings import full_year_effect
    from simulator.cli.reports import amount

    rows = []
    for name, scheme in scenario.instances.items():
        key, _, year = name.partition("@")
        first = min(other for other in scenario.instances if other.partition("@")[0] == key)
        if name == first:
            count = sum(other.partition("@")[0] == key for other in scenario.instances)
            start = scheme.start.isoformat() + (f", {count} years" if year else "")
            start += ", following need" if scheme.follows_need else ""
            size = amount(full_year_effect(scenario, name))
            owner = scenario.bodies[scheme.owner].called
            rows.append((f"{scheme.name} ({key})", owner, scheme.kind.replace("_", " "), start, size))
    if rows:
        headings = ("Scheme", "Owner", "Kind", "Starts", "£m stated")
        page.table(
            "Savings schemes: a full year as stated, at base amounts; what is non-recurrent once",
            headings,
            rows,
            texts=4,
        )
        page.say(NOT_WHAT_IS_SAVED)
