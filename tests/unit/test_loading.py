"""A scenario file is read with what it extends, or every mistake in it is told by file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import Mistake, ScenarioError
from simulator.scenario import Scenario, json_schema, load, new_scenario, resolved_toml
from tests.helpers.shipped import shipped

MADE_UP = sorted((Path(__file__).parents[1] / "scenarios").glob("*.toml"))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    file = tmp_path / "base.toml"
    file.write_text(new_scenario("A base"), encoding="utf-8")
    return file


def child(base: Path, text: str, name: str = "child.toml") -> Path:
    file = base.with_name(name)
    file.write_text(text, encoding="utf-8")
    return file


def mistakes(path: Path, *overrides: str) -> list[Mistake]:
    with pytest.raises(ScenarioError) as caught:
        load(path, overrides=overrides)
    assert caught.value.exit_code == 2
    return caught.value.mistakes


def line_of(file: Path, beginning: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return 1 + next(number for number, line in enumerate(lines) if line.startswith(beginning))


def test_numbers_know_their_path(base: Path) -> None:
    scenario = load(base)
    assert scenario.schemes["care_at_home"].delivery.name == "schemes.care_at_home.delivery"
    assert (
        scenario.instances["hospital_programme@2026"].delivery.name
        == "schemes.hospital_programme@2026.delivery"
    )


@pytest.mark.parametrize("file", [*shipped(), *MADE_UP], ids=lambda file: file.stem)
def test_a_resolved_scenario_loads_to_an_equal_one(file: Path, tmp_path: Path) -> None:
    scenario = load(file)
    resolved = tmp_path / "resolved.toml"
    resolved.write_text(resolved_toml(scenario), encoding="utf-8")
    assert load(resolved) == scenario
    assert resolved_toml(load(resolved)) == resolved_toml(scenario)


def test_a_child_wins_over_what_it_extends_over_several_levels(base: Path) -> None:
    child(base, 'extends = "base.toml"\nyears = 4\n[schemes.care_at_home]\nteam = 1\n', "middle.toml")
    top = child(base, 'extends = "middle.toml"\n[schemes.care_at_home]\nmobilise_months = 3\n')
    scenario = load(top)
    scheme = scenario.schemes["care_at_home"]
    assert (scenario.years, scheme.team, scheme.mobilise_months, scheme.ramp_months) == (4, 1, 3, 12)


def test_a_number_is_replaced_whole(base: Path) -> None:
    top = child(base, 'extends = "base.toml"\n[schemes.care_at_home]\ndelivery = { value = 0.6 }\n')
    assert load(top).schemes["care_at_home"].delivery.value == 0.6


def test_unset_takes_an_entry_out(base: Path) -> None:
    top = child(
        base, 'extends = "base.toml"\nunset = ["schemes.care_at_home", "risks.backlog_maintenance"]\n'
    )
    scenario = load(top)
    assert list(scenario.schemes) == ["hospital_programme"]
    assert not scenario.risks


def test_unset_of_what_is_not_there_is_a_mistake(base: Path) -> None:
    top = child(base, '\nextends = "base.toml"\nunset = ["schemes.care_at_hom"]\n')
    (mistake,) = mistakes(top)
    assert (mistake.file, mistake.line) == (str(top), 3)
    assert 'did you mean "schemes.care_at_home"?' in mistake.message


def test_a_circle_of_files_is_refused(base: Path) -> None:
    child(base, 'extends = "child.toml"\n', "other.toml")
    top = child(base, 'extends = "other.toml"\n')
    assert "a circle" in mistakes(top)[0].message


def test_a_mistake_names_the_file_in_which_it_stands(base: Path) -> None:
    text = base.read_text(encoding="utf-8").replace('owner = "hospital"', 'owner = "hopsital"', 1)
    base.write_text(text, encoding="utf-8")
    top = child(base, 'extends = "base.toml"\n[contracts.urgent]\nservice = "urgnt"\n')
    inherited, own = sorted(mistakes(top), key=lambda mistake: mistake.file)
    assert (inherited.file, inherited.line) == (str(base), line_of(base, 'owner = "hopsital"'))
    assert (inherited.key, own.key) == ("schemes.hospital_programme.owner", "contracts.urgent.service")
    assert (own.file, own.line) == (str(top), 3)
    assert 'did you mean "hospital"?' in inherited.message


def test_all_mistakes_are_told_at_once_in_plain_words(base: Path) -> None:
    top = child(
        base,
        """extends = "base.toml"
