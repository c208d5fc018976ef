"""What a board is told on the terminal."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from simulator.analyses.findings import Findings
from simulator.cli.progress import Ticker
from simulator.cli.run import run
from simulator.errors import StorageError
from simulator.montecarlo import Progress, replications_kept
from simulator.montecarlo.whole_files import write
from simulator.reports.answer import Answer, answer
from simulator.reports.files import csv_text, json_text
from simulator.reports.reference_classes import warning_line
from simulator.reports.tables import Column, Table
from simulator.reports.terminal import fitted, print_answer
from simulator.statistics.intervals import Difference, Probability
from simulator.words.estimates import beside, difference_shown, probability_shown
from simulator.words.figures import money, part_of, pounds, signed
from tests.helpers.made_up import made_up_run

EVENTFUL = Path(__file__).parents[1] / "scenarios" / "eventful.toml"
BASE = Path(__file__).parents[1] / "cases" / "base.toml"

pytestmark = pytest.mark.usefixtures("undrawn")


def likelihood(estimate: float, low: float, high: float) -> Probability:
    return Probability(estimate, low, high, level=0.95, replications=1024)


@cache
def made_up_answer(bodies: int = 2, years: int = 10) -> Answer:
    findings = Findings(made_up_run(bodies, years))
    return answer(findings, scenario_file="shires.toml", folder=Path("results/shires-0"))


def printed(what: Answer) -> str:
    stream = io.StringIO()
    print_answer(what, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("probability", "long", "short"),
    [
        (likelihood(0.31, 0.304, 0.316), "31 % (30–32)", "31±1"),
        (likelihood(0.0, 0.0, 0.00037), "under 0.1 %", "<0.1"),
        (likelihood(1.0, 0.9963, 1.0), "over 99.6 %", ">99.6"),
        (likelihood(0.004, 0.0021, 0.0079), "0.4 % (0.2–0.8)", "0.4±1"),
        (likelihood(0.012, 0.0041, 0.0279), "1.2 % (0.4–2.8)", "1±2"),
        (likelihood(0.996, 0.9889, 0.9981), "99.6 % (98.8–99.9)", "99.6±1"),
        (likelihood(0.985, 0.972, 0.9935), "98.5 % (97.2–99.4)", "98±2"),
        (likelihood(0.0002, 0.00003, 0.0008), "under 0.1 %", "<0.1"),
        (likelihood(0.5, 0.46, 0.53), "50 % (46–53)", "50±4"),
    ],
)
def test_a_chance_reads_with_its_interval_and_never_as_0_or_100(
    probability: Probability, long: str, short: str
) -> None:
    assert (probability_shown(probability), probability_shown(probability, "column")) == (long, short)


@pytest.mark.parametrize(
    ("a", "b", "shown"),
    [
        (0.02041, 0.00703, ("2.0", "0.7")),  # 1.338 points: 1.3
        (0.5214, 0.5275, ("52.1", "52.7")),  # 0.61
        (0.14648, 0.1875, ("14.6", "18.7")),  # 4.102 points: 4.1, and 18.75 is told as 18.7
        (0.0, 0.0, ("0.0", "0.0")),
    ],
)
def test_two_chances_and_their_difference_subtract_as_shown(
    a: float, b: float, shown: tuple[str, str]
) -> None:
    more = Difference(b - a, b - a - 0.01, b - a + 0.01, "share", float(a != b), 0.95, 1024)
    assert beside(a, more) == shown
    told = 0.0 if a == b else float(difference_shown(more).split(" ")[0].replace("−", "-"))
    assert float(shown[1]) - float(shown[0]) == pytest.approx(told)


def test_two_amounts_and_their_difference_subtract_as_shown() -> None:
    """−19.134 and −19.716: −0.582 is told to two decimals, and so are both; 12.34 more to one."""
    more = Difference(-0.582, -0.7, -0.4, "gbp_m", 1.0, 0.95, 1024)
    assert (*beside(-19.134, more), difference_shown(more)) == ("−19.13", "−19.71", "−0.58 (−0.70 to −0.40)")
    more = Difference(12.34, 12.0, 12.6, "gbp_m", 1.0, 0.95, 1024)
    assert (*beside(100.06, more), difference_shown(more)) == ("100.1", "112.4", "+12.3 (12.0–12.6)")


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (66.94, 82.27, ("£82.3m", "£66.9m", " (81 %)")),
        (0.345, 0.433, ("£0.433m", "£0.345m", " (80 %)")),
        (1.5, 2.0, ("£2.00m", "£1.50m", " (75 %)")),
        (0.0, 0.0, ("£0.000m", "£0.000m", "")),
    ],
)
def test_a_part_of_an_amount_is_its_share_as_shown(
    part: float, whole: float, told: tuple[str, str, str]
) -> None:
    assert part_of(part, whole) == told


def test_no_signed_figure_is_a_negative_zero() -> None:
    assert [signed(value, 2) for value in (-0.004, 0.004, -0.006, 0.2)] == ["0.00", "0.00", "−0.01", "+0.20"]


def test_a_footnote_goes_with_its_column() -> None:
    columns = (Column(""), Column("p10", "count", 1, "One in ten lies below p10."), Column("mean", "gbp_m"))
    table = Table("t", columns, (("a body", 1.0, 2.0),), note="Of all futures.")
    assert fitted(table, 40, 8).notes() == "One in ten lies below p10. Of all futures."
    assert fitted(table, 14, 8).notes() == "Of all futures. A wider screen shows more, and --json shows all."
    wide = Table("t", (Column(""), *(Column("x" * 50, spare=1), Column("y" * 60))), (("a", 1.0, 2.0),))
    assert fitted(wide, 98, 8).notes() == "There was no room for every column: --json shows all."


def test_amounts_show_their_sign_and_no_negative_zero() -> None:
    assert [money(value) for value in (-9.66, -0.04, 1234.5)] == ["−9.7", "0.0", "1,234.5"]
    assert [pounds(value) for value in (-9.66, 2.0)] == ["−£9.7m", "£2.0m"]


def test_a_table_refuses_a_row_that_does_not_fit_its_headings() -> None:
    with pytest.raises(ValueError, match="2 cells under 1 heading"):
        Table("t", (Column("a"),), (("x", "y"),))


def test_the_questions_come_in_the_order_of_a_board() -> None:
    headings = re.findall(r"^\d\. (.*)$", printed(made_up_answer()), flags=re.MULTILINE)
    assert headings == [
        "Will they recover?",
        "What does that rest on?",
        "How sure is the simulation?",
        "When do they recover, year by year?",
        "What matters most?",
        "Plan, mean of the futures and do nothing",
        "Where is the rest?",
    ]


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("bodies", [2, 12])
def test_no_line_is_wider_than_the_screen(columns: int, bodies: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    report = printed(made_up_answer(bodies)).split("7. Where")[0]
    assert max(map(len, report.splitlines())) <= columns
    assert "…" not in report.replace("where …", "")


def test_ten_years_fit_100_columns_and_80_keep_the_first_and_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert re.search(r"18/19 +19/20 .* 26/27 +27/28\n", printed(made_up_answer()))
    monkeypatch.setenv("COLUMNS", "80")
    narrow = printed(made_up_answer())
    assert re.search(r"18/19 .* 27/28\n", narrow)
    assert " 26/27" not in narrow
    assert "A wider screen" in narrow


def test_a_table_that_fits_is_left_as_it_is() -> None:
    table = Table("t", (Column(""), Column("2018/19", spare=1)), (("body", "yes"),))
    assert fitted(table, 80, 10) is table
    assert [column.heading for column in fitted(table, 12, 10).columns] == [""]


def test_no_chance_reads_as_a_flat_0_or_100() -> None:
    assert not re.search(r"(?<![\d.])(0|100)(\.0)? %", printed(made_up_answer(12)))


def test_what_is_no_terminal_gets_no_colours() -> None:
    assert "\x1b" not in printed(made_up_answer())


def test_an_old_code_page_keeps_the_sign_of_a_deficit() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252", errors="strict")
    print_answer(made_up_answer(), stream)
    stream.flush()
    assert "-7.9" in raw.getvalue().decode("cp1252")


def test_the_chances_of_commissioners_are_those_of_the_cumulative_surplus() -> None:
    findings = Findings(made_up_run(2))
    reached = findings.reached
    assert findings.one_percent.estimate[0, -1] == pytest.approx(reached.cumulative_1pct[0, -1].mean())
    assert findings.one_percent.estimate[1, -1] == pytest.approx(reached.surplus_1pct[1, -1].mean())
    assert "1 % carried forward, for commissioners: the cumulative surplus" in printed(made_up_answer())


def test_inputs_that_do_not_matter_are_said_not_to_stand_out() -> None:
    made = made_up_run(2)
    random = np.random.default_rng(3)
    noise = pd.DataFrame({"services.care.growth_pct": random.normal(size=made.replications)})
    report = printed(
        answer(Findings(replace(made, inputs=noise)), scenario_file="s.toml", folder=Path("results"))
    )
    assert report.count("nothing stands out from chance") == 3


def test_what_leaves_a_reference_class_is_said_last() -> None:
    """Of the made-up hospital, better every year, three surpluses in four are kept, and a deficit in four mended."""
    findings = Findings(made_up_run(2))
    (warning,) = warning_line(findings.run.scenario, findings.reference_classes, findings.run.replications)
    assert warning.startswith("Outside reference classes: ")
    assert " ".join(printed(made_up_answer()).split()).endswith(warning)


def test_a_horizon_of_one_year_is_told_in_the_singular() -> None:
    report = printed(made_up_answer(2, 1))
    assert "possible futures of 1 year were" in report
    assert "by 2018/19" in report


def test_commands_to_go_on_with_can_be_copied() -> None:
    findings = Findings(made_up_run(2))
    told = answer(
        findings, scenario_file="my plan.toml", folder=Path("r"), overrides=["schemes.tidy.delivery=0.5"]
    )
    assert "'my plan.toml' --set schemes.tidy.delivery=0.5 --seed 42 --replications 8192" in printed(told)


def test_csv_has_six_decimals_unix_lines_and_no_negative_zero() -> None:
    frame = pd.DataFrame({"body": ["a", "b"], "x": [-1e-9, float("nan")], "n": [1, 2]})
    assert csv_text(frame) == "body,x,n\na,0.000000,1\nb,,2\n"


def test_json_knows_no_nan() -> None:
    assert json.loads(json_text({"x": [float("nan"), 1 / 3]})) == {"x": [None, 0.333333]}


def test_a_file_that_cannot_be_written_whole_is_not_there(tmp_path: Path) -> None:
    place = tmp_path / "summary.csv"
    place.mkdir()
    with pytest.raises(StorageError, match=r"summary\.csv cannot be written"):
        write(tmp_path, "summary.csv", b"x")
    assert list(tmp_path.iterdir()) == [place]


def test_progress_says_blocks_estimate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    with Ticker(2027, is_silent=False) as ticker:
        ticker.show(Progress(1, 4, likelihood(0.31, 0.28, 0.34), 12.4))
        ticker.show(Progress(2, 4, likelihood(0.30, 0.28, 0.32), 8.0))
        ticker.show(Progress(4, 4, likelihood(0.31, 0.29, 0.33), 0.0))
    out, err = capsys.readouterr()
    assert not out
    assert err.splitlines() == [
        "simulating",
        "1 of 4 blocks · every body breaks even in 2027/28: 31 % (28–34) · about 12 s left",
        "4 of 4 blocks · every body breaks even in 2027/28: 31 % (29–33)",
    ]


def one_block(scenario: Path, folder: Path) -> list[str]:
    fixed = ("--replications", "1", "--seed", "1", "--workers", "1")
    return [str(scenario), *fixed, "--output", str(folder)]


def test_run_writes_the_folder_and_answers(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    answered = CliRunner().invoke(run, one_block(BASE, folder))
    assert answered.exit_code == 0, answered.output
    assert "1. Will they recover?" in answered.stdout
    assert "writing results" in answered.stderr
    assert {"summary.csv", "summary.json", "schemes.csv", "months.csv"} <= {p.name for p in folder.iterdir()}
    quiet = CliRunner().invoke(run, [*one_block(BASE, folder), "--quiet"])
    assert (quiet.stdout, quiet.stderr) == (f"{folder}\n", "")


def test_run_prints_summary_json_and_draws_a_fan_a_body(tmp_path: Path) -> None:
    """Two files each of four bodies, the system, and the chances."""
    as_json = CliRunner().invoke(run, [*one_block(EVENTFUL, tmp_path), "--json"])
    assert as_json.stdout == (tmp_path / "summary.json").read_text(encoding="utf-8")
    assert len(list((tmp_path / "charts").iterdir())) == 2 * (4 + 1 + 1)


def test_a_smaller_run_in_the_same_folder_says_that_it_is_one(tmp_path: Path) -> None:
    arguments = [str(BASE), "--seed", "1", "--workers", "1", "--output", str(tmp_path), "--replications"]
    first = CliRunner().invoke(run, [*arguments, "2048"])
    assert "The folder holds" not in first.stdout
    assert replications_kept(tmp_path) == 2048
    again = " ".join(CliRunner().invoke(run, [*arguments, "1024"]).stdout.split())
    assert (
        "holds 2,048 possible futures: its tables and charts were written anew from the first 1,024" in again
    )


def test_json_and_quiet_exclude_each_other() -> None:
    assert CliRunner().invoke(run, [str(EVENTFUL), "--json", "--quiet"]).exit_code == 2
