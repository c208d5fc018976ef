"""Declared groups: members are drawn by their matrix, everything else as before, and what cannot be is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri
from scipy.stats import spearmanr

from simulator.analyses.dependence import correlations_table, repaired
from simulator.analyses.digest import digest
from simulator.analyses.findings import Findings
from simulator.analyses.typed_and_sampled import inputs_table
from simulator.errors import ScenarioError
from simulator.montecarlo import simulate
from simulator.montecarlo.run import Run
from simulator.reports.answer import answer
from simulator.sampling import BLOCK, draw, planned
from simulator.sampling.correlation import groups, rank_correlation
from simulator.scenario import json_schema, load, new_scenario, resolved_toml
from simulator.scenario.model import Scenario

URGENT, PLANNED = "services.urgent.growth_pct", "services.planned.growth_pct"
DRUGS, CARE = "services.prescribing.growth_pct", "schemes.care_at_home.delivery"
PROGRAMME = "schemes.hospital_programme@2026.delivery"
THREE_ASSETS = [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]


def written(folder: Path, text: str) -> Path:
    """The scenario that `recovery-sim new` writes, with more laid over it."""
    (folder / "base.toml").write_text(new_scenario("A base"), encoding="utf-8")
    file = folder / "child.toml"
    file.write_text(f'extends = "base.toml"\n{text}\n', encoding="utf-8")
    return file


def group(members: list[str], matrix: list[list[float]], more: str = "", key: str = "g") -> str:
    return f"[correlations.{key}]\nmembers = {json.dumps(members)}\nmatrix = {json.dumps(matrix)}\n{more}\n"


def pair(correlation: float) -> list[list[float]]:
    return [[1.0, correlation], [correlation, 1.0]]


def drawn(scenario: Scenario, name: str, blocks: int = 1) -> Any:
    return np.concatenate([draw(scenario, 7, block).draws[name] for block in range(blocks)])


def normals(values: Any, p10: float, p50: float, p90: float) -> Any:
    """The standard normals behind draws of a number with these percentiles."""
    return (values - p50) / np.where(values > p50, p90 - p50, p50 - p10) * ndtri(0.9)


@pytest.mark.parametrize("correlation", [-0.9, -0.5, 0.3, 0.8])
def test_a_pair_has_the_rank_correlation_of_the_bivariate_normal(tmp_path: Path, correlation: float) -> None:
    """6/π · asin(ρ/2); with 16,384 futures its standard error is below 1/√16,384 = 0.0078."""
    scenario = load(written(tmp_path, group([URGENT, PLANNED], pair(correlation))))
    urgent, planned_care = (drawn(scenario, name, blocks=16) for name in (URGENT, PLANNED))
    expected = 6 / math.pi * math.asin(correlation / 2)
    assert spearmanr(urgent, planned_care).statistic == pytest.approx(expected, abs=0.025)
    behind = normals(urgent, 0.2, 1.2, 2.4), normals(planned_care, 0.5, 1.8, 3.0)
    assert np.corrcoef(*behind)[0, 1] == pytest.approx(correlation, abs=0.025)
    assert [values.std() for values in behind] == pytest.approx([1.0, 1.0], abs=0.02)


def test_the_rank_correlation_of_the_bivariate_normal_by_hand() -> None:
    """asin(1/2) = π/6: perfect correlation has ranks in perfect step."""
    assert [rank_correlation(rho) for rho in (-1.0, 0.0, 1.0)] == pytest.approx([-1.0, 0.0, 1.0])
    assert rank_correlation(0.6) == pytest.approx(0.582, abs=5e-4)


def test_perfect_correlation_is_exact(tmp_path: Path) -> None:
    """Two numbers of one distribution are the same bytes; against a third, ranks are turned round exactly."""
    text = group([URGENT, PLANNED, DRUGS], [[1, 1, -1], [1, 1, -1], [-1, -1, 1]])
    alike = "[services.planned]\ngrowth_pct = { p10 = 0.2, p50 = 1.2, p90 = 2.4 }\n"
    scenario = load(written(tmp_path, text + alike))
    urgent, planned_care, drugs = (drawn(scenario, name) for name in (URGENT, PLANNED, DRUGS))
    assert urgent.tobytes() == planned_care.tobytes()
    assert np.array_equal(np.argsort(drugs), np.argsort(urgent)[::-1])


def test_a_member_can_be_settled_by_two_others(tmp_path: Path) -> None:
    """0.6 and 0.8 with two independent numbers leave nothing of its own: z = 0.6 z₁ + 0.8 z₂."""
    matrix = [[1, 0, 0.6], [0, 1, 0.8], [0.6, 0.8, 1]]
    scenario = load(written(tmp_path, group([URGENT, PLANNED, DRUGS], matrix)))
    first = normals(drawn(scenario, URGENT), 0.2, 1.2, 2.4)
    second = normals(drawn(scenario, PLANNED), 0.5, 1.8, 3.0)
    third = normals(drawn(scenario, DRUGS), 1.5, 3.5, 5.5)
    assert third == pytest.approx(0.6 * first + 0.8 * second, abs=1e-7)


def test_a_group_changes_no_draw_outside_it(tmp_path: Path) -> None:
    before = draw(load(written(tmp_path, "")), 7, 3).draws
    after = draw(load(written(tmp_path, group([URGENT, CARE], pair(-0.6)))), 7, 3).draws
    differing = {name for name in before if before[name].tobytes() != after[name].tobytes()}
    assert before.keys() == after.keys()
    assert differing == {URGENT, CARE}


def test_the_order_of_members_changes_no_draw(tmp_path: Path) -> None:
    matrix = np.array([[1, 0.6, -0.2], [0.6, 1, 0.1], [-0.2, 0.1, 1]])
    names, turned = [URGENT, CARE, PROGRAMME], [2, 0, 1]
    one = draw(load(written(tmp_path, group(names, matrix.tolist()))), 7, 0).draws
    text = group([names[i] for i in turned], matrix[np.ix_(turned, turned)].tolist())
    other = draw(load(written(tmp_path, text)), 7, 0).draws
    assert [name for name in one if one[name].tobytes() != other[name].tobytes()] == []


def test_taking_a_member_s_scheme_out_changes_no_draw_of_the_others(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, group([URGENT, CARE, PROGRAMME], THREE_ASSETS, "repair = true")))
    fewer = draw(scenario.keeping_schemes(["hospital_programme"]), 7, 0).draws
    whole = draw(scenario, 7, 0).draws
    assert whole.keys() - fewer.keys() >= {CARE}
    assert [name for name in fewer if fewer[name].tobytes() != whole[name].tobytes()] == []


def test_a_member_loads_on_no_common_factor(tmp_path: Path) -> None:
    """Growth of all services loads on one demand factor at 0.9: all but the member correlate by 0.81."""
    text = "[dependence]\ngrowth_on_demand = 0.9\n" + group([URGENT, CARE], pair(0.5))
    scenario = load(written(tmp_path, text))
    urgent, planned_care, drugs = (drawn(scenario, name, blocks=4) for name in (URGENT, PLANNED, DRUGS))
    assert abs(np.corrcoef(urgent, planned_care)[0, 1]) < 0.06
    assert np.corrcoef(planned_care, drugs)[0, 1] == pytest.approx(0.81, abs=0.03)


def test_the_plan_knows_no_correlation(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, group([URGENT, CARE], pair(0.5))))
    assert planned(scenario).path(CARE) == [1.0]


def test_a_repaired_group_is_drawn_by_the_nearest_possible_matrix(tmp_path: Path) -> None:
    """The nearest to 0.9, 0.9 and −0.9 is 0.5, 0.5 and −0.5 (by symmetry, `test_correlation_matrices`)."""
    members = [URGENT, PLANNED, DRUGS]
    scenario = load(written(tmp_path, group(members, THREE_ASSETS, "repair = true")))
    (one,) = groups(scenario)
    assert one.members == tuple(sorted(members))
    assert sorted(one.used[0][1:] + one.used[1][2:]) == pytest.approx([-0.5, 0.5, 0.5], abs=1e-9)
    urgent, planned_care, drugs = (drawn(scenario, name, blocks=8) for name in members)
    assert np.corrcoef(urgent, planned_care)[0, 1] == pytest.approx(0.5, abs=0.03)
    assert np.corrcoef(planned_care, drugs)[0, 1] == pytest.approx(-0.5, abs=0.03)


def test_a_repair_that_is_not_needed_changes_nothing(tmp_path: Path) -> None:
    plain = draw(load(written(tmp_path, group([URGENT, CARE], pair(0.5)))), 7, 0).draws
    allowed = draw(load(written(tmp_path, group([URGENT, CARE], pair(0.5), "repair = true"))), 7, 0).draws
    assert [name for name in plain if plain[name].tobytes() != allowed[name].tobytes()] == []


REFUSED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # name: (text laid over the template, key, parts of the message)
    "misspelt": (
        group(["services.urgnt.growth_pct", CARE], pair(0.5)),
        "correlations.g.members",
        ('no uncertain number "services.urgnt.growth_pct"', f'did you mean "{URGENT}"?'),
    ),
    "certain": (
        group(["bodies.hospital.costs.staff.base_gbp_m", CARE], pair(0.5)),
        "correlations.g.members",
        ("is certain",),
    ),
    "yearly": (
        group(["winter.severity", CARE], pair(0.5)),
        "correlations.g.members",
        ("drawn anew each year",),
    ),
    "yearly of a body": (
        "[bodies.hospital.year_end]\nfound_pct = { p10 = 0.5, p50 = 1.0, p90 = 2.0 }\n"
        + group(["bodies.hospital.year_end.found_pct", CARE], pair(0.5)),
        "correlations.g.members",
        ("drawn anew each year",),
    ),
    "template": (
        group(["schemes.hospital_programme.delivery", CARE], pair(0.5)),
        "correlations.g.members",
        ('name its instances, e.g. "schemes.hospital_programme@2025.delivery"',),
    ),
    "never drawn": (
        "[prices.pay.planned_pct]\n2040 = { p10 = 1, p50 = 2, p90 = 3 }\n"
        + group(["prices.pay.planned_pct.2040", CARE], pair(0.5)),
        "correlations.g.members",
        ("never drawn",),
    ),
    "an event": (
        group(["risks.backlog_maintenance.happens", CARE], pair(0.5)),
        "correlations.g.members",
        ("no uncertain number",),
    ),
    "twice": (group([CARE, CARE], pair(0.5)), "correlations.g.members", ("twice",)),
    "two groups": (
        group([URGENT, CARE], pair(0.5)) + group([PLANNED, CARE], pair(0.5), key="h"),
        "correlations.h.members",
        ("[correlations.g] already",),
    ),
    "alone": (group([CARE], [[1.0]]), "correlations.g.members", ("at least 2 entries",)),
    "rows": (
        group([URGENT, CARE], [[1.0, 0.5]]),
        "correlations.g.matrix",
        ("1 rows, but there are 2 members",),
    ),
    "columns": (
        group([URGENT, CARE], [[1.0, 0.5], [0.5]]),
        "correlations.g.matrix",
        ("1 entries in row 2",),
    ),
    "diagonal": (
        group([URGENT, CARE], [[1.0, 0.5], [0.5, 0.9]]),
        "correlations.g.matrix",
        (f'"{CARE}" with itself is 0.9',),
    ),
    "lopsided": (
        group([URGENT, CARE], [[1.0, 0.5], [0.4, 1.0]]),
        "correlations.g.matrix",
        (f'"{URGENT}" and "{CARE}" is 0.5 in row 1 and 0.4 in row 2',),
    ),
    "beyond 1": (
        group([URGENT, CARE], pair(1.2)),
        "correlations.g.matrix",
        (f'"{URGENT}" and "{CARE}" is 1.2; allowed is -1 to 1',),
    ),
    "beyond 1 with repair": (
        group([URGENT, CARE], pair(1.2), "repair = true"),
        "correlations.g.matrix",
        ("allowed is -1 to 1",),
    ),
    "impossible": (
        group([URGENT, CARE, PLANNED], THREE_ASSETS),
        "correlations.g.matrix",
        (
            f'"{URGENT}" and "{CARE}" 0.9, "{URGENT}" and "{PLANNED}" 0.9, "{CARE}" and "{PLANNED}" -0.9',
            "smallest eigenvalue -0.8",
            "repair = true",
        ),
    ),
    "nothing left to load": (
        "[dependence]\ngrowth_on_demand = 0.5\n" + group([URGENT, PLANNED, DRUGS], np.eye(3).tolist()),
        "dependence.growth_on_demand",
        ("in a correlation group",),
    ),
}


@pytest.mark.parametrize(("text", "key", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_where_it_stands(
    tmp_path: Path, text: str, key: str, said: tuple[str, ...]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, text))
    (told,) = caught.value.mistakes
    assert told.key == key
    assert told.line is not None
    assert [part for part in said if part not in told.message] == []


def test_a_scheme_spelt_wrong_elsewhere_is_told_beside_a_wrong_member(tmp_path: Path) -> None:
    text = group([URGENT, "schemes.care_at_hme.delivery"], pair(0.5))
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, text + '[contracts.urgent]\nprice = "tarif"'))
    assert {mistake.key for mistake in caught.value.mistakes} == {
        "correlations.g.members",
        "contracts.urgent.price",
    }


def test_what_is_said_to_be_possible_is_possible(tmp_path: Path) -> None:
    """0.9 and 0.9 with a third of 0: the message allows 0.4358 for one of the first two, rounded inward."""
    matrix = [[1, 0.9, 0.9], [0.9, 1, 0], [0.9, 0, 1]]
    with pytest.raises(ScenarioError, match=r"can be -0\.4358 to 0\.4358"):
        load(written(tmp_path, group([URGENT, CARE, PLANNED], matrix)))
    matrix[0][1] = matrix[1][0] = 0.4358
    load(written(tmp_path, group([URGENT, CARE, PLANNED], matrix)))


def test_a_group_is_resolved_and_in_the_schema(tmp_path: Path) -> None:
    text = group([URGENT, CARE, PLANNED], THREE_ASSETS, 'repair = true\nsource = "invented"')
    scenario = load(written(tmp_path, text))
    resolved = tmp_path / "resolved.toml"
    resolved.write_text(resolved_toml(scenario), encoding="utf-8")
    assert load(resolved) == scenario
    assert "correlations" in json_schema()["properties"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two years, two blocks, a possible pair, and three that had to be repaired."""
    text = group([URGENT, PLANNED, DRUGS], THREE_ASSETS, "repair = true")
    text = "years = 2\n" + text + group([CARE, PROGRAMME], pair(-0.7), key="h")
    return simulate(load(written(tmp_path_factory.mktemp("run"), text)), 2 * BLOCK, seed=5)


