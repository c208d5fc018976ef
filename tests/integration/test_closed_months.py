"""Months already closed: refused where they make no sense, kept to exactly, and conditioned on as probability asks."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.special import ndtr
from scipy.stats import t

from simulator import Run, simulate
from simulator.analyses.forecast import forecast_table
from simulator.cli.run import run as run_command
from simulator.errors import RecoverySimError, ScenarioError
from simulator.montecarlo.conditioning import first_pass, inputs_of
from simulator.sampling import BLOCK, draw
from simulator.sampling.moved import moves_towards, share_as_far
from simulator.scenario import load
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run
from simulator.statistics.normals import Z90

pytestmark = pytest.mark.usefixtures("undrawn")

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "cases" / "base.toml"
CLOSED = ROOT / "tests" / "scenarios" / "closed_months.toml"
EVENTFUL = ROOT / "tests" / "scenarios" / "eventful.toml"

# The commissioner's £80m of community care follow noisy demand; what it really opens with is uncertain.
NOISY = """
as_of = 2020-08-03
years = 1
[services.care]
noise_sd_pct = 1.5
[bodies.ccg]
opening_underlying_gbp_m = { plan = 0.0, dist = "normal", mean = -3.0, sd = 1.2 }
[bodies.ccg.spend.community]
service = "care"
"""
STILL = NOISY.replace("noise_sd_pct = 1.5", "noise_sd_pct = 0.0")
FOUR_MONTHS = "[actuals.ccg]\nposition_gbp_m = [-0.5, -0.3, -0.4, -0.28]\ntarget_gbp_m = -4.0\n"


def scenario(folder: Path, text: str) -> Scenario:
    file = folder / "scenario.toml"
    shutil.copy(BASE, folder)
    file.write_text(f'extends = "{BASE.name}"\n{text}', encoding="utf-8")
    return load(file)


@pytest.mark.parametrize(
    ("actuals", "key", "message"),
    [
        ("[actuals.ccg]\nposition_gbp_m = [-900.0]", "position_gbp_m", "not in thousands"),
        ("[actuals.ccg]\nposition_gbp_m = [" + "0.1, " * 13 + "]", "position_gbp_m", "at most 12 entries"),
        ("[actuals.ccg]\nposition_gbp_m = []", "position_gbp_m", "at least 1 entry,"),
        ("[actuals.ccg]\nposition_gbp_m = [0.1, nan]", "position_gbp_m", "entry 2 should be a finite number"),
        ("[actuals.ccg]\nposition_gbp_m = [0.1]\ntarget_gbp_m = inf", "target_gbp_m", "finite number"),
        ("[actuals.ccg]\ntarget_gbp_m = 0.0", "position_gbp_m", "is missing"),
        ("[actuals.hospitl]\nposition_gbp_m = [0.1]", "actuals.hospitl", 'did you mean "hospital"?'),
        (
            "[actuals.ccg]\nposition_gbp_m = [0.1, 0.2]\n[actuals.hospital]\nposition_gbp_m = [0.1]",
            "actuals.hospital.position_gbp_m",
            "has 1 month, but actuals.ccg has 2 months",
        ),
        (
            "[actuals.ccg]\nposition_gbp_m = [0.1, 0.2, 0.1, 0.2, 0.3]",
            "actuals.ccg.position_gbp_m",
            "set it to 2020-09-01 or later",
        ),
        ('[actuals.ccg]\nsource = "ledgr"\nposition_gbp_m = [0.1]', "actuals.ccg.source", '"ledgr"'),
    ],
)
def test_actuals_that_make_no_sense_are_refused(tmp_path: Path, actuals: str, key: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        scenario(tmp_path, NOISY + actuals)
    assert [(key in m.key, message in m.message) for m in refusal.value.mistakes] == [(True, True)]


def test_closed_months_of_a_body_with_nothing_uncertain_are_refused(tmp_path: Path) -> None:
    certain = scenario(tmp_path, "as_of = 2020-05-02\n[actuals.hospital]\nposition_gbp_m = [-0.4]\n")
    with pytest.raises(RecoverySimError, match=r"actuals\.hospital: nothing that the scenario leaves open"):
        simulate(certain, BLOCK, seed=1)


def test_without_actuals_nothing_is_drawn_otherwise() -> None:
    eventful = load(EVENTFUL)
    plain, asked = draw(eventful, 3, 1), inputs_of(eventful, 3, 1, plan_run(eventful))
    assert plain.draws.keys() == asked.draws.keys()
    assert all(plain.draws[name].tobytes() == asked.draws[name].tobytes() for name in plain.draws)


def test_normals_move_as_the_normal_distribution_of_one_given_another_asks() -> None:
    """X = 2a + b with independent standard normals: E[a | x] = 2x/5 and Var[a | x] = 1/5; E[b | x] = x/5, 4/5."""
    random = np.random.default_rng(5)
    a, b, nobody = random.normal(size=(3, 1, 200_000))
    moves = moves_towards({"a": a, "b": b, "nobody": nobody}, 2 * a + b, np.array([1.5]), ridge=0.0)
    for name, before, mean, variance in (
        ("a", a, 0.6, 0.2),
        ("b", b, 0.3, 0.8),
        ("nobody", nobody, 0.0, 1.0),
    ):
        after = before + moves[name]
        assert after.mean() == pytest.approx(mean, abs=0.01)
        assert after.var() == pytest.approx(variance, abs=0.01)
    assert np.allclose(2 * (a + moves["a"]) + b + moves["b"], 1.5)


def test_the_share_that_is_as_unusual_is_the_tail_of_the_distribution() -> None:
    """Two independent standard normals are further than r from (0, 0) with probability exp(−r²/2)."""
    found = np.random.default_rng(6).normal(size=(2, 100_000))
    share = share_as_far(found, np.array([1.2, -1.6]), ridge=0.0)
    assert share == pytest.approx(math.exp(-2.0), abs=0.01)


def test_the_forecast_is_that_of_bayes(tmp_path: Path) -> None:
    """A month is u/12 less noise: u/12 ~ N(−0.25, 0.1²), noise ~ N(0, 0.1²) as 80/12 · 1.5 % is 0.1.

    Four months of mean −0.37 put u/12 at −0.25 + 0.8 · (−0.12) = −0.346 with variance 0.1² · 0.2. Eight open months
    come to 8 · −0.346 with variance 64 · 0.002 + 8 · 0.01 = 0.208: the year ends at −1.48 − 2.768 = −4.248, sd 0.4561,
    and reaches the target of −4 with probability Φ(−0.248/0.4561).
    """
    run = simulate(scenario(tmp_path, NOISY + FOUR_MONTHS), 8 * BLOCK, seed=1)
    row = forecast_table(run).to_dict("records")[0]
    assert row["months_closed"] == 4
    assert row["year_to_date_gbp_m"] == pytest.approx(-1.48)
    assert row["outturn_mean_gbp_m"] == pytest.approx(-4.248, abs=0.04)
    assert row["outturn_p90_gbp_m"] - row["outturn_p10_gbp_m"] == pytest.approx(2 * Z90 * 0.4561, rel=0.05)
    assert row["p_target"].low < float(ndtr(-0.248 / 0.4561)) < row["p_target"].high


def test_without_noise_the_months_tell_the_whole_year(tmp_path: Path) -> None:
    """Each month is a twelfth of what the commissioner really opens with: −0.4 a month are −4.8 a year."""
    actuals = "[actuals.ccg]\nposition_gbp_m = [-0.4, -0.4, -0.4, -0.4]\n"
    run = simulate(scenario(tmp_path, STILL + actuals), BLOCK, seed=1)
    assert np.allclose(run.results.by_year["surplus"][run.results.bodies.index("ccg"), 0], -4.8, atol=1e-3)


def test_the_target_is_the_plan_unless_one_is_given(tmp_path: Path) -> None:
    actuals = FOUR_MONTHS.replace("target_gbp_m = -4.0\n", "")
    run = simulate(scenario(tmp_path, NOISY + actuals), BLOCK, seed=1)
    assert forecast_table(run)["target_gbp_m"].tolist() == [pytest.approx(0.0, abs=1e-9)]


@pytest.fixture(scope="module")
def five_months_in() -> Run:
    return simulate(load(CLOSED), 2 * BLOCK, seed=4, workers=1)


def test_every_future_begins_with_the_closed_months_and_then_goes_its_own_way(five_months_in: Run) -> None:
    positions = five_months_in.results.by_month["position"]
    for body, actuals in five_months_in.scenario.actuals.items():
        months = positions[five_months_in.results.bodies.index(body)]
        assert np.allclose(months[:5], np.array(actuals.position_gbp_m)[:, None], rtol=0, atol=1e-12)
        assert months[5:12].std(axis=-1).min() > 0.01


def test_the_plan_and_doing_nothing_know_of_no_closed_month(five_months_in: Run) -> None:
    without = simulate(load(EVENTFUL, overrides=["as_of=2020-09-10"]), 1, seed=4)
    for measure, values in without.plan.by_month.items():
        assert np.array_equal(values, five_months_in.plan.by_month[measure])
        assert np.array_equal(
            without.do_nothing.by_month[measure], five_months_in.do_nothing.by_month[measure]
        )


def test_closed_months_give_the_same_bytes_for_one_worker_and_two(five_months_in: Run) -> None:
    again = simulate(load(CLOSED), 2 * BLOCK, seed=4, workers=2)
    for measure, values in five_months_in.results.by_year.items():
        assert values.tobytes() == again.results.by_year[measure].tobytes()
    assert five_months_in.inputs.equals(again.inputs)


def test_moved_numbers_stay_within_their_distributions(five_months_in: Run) -> None:
    error = five_months_in.inputs["populations.south_coast.growth_error_all_ages_pct"]  # uniform, −0.4 to 0.5
    assert error.between(-0.4, 0.5).all()
    for name in ("schemes.general_cip@2021.delivery", "bodies.general.opening_underlying_gbp_m"):
        assert np.isfinite(five_months_in.inputs[name]).all()


def test_what_belongs_to_later_years_is_not_moved_for_itself() -> None:
    closed = load(CLOSED)
    normals = first_pass(closed, 4, 0, plan_run(closed)).normals
    assert "winter.strikes.2020" in normals
    assert normals["noise.shared"].shape == (5, BLOCK)
    assert not [name for name in normals if any(str(year) in name for year in range(2021, 2030))]


def test_the_shock_of_the_year_moves_with_its_closed_months_and_no_later_one(tmp_path: Path) -> None:
    """The hospital's months are a twelfth of its shock, which is all that is uncertain: −0.4 a month are −4.8 a year.

    The commissioner shares much of the shock, and its first year moves with the hospital's.
    """
    shocks = """
