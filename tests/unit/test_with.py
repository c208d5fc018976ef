"""A scenario changed in Python: it stays as it was, and another one is made, checked and told as a file's would be."""

from __future__ import annotations

import copy
import datetime
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import ArgumentError, RecoverySimError, ScenarioError
from simulator.scenario import Scenario, load, resolved_toml
from simulator.scenario.immutable import ReadOnlyDict
from simulator.scenario.number import Number, Table
from tests.helpers.shipped import shipped

FILE = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"
DELIVERY = "schemes.care_at_home.delivery"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(FILE)


def parts(value: Any) -> list[Any]:
    """A value and everything in it."""
    if isinstance(value, Table):
        inner = [getattr(value, key) for key in type(value).model_fields]
    else:
        inner = (
            [*value.values()]
            if isinstance(value, dict)
            else [*value]
            if isinstance(value, (list, tuple))
            else []
        )
    return [value, *(part for entry in inner for part in parts(entry))]


@pytest.mark.parametrize("file", shipped())
def test_nothing_in_a_scenario_can_be_changed(file: Path) -> None:
    found = load(file)
    everything = [*parts(found), *parts(found.instances), *parts(found.origins.written)]
    assert {type(value) for value in everything if isinstance(value, (dict, list))} == {ReadOnlyDict}