def test_asked_used_and_achieved_stand_in_the_results(run: Run) -> None:
    table = correlations_table(run).set_index(["group", "input", "other_input"])
    assert len(table) == 3 + 1
    row = table.loc["g", PLANNED, URGENT]
    assert (row["asked"], row["used"]) == pytest.approx((0.9, 0.5))
    assert row["rank_expected"] == pytest.approx(6 / math.pi * math.asin(0.25))
    assert row["rank_achieved"] == pytest.approx(
        spearmanr(run.inputs[PLANNED], run.inputs[URGENT]).statistic, abs=1e-12
    )
    assert row["linear_achieved"] == pytest.approx(
        np.corrcoef(run.inputs[PLANNED], run.inputs[URGENT])[0, 1], abs=1e-12
    )
    achieved = table["rank_achieved"] - table["rank_expected"]
    assert achieved.abs().max() < 0.06
    assert [entry["used"] for entry in digest(Findings(run))["correlations"]] == table["used"].tolist()


def test_a_repair_is_told_in_the_answer_and_by_check(run: Run, tmp_path: Path) -> None:
    """The three move alike, by 0.4: the first by name is told; the pair that could be is not."""
    (told,) = repaired(run.scenario)
    assert (told.group, told.moved) == ("g", pytest.approx(0.4))
    sections = answer(Findings(run), scenario_file="a.toml", folder=tmp_path).sections
    sentences = [sentence for section in sections for sentence in section.sentences]
    (sentence,) = [sentence for sentence in sentences if "repaired" in sentence]
    assert "“g”" in sentence
    assert "0.50 instead of" in sentence


