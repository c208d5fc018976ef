"""A mistake is put to what the user typed last, told once for one cause, and with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import main
from simulator.errors import Mistake, ScenarioError
from simulator.scenario import load, new_scenario

BASE = new_scenario("A base")
WEST_NORFOLK = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    file = tmp_path / "base.toml"
    file.write_text(BASE, encoding="utf-8")
    return file


def call(*words: str | Path) -> Result:
    answer = CliRunner().invoke(main, [str(word) for word in words])
    assert isinstance(answer.exception, SystemExit), answer.output
    assert answer.exit_code == 2
    return answer


def mistakes(file: Path, *settings: str) -> list[Mistake]:
    with pytest.raises(ScenarioError) as caught:
        load(file, overrides=settings)
    return caught.value.mistakes


def line_of(beginning: str, text: str = BASE) -> int:
    return 1 + next(number for number, line in enumerate(text.split("\n")) if line.startswith(beginning))


@pytest.mark.parametrize(
    ("settings", "blamed", "key", "said"),
    [
        (["office.places=1"], 0, "schemes.care_at_home.team", "is 2, but the office has 1 places"),
        (
            ["years=8"],
            0,
            "populations.county.people",
            "needed are figures from 2025 or before to 2033 or later",
        ),
        (["start=2026-04-01"], 0, "risks.backlog_maintenance.date", "before the start on 2026-04-01"),
        (
            ["schemes.hospital_programme.share_pct=60"],
            0,
            "schemes.hospital_programme.on",
            "schemes together plan to save 300 % of hospital.staff",
        ),
        (['schemes.care_at_home.owner="hospital"'], 0, "schemes.care_at_home.on", "not paid by hospital"),
        (["contracts.urgent.value_gbp_m=0"], 0, "schemes.care_at_home.on", "acts on nothing"),
        (["services={}"], 0, "contracts.urgent.service", 'there is no service "urgent"'),
        (["seed=3", "office.places=1", "years=4"], 1, "schemes.care_at_home.team", "1 places"),
    ],
)
def test_a_contradiction_is_put_to_the_setting_that_brought_it_about(
    base: Path, settings: list[str], blamed: int, key: str, said: str
) -> None:
    (found,) = [found for found in mistakes(base, *settings) if found.key == key and said in found.message]
    assert (found.file, found.line) == (f"--set {settings[blamed]}", None)
    assert f"({base}:" in found.message  # and what suffers from it is named


def test_a_variant_is_blamed_by_its_name(base: Path) -> None:
    answer = call("compare", base, "--variant", "lean", "office.places=1")
    assert "--variant lean office.places=1: schemes.care_at_home.team: is 2" in answer.stderr


def test_a_contradiction_is_put_to_the_file_that_extends_another(base: Path) -> None:
    file = base.with_name("child.toml")
    file.write_text('extends = "base.toml"\ntitle = "A child"\n[office]\nplaces = 1\n', encoding="utf-8")
    (found,) = mistakes(file)
    assert (found.file, found.line, found.key) == (str(file), 4, "schemes.care_at_home.team")
    assert found.message.endswith(f"({base}:{line_of('team = 2')})")


def test_what_was_wrong_before_a_setting_stays_where_it_is(base: Path) -> None:
    base.write_text(BASE.replace('owner = "hospital"', 'owner = "hopsital"', 1), encoding="utf-8")
    assert {found.file for found in mistakes(base, "years=4")} == {str(base)}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("start=01/04/2018", "e.g. start=2018-04-01"),
        ('start="2025-04-01"', "e.g. start=2025-04-01"),
        ("start=2025/4/1", "e.g. start=2025-04-01"),
        ("start=2025-04-01T00:00:00", "e.g. start=2025-04-01"),
        ("start=2025-04-31", "there is no such day"),
        ("start=tomorrow", "e.g. start=2018-04-01"),
        ("schemes.care_at_home.start=1.10.2025", "e.g. schemes.care_at_home.start=2025-10-01"),
        ("schemes.care_at_home.delivery=0,8", "e.g. schemes.care_at_home.delivery=0.8"),
        ("schemes.care_at_home.kind=demand", "'schemes.care_at_home.kind=\"demand\"'"),
        ("schemes.care_at_home.on=contracts.urgent", "'schemes.care_at_home.on=[\"contracts.urgent\"]'"),
        ("schemes.care_at_home.in_do_nothing=yes", "e.g. schemes.care_at_home.in_do_nothing=true"),
        ("risks.x=5", "should be a table, but is 5"),
    ],
)
def test_a_wrong_setting_is_told_with_an_example(base: Path, setting: str, said: str) -> None:
    (found,) = mistakes(base, setting)
    assert found.file == f"--set {setting}"
    assert said in found.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("years = 5", "years = 5,0", "write years = 5.0"),
        ("years = 5", "years = 1,000", "write years = 1000"),
        ("years = 5", "years 5", "between key and value stands =: years = 5"),
        ("years = 5", "years: 5", "between key and value stands =: years = 5"),
        ("years = 5", "years = 5 %", "write years = 5"),
        ("years = 5", "years = yes", "write years = true"),
        ("years = 5", "years = null", "leave the line out"),
        ("years = 5", "// years\nyears = 5", "a comment begins with #"),
        ("years = 5", "<<<<<<< mine\nyears = 5", "a merge that was not finished"),
        ("start = 2025-04-01", "start = 01/04/2025", "start = 2025-04-01"),
        ("start = 2025-04-01", "start = 2025-04-31", "there is no such day"),
        ("start = 2025-04-01", 'start = "2025-04-01"', "a date such as 2018-04-01, without quotes"),
        ('name = "The whole system"', "name = The whole system", 'name = "The whole system"'),
        ('name = "The whole system"', "name = “The whole system”", "write straight quotes"),
        ('name = "The whole system"', 'name = "The whole system', "a text ends with the mark"),
        ("[winter]", "[winter", "a heading ends with a bracket: [winter]"),
        ("[winter]", "[hard winter]", "no blanks: [hard_winter]"),
    ],
)
def test_common_slips_in_toml_are_told_with_what_to_write(base: Path, old: str, new: str, said: str) -> None:
    base.write_text(BASE.replace(old, new, 1), encoding="utf-8")
    (found,) = mistakes(base)
    assert said in found.message
    assert found.line == line_of(old)


def test_a_forgotten_extends_is_one_mistake_that_names_the_file(base: Path) -> None:
    file = base.with_name("child.toml")
    text = '[schemes.care_at_home]\nteam = 1\n[risks.flood]\nname = "Flood"\nowner = "hospital"\nprobability = "x"\n'
    file.write_text(text, encoding="utf-8")
    one, other = mistakes(file)
    assert "is a part of a scenario without the rest: it has no format, title, start" in one.message
    assert one.message.endswith('e.g. extends = "base.toml"')
    assert other.key == "risks.flood.probability"  # wrong on whatever it is laid


def test_names_that_stand_in_a_file_that_is_not_extended_are_one_mistake(base: Path) -> None:
    """Twenty-two sources of another file, each named once: as many mistakes of one cause."""
    keys = [f"book_{number}" for number in range(22)]
    entries = "".join(
        f'[sources.{key}]\ntitle = "T"\ndate = 2025-01-01\nquality = "official"\n' for key in keys
    )
    base.with_name("library.toml").write_text(entries, encoding="utf-8")
    risks = "".join(
        f'[risks.r{key}]\nname = "R"\nowner = "hospital"\nprobability = 0.1\namount_gbp_m = 1\ndate = 2026-04-01\n'
        f'duration_months = 1\nsource = "{key}"\n'
        for key in keys
    )
    base.write_text(BASE + risks, encoding="utf-8")
    (found,) = mistakes(base)
    assert 'it names what is not there: entry of [sources] "book_0"' in found.message
    assert 'extends = "library.toml"' in found.message


def test_a_section_under_a_misspelt_name_is_one_mistake(base: Path) -> None:
    for right, wrong in (("contracts", "contract"), ("services", "service"), ("bodies", "bodys")):
        base.write_text(BASE.replace(f"[{right}.", f"[{wrong}."), encoding="utf-8")
        (found,) = mistakes(base)
        assert found.key == wrong
        assert f'did you mean "{right}"?' in found.message


def test_mistakes_inside_a_misspelt_section_are_told_too(base: Path) -> None:
    text = BASE.replace("[contracts.", "[contract.").replace('service = "urgent"', 'service = "urgnt"', 1)
    base.write_text(text, encoding="utf-8")
    keys = {found.key: found.line for found in mistakes(base)}
    assert keys["contracts.urgent.service"] == line_of('service = "urgnt"', text)
    assert set(keys) == {"contract", "contracts.urgent.service"}


def test_what_is_no_scenario_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\nname = "x"\n[tool.x]\ny = 1\n', encoding="utf-8")
    (found,) = mistakes(file)
    assert "is no scenario: it holds project, tool" in found.message


def test_many_mistakes_of_one_cause_are_told_as_one_and_kept() -> None:
    """Sixty of one name and sixty figures, each three times and a number; a mistake of its own stays whole."""
    names = [
        Mistake("s.toml", line, f"contracts.c{line}.payer", 'there is no party "x"') for line in range(60)
    ]
    figures = [Mistake("s.toml", 100 + line, "risks.r.probability", f"is {line + 2}") for line in range(60)]
    alone = Mistake("s.toml", 200, "years", "should be at least 1")
    error = ScenarioError([*names, *figures, alone])
    assert error.mistakes == [*names, *figures, alone]
    lines = str(error).split("\n")
    assert lines[0] == "The scenario has 121 mistakes:"
    assert lines[1:4] == [f"  {found}" for found in names[:3]]
    assert lines[4] == lines[8] == "  … and 57 more like it"
    assert lines[9:] == [f"  {alone}"]


def test_twenty_mistakes_are_told_one_by_one() -> None:
    found = [Mistake("s.toml", line, f"risks.r{line}.owner", "is missing") for line in range(20)]
    assert str(ScenarioError(found)).count("is missing") == 20


@pytest.mark.parametrize(
    "name", ["base", "base.tml", "BASE.toml", "Base", "bas.toml", "scenarios/base", "none/base.toml"]
)
def test_a_name_finds_its_file(base: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (base.parent / "scenarios").mkdir()
    base.rename(base.parent / "scenarios" / "base.toml")
    monkeypatch.chdir(base.parent)
    expected = Path("scenarios") / "base.toml"
    assert f'there is no such file; did you mean "{expected}"?' in call("run", name).stderr


def test_folders_are_told_what_they_hold(base: Path) -> None:
    assert f'e.g. "{base}"' in call("run", base.parent).stderr
    resolved = base.rename(base.with_name("scenario.resolved.toml"))
    assert f'these are results, and their scenario is "{resolved}"' in call("run", base.parent).stderr


@pytest.mark.parametrize(
    "text",
    [
        BASE + "\n[outside]\n" + "".join(f"k{number} = {{ name = 'x' }}\n" for number in range(40_000)),
        BASE.replace("years = 5", "years = [" + 50_000 * "1," + "]"),
    ],
    ids=["keys", "entries"],
)
def test_files_of_more_than_any_scenario_holds_are_refused_before_they_are_looked_at(
    base: Path, text: str
) -> None:
    base.write_text(text, encoding="utf-8")
    assert "holds more than 30,000 keys and list entries" in mistakes(base)[0].message


def test_a_misspelt_payer_is_one_mistake(tmp_path: Path) -> None:
    """That a scheme acts on its contract is no second one."""
    economy = tmp_path / "economy.toml"
    economy.write_text(new_scenario("An economy"), encoding="utf-8")
    with pytest.raises(ScenarioError) as wrong:
        load(economy, overrides=['contracts.urgent.payer="commisioner"'])
    assert [mistake.key for mistake in wrong.value.mistakes] == ["contracts.urgent.payer"]