years = "ten"
[schemes.care_at_home]
kind = "demmand"
delivry = 0.5
team = 1.5
start = 2025-10-01T00:00:00
on = "contracts.urgent"
delay_months = true
delivery = { p10 = 0.9, p50 = 0.5, p90 = 1.0 }
[services.urgent]
season = [1, 1]
noise_sd_pct = { p10 = 1.0, p50 = 2.0, p90 = nan }
[bodies.hospital]
kind = "hospital"
[contracts.planned]
service = "plannd"
[schemes."Care at home"]
""",
    )
    found = mistakes(top)
    keys = {mistake.key for mistake in found}
    assert {
        "years",
        "schemes.care_at_home.kind",
        "schemes.care_at_home.delivry",
        "schemes.care_at_home.team",
        "schemes.care_at_home.start",
        "schemes.care_at_home.on",
        "schemes.care_at_home.delay_months",
        "schemes.care_at_home.delivery",
        "services.urgent.season",
        "services.urgent.noise_sd_pct.p90",
        "bodies.hospital",
        "schemes.Care at home",
    } <= keys
    assert all(mistake.line is not None and mistake.file == str(top) for mistake in found)
    text = "\n".join(map(str, found))
    assert 'did you mean "demand"?' in text
    assert 'did you mean "delivery"?' in text
    for jargon in ("Input should", "type=", "extra_forbidden", "pydantic", "Value error", "NoneType"):
        assert jargon not in text


def test_a_misspelt_key_does_not_hide_contradictions_elsewhere(base: Path) -> None:
    top = child(base, 'extends = "base.toml"\nsed = 3\n[contracts.planned]\npayer = "nobody"\n')
    assert {mistake.key for mistake in mistakes(top)} == {"sed", "contracts.planned.payer"}


def test_a_missing_key_is_shown_at_its_table(base: Path) -> None:
    top = child(base, 'extends = "base.toml"\n\n[risks.flood]\nname = "Flood"\n')
    found = [mistake for mistake in mistakes(top) if mistake.message == "is missing"]
    assert {mistake.key for mistake in found} >= {"risks.flood.owner", "risks.flood.probability"}
    assert {mistake.line for mistake in found} == {3}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"title = \n", "is not TOML"),
        (b"title = 'a'\ntitle = 'b'\n", "stands here a second time; the first is on line 1"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        ("title = 'Zürich'".encode("latin-1"), "not UTF-8"),
        (b"years = 123456789012345678901234567890", "too large"),
        (b"a = " + 3000 * b"[" + 3000 * b"]", "more than 50 deep"),
    ],
)
def test_what_is_no_scenario_is_refused_cleanly(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_bytes(content)
    (mistake,) = mistakes(file)
    assert said in mistake.message
    assert mistake.file == str(file)


def test_a_missing_file_and_a_folder_are_refused_cleanly(base: Path) -> None:
    assert f'did you mean "{base}"?' in mistakes(base.with_name("bse.toml"))[0].message
    assert "is a folder" in mistakes(base.parent)[0].message
    top = child(base, 'extends = "bas.toml"\n')
    (mistake,) = mistakes(top)
    assert (mistake.key, mistake.line) == ("extends", 1)


def test_a_byte_order_mark_and_a_schema_key_do_no_harm(base: Path) -> None:
    text = '"$schema" = "recovery-sim.schema.json"\n' + base.read_text(encoding="utf-8")
    base.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert isinstance(load(base), Scenario)


def test_settings_win_over_the_file(base: Path) -> None:
    scenario = load(
        base,
        overrides=[
            "schemes.care_at_home.delivery=0.6",
            "contracts.urgent.value_gbp_m = { value = 90, source = 'invented' }",
            "prices.pay.planned_pct.2027=3",
            "schemes.hospital_programme.delivery.p90=1.2",
        ],
    )
    assert scenario.schemes["care_at_home"].delivery.value == 0.6
    assert scenario.contracts["urgent"].value_gbp_m.source == "invented"
    assert scenario.prices["pay"].planned_pct["2027"].value == 3
    assert scenario.schemes["hospital_programme"].delivery.p90 == 1.2


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("schemes.care_at_home.delivry=0.6", 'did you mean "delivery"?'),
        ("schemes.care_at_hom.delivery=0.6", 'did you mean "care_at_home"?'),
        ("scheme.care_at_home.delivery=0.6", 'did you mean "schemes"?'),
        ("contracts.urgent.form=block", "not a TOML value"),
        ("years", "should be KEY=VALUE"),
        ("years=", "not a TOML value"),
        ("=4", "is not a key"),
        ("years=4\nseed=1", "more than one value"),
        ("years.more=4", 'no key "more"'),
        ("years=400", "at most 30"),
        ('extends="base.toml"', 'no key "extends"'),
    ],
)
def test_a_setting_that_cannot_be_is_refused(base: Path, setting: str, said: str) -> None:
    (mistake,) = mistakes(base, setting)
    assert said in mistake.message
    assert mistake.file == f"--set {setting}".replace("\n", "\\n")


def test_the_schema_is_a_published_draft_and_knows_every_table() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"extends", "unset", "$schema", *Scenario.model_fields} == set(schema["properties"])
    assert schema["$defs"]["Scheme"]["required"]
    assert "required" not in schema["$defs"]["SchemePart"]
