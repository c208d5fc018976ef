"""Right inputs, small enough to be tried by the thousand: what the strategies break."""

from __future__ import annotations

import contextlib
import copy
import csv
import io
import json
import tempfile
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import tomli_w
from click.testing import CliRunner
from openpyxl import Workbook

from evidence.fuzz.broken_bytes import repacked, unpacked
from evidence.fuzz.case import OUTPUT
from simulator.cli.main import main
from simulator.plan_workbook import write_template
from simulator.scenario import new_scenario
from simulator.scenario.reading import documents

Tree = dict[str, Any]

ROOT = Path(__file__).parents[2]
FILES = {
    "nothing_moves": ROOT / "tests/cases/base.toml",
    "mechanisms": ROOT / "tests/scenarios/mechanisms.toml",
    "closed_months": ROOT / "tests/scenarios/closed_months.toml",
    "eventful_mechanisms": ROOT / "tests/scenarios/eventful_mechanisms.toml",
    "west_norfolk": ROOT / "scenarios/west_norfolk.toml",
}
FEW_YEARS = 2
FEWEST_YEARS = {"mechanisms": tomllib.loads(FILES["mechanisms"].read_text("utf-8"))["years"]}
"""Of what would not be right over fewer: something in it happens later."""


@cache
def tree(name: str) -> Tree:
    """A right scenario as one table; never changed, but copied."""
    if name == "template":
        return tomllib.loads(new_scenario("A base"))
    whole = documents.read(FILES[name], []).table
    # What happened later is placed among simulated futures, which takes seconds.
    return {
        section: entries
        for section, entries in whole.items()
        if section not in ("reported", "envelope", "planning_template", "stresses")
    }


def content(right: Tree) -> bytes:
    """A right scenario as the bytes of a file, made once."""
    return _contents.setdefault(id(right), tomli_w.dumps(right).encode())


_contents: dict[int, bytes] = {}
"""By tree: those of this module live as long as it does."""


@cache
def short(name: str) -> Tree:
    """The same over few years: soon simulated."""
    shortened = copy.deepcopy(tree(name))
    shortened["years"] = FEWEST_YEARS.get(name, FEW_YEARS)
    return shortened


SMALL = ("template", "nothing_moves", "template", "nothing_moves", "mechanisms")
"""The plainest first, as what fails is shrunk towards it."""
SOON_CHECKED = SMALL * 10 + ("closed_months", "west_norfolk", "eventful_mechanisms")
SOON_SIMULATED = SMALL


@cache
def texts() -> tuple[bytes, ...]:
    """Scenario files as they are written by hand, with comments."""
    hand_written = (
        FILES["nothing_moves"],
        FILES["mechanisms"],
        FILES["closed_months"],
        ROOT / "scenarios/nene_no_recovery.toml",
    )
    return (new_scenario("A base").encode(), *(file.read_bytes() for file in hand_written))


@cache
def plan_files() -> dict[str, bytes]:
    """The template of a plan on the small economy, as a workbook and as CSV files."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_template(folder / "plan.xlsx")
        write_template(folder / "plan")
        tables = {file.name: file.read_bytes() for file in sorted(folder.glob("plan/*.csv"))}
        return {"plan.xlsx": repacked(unpacked((folder / "plan.xlsx").read_bytes())), **tables}


@cache
def budget() -> bytes:
    """A budget beside which `check` can lay the small economy."""
    rows = [
        ("body", "line", "year", "amount_gbp_m"),
        ("commissioner", "allocation", "", "260"),
        ("commissioner", "spend.prescribing", "", "38"),
        ("hospital", "contracts.urgent", "", "95"),
        ("hospital", "surplus", "2025/26", "-3"),
        ("The county's hospital", "schemes.hospital_programme", "2026/27", "£1,234.5"),
    ]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@cache
def budget_workbook() -> bytes:
    """The same as a workbook."""
    book = Workbook()
    for row in csv.reader(io.StringIO(budget().decode())):
        book.worksheets[0].append([float(cell) if cell.isdecimal() else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return repacked(unpacked(stream.getvalue()))


RUN = ("run", "in/scenario.toml", "--output", OUTPUT, "--seed", "1", "--replications", "64", "--workers", "1")


@cache
def results() -> dict[str, bytes]:
    """What `RUN` leaves in its folder for the shortened small economy, by path; when and where it ran is taken out."""
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        Path("in").mkdir()
        Path("in/scenario.toml").write_bytes(tomli_w.dumps(short("template")).encode())
        answer = CliRunner().invoke(main, RUN)
        assert answer.exit_code == 0, answer.output
        left = [file for file in sorted(Path(OUTPUT).rglob("*")) if file.is_file()]
        files = {file.relative_to(OUTPUT).as_posix(): file.read_bytes() for file in left}
    manifest = json.loads(files["manifest.json"])
    manifest |= {"command": "", "machine": {}, "times": {"started": "", "finished": None}}
    for block in manifest["blocks"].values():
        block["seconds"] = 1.0
    files["manifest.json"] = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    return files
