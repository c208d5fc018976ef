"""Many variants in the same futures: each figure is `simulate`'s to the bit, and what is finished is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from simulator import Scenario, load, simulate, sweep
from simulator.errors import ArgumentError, FolderError, OpeningError, RecoverySimError, ScenarioError
from simulator.montecarlo import sweep_task
from simulator.montecarlo.sweep import SweepProgress
from simulator.sampling.draw import draw, inputs_from
from simulator.sampling.known import KnownBlock
from simulator.scenario import new_scenario
from simulator.scenario.immutable import replaced

EVENTFUL = Path(__file__).parents[1] / "scenarios" / "eventful.toml"
MEASURES = ("surplus", "income", "recovery_months")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The economy that `recovery-sim new` writes, for two years."""
    file = tmp_path_factory.mktemp("economy") / "economy.toml"
    file.write_text(new_scenario("Economy"), encoding="utf-8")
    return load(file, overrides=["years=2"])


@pytest.fixture(scope="module")
def variants(scenario: Scenario) -> dict[str, Any]:
    """As it is; another certain figure; another distribution; fewer schemes; a longer horizon."""
    return {
        "as it is": {},
        "certain": scenario.with_({"schemes.care_at_home.delivery": 0.5}),
        "wider": {"services.urgent.growth_pct": {"p10": -1.0, "p50": 1.0, "p90": 4.0}},
        "the same again": {"title": scenario.title},
        "three years": scenario.with_({"years": 3}),
    }


@pytest.fixture(scope="module")
def found(scenario: Scenario, variants: dict[str, Any]) -> xr.Dataset:
    return sweep(scenario, variants, measures=MEASURES, replications=1100, seed=5, workers=1)


def scenarios(scenario: Scenario, variants: dict[str, Any]) -> dict[str, Scenario]:
    return {
        name: given if isinstance(given, Scenario) else scenario.with_(given)
        for name, given in variants.items()
    }


def test_every_figure_is_that_of_a_run_of_its_own(
    scenario: Scenario, variants: dict[str, Any], found: xr.Dataset
) -> None:
    for name, one in scenarios(scenario, variants).items():
        results = simulate(one, replications=1100, seed=5).results
        mine = found.sel(variant=name, year=list(results.years), body=list(results.bodies))
        for measure in MEASURES:
            assert np.array_equal(
                mine[measure].values, results.by_year[measure][..., :1100], equal_nan=True
            ), name


def test_the_figures_are_labelled(found: xr.Dataset, variants: dict[str, Any], scenario: Scenario) -> None:
    assert found["surplus"].dims == ("variant", "body", "year", "replication")
    assert list(found["variant"].values) == list(variants)
    assert list(found["body"].values) == sorted(scenario.bodies)
    assert list(found["year"].values) == [scenario.start.year + y for y in range(3)]
    assert set(found.data_vars) == set(MEASURES)
    assert found["surplus"].attrs["units"] == "£m"
    assert found.attrs["seed"] == 5


def test_what_a_variant_has_not_is_no_figure(found: xr.Dataset) -> None:
    third = found["surplus"].isel(year=2)
    assert np.isnan(third.sel(variant="as it is")).all()
    assert not np.isnan(third.sel(variant="three years")).any()


def test_workers_change_no_figure(scenario: Scenario, variants: dict[str, Any], found: xr.Dataset) -> None:
    again = sweep(scenario, variants, measures=MEASURES, replications=1100, seed=5, workers=2)
    xr.testing.assert_identical(again, found)


@pytest.mark.parametrize("file", ["eventful.toml", "eventful_mechanisms.toml"])
def test_draws_that_are_remembered_are_those_that_are_drawn(file: str) -> None:
    whole = load(EVENTFUL.with_name(file))
    shorter = replaced(whole, {"years": whole.years - 1})
    known = KnownBlock(3, 1)
    for one in (shorter, whole, shorter):
        mine, drawn = inputs_from(one, known), draw(one, 3, 1)
        assert mine.draws.keys() == drawn.draws.keys()
        assert all(np.array_equal(mine.draws[name], values) for name, values in drawn.draws.items())


class Counted:
    """How often a unit is simulated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, stop_after: int | None = None) -> None:
        self.units = 0
        attempt = sweep_task.SweepTask.attempt

        def counted(task: sweep_task.SweepTask, number: int) -> Any:
            if self.units == stop_after:
                raise KeyboardInterrupt
            self.units += 1
            return attempt(task, number)

        monkeypatch.setattr(sweep_task.SweepTask, "attempt", counted)


def test_what_is_finished_is_not_simulated_again(
    scenario: Scenario,
    variants: dict[str, Any],
    found: xr.Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Five variants in two blocks are ten units; two of the variants say the same, and are simulated once."""
    options: dict[str, Any] = {"measures": MEASURES, "replications": 1100, "seed": 5, "workers": 1}
    with monkeypatch.context() as patch:
        Counted(patch, stop_after=4)
        with pytest.raises(KeyboardInterrupt):
            sweep(scenario, variants, folder=tmp_path, **options)
    told: list[SweepProgress] = []
    with monkeypatch.context() as patch:
        rest = Counted(patch)
        whole = sweep(scenario, variants, folder=tmp_path, progress=told.append, **options)
    assert 4 + rest.units == 8
    assert (told[0].done, told[0].seconds_left) == (told[0].kept, None)
    assert (told[-1].done, told[-1].units, told[-1].seconds_left) == (10, 10, 0.0)
    xr.testing.assert_identical(whole, found)
    with monkeypatch.context() as patch:
        none = Counted(patch)
        again = sweep(scenario, variants, folder=tmp_path, **options)
        fewer = sweep(
            scenario, {"wide": variants["wider"]}, folder=tmp_path, **{**options, "replications": 10}
        )
    assert none.units == 0
    xr.testing.assert_identical(again, found)
    assert np.array_equal(
        fewer["surplus"].values[0], found["surplus"].sel(variant="wider").values[:, :2, :10]
    )


