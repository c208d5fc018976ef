"""`recovery-sim compare`: what a planner types, reads and finds in the folder."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from simulator import compare, load, simulate
from simulator.analyses.wording import setting
from simulator.cli.main import main
from simulator.cli.variants import sides
from simulator.reports.comparison import comparison_answer, finding, letter, sentences, telling_year
from simulator.reports.comparison_files import pictures
from simulator.reports.comparison_tables import Variant, better_off, probabilities_of, recovery, totals
from simulator.reports.difference_chart import DifferenceFan, differences
from simulator.reports.explained_table import explained_by_line
from simulator.reports.terminal import print_answer
from simulator.scenario import new_scenario
from simulator.statistics.intervals import Difference
from simulator.words.estimates import difference_ends, difference_shown

DELIVERY = "schemes.care_at_home.delivery=0.9"

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("compare") / "plan.toml"
    file.write_text(new_scenario("A plan"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def care(plan: Path) -> Variant:
    runs = (simulate(load(plan, overrides=set_), 1024, 1) for set_ in ((), (DELIVERY,)))
    return Variant("B", "more care at home", compare(*runs))


def call(*arguments: str | Path) -> Result:
    words = [
        "compare",
        *(str(argument) for argument in arguments),
        "--replications",
        "1024",
        "--workers",
        "1",
    ]
    return CliRunner().invoke(main, words)


def points(estimate: float, low: float, high: float, changed: float = 0.5) -> Difference:
    return Difference(estimate, low, high, "share", changed, 0.95, 1024)


def test_one_setting_is_compared_with_the_file_as_it_stands(plan: Path) -> None:
    answered = call(plan, "--set", DELIVERY)
    assert answered.exit_code == 0, answered.output
    told = " ".join(answered.stdout.split())
    assert "A: plan as it stands B: delivery of “Care at home instead of in a ward” at 0.9" in told
    assert "With delivery of “Care at home instead of in a ward” at 0.9, " in told
    assert "B: schemes.care_at_home.delivery is 0.9; in A { plan = 1.0," in told
    assert "set a percentile: KEY.p50=VALUE" in told


def test_settings_of_one_name_are_one_variant_and_names_are_many(plan: Path) -> None:
    given = (("late", "schemes.care_at_home.delay_months=6"), ("little", DELIVERY), ("late", "years=4"))
    read = sides([plan], [], given)
    assert [(side.name, side.overrides) for side in read] == [
        ("plan as it stands", ()),
        ("late", ("schemes.care_at_home.delay_months=6", "years=4")),
        ("little", (DELIVERY,)),
    ]
    assert read[1].scenario.years == 4


def test_many_variants_stand_side_by_side(plan: Path) -> None:
    answered = call(
        plan, "--variant", "more", DELIVERY, "--variant", "poor", "schemes.care_at_home.delivery=0.1"
    )
    assert answered.exit_code == 0, answered.output
    headings = [line for line in answered.stdout.splitlines() if line[:2] in {"1.", "2.", "3.", "4."}]
    assert [heading[3:] for heading in headings] == [
        "Side by side",
        "What does B change?",
        "What does C change?",
        "How sure is that, and what differs?",
    ]


def test_a_change_without_effect_says_that_nothing_changes(plan: Path) -> None:
    """A day later nothing else is known."""
    later = load(plan).as_of + datetime.timedelta(days=1)
    answered = call(plan, "--variant", "later", f"as_of={later}", "--seed", "3")
    assert answered.exit_code == 0, answered.output
    assert "With later nothing changes: every figure is the same in every future." in answered.stdout


def test_seeds_that_differ_give_way_to_the_first_and_that_is_said(plan: Path) -> None:
    files = []
    for name, seed in (("north", 5), ("south", 6)):
        files.append(plan.with_name(f"{name}.toml"))
        text = f'extends = "{plan.name}"\nseed = {seed}\nyears = {seed - 2}\n'
        files[-1].write_text(text, encoding="utf-8")
    told = " ".join(call(*files).stdout.split())
    assert "do not name the same seed: 5, that of north, was taken" in told
    assert "(seed 5)" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "one scenario alone cannot be compared"),
        (["--variant", "years=3", "years=4"], "a variant has a name and one KEY=VALUE"),
        (["--set", DELIVERY, "--year", "1999"], "it runs from 2025/26 to 2029/30"),
        (["--set", "years=3", "--year", "2028/29"], "it runs from 2025/26 to 2027/28"),
        (["--set", "years=5"], "years at 5 changes nothing"),
        (["--set", 'title="Another"'], "changes nothing"),
        (["--variant", "a", "years=4", "--variant", "b", "years = 4"], "b changes nothing: "),
        (
            ["--variant", "a", "years=4", "--variant", "a", "years=3"],
            "sets years twice (years=4 and years=3)",
        ),
        (["--variant", "a", "years=4", "--variant", "a ", "years=3"], "names that nobody can tell apart"),
        (["--variant", "", "years=4"], "give the variant a name"),
        (["--variant", "x", "schemes.care.delivery=1", "--set", "years=0"], "The scenario has 2 mistakes"),
    ],
)
def test_mistakes_end_with_2_and_no_traceback(plan: Path, arguments: list[str], words: str) -> None:
    answered = call(plan, *arguments)
    assert answered.exit_code == 2
    assert words in answered.output
    assert "Traceback" not in answered.output


def test_what_cannot_be_compared_is_refused_before_anything_is_simulated(plan: Path, tmp_path: Path) -> None:
    """The same file twice, files without a body or a year in common, a year that is not there, a wrong opening."""
    text = plan.read_text(encoding="utf-8")
    later, others = tmp_path / "later.toml", tmp_path / "others.toml"
    later.write_text(re.sub(r"\b20([23]\d)\b", lambda year: str(int(year[0]) + 10), text))
    renamed = re.sub(r"(?<=[.\"])(commissioner|hospital)(?=[\]\".])", r"other_\1", text)
    others.write_text(renamed.replace('kind = "other_', 'kind = "'))
    for arguments, code, words in (
        ([plan, plan], 2, "changes nothing"),
        ([plan, later], 2, "no year in common (2025/26 to 2029/30 against 2035/36 to 2039/40)"),
        ([plan, others], 2, "no body in common"),
        ([plan, "--set", "years=4", "--year", "2040"], 2, "it runs from 2025/26 to 2028/29"),
        ([plan, "--set", "bodies.hospital.costs.staff.base_gbp_m=113"], 1, "a difference of −£1.000m"),
    ):
        answered = call(*arguments)
        assert (answered.exit_code, words in answered.output) == (code, True), answered.output
        assert "simulating" not in answered.stderr


@pytest.mark.usefixtures("drawn")
def test_a_wrong_opening_is_compared_where_that_is_asked_for_and_everything_says_so(
    plan: Path, tmp_path: Path
) -> None:
    """£1m more cost of staff: B's hospital opens £1m below what it states, and A's does not."""
    wrong = ("--set", "bodies.hospital.costs.staff.base_gbp_m=113", "--anyway", "--output", tmp_path)
    answered = call(plan, *wrong)
    assert answered.exit_code == 0, answered.output
    assert " ".join(answered.stdout.split()).startswith(
        "B: The opening position of The county's hospital does"
    )
    listed = [{"body": "hospital", "stated_gbp_m": -3.0, "from_lines_gbp_m": -4.0, "difference_gbp_m": -1.0}]
    for file in ("compare.json", "manifest.json"):
        found = json.loads((tmp_path / file).read_text(encoding="utf-8"))["openings_that_do_not_hold"]
        assert list(found) == ["B"]
        assert found["B"][0] == pytest.approx(listed[0])
    assert "B: opening does not hold: hospital" in (tmp_path / "charts/difference-B.svg").read_text("utf-8")


def test_several_files_leave_open_what_a_setting_is_for(plan: Path) -> None:
    answered = call(plan, plan, "--set", DELIVERY)
    assert answered.exit_code == 2
    assert "name one file with them, or several files without" in answered.output


def test_the_folder_holds_every_difference_and_the_manifest_every_file(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "compared"
    answered = call(plan, "--set", DELIVERY, "--output", folder, "--json")
    assert answered.exit_code == 0, answered.output
    assert answered.stdout == (folder / "compare.json").read_text(encoding="utf-8")
    document = json.loads(answered.stdout)
    rows = list(csv.DictReader(io.StringIO((folder / "compare.csv").read_text(encoding="utf-8"))))
    assert len(rows) == len(document["comparisons"][0]["rows"])
    assert {row["scenario"] for row in rows} == {"B"}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for path, checksum in manifest["files"].items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == checksum
    assert {"charts/difference-B.png", "charts/difference-B.svg", "recovery.csv"} <= set(manifest["files"])
    again = load(folder / "scenario-B.resolved.toml")
    assert again == load(plan, overrides=[DELIVERY])


def test_a_folder_that_cannot_be_written_ends_with_1(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    answered = call(plan, "--set", DELIVERY, "--output", tmp_path / "file" / "below")
    assert answered.exit_code == 1
    assert "Take another --output" in answered.output


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("count", [1, 3])
def test_no_line_of_a_comparison_is_wider_than_the_screen(
    care: Variant, columns: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = io.StringIO()
    variants = [Variant(letter(number), care.name, care.comparison) for number in range(1, count + 1)]
    year = care.comparison.years[-1]
    print_answer(comparison_answer("plan", variants, year=year, notes=(), folder=None), stream)
    assert max(map(len, stream.getvalue().splitlines())) <= columns


def test_the_sentence_tells_what_the_comparison_found(care: Variant) -> None:
    comparison, year = care.comparison, care.comparison.years[-1]
    first = next(sentences(care, year))
    assert first.startswith("With more care at home, ")
    body = next(name for name in comparison.parties if comparison.a.bodies[name].name in first)
    row = comparison.names.index(body)
    mean = comparison.amounts["surplus"].difference.estimate
    assert abs(mean[row, -1]) == np.abs(mean[:-1, -1]).max()
    assert f"£{abs(mean[row, -1]):.2f}m" in first
    assert f"£{abs(mean[row, -1]):.2f}m" in finding(care, year)


def test_every_sentence_and_table_subtracts_as_it_reads(care: Variant) -> None:
    """What B has more than A is what stands between the two figures beside it, and lines add up to their sum."""
    comparison = care.comparison
    for number, year in enumerate(comparison.years):
        for told in sentences(care, year):
            in_b, in_a = re.search(
                r"in ([\d.]+) % \(.*? futures(?:, with| instead of ([\d.]+))", told
            ).groups()  # type: ignore[union-attr]
            if found := re.search(r": ([\d.]+) points? (more|fewer)", told):
                sign = 1 if found[2] == "more" else -1
                assert float(in_b) - float(in_a) == pytest.approx(sign * float(found[1]))
        for table in (
            probabilities_of(comparison, "B", number),
            recovery(comparison, "B"),
            totals(comparison, "B"),
        ):
            for row in table.texts():
                a, b, more = (cell.split(" ")[0].replace("−", "-").replace(",", "") for cell in row[-3:])
                assert float(b) - float(a) == pytest.approx(float(more))
        rows = [row[1:] for row in explained_by_line(comparison, "B", number).texts()]
        for column in (1, 2):
            lines: list[float] = []
            for row in rows:
                value = float(row[column].replace("−", "-"))
                if row[0] == "surplus":
                    assert sum(lines) == pytest.approx(value)
                    lines = []
                else:
                    lines.append(value)


def test_a_body_that_nothing_changes_is_better_off_in_exactly_no_future(plan: Path) -> None:
    """Cash is the hospital's alone: the commissioner's row is a plain 0, and no bound."""
    set_ = ("bodies.hospital.cash.loan_rate_pct=9.0",)
    comparison = compare(simulate(load(plan), 1024, 1), simulate(load(plan, overrides=set_), 1024, 1))
    rows = {texts[0]: texts[1:] for texts in better_off(comparison, "B").texts()}
    assert rows["The county's commissioner"] == ("0",) * 5
    assert rows["The county's hospital"] != ("0",) * 5


def test_the_year_told_is_that_in_which_chances_change_most(care: Variant) -> None:
    moved = np.abs(care.comparison.probabilities["break_even"].difference.estimate).sum(axis=0)
    years = care.comparison.years
    assert telling_year([care.comparison], years) == years[int(np.argmax(moved))]
    assert telling_year([care.comparison], years[:1]) == years[0]


@pytest.mark.parametrize(
    ("one", "long", "short"),
    [
        (points(0.073, 0.0652, 0.0811), "+7.3 (6.5–8.2)", "+7.3"),
        (points(-0.016, -0.0301, -0.0012), "−1.6 (−3.1 to −0.1)", "−1.6"),
        (points(0.0002, -0.001, 0.0014), "0.0 (−0.1 to +0.2)", "~0"),
        (points(0.0, -0.0004, 0.0004, changed=0.0), "0", "0"),
        (Difference(12.34, 12.01, 12.66, "gbp_m", 1.0, 0.95, 1024), "+12.3 (12.0–12.7)", "+12.3"),
        (Difference(0.927, 0.9012, 0.9528, "gbp_m", 1.0, 0.95, 1024), "+0.93 (0.90–0.96)", "+0.93"),
    ],
)
def test_a_difference_reads_with_its_sign_and_its_interval(one: Difference, long: str, short: str) -> None:
    assert (difference_shown(one), difference_shown(one, "column")) == (long, short)


def test_turned_ends_read_as_amounts_less() -> None:
    assert difference_ends(points(-0.016, -0.0301, -0.0012), is_turned=True) == "0.1–3.1"


def test_scenarios_are_lettered_beyond_z() -> None:
    assert [letter(number) for number in (0, 1, 25, 26, 27)] == ["A", "B", "Z", "AA", "AB"]


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("schemes.care_at_home.delay_months=6", "delay of “Care at home instead of in a ward” at 6 months"),
        ("bodies.hospital.cash.minimum_gbp_m = 2", "cash minimum of The hospital at £2m"),
        ("services.emergency.growth_pct=1.5", "growth of “emergency” at 1.5 %"),
        ("years=4", "years at 4"),
    ],
)
def test_settings_read_as_words(plan: Path, override: str, words: str) -> None:
    scenario = load(plan)
    assert setting(scenario, override).replace(scenario.bodies["hospital"].name, "The hospital") == words


def test_the_chart_has_a_panel_a_body_on_one_scale(care: Variant) -> None:
    years = care.comparison.years
    fans = tuple(
        DifferenceFan(
            f"Body {number}",
            {p: np.full(len(years), p / 100 - number) for p in (10, 25, 50, 75, 90)},
            np.zeros(5),
        )
        for number in range(4)
    )
    figure = differences("Four bodies", years, fans)
    limits = {axes.get_ylim() for axes in figure.axes}
    assert (len(figure.axes), len(limits)) == (4, 1)
    assert next(iter(limits))[0] < -2.9


@pytest.mark.usefixtures("drawn")
def test_the_same_comparison_gives_the_same_picture(care: Variant) -> None:
    once, again = (next(pictures([care], care.comparison.years[0])) for _ in range(2))
    assert once == again
    assert once.name == "difference-B"
    assert b"dc:date" not in once.svg
