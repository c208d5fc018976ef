"""A planner's workbook or CSV files become a scenario that runs; what is wrong in them is told by sheet and cell."""

from __future__ import annotations

import csv
import datetime
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from simulator.cli.main import main
from simulator.plan_workbook import scenario_of_plan, write_template
from simulator.plan_workbook.budget import COLUMNS
from simulator.plan_workbook.cells import Cell, Kind, Refused, value_of
from simulator.plan_workbook.columns import SECTIONS
from simulator.plan_workbook.reading import read_file
from simulator.scenario import Scenario, load, new_scenario
from simulator.simulation import plan_run

pytestmark = pytest.mark.usefixtures("undrawn")

WEST_NORFOLK = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"
FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"
SCHEME: dict[str, Any] = {
    "key": "tidy",
    "name": "Tidy wards",
    "owner": "hospital",
    "kind": "cash_releasing",
    "on": "hospital.staff",
    "full_year_gbp_m": 2.0,
    "start": datetime.date(2025, 10, 1),
}
RISK: dict[str, Any] = {
    "key": "roof",
    "name": "The roof",
    "owner": "hospital",
    "probability": 0.1,
    "amount_gbp_m": 1.0,
    "date": datetime.date(2026, 4, 1),
    "duration_months": 3,
}
LINE = 'base_gbp_m = 10.0\nprice = "other"\nfixed_pct = 100.0'
LINE_WITHOUT_PRICE = "base_gbp_m = 10.0\nfixed_pct = 100.0"


