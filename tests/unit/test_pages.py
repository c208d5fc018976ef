"""The pages hold what they promise: an entry for every public name, and no second copy of what is written elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simulator
from simulator.economy.catalogue import MEASURES

ROOT = Path(__file__).parents[2]


def test_every_public_name_has_one_entry_on_the_page_of_the_api() -> None:
    page = (ROOT / "docs/python_api.md").read_text(encoding="utf-8")
    entries = re.findall(r"(?m)^::: simulator\.(\w+)$", page)
    assert sorted(entries) == sorted(simulator.__all__)


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("index", "README"),
        ("contributing", "CONTRIBUTING"),
        ("changelog", "CHANGELOG"),
        ("conduct", "CODE_OF_CONDUCT"),
        ("security", "SECURITY"),
    ],
)
def test_what_stands_in_the_root_is_included_and_not_copied(page: str, source: str) -> None:
    assert (ROOT / f"{source}.md").is_file()
    text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")
    assert text == f'{{% include-markdown "../{source}.md" %}}\n'


def test_every_page_is_in_the_navigation() -> None:
    """`mkdocs build --strict` refuses it too, where MkDocs is installed."""
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("nav:")[1].split("plugins:")[0]
    named = re.findall(r"(?m)^  - .*: (\w+\.md)$", navigation)
    assert sorted(named) == sorted(file.name for file in (ROOT / "docs").glob("*.md"))


def test_keys_and_columns_that_the_page_of_words_explains_are_there() -> None:
    page = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    named = {
        key
        for row in page.splitlines()
        if row.startswith("| ")
        for key in re.findall(r"`([^`]+)`", row.split("|")[3])
    }
    keys = {key for table in simulator.json_schema()["$defs"].values() for key in table.get("properties", {})}
    run = simulator.simulate(simulator.load(ROOT / "tests/cases/base.toml"), replications=8, seed=1)
    columns = {*simulator.summary(run), *simulator.recovery_year(run), *(measure.key for measure in MEASURES)}
    assert {key.partition(" = ")[0].rpartition(".")[2] for key in named} <= keys | columns