def test_a_repair_of_less_than_a_hundredth_is_not_told(tmp_path: Path) -> None:
    """Three of −0.505 cannot be; the nearest are −0.5."""
    matrix = [[1, -0.505, -0.505], [-0.505, 1, -0.505], [-0.505, -0.505, 1]]
    scenario = load(written(tmp_path, group([URGENT, PLANNED, DRUGS], matrix, "repair = true")))
    assert groups(scenario)[0].used[0][1] == pytest.approx(-0.5)
    assert repaired(scenario) == []


def test_typed_and_sampled_percentiles_stand_side_by_side(run: Run) -> None:
    table = inputs_table(run).set_index("input")
    assert URGENT in table.index
    row = table.loc[URGENT]
    assert tuple(row[["form", "drawn"]]) == ("percentiles", "once")
    assert row[["typed_p10", "typed_p50", "typed_p90"]].tolist() == [0.2, 1.2, 2.4]
    assert row["sampled_p50"] == np.quantile(run.inputs[URGENT], 0.5, method="inverted_cdf")
    assert table.loc[CARE, "plan"] == 1.0
    yearly = table.loc["winter.severity"]
    assert yearly["drawn"] == "yearly"
    assert yearly["typed_p50"] == pytest.approx(0.5 + (1.8 - 0.5) - math.sqrt(0.5 * 1.3 * 0.8))
    assert tuple(yearly[["low", "high", "clipped_share"]]) == (0.5, 1.8, 0.0)
    assert tuple(row[["low", "high"]]) == (-99.0, 100.0)
    assert row["clipped_share"] < 1e-12
    assert table.loc[CARE, "clipped_share"] < 1e-12
    assert pd.notna(table["gap_pct"]).all()
    assert table["gap_pct"].max() < 6


def test_outside_groups_and_factors_what_is_sampled_is_what_was_typed(run: Run) -> None:
    """One future in each of 1,024 strata of a block: percentiles are met to a thousandth of probability."""
    table = inputs_table(run).set_index("input")
    assert table.loc["bodies.hospital.opening_underlying_gbp_m", "gap_pct"] < 0.3
    assert table.loc["risks.backlog_maintenance.amount_gbp_m", "gap_pct"] < 0.3
