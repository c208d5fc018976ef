"""Whatever a file says, loading it gives a scenario or a list of mistakes, each with its file: never a traceback."""

from __future__ import annotations

import copy
import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import ScenarioError
from simulator.scenario import Scenario, explained_toml, load, load_with_origins, new_scenario
from simulator.scenario.reading import documents

ROOT = Path(__file__).parents[2]
TREES = {
    "template": tomllib.loads(new_scenario("A base")),
    "eventful": tomllib.loads((ROOT / "tests/scenarios/eventful.toml").read_text("utf-8")),
    "mechanisms": tomllib.loads((ROOT / "tests/scenarios/mechanisms.toml").read_text("utf-8")),
    "west_norfolk": documents.read(ROOT / "scenarios/west_norfolk.toml", []).table,
}
TEXTS = [new_scenario("A base"), (ROOT / "tests/cases/base.toml").read_text("utf-8")]

JARGON = ("Input should", "pydantic", "Traceback", "NoneType", "Value error")

QUICK = settings(
    settings.get_profile("default"),
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
"""Others every time, and of one that fails the shortest."""

WORDS = st.sampled_from(
    [
        "",
        "x",
        "a.b",
        "system",
        "contracts",
        "every_body",
        "kind",
        "provider",
        "hospital",
        "2018",
        "p10",
        "$schema",
        "ä",
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    WORDS,
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from([0, 1, -1, 100, 1e308, -1e308, 5e-324, datetime.date(2018, 4, 1)]),
)
VALUES = st.recursive(
    SCALARS.filter(lambda value: value is not None),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated_trees(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario that is right, with a few entries taken out, replaced, renamed or put where they do not belong."""
    tree = copy.deepcopy(TREES[draw(st.sampled_from(sorted(TREES)))])
    for _ in range(draw(st.integers(1, 4))):
        table, key = _place(draw, tree)
        change = draw(st.sampled_from(["replace", "remove", "rename", "add", "move"]))
        if change == "replace":
            table[key] = draw(VALUES)
        elif change == "add":
            table[draw(WORDS | st.text(max_size=8))] = draw(VALUES)
        else:
            value = table.pop(key)
            if change == "rename":
                table[draw(WORDS | st.text(max_size=8))] = value
            elif change == "move":
                elsewhere, _ = _place(draw, tree)
                elsewhere[draw(WORDS)] = copy.deepcopy(value)
    return tree


def _place(draw: st.DrawFn, tree: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """A table of a tree, and one of its keys."""
    table = tree
    while True:
        key = draw(st.sampled_from(sorted(table) or ["x"]))
        inner = table.get(key)
        if not isinstance(inner, dict) or not inner or draw(st.integers(0, 4)) == 0:
            table.setdefault(key, 0)
            return table, key
        table = inner


def outcome(file: Path, *overrides: str) -> Scenario | ScenarioError:
    """The scenario, or its mistakes: each names a file or setting, and says something that is no jargon."""
    found: ScenarioError
    try:
        return load(file, overrides=overrides)
    except ScenarioError as error:
        found = error
    assert found.mistakes
    for mistake in found.mistakes:
        assert mistake.file
        assert mistake.message
        assert not any(word in mistake.message for word in JARGON)
    return found


@QUICK
@given(tree=mutated_trees())
def test_a_tree_with_changes_loads_or_says_why_not(tmp_path: Path, tree: dict[str, Any]) -> None:
    load_tree(tmp_path, tree)


@pytest.mark.slow
@settings(QUICK, max_examples=3000)
@given(tree=mutated_trees())
def test_thousands_of_trees_with_changes_load_or_say_why_not(tmp_path: Path, tree: dict[str, Any]) -> None:
    load_tree(tmp_path, tree)


def load_tree(tmp_path: Path, tree: dict[str, Any]) -> None:
    """A tree as a file: it says why it does not load, or loads and does so again with origins in comments."""
    file = tmp_path / "scenario.toml"
    file.write_bytes(tomli_w.dumps(tree).encode("utf-8", "replace"))
    found = outcome(file)
    if isinstance(found, Scenario):
        file.write_text(explained_toml(*load_with_origins(file)), encoding="utf-8")
        assert load(file) == found
    else:
        assert all(
            mistake.line is not None or not mistake.key or "." not in mistake.key
            for mistake in found.mistakes
        )


@QUICK
@given(tree=mutated_trees(), child=mutated_trees())
def test_a_tree_laid_over_another_loads_or_says_why_not(
    tmp_path: Path, tree: dict[str, Any], child: dict[str, Any]
) -> None:
    (tmp_path / "base.toml").write_bytes(tomli_w.dumps(tree).encode("utf-8", "replace"))
    file = tmp_path / "child.toml"
    file.write_bytes(tomli_w.dumps({**child, "extends": "base.toml"}).encode("utf-8", "replace"))
    outcome(file)


@QUICK
@given(
    text=st.sampled_from(TEXTS),
    changes=st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 30),
            st.text(max_size=3)
            | st.sampled_from(['"', "'", '"""', "[", "]]", "{", "=", "\n", "\r", ".", "#", "\ufeff"]),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_a_text_with_changes_loads_or_says_why_not(
    tmp_path: Path, text: str, changes: list[tuple[float, int, str]]
) -> None:
    for where, taken, put in changes:
        place = int(where * len(text))
        text = text[:place] + put + text[place + taken :]
    file = tmp_path / "scenario.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    outcome(file)


KEYS = st.sampled_from(["a", "a.b", '"a b"', "'c.d'", '""', '"\\u00e4"', "1979-05-27", "a . b", "true", "0"])
TOML_VALUES = st.recursive(
    st.sampled_from(
        ["1", "-0", "+1_000", "0xDEADBEEF", "0o17", "0b1", "1e5", "6.26e-34", "inf", "-nan", "true",
         "1979-05-27",
         "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5", "07:32:00",
         '"x"', "'''a\n'b''c'''", '"""\n\\\n  a""\\u00e9"""',
         "''", '"\\\\\\""']
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda entries: "[ # c\n" + ",\n".join(entries) + "\n]")
    | st.dictionaries(KEYS, inner, max_size=2).map(
        lambda table: "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
    ),
    max_leaves=5,
)  # fmt: skip
LINES = st.one_of(
    st.builds("{} = {}".format, KEYS, TOML_VALUES),
    st.builds("  {}\t=\t{} # comment".format, KEYS, TOML_VALUES),
    st.builds("[{}]".format, KEYS),
    st.builds("[[{}]] # c".format, KEYS),
    st.just("# comment"),
    st.just(""),
)


@QUICK
@given(lines=st.lists(LINES, max_size=12), end=st.sampled_from(["\n", "\r\n"]))
def test_any_toml_loads_or_says_why_not(tmp_path: Path, lines: list[str], end: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_bytes(end.join(lines).encode())
    outcome(file)


@QUICK
@given(
    key=st.sampled_from(
        ["years", "seed", "schemes.care_at_home.delivery", "schemes.care_at_home.delivery.p90", "schemes",
         "bodies.hospital",
         "prices.pay.planned_pct.2027", "age_bands", "winter", "services.urgent.season", "contracts.urgent.value_gbp_m"]
    )
    | st.text(max_size=12),
    value=TOML_VALUES | st.text(max_size=12),
)  # fmt: skip
def test_any_setting_is_taken_or_refused(tmp_path: Path, key: str, value: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(TEXTS[0], encoding="utf-8")
    outcome(file, f"{key}={value}")


@QUICK
@given(content=st.binary(max_size=200))
def test_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "scenario.toml"
    file.write_bytes(content)
    with pytest.raises(ScenarioError):
        load(file)