def workbook(path: Path, **sheets: Sequence[Mapping[str, Any]]) -> Path:
    """A workbook with a sheet of rows for each keyword, columns in the order in which rows first name them."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        names = list(dict.fromkeys(name for row in rows for name in row))
        sheet.append(names)
        for row in rows:
            sheet.append([row.get(name) for name in names])
    book.save(path)
    return path


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def made(tmp_path: Path, *files: Path, economy: Path | None = None) -> Scenario:
    """The scenario that `new --from` writes, loaded from its file."""
    target = tmp_path / "made.toml"
    text = scenario_of_plan(files, title="Made", target=target, economy=economy).text
    target.write_text(text, encoding="utf-8")
    return load(target)


def told(tmp_path: Path, plan: Path, *options: str | Path) -> list[str]:
    """What `new` says of a wrong plan: each mistake from the sheet on; nothing is written."""
    answer = call("new", tmp_path / "wrong", "--from", plan, *options)
    assert answer.exit_code == 2, answer.output
    assert isinstance(answer.exception, SystemExit)
    assert not (tmp_path / "wrong.toml").exists()
    return [line.strip().removeprefix(f"{plan}, ") for line in answer.stderr.splitlines()[1:]]


@pytest.mark.parametrize("place", ["plan.xlsx", "plan"])
def test_the_template_becomes_a_scenario_that_checks_and_runs(tmp_path: Path, place: str) -> None:
    """With its example rows it is the scenario that `new` writes without a plan."""
    assert call("new", "--template", tmp_path / place).exit_code == 0
    answer = call("new", tmp_path / "mine", "--from", tmp_path / place)
    assert answer.exit_code == 0, answer.output
    assert call("check", tmp_path / "mine.toml").exit_code == 0
    if place == "plan.xlsx":  # the other is equal to the same scenario below
        ran = call(
            "run", tmp_path / "mine.toml", "--replications", "1024", "--output", tmp_path / "out", "--quiet"
        )
        assert ran.exit_code == 0, ran.output
    plain = tmp_path / "plain.toml"
    plain.write_text(new_scenario("Mine"), encoding="utf-8")
    assert load(tmp_path / "mine.toml").model_dump() == load(plain).model_dump()


def test_an_economys_own_schemes_come_back_as_they_were(tmp_path: Path) -> None:
    written = write_template(tmp_path / "plan.xlsx", WEST_NORFOLK)
    back, economy = made(tmp_path, tmp_path / "plan.xlsx", economy=WEST_NORFOLK), load(WEST_NORFOLK)
    assert back.model_dump(exclude={"title"}) == economy.model_dump(exclude={"title"})
    sheet = load_workbook(tmp_path / "plan.xlsx")["Schemes"]
    rows = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert len(rows) > 10
    assert rows | {name.partition(".")[2] for name in written.left_out} >= set(economy.schemes)


def test_a_plan_lies_on_an_economy_and_saves_what_it_says(tmp_path: Path) -> None:
    """£2m a year from October, at once, off a line that no price moves: six months of it are £1m in 2025/26."""
    base = tmp_path / "base.toml"
    base.write_text(new_scenario("Base").replace(LINE, LINE_WITHOUT_PRICE), encoding="utf-8")
    scheme = SCHEME | {
        "owner": "the county's HOSPITAL",
        "on": "The county's hospital.premises",
        "ramp": "immediate",
    }
    plan = workbook(tmp_path / "p.xlsx", Schemes=[scheme])
    answer = call("new", tmp_path / "mine", "--from", plan, "--extends", base, "--replace")
    assert answer.exit_code == 0, answer.output
    mine = load(tmp_path / "mine.toml")
    without, plans = plan_run(mine.keeping_schemes([])), plan_run(mine)
    row = plans.bodies.index("hospital")
    gained = plans.by_year["surplus"][row, 0, 0] - without.by_year["surplus"][row, 0, 0]
    assert gained == pytest.approx(1.0, abs=1e-9)


def test_replace_leaves_only_the_plan(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(new_scenario("Base"), encoding="utf-8")
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME])
    assert call("new", tmp_path / "on_top", "--from", plan, "--extends", base).exit_code == 0
    assert call("new", tmp_path / "alone", "--from", plan, "--extends", base, "--replace").exit_code == 0
    on_top, alone = load(tmp_path / "on_top.toml"), load(tmp_path / "alone.toml")
    assert list(on_top.schemes) == ["care_at_home", "hospital_programme", "tidy"]
    assert list(alone.schemes) == ["tidy"]
    assert list(alone.risks) == ["backlog_maintenance"]  # the plan has no sheet of risks
    assert on_top.office is not None
    assert alone.office is None  # nobody would take its places


def test_a_row_replaces_the_economys_scheme_whole(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(new_scenario("Base"), encoding="utf-8")
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME | {"key": "care_at_home"}])
    scheme = made(tmp_path, plan, economy=base).schemes["care_at_home"]
    assert scheme.owner == "hospital"
    assert scheme.ramp_months == 0
    assert scheme.delivery.value == 1.0


def test_uncertain_numbers_come_from_several_columns(tmp_path: Path) -> None:
    scheme = SCHEME | {"delivery_plan": 1, "delivery_p10": 0.2, "delivery_p50": "60 %", "delivery_p90": 0.9}
    scheme |= {"delay_p50": 2, "delay_p90": 7.5, "recurrent_pct": "75%"}
    skewed = RISK | {"amount_gbp_m": None, "amount_p50_gbp_m": 1.0, "amount_p90_gbp_m": 3.0}
    best_likely_worst = RISK | {
        "key": "door",
        "amount_low_gbp_m": 0.5,
        "amount_mode_gbp_m": 1,
        "amount_high_gbp_m": 4,
    }
    plan = workbook(tmp_path / "p.xlsx", Schemes=[scheme], Risks=[skewed, best_likely_worst])
    found = made(tmp_path, plan)
    assert parts(found.schemes["tidy"].delivery) == {"plan": 1.0, "p10": 0.2, "p50": 0.6, "p90": 0.9}
    assert parts(found.schemes["tidy"].delay_months) == {"dist": "lognormal", "p50": 2.0, "p90": 7.5}
    assert parts(found.schemes["tidy"].recurrent_pct) == {"value": 75.0}
    assert parts(found.risks["roof"].amount_gbp_m) == {"dist": "lognormal", "p50": 1.0, "p90": 3.0}
    triangular = {"plan": 1.0, "dist": "triangular", "low": 0.5, "mode": 1.0, "high": 4.0}
    assert parts(found.risks["door"].amount_gbp_m) == triangular


def parts(number: Any) -> dict[str, Any]:
    return {key: value for key, value in number.model_dump().items() if value is not None}


def test_every_mistake_is_told_at_once_by_sheet_and_cell(tmp_path: Path) -> None:
    wrong = SCHEME | {"owner": "hospitl", "team": 2.5}
    second = SCHEME
    third = SCHEME | {"key": "beds", "name": "Beds", "team": 9, "delivery_p10": 0.5}
    fourth = SCHEME | {
        "key": "late",
        "name": "Late",
        "delivery_p10": 1.4,
        "delivery_p50": 0.8,
        "delivery_p90": 0.9,
        "remarks": "x",
    }
    fifth = SCHEME | {"key": "much", "name": "Much", "team": 9, "on": "hospital.stff"}
    plan = workbook(
        tmp_path / "p.xlsx", Schemes=[wrong, second, third, fourth, fifth], Risks=[RISK | {"probability": 30}]
    )
    assert told(tmp_path, plan) == [
        "sheet Risks, cell D2: probability: is 30: this column is a share, and 1 is all; write 0.3 or 30 %",
        'sheet Schemes, cell L1: there is no column "remarks"; did you mean "reason"?',
        'sheet Schemes, cell C2: owner: there is no body "hospitl"; did you mean "hospital"? '
        "Allowed: commissioner, hospital",
        "sheet Schemes, cell H2: team: should be a whole number, but is 2.5",
        f'sheet Schemes, cell A3: key: "tidy" stands here a second time; first in {plan}, sheet Schemes, row 2',
        "sheet Schemes, cell H4: schemes.beds.team: is 9, but the office has 3 places",
        "sheet Schemes, cell I4: delivery_p10: the columns filled in do not go together: fill in delivery_p10, "
        "delivery_p50 and delivery_p90",
        "sheet Schemes, cell I5: delivery_p10: is 1.4, above delivery_p50, 0.8",
        'sheet Schemes, cell E6: schemes.much.on: there is no "hospital.stff" for it: a cash_releasing scheme acts on '
        'spend or cost lines of its owner; did you mean "hospital.staff"? Allowed: hospital.depreciation, '
        "hospital.premises, hospital.staff, hospital.supplies",
        "sheet Schemes, cell H6: schemes.much.team: is 9, but the office has 3 places",
    ]


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("money", "£1,234.5", 1234.5),
        ("money", "£2.0m", 2.0),
        ("money", " (1.2) ", -1.2),
        ("money", "\N{MINUS SIGN}£0.5", -0.5),
        ("money", 3, 3.0),
        ("percent", "80 %", 80.0),
        ("percent", 80, 80.0),
        ("percent", "0.8%", 0.8),
        ("percent", 0, 0.0),
        ("share", "80 %", 0.8),
        ("share", 0.8, 0.8),
        ("share", "-0.4", -0.4),
        ("whole", "6", 6),
        ("whole", 6.0, 6),
        ("flag", "yes", True),
        ("flag", False, False),
        ("date", "2018-10-01", datetime.date(2018, 10, 1)),
        ("date", "01/10/2018", datetime.date(2018, 10, 1)),
        ("date", "1 October 2018", datetime.date(2018, 10, 1)),
        ("date", datetime.datetime(2018, 10, 1), datetime.date(2018, 10, 1)),
        ("year", "2018/19", 2018),
        ("year", 2018, 2018),
        ("targets", "hospital.staff;\nhospital.supplies ; ", ["hospital.staff", "hospital.supplies"]),
        ("text", "\N{NO-BREAK SPACE}The  roof ", "The roof"),
    ],
)
def test_a_cell_is_read_as_a_planner_means_it(tmp_path: Path, kind: Kind, written: Any, meant: Any) -> None:
    file = tmp_path / "one.xlsx"
    book = Workbook()
    book.worksheets[0]["A1"] = written
    book.save(file)
    [sheet] = read_file(file)
    assert value_of(sheet.rows[1][0], kind) == meant


@pytest.mark.parametrize(
    ("kind", "written", "reason"),
    [
        ("money", "£1,200,000", "amounts are in £m; write £1,200,000 as 1.2"),
        ("money", "1,5", "should be a number"),
        ("money", "12,34", "should be a number"),
        ("money", "tbc", 'should be a number such as 1.2, but is "tbc"'),
        ("money", "5 %", "should be an amount in £m"),
        ("percent", 0.8, 'write 80 for 80 %, or "0.8 %" with its sign'),
        ("percent", "£80", "no amount of money"),
        ("share", 80, "1 is all; write 0.8 or 80 %"),
        ("whole", "6.5", "should be a whole number"),
        ("whole", True, "should be a number, but is true"),
        ("flag", 1, "should be TRUE or FALSE, but is 1"),
        ("date", 43374, "not a date: format the cell as a date"),
        ("date", "10/13/2018", "there is no such day (figures are read day first)"),
        ("date", "1 Oct 18", "write 2018-10-01 or 1 October 2018"),
        ("date", datetime.datetime(2018, 10, 1, 9, 30), "has a time"),
        ("year", "2018/20", "should be a financial year such as 2018/19"),
        ("key", "Care at home", 'e.g. "care_at_home"'),
        ("text", 7, "should be a text, but is 7"),
    ],
)
def test_what_could_mean_two_things_or_nothing_is_refused(kind: Kind, written: Any, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        value_of(Cell("A1", written), kind)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("number_format", "kind", "meant"),
    [("0%", "percent", 80.0), ("0.0%", "share", 0.8), ('0.0" %"', "share", 0.8), ("General", "share", 0.8)],
)
def test_a_cell_shown_in_per_cent_counts_hundreds(
    tmp_path: Path, number_format: str, kind: Kind, meant: float
) -> None:
    """Excel keeps 0.8 behind 80 %; a per cent sign in quotes is only a letter."""
    file = tmp_path / "one.xlsx"
    book = Workbook()
    book.worksheets[0]["A1"] = 0.8
    book.worksheets[0]["A1"].number_format = number_format
    book.save(file)
    [sheet] = read_file(file)
    assert value_of(sheet.rows[1][0], kind) == meant


def test_formulas_count_by_their_saved_result_and_are_refused_without(tmp_path: Path) -> None:
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME | {"full_year_gbp_m": "=1+1"}])
    formula = "is a formula whose result is not in the file: open and save it in Excel, or write the value"
    assert told(tmp_path, plan) == [f"sheet Schemes, cell F2: full_year_gbp_m: {formula}"]
    saved = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(plan) as before, zipfile.ZipFile(saved, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(
                name,
                text.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
                    b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
                ),
            )
    assert (
        made(tmp_path, saved).schemes["tidy"].full_year_gbp_m
        == made(tmp_path, workbook(plan, Schemes=[SCHEME])).schemes["tidy"].full_year_gbp_m
    )


def test_merged_cells_excel_errors_and_strange_rows_are_told(tmp_path: Path) -> None:
    plan = workbook(
        tmp_path / "p.xlsx",
        Schemes=[SCHEME] + [SCHEME | {"key": key, "name": key} for key in ("beds", "food")],
    )
    book = load_workbook(plan)
    sheet = book["Schemes"]
    sheet["C4"] = None
    sheet.merge_cells("C3:C4")
    sheet["F2"] = "#REF!"
    sheet["F2"].data_type = "e"
    sheet["I4"] = "what is this?"
    sheet["B7"] = "Total"
    book.save(plan)
    assert told(tmp_path, plan) == [
        "sheet Schemes, cell F2: full_year_gbp_m: shows the error #REF!: mend its formula, or write the value",
        "sheet Schemes, cell C3: owner: cells C3:C4 are merged: unmerge them and fill in each",
        'sheet Schemes, cell I4: "what is this?" stands under no column name',
        "sheet Schemes, cell A7: key: is missing: every row needs its key",
    ]


def test_column_names_are_found_in_any_order_and_spelling_but_once(tmp_path: Path) -> None:
    scheme = {name.replace("_", " ").upper() + " ": value for name, value in reversed(SCHEME.items())}
    assert list(made(tmp_path, workbook(tmp_path / "p.xlsx", Schemes=[scheme])).schemes) == ["tidy"]
    twice = {**SCHEME, "Start ": None, "Full-year gbp m": 1}
    assert told(tmp_path, workbook(tmp_path / "q.xlsx", Schemes=[twice])) == [
        'sheet Schemes, cell H1: there is a second column "start"',
        'sheet Schemes, cell I1: there is a second column "full_year_gbp_m"',
    ]
    few = {name: value for name, value in SCHEME.items() if name != "start"}
    assert told(tmp_path, workbook(tmp_path / "r.xlsx", Schemes=[few]))[0] == (
        f'{tmp_path / "r.xlsx"}, sheet Schemes: the column "start" is missing'
    ).removeprefix(f"{tmp_path / 'r.xlsx'}, ")


def test_empty_rows_are_skipped_and_workings_named(tmp_path: Path) -> None:
    plan = workbook(
        tmp_path / "p.xlsx",
        Schemes=[{}, SCHEME, {}, {}, SCHEME | {"key": "beds", "name": "Beds"}],
        Workings=[{"a": 1}],
    )
    answer = call("new", tmp_path / "mine", "--from", plan)
    assert answer.exit_code == 0, answer.output
    assert "Not read: the sheets Workings." in answer.stdout
    assert list(load(tmp_path / "mine.toml").schemes) == ["tidy", "beds"]
    assert (
        "did you mean the sheet Schemes? Rename it"
        in call("new", tmp_path / "other", "--from", workbook(tmp_path / "q.xlsx", Scheme=[SCHEME])).stderr
    )


def test_sources_and_needs_come_with_the_plan(tmp_path: Path) -> None:
    source = {"key": "qipp", "title": "QIPP plan", "date": "1 March 2025", "quality": "Reported"}
    second = SCHEME | {
        "key": "beds",
        "name": "Fewer beds",
        "needs": "Tidy wards",
        "source": "qipp",
        "reason": "Follows.",
    }
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME, second], Sources=[source])
    found = made(tmp_path, plan)
    assert found.schemes["beds"].needs == ("tidy",)
    assert found.sources["qipp"].date == datetime.date(2025, 3, 1)
    clash = workbook(tmp_path / "q.xlsx", Schemes=[SCHEME], Sources=[source | {"key": "invented"}])
    assert told(tmp_path, clash) == [
        "sheet Sources, row 2: invented: is a source of the economy already: leave the row out, or take another key"
    ]


def test_dates_read_day_first_are_told(tmp_path: Path) -> None:
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME | {"start": "01/10/2025"}])
    answer = call("new", tmp_path / "mine", "--from", plan)
    assert "read day first: " in answer.stdout
    assert "sheet Schemes, cell G2." in answer.stdout
    assert load(tmp_path / "mine.toml").schemes["tidy"].start == datetime.date(2025, 10, 1)


def test_csv_files_say_the_same_as_a_workbook(tmp_path: Path) -> None:
    """The files of a folder, or files named one by one; with Excel's byte order mark."""
    rows = {
        "schemes_2025": [SCHEME | {"full_year_gbp_m": "£2.0m"}],
        "risks": [RISK | {"probability": "10 %"}],
    }
    (tmp_path / "plan").mkdir()
    for name, found in rows.items():
        with (tmp_path / "plan" / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(found[0]))
            writer.writeheader()
            writer.writerows(found)
    from_folder = made(tmp_path, tmp_path / "plan")
    assert from_folder == made(tmp_path, *sorted((tmp_path / "plan").iterdir()))
    assert from_folder == made(tmp_path, workbook(tmp_path / "p.xlsx", Schemes=[SCHEME], Risks=[RISK]))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("schemes.csv", b"key;name;owner\n", "has semicolons between its columns"),
        ("schemes.csv", "key,name\nx,£".encode("cp1252"), "schemes.csv:2 is not UTF-8"),
        ("schemes.csv", b'key,name\nx,"open', "is not a CSV file"),
        ("schemes.csv", b"", "is empty: row 1 should hold column names: key, name"),
        ("schemes.csv", b"Savings plan 2025\n", "cell A1: the first row should hold column names"),
        ("plan.csv", b"key,name\n", "does it hold schemes, risks or sources?"),
        ("plan.xlsx", b"not a workbook", "cannot be read as an Excel workbook"),
        ("plan.ods", b"", "is neither an Excel workbook (.xlsx) nor a CSV file"),
    ],
)
def test_files_that_are_no_plan_are_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    answer = call("new", tmp_path / "mine", "--from", tmp_path / name)
    assert answer.exit_code == 2
    assert reason in answer.stderr
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["mine", "--template", "t.xlsx"],
        ["mine", "--extends", "base.toml"],
        ["mine", "--from", "none.xlsx"],
        ["mine", "--from", "none.xlsx", "--replace"],
        ["--template", "there.xlsx"],
        ["--template", "there.txt"],
        [],
    ],
)
def test_options_that_do_not_go_together_or_would_overwrite_end_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.xlsx").write_bytes(b"mine")
    answer = call("new", *arguments)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output
    assert Path("there.xlsx").read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.xlsx"]


