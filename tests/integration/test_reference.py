"""The page of the scenario format on disk is the one that the command prints, and holds every table and key."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.main import main
from simulator.scenario import json_schema
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.reference import OF_EVERY_TABLE, reference
from simulator.scenario.schema import SCHEMA_FILE
from simulator.scenario.terms.bodies import Body
from tests.helpers.figures import NUMBERS, TABLES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/scenario_reference.md").read_text("utf-8")
ROWS = re.findall(r"(?m)^\| `([^`]+)` \| (.*) \|$", PAGE)


def test_the_page_on_disk_is_what_the_command_prints() -> None:
    answer = CliRunner().invoke(main, ["schema", "--markdown"], standalone_mode=False)
    assert answer.stdout == PAGE == reference(), "recovery-sim schema --markdown > docs/scenario_reference.md"


def test_the_schema_beside_the_scenarios_is_what_the_command_prints() -> None:
    """Shipped scenarios point at it in their first line."""
    on_disk = json.loads((ROOT / "scenarios" / SCHEMA_FILE).read_text("utf-8"))
    assert on_disk == json_schema(), f"recovery-sim schema > scenarios/{SCHEMA_FILE}"


def test_the_page_has_every_table_once_and_every_key_of_it() -> None:
    sections = dict(re.findall(r"(?m)^## (.*)\n((?:(?!^## ).*\n)*)", PAGE))
    assert len(sections) == PAGE.count("\n## ")
    for kind in {*TABLES} - {Body, Scenario}:
        title = (kind.__doc__ or "").partition(": ")[0]
        keys = re.findall(r"(?m)^\| `([^`]+)`", sections[title])
        assert keys == [key for key in kind.model_fields if key not in OF_EVERY_TABLE], title
    for title, kind in (("Numbers", Number), ("The top of the file", Scenario)):
        keys = re.findall(r"(?m)^\| `([^`]+)`", sections[title])
        assert keys == [key for key in kind.model_fields if key not in OF_EVERY_TABLE], title


def test_every_number_has_bounds_there() -> None:
    numbers = [row for _, row in ROWS if re.match(r"(by (year|key): )?number \|", row)]
    assert len(numbers) == len([kind for kind, _ in NUMBERS if kind is not Body])
    assert all(re.fullmatch(r"[−\d,]+ to [\d,]+", row.split(" | ")[2]) for row in numbers)


@pytest.mark.parametrize(
    "row",
    [
        "| `recurrent_pct` | number | % | 0 to 100 | 100 | % of its effect that comes back every year; "
        "the rest ends with the year of go-live. |",
        "| `full_year_gbp_m` | number | £m | 0 to 10,000,000,000 | – | Planned effect of a full year at full ramp, "
        "£m at March's prices. |",
        "| `planned_pct` | by year: number | % | −99 to 100 | required | % a year, by financial year; "
        "the last row stays. |",
        "| `start` | date | – | – | required | Planned go-live. |",
        '| `ramp` | `"immediate"`, `"linear"`, `"s_curve"` | – | – | `"linear"` | How its effect grows from go-live '
        "to full. |",
        "| `cash` | true or false | – | – | true | False for depreciation: a cost, not a payment. |",
        "| `mobilise_months` | whole number | months | 0 to 1,200 | 0 | Months of preparation before go-live. |",
        "| `costs` | tables by key | – | – | required | What it spends, each line under a key of its own. |",
    ],
)
def test_rows_read_as_the_model_does(row: str) -> None:
    assert row in PAGE.splitlines()
