"""Names that cannot be told apart, or cannot be read, are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import ScenarioError, load
from simulator.scenario import new_scenario

HOSPITAL, COMMISSIONER = 'name = "The county\'s hospital"', 'name = "The county\'s commissioner"'
SYSTEM, TITLE = 'name = "The whole system"', 'title = "A county"'
SCHEME = """
[schemes.more]
name = "{name}"
owner = "{owner}"
kind = "cash_releasing"
on = ["{owner}.{line}"]
full_year_gbp_m = 0.2
start = 2026-04-01
"""


def mistakes(tmp_path: Path, *changes: tuple[str, str], added: str = "") -> list[str]:
    """What is wrong with the template after some words of it are changed, without the file's name."""
    text = new_scenario("A county")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file = tmp_path / "names.toml"
    file.write_text(text + added, encoding="utf-8")
    try:
        load(file)
    except ScenarioError as error:
        return [f"{mistake.key}: {mistake.message}" for mistake in error.mistakes]
    return []


@pytest.mark.parametrize(
    "name",
    [
        "The county's commissioner",
        "the COUNTY'S commissioner",
        "The  county's commissioner ",
        "The county's\\u00a0commissioner",
        "The county's com\\u200bmissioner",
        "\\u202eThe county's commissioner",
        "The county's commis\\u00adsioner",
        "The county's commissioner\\ufe0f",
        "Ｔhe county's commissioner",
    ],
)
def test_two_bodies_that_a_reader_cannot_tell_apart_are_refused(name: str, tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (HOSPITAL, f'name = "{name}"'))
    assert found.startswith("bodies.hospital.name: ")
    assert "the name of bodies.commissioner as well" in found


def test_a_short_name_is_no_other_bodys_name(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (HOSPITAL, f'{HOSPITAL}\nshort_name = "the county\'s Commissioner"'))
    assert found.startswith("bodies.hospital.short_name: ")
    short = f'{HOSPITAL}\nshort_name = "County"', f'{COMMISSIONER}\nshort_name = "county"'
    assert len(mistakes(tmp_path, (HOSPITAL, short[0]), (COMMISSIONER, short[1]))) == 1
    assert mistakes(tmp_path, (HOSPITAL, f'{HOSPITAL}\nshort_name = "The county\'s hospital"')) == []


def test_the_system_and_a_party_outside_have_names_of_their_own(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (SYSTEM, HOSPITAL))
    assert found.startswith("bodies.hospital.name: ")
    assert "the name of the system as well" in found
    outside = '\n[outside.others]\nname = "THE COUNTY\'S HOSPITAL"\n'
    (found,) = mistakes(tmp_path, added=outside)
    assert found.startswith("outside.others.name: ")


@pytest.mark.parametrize(
    "row", ["Every body", "system", "every  body in one future", "The whole system (system)"]
)
def test_no_body_is_called_like_a_row_of_reports(row: str, tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (HOSPITAL, f'name = "{row}"'))
    assert "which reports call a row of their own" in found


def test_the_system_is_not_called_every_body(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (SYSTEM, 'name = "Every body"'))
    assert found.startswith("system.name: ")


def test_schemes_of_one_owner_have_names_of_their_own(tmp_path: Path) -> None:
    """Another owner's may be called alike: tables show the owner beside them."""
    scheme = {"name": "the hospital's yearly  programme", "owner": "hospital", "line": "premises"}
    (found,) = mistakes(tmp_path, added=SCHEME.format(**scheme))
    assert found.startswith("schemes.more.name: ")
    assert "the name of schemes.hospital_programme as well" in found
    other = {**scheme, "owner": "commissioner", "line": "running_costs"}
    assert mistakes(tmp_path, added=SCHEME.format(**other)) == []


@pytest.mark.parametrize("blank", ["", "   ", "\\t", "\\u200b", "\\u3164", "\\u2800\\ufeff"])
@pytest.mark.parametrize(("old", "word"), [(TITLE, "title"), (SYSTEM, "name"), (HOSPITAL, "name")])
def test_a_name_of_nothing_is_refused(old: str, word: str, blank: str, tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (old, f'{word} = "{blank}"'))
    assert "is empty" in found


def test_a_name_as_long_as_a_page_is_refused(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (HOSPITAL, f'name = "{"a" * 201}"'))
    assert found == "bodies.hospital.name: has 201 characters; allowed are at most 200"
    assert mistakes(tmp_path, (HOSPITAL, f'name = "{"a" * 200}"')) == []
    (found,) = mistakes(tmp_path, (TITLE, f'title = "{"a" * 501}"'))
    assert found == "title: has 501 characters; allowed are at most 500"