def test_the_template_offers_what_may_be_chosen(tmp_path: Path) -> None:
    write_template(tmp_path / "plan.xlsx")
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["Schemes", "Risks", "Sources", "Read me", "Lists"]
    for section, columns in SECTIONS.items():
        sheet = book[section.capitalize()]
        assert [cell.value for cell in sheet[1]] == [column.name for column in columns]
        hinted = {str(validation.sqref): validation for validation in sheet.data_validations.dataValidation}
        assert len(hinted) == len(columns)
        assert all(validation.prompt for validation in hinted.values())
    assert [cell.value for cell in book["Lists"]["A"] if cell.value] == ["party", "commissioner", "hospital"]


def test_the_page_of_formats_names_every_column() -> None:
    page = FORMATS.read_text("utf-8")
    missing = [
        column.name
        for columns in (*SECTIONS.values(), COLUMNS)
        for column in columns
        if f"`{column.name}`" not in page
    ]
    assert missing == []


def test_of_a_plan_is_told_what_it_changes_in_its_economy(tmp_path: Path) -> None:
    """The template as it was written says what the economy says; one figure changed is one change told."""
    plan = tmp_path / "plan.xlsx"
    write_template(plan, WEST_NORFOLK)
    mine = {"title": "Mine", "target": tmp_path / "mine.toml", "economy": WEST_NORFOLK}
    untouched = scenario_of_plan([plan], **mine)
    assert untouched.taken_out == ()
    assert "schemes.qeh_procurement" in untouched.same
    book = load_workbook(plan)
    names = [cell.value for cell in book["Schemes"][1]]
    row = next(row for row in book["Schemes"].iter_rows(min_row=2) if row[0].value == "qeh_procurement")
    row[names.index("ramp_months")].value = 11
    book.save(plan)
    assert scenario_of_plan([plan], **mine).taken_out == ("schemes.qeh_procurement",)