CHANGES: dict[str, Callable[[Scenario], Any]] = {
    "a key at the top": lambda s: setattr(s, "years", 3),
    "a key below": lambda s: setattr(s.schemes["care_at_home"], "owner", "qeh"),
    "a key taken out": lambda s: delattr(s, "winter"),
    "a table by key": lambda s: s.schemes.__setitem__("more", s.schemes["care_at_home"]),
    "an entry taken out": lambda s: s.schemes.__delitem__("care_at_home"),
    "pop": lambda s: s.schemes.pop("care_at_home"),
    "popitem": lambda s: s.schemes.popitem(),
    "clear": lambda s: s.schemes.clear(),
    "update": lambda s: s.schemes.update(more=s.schemes["care_at_home"]),
    "setdefault": lambda s: s.schemes.setdefault("more", s.schemes["care_at_home"]),
    "|=": lambda s: s.schemes.__ior__({}),
    "model_copy": lambda s: s.model_copy(update={"years": 3}),
    "copy": lambda s: s.copy(update={"years": 3}),
    "copy without an entry": lambda s: s.copy(exclude={"winter"}),
    "model_copy of a body": lambda s: s.bodies["qeh"].model_copy(update={"name": "x"}),
    "model_copy of a number": lambda s: s.schemes["care_at_home"].delivery.model_copy(update={"p50": 0.1}),
    "an instance": lambda s: s.instances.pop("care_at_home"),
    "what was written": lambda s: s.origins.written["schemes"].clear(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_attempt_to_change_it_is_pointed_to_the_one_way(
    scenario: Scenario, change: Callable[[Scenario], Any]
) -> None:
    before = resolved_toml(scenario)
    with pytest.raises(ArgumentError, match=r"scenario\.with_\(\{"):
        change(scenario)
    assert resolved_toml(scenario) == before


@pytest.mark.parametrize(
    ("key", "value", "setting"),
    [
        (DELIVERY, 0.6, "0.6"),
        (DELIVERY, np.float64(0.6), "0.6"),
        (DELIVERY, {"p10": 0.5, "p50": 0.6, "p90": 0.7}, "{ p10 = 0.5, p50 = 0.6, p90 = 0.7 }"),
        (DELIVERY, Number(p10=0.5, p50=0.6, p90=0.7), "{ p10 = 0.5, p50 = 0.6, p90 = 0.7 }"),
        (f"{DELIVERY}.p50", 0.71, "0.71"),
        ("years", 9, "9"),
        ("as_of", datetime.date(2018, 7, 5), "2018-07-05"),
        ("title", "Another", '"Another"'),
        ("system.members", ["qeh"], '["qeh"]'),
        ("system.members", ("qeh",), '["qeh"]'),
    ],
)
def test_it_takes_what_the_command_line_takes(scenario: Scenario, key: str, value: Any, setting: str) -> None:
    assert scenario.with_({key: value}) == load(FILE, overrides=[f"{key}={setting}"])


def test_the_scenario_stays_as_it_was_and_shares_what_did_not_change(scenario: Scenario) -> None:
    before = resolved_toml(scenario)
    other = scenario.with_({DELIVERY: 0.6})
    assert resolved_toml(scenario) == before
    assert scenario.schemes["care_at_home"].delivery.value is None
    assert other.schemes["care_at_home"].delivery.value == 0.6
    assert other.bodies is scenario.bodies
    assert other.schemes["care_at_home"] is not scenario.schemes["care_at_home"]


def test_what_was_worked_out_of_a_scenario_does_not_stay_with_another(scenario: Scenario) -> None:
    assert "care_at_home" in scenario.instances
    other = scenario.with_({DELIVERY: 0.6})
    assert other.instances["care_at_home"].delivery.value == 0.6
    assert other.instances["care_at_home"].delivery.name == DELIVERY


def test_origins_say_what_was_set_in_python_and_where_the_rest_stands(scenario: Scenario) -> None:
    other = scenario.with_({DELIVERY: 0.6}).with_({"years": 9})
    assert other.origins.told(("schemes", "care_at_home", "delivery")) == f"set in Python: {DELIVERY} = 0.6"
    assert other.origins.told(("years",)) == "set in Python: years = 9"
    assert other.origins.told(("title",)) == scenario.origins.told(("title",))
    assert scenario.origins.told(("title",)).startswith(str(FILE))


def test_a_changed_value_set_back_gives_an_equal_scenario(scenario: Scenario) -> None:
    other = scenario.with_({"years": 9}).with_({"years": 10})
    assert other == scenario
    assert other.origins.told(("years",)) == "set in Python: years = 10"


def test_none_takes_a_key_out(scenario: Scenario) -> None:
    entry = scenario.schemes["care_at_home"]
    more = scenario.with_({"schemes.another": entry, "schemes.another.name": "Another"})
    assert set(more.schemes) - set(scenario.schemes) == {"another"}
    assert more.with_({"schemes.another": None}) == scenario
    assert scenario.with_({"summary": None}).summary == ""


def test_years_may_be_keys_of_a_table_as_numbers(scenario: Scenario) -> None:
    rows = scenario.prices["pay"].planned_pct
    one = scenario.with_({"prices.pay.planned_pct": {int(year): number for year, number in rows.items()}})
    assert one.prices["pay"].planned_pct.keys() == rows.keys()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schemes.care_at_hom.delivery": 0.6}, 'among the schemes; did you mean "care_at_home"?'),
        ({"schemes.care_at_home.delivry": 0.6}, 'did you mean "delivery"?'),
        ({"schemes.care_at_home.delivry": None}, 'did you mean "delivery"?'),
        ({"schemes.care_at_hom": None}, "is not stated: there is nothing to take out; did you mean"),
        ({"years": "ten"}, 'years: should be a whole number, but is "ten"'),
        ({"years": True}, "years: should be a whole number, but is true"),
        ({"start": "2018-04-01"}, "should be a date, e.g. datetime.date(2018, 4, 1)"),
        ({"start": datetime.datetime(2018, 4, 1)}, "should be a date such as 2018-04-01"),
        ({"seed": 2**64}, "is too large a number"),
        ({DELIVERY: float("nan")}, "should be a finite number"),
        ({DELIVERY: {"p10": 0.9, "p50": 0.6, "p90": 0.95}}, "needs p10 ≤ p50 ≤ p90"),
        ({DELIVERY: {"value": None}}, "holds None"),
        ({DELIVERY: object()}, "should be a number, a text, True or False, a date, a list"),
        ({DELIVERY: {(1, 2): 0.5}}, "has the key (1, 2)"),
        ({3: 0.5}, "the key should be a text with dots"),
        ({"system.members": "qeh"}, 'should be a list in square brackets, e.g. ["qeh"]'),
        ({"system.members": ["qe"]}, 'there is no simulated body "qe"; did you mean "qeh"?'),
        ({"system.members": None}, "system.members: is missing"),
        ({"start": datetime.date(2018, 5, 1)}, "start"),
        ({"years": 1}, "has no effect: it is after the horizon"),
    ],
)
def test_a_wrong_change_is_told_in_the_words_of_the_loader(
    scenario: Scenario, changes: dict[Any, Any], said: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        scenario.with_(changes)
    assert said in str(refused.value)
    assert "set in Python: " in str(refused.value)


def test_every_mistake_is_told_at_once(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError) as refused:
        scenario.with_({"schemes.care_at_hom.delivery": 0.6, "years": "ten", "start": "soon"})
    assert len(refused.value.mistakes) == 3


@pytest.mark.parametrize("changes", ["years=9", ["years=9"], None, 3])
def test_changes_that_are_no_mapping_are_refused_in_words(scenario: Scenario, changes: Any) -> None:
    with pytest.raises(ArgumentError, match="should be a mapping from keys to values"):
        scenario.with_(changes)


def test_a_scenario_that_was_made_without_a_file_can_be_changed_too(scenario: Scenario) -> None:
    import tomllib

    made = Scenario.model_validate(tomllib.loads(resolved_toml(scenario)))
    other = made.with_({"years": 9})
    assert other.years == 9
    assert other.origins.told(("title",)) == "made in Python"


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_of_a_scenario_is_the_same_scenario(scenario: Scenario, again: Callable[[Any], Any]) -> None:
    assert scenario.instances
    found = again(scenario)
    assert found == scenario
    assert found.instances == scenario.instances
    assert resolved_toml(found) == resolved_toml(scenario)
    assert found.origins == scenario.origins
    assert found.schemes["care_at_home"].delivery.name == DELIVERY
    with pytest.raises(ArgumentError):
        found.schemes.clear()
    assert found.with_({"years": 9}).years == 9


def test_the_refusals_are_errors_of_the_program() -> None:
    assert issubclass(ArgumentError, RecoverySimError)