as_of = 2020-08-03
[operational_shocks]
sd_pct = 2.0
commissioners_pct = 100.0
shared = 0.6
"""
    actuals = "[actuals.hospital]\nposition_gbp_m = [-0.4, -0.4, -0.4, -0.4]\n"
    open_year, closed = (scenario(tmp_path, text) for text in (shocks, shocks + actuals))
    plan = plan_run(closed)
    before, after = (inputs_of(one, 2, 0, plan) for one in (open_year, closed))
    for body in ("hospital", "ccg"):
        name = f"bodies.{body}.shock.innovation"
        assert np.array_equal(before.path(name)[1:], after.path(name)[1:])
        assert after.path(name)[0].mean() < before.path(name)[0].mean() - 0.5
    results = simulate(closed, BLOCK, seed=2).results
    outturn = results.by_year["surplus"][results.bodies.index("hospital"), 0]
    assert np.median(outturn) == pytest.approx(-4.8, abs=0.25)
    # What was open from p10 to p90 of 120 of income; the move is exact of normals alone, and a shock has heavier tails.
    open_before = 120 * 0.02 * np.ptp(t.ppf([0.1, 0.9], 4)) / math.sqrt(2)
    assert np.ptp(np.quantile(outturn, [0.1, 0.9])) < 0.4 * open_before


def test_run_says_where_the_year_stands_after_the_chance(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    arguments = [str(CLOSED), "--replications", "1", "--workers", "1", "--output", str(folder)]
    answered = CliRunner().invoke(run_command, arguments)
    assert answered.exit_code == 0, answered.output
    words = " ".join(answered.stdout.split())
    assert words.index("4. Where does the year stand?") < words.index(
        "5. When do they recover, year by year?"
    )
    assert "5 months closed: " in words
    assert "£1.1m to date, £" in words
    assert "; mean outturn of 2020/21" in words
    table = pd.read_csv(folder / "forecast.csv")
    assert table["body"].tolist() == ["general", "north_ccg"]
    assert table["target_gbp_m"][0] == -2.4
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["forecast"]
    assert [row["p_target"] for row in told] == table["p_target"].tolist()


OPENING = 'opening_underlying_gbp_m = { plan = 0.0, dist = "normal", mean = 0.0, sd = 1.2 }'
SHOCKS = "[operational_shocks]\nsd_pct = 2.0\ncommissioners_pct = 100.0\nrecurrent_pct = "
ONE_WORSE = "[actuals.ccg]\nposition_gbp_m = [-0.1, -0.1, -0.1]\n"


@pytest.mark.parametrize(
    ("chance", "recurs"),
    [
        (f"[bodies.ccg]\n{OPENING}\n", -1.2),
        (f"{SHOCKS}0.0\n", 0.0),
        (f"{SHOCKS}50.0\n", -0.45),
        (f"{SHOCKS}100.0\n", -0.89),
        ('[services.care]\nnoise_sd_pct = 1.0\n[bodies.ccg.spend.community]\nservice = "care"\n', 0.0),
    ],
    ids=["what it opens with", "a shock that passes", "one of which half stays", "one that stays", "noise"],
)
def test_it_is_told_how_much_of_a_miss_recurs_and_later_years_move_by_no_more(
    tmp_path: Path, chance: str, recurs: float
) -> None:
    """£0.3m worse in a quarter is £1.2m a year, if all of it is to last; prices stand still, and nobody reacts.

    Of a heavy-tailed shock a quarter is left unexplained near the middle: see the integral below.
    """
    text = f"as_of = 2020-08-03\nyears = 3\n{chance}"
    before = simulate(scenario(tmp_path, text), BLOCK, 1)
    after = simulate(scenario(tmp_path, text + ONE_WORSE), BLOCK, 1)
    row = forecast_table(after).iloc[0]
    assert row["year_to_date_gbp_m"] - row["expected_to_date_gbp_m"] == pytest.approx(-0.3, abs=0.04)
    assert row["recurs_gbp_m_a_year"] == pytest.approx(recurs, abs=0.15)
    place = after.results.bodies.index("ccg")
    moved = [run.results.by_year["surplus"][place, 1:].mean(axis=-1) for run in (after, before)]
    np.testing.assert_allclose(moved[0] - moved[1], recurs, atol=0.15)


def test_of_a_heavy_tailed_shock_the_line_through_the_futures_explains_three_quarters() -> None:
    """By integration: shocks of £4m, sd, of which a quarter is £1m, where a quarter is £0.3m worse than nothing.

    Each normal moves by its correlation with the quarter times what the quarter is off; the year's shocks are then on
    average −£0.89m and not −£1.2m, and that is what recurs of one that stays.
    """
    z = np.linspace(-7.0, 7.0, 200_001)
    weight = np.exp(-(z**2) / 2)
    weight /= weight.sum()

    def quarter(normal: np.ndarray) -> np.ndarray:
        return np.clip(t(4).ppf(ndtr(normal)) / math.sqrt(2.0), -25.0, 25.0)  # half the income is the most

    correlation = (weight * z * quarter(z)).sum() / (weight * quarter(z) ** 2).sum()
    moved = z + correlation * (-0.3 - quarter(z))
    assert 4 * (weight * quarter(moved)).sum() == pytest.approx(-0.89, abs=0.01)
