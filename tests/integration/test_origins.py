"""Every value of a scenario says where it comes from, and a run's resolved file does not depend on that place."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.analyses.origins import origins_table
from simulator.cli.main import main
from simulator.reports.files import csv_text
from simulator.scenario import explained_toml, load, load_with_origins, new_scenario, resolved_toml, values
from tests.helpers.shipped import shipped

ROOT = Path(__file__).parents[2]
FILES = [*shipped(), ROOT / "tests/scenarios/eventful.toml"]
CHILDREN = sorted(file for file in (ROOT / "tests/cases").glob("*/*.toml") if file.name != "case.toml")
SETTING = "schemes.care_at_home.delivery.p90=0.9"


@pytest.fixture
def family(tmp_path: Path) -> Path:
    """A scenario that extends another, which extends the template."""
    (tmp_path / "base.toml").write_text(new_scenario("A base"), encoding="utf-8")
    (tmp_path / "middle.toml").write_text('extends = "base.toml"\n[office]\nplaces = 4\n', encoding="utf-8")
    file = tmp_path / "top.toml"
    file.write_text('extends = "middle.toml"\n\n[schemes.care_at_home]\nteam = 1\n', encoding="utf-8")
    return file


def show(*words: str | Path) -> str:
    answer = CliRunner().invoke(main, ["show", "--resolved", *map(str, words)])
    assert answer.exit_code == 0, answer.stderr
    return answer.stdout


def line_of(file: Path, beginning: str) -> int:
    return 1 + next(
        number
        for number, line in enumerate(file.read_text("utf-8").splitlines())
        if line.startswith(beginning)
    )


def test_a_value_names_the_file_it_stands_in_the_setting_or_the_default(family: Path) -> None:
    base, middle = family.with_name("base.toml"), family.with_name("middle.toml")
    lines = show(family, "--set", "years=4").splitlines()
    assert f"places = 4  # {middle}:3" in lines
    assert f"team = 1  # {family}:4" in lines
    assert f"mobilise_months = 6  # {base}:{line_of(base, 'mobilise_months = 6')}" in lines
    assert "years = 4  # --set years=4" in lines
    assert "# erosion_pct = 0.0  # default" in lines


def test_a_part_of_a_number_that_was_set_is_told_beside_the_rest(family: Path) -> None:
    base = family.with_name("base.toml")
    (line,) = [
        line for line in show(family, "--set", SETTING).splitlines() if f"p90 by --set {SETTING}" in line
    ]
    assert line.startswith("delivery = {")
    assert f"# {base}:{line_of(base, 'delivery = { plan')}, p90 by" in line


def test_a_number_that_a_child_replaces_has_the_childs_line(family: Path) -> None:
    family.write_text(
        'extends = "base.toml"\n[schemes.care_at_home.delivery]\nvalue = 0.5\n', encoding="utf-8"
    )
    assert f"delivery = 0.5  # {family}:2" in show(family).splitlines()


def test_every_line_of_the_resolved_file_has_an_origin(family: Path) -> None:
    for line in show(family).splitlines():
        if line and not line.startswith(("[", "# [")):
            assert line.rpartition("  # ")[2].startswith((str(family.parent), "default")), line


@pytest.mark.parametrize("file", [*FILES, *CHILDREN], ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_explained_file_loads_to_an_equal_scenario(file: Path, tmp_path: Path) -> None:
    scenario, origins = load_with_origins(file)
    explained = tmp_path / "explained.toml"
    explained.write_text(explained_toml(scenario, origins), encoding="utf-8")
    again = load(explained)
    assert again == scenario
    assert resolved_toml(again) == resolved_toml(scenario)


def test_a_setting_with_a_line_end_does_not_break_the_comment(family: Path) -> None:
    text = show(family, "--set", 'summary="""one\ntwo"""')
    again = family.with_name("again.toml")
    again.write_text(text, encoding="utf-8")
    assert load(again).summary == "one\ntwo"


def test_every_stated_value_has_an_origin_and_every_default_none(family: Path) -> None:
    scenario, origins = load_with_origins(family)
    listed = dict(values(scenario))
    assert origins.of(("years",)) is not None
    assert origins.told(("schemes", "care_at_home", "nothing")) == "default"
    assert {origins.told(path) for path in listed} > {"default"}
    assert all(origins.told(path) for path in listed)


def test_a_run_lists_origins_and_its_resolved_file_and_hash_do_not_depend_on_the_place(family: Path) -> None:
    """The same files in two folders: the same bytes of both listings, and so the same name of a results folder."""
    elsewhere = family.parent / "some" / "where"
    elsewhere.mkdir(parents=True)
    for name in ("base.toml", "middle.toml", "top.toml"):
        shutil.copy(family.with_name(name), elsewhere)
    settings = ("years=1", "populations.county.people.2026=[1,1,1,1,1]")
    folder = family.parent / "results"
    words = ["run", str(family), "--replications", "1", "--output", str(folder), "--quiet", "--workers", "1"]
    answer = CliRunner().invoke(main, [*words, *(word for text in settings for word in ("--set", text))])
    assert answer.exit_code == 0, answer.stderr
    scenario, origins = load_with_origins(elsewhere / "top.toml", overrides=settings)
    resolved = (folder / "scenario.resolved.toml").read_text("utf-8")
    listing = (folder / "scenario.origins.csv").read_text("utf-8")
    assert resolved == resolved_toml(scenario)
    assert listing == csv_text(origins_table(scenario, origins.within(elsewhere)))
    told = {row["key"]: row["origin"] for row in csv.DictReader(listing.splitlines())}
    assert told["office.places"] == "middle.toml:3"
    assert told["years"] == "'--set years=1"
    assert told["schemes.care_at_home.erosion_pct"] == "default"
    assert "#" not in resolved