def test_a_file_that_was_damaged_is_simulated_again(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"seed": 5, "workers": 1, "folder": tmp_path}
    before = sweep(scenario, {"as it is": {}}, **options)
    file = next((tmp_path / "variants").glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1])
    counted = Counted(monkeypatch)
    xr.testing.assert_identical(sweep(scenario, {"as it is": {}}, **options), before)
    assert counted.units == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"seed": 6}, "the seed"),
        ({"measures": ("income",)}, "the measures"),
        ({"scenario": {"title": "Another"}}, "the scenario"),
    ],
)
def test_the_folder_of_another_sweep_is_refused_in_words(
    scenario: Scenario, tmp_path: Path, other: dict[str, Any], said: str
) -> None:
    sweep(scenario, {"as it is": {}}, seed=5, workers=1, folder=tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    base = scenario.with_(other.pop("scenario", {}))
    with pytest.raises(FolderError, match=f"holds another sweep.*It differs in {said}"):
        sweep(base, {"as it is": {}}, **{"seed": 5, "workers": 1, "folder": tmp_path} | other)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_the_folder_of_somebody_else_is_refused_in_words(scenario: Scenario, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderError, match=r"holds files that are of no run \(mine.txt\)"):
        sweep(scenario, {"as it is": {}}, seed=5, folder=tmp_path)
    (tmp_path / "mine.txt").unlink()
    (tmp_path / "manifest.json").write_text(json.dumps({"program": "recovery-sim 0", "made_by": "run"}))
    with pytest.raises(FolderError, match="holds another run"):
        sweep(scenario, {"as it is": {}}, seed=5, folder=tmp_path)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measures": ("surplu",)}, 'There is no yearly measure "surplu"; did you mean "surplus"?'),
        ({"measures": 3}, "measures should be names"),
        ({"measures": ()}, "measures is empty"),
        ({"replications": 0}, "at least 1 is needed"),
        ({"replications": 2.5}, "replications should be a whole number, but is 2.5"),
        ({"workers": "two"}, "workers should be a whole number, but is 'two'"),
        ({"seed": -1}, "a seed is a whole number"),
        ({"seed": "x"}, "a seed is a whole number"),
        ({"folder": 3}, "The folder should be a path, but is 3"),
        ({"variants": {}}, "this is empty"),
        ({"variants": ["a"]}, "this is a list"),
        ({"variants": {"a": 3}}, 'The variant "a" should be a scenario, or a mapping'),
        ({"variants": {3: {}}}, "The name of a variant should be a text"),
        ({"scenario": "west_norfolk.toml"}, "The scenario of a sweep should be one that `load` gives"),
    ],
)
def test_what_cannot_be_is_refused_in_words(scenario: Scenario, asked: dict[str, Any], said: str) -> None:
    options = {"scenario": scenario, "variants": {"a": {}}, **asked}
    with pytest.raises(RecoverySimError) as refused:
        sweep(**options)
    assert said in str(refused.value)


def test_the_mistakes_of_all_variants_are_told_before_anything_is_simulated(scenario: Scenario) -> None:
    wrong = {"one": {"schemes.nobody.delivery": 0.5}, "right": {}, "two": {"years": "x"}}
    with pytest.raises(ScenarioError) as refused:
        sweep(scenario, wrong)
    assert len(refused.value.mistakes) == 2
    assert 'variant "one": set in Python: schemes.nobody.delivery = 0.5' in str(refused.value)
    assert "variant \"two\": set in Python: years = 'x'" in str(refused.value)


def test_a_variant_whose_opening_does_not_hold_is_refused(scenario: Scenario) -> None:
    body = next(iter(scenario.bodies))
    moved = scenario.with_({f"bodies.{body}.opening_underlying_gbp_m": 123.0})
    with pytest.raises(OpeningError, match='variant "moved": '):
        sweep(scenario, {"moved": moved})


def test_what_does_not_fit_is_refused_before_anything_is_simulated(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.montecarlo.sweep.memory_bytes", lambda: 400_000_000)
    with pytest.raises(ArgumentError, match="ask for fewer of them at a time"):
        sweep(scenario, {"as it is": {}}, replications=10_000_000)
