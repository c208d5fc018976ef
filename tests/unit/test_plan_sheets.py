"""What stands beside a plan never refuses it: only sheets that are read count, and only cells that are filled."""

from __future__ import annotations

import datetime
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from simulator.plan_workbook import sheets, workbooks
from simulator.scenario import load
from tests.unit.test_plan_files import RISK, SCHEME, call, told, workbook

HEAD = "key,name,owner,kind,on,full_year_gbp_m,start\n"
ROW = "tidy,Tidy wards,hospital,cash_releasing,hospital.staff,2,2025-10-01\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return workbook(tmp_path / "p.xlsx", Schemes=[SCHEME])


def changed(plan: Path, change: Callable[[Workbook], object]) -> Path:
    book = load_workbook(plan)
    change(book)
    book.save(plan)
    return plan


def with_xml(plan: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts written anew."""
    with zipfile.ZipFile(plan) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(plan, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name == part else content)
    return plan


def schemes_of(tmp_path: Path, file: Path) -> list[str]:
    answer = call("new", tmp_path / "mine", "--from", file)
    assert answer.exit_code == 0, answer.output
    return list(load(tmp_path / "mine.toml").schemes)


def refusal(tmp_path: Path, file: Path) -> str:
    answer = call("new", tmp_path / "mine", "--from", file)
    assert answer.exit_code == 2, answer.output
    assert isinstance(answer.exception, SystemExit)
    return answer.stderr


def test_formatted_cells_far_away_are_nothing(tmp_path: Path, plan: Path) -> None:
    def format_far_away(book: Workbook) -> None:
        for place in ("A1048576", "XFD1", "XFD2", "H1"):
            book["Schemes"][place].font = Font(bold=True)

    assert schemes_of(tmp_path, changed(plan, format_far_away)) == ["tidy"]


def test_a_sheet_that_is_not_read_may_hold_anything(
    tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More rows and bytes than are read, errors, mergers, and what is no XML at all."""
    changed(plan, lambda book: [book.create_sheet("Ledger").append(["=1/0"]) for _ in range(2)])
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert schemes_of(tmp_path, with_xml(plan, "xl/worksheets/sheet2.xml", lambda _: b"<broken")) == ["tidy"]


def test_hidden_sheets_charts_comments_and_macros_do_no_harm(tmp_path: Path, plan: Path) -> None:
    def hide(book: Workbook) -> None:
        book.create_sheet("Front").append([1])
        book.active = 1
        book["Schemes"].sheet_state = "hidden"
        book.create_chartsheet("Picture")

    macros = changed(plan, hide).rename(tmp_path / "p.xlsm")
    assert schemes_of(tmp_path, macros) == ["tidy"]


def test_too_many_rows_cells_or_bytes_are_refused_in_words(
    tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    assert "more than 1 filled rows" in refusal(tmp_path, plan)
    monkeypatch.setattr(sheets, "MOST_ROWS", 100)
    monkeypatch.setattr(workbooks, "MOST_ELEMENTS", 20)
    assert "most of them empty but formatted" in refusal(tmp_path, plan)
    monkeypatch.setattr(workbooks, "LARGEST_SHEET", 10)
    assert "sheet Schemes unpacks to more than" in refusal(tmp_path, plan)
    monkeypatch.setattr(workbooks, "LARGEST_REST", 10)
    assert "the texts and formats of its sheets unpack to more than" in refusal(tmp_path, plan)


def test_a_merger_of_a_whole_sheet_costs_nothing(tmp_path: Path, plan: Path) -> None:
    merger = b'<mergeCells count="2"><mergeCell ref="A9:XFD1048576"/><mergeCell ref="C2:D2"/></mergeCells>'
    with_xml(
        plan, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merger)
    )
    assert told(tmp_path, plan) == [
        "sheet Schemes, cell C2: owner: cells C2:D2 are merged: unmerge them and fill in each"
    ]


def test_a_title_above_the_column_names_is_told_with_the_mistakes_below(tmp_path: Path, plan: Path) -> None:
    def add_title(book: Workbook) -> None:
        book["Schemes"].insert_rows(1, 2)
        book["Schemes"]["A1"] = "Savings plan"
        book["Schemes"]["C4"] = "hospitl"

    found = told(tmp_path, changed(plan, add_title))
    assert found[0].endswith("these stand in row 3: delete the rows above it")
    assert found[1].startswith('sheet Schemes, cell C4: owner: there is no body "hospitl"')


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(tmp_path: Path, plan: Path) -> None:
    changed(plan, lambda book: book["Schemes"].cell(1, 8, "reason") and book["Schemes"].cell(2, 8, '=""'))
    with_xml(plan, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="H2">', b'<c r="H2" t="str">'))
    assert schemes_of(tmp_path, plan) == ["tidy"]


@pytest.mark.parametrize("letter", ["\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_letters_that_end_lines_elsewhere_end_no_row(tmp_path: Path, letter: str) -> None:
    file = tmp_path / "schemes.csv"
    file.write_text(HEAD + ROW.replace("Tidy wards", f"Tidy{letter}wards"), encoding="utf-8")
    assert schemes_of(tmp_path, file) == ["tidy"]
    assert load(tmp_path / "mine.toml").schemes["tidy"].name == f"Tidy{letter}wards"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_rows_end_as_any_program_ends_them_and_quoted_breaks_end_none(tmp_path: Path, end: str) -> None:
    second = '"beds","Fewer ""beds""\nnow",hospital,cash_releasing,"hospital.staff;\rhospital.supplies",1,1 May 2026\n'
    file = tmp_path / "schemes.csv"
    file.write_bytes((HEAD + ROW + second).replace("\n", end).encode())
    assert schemes_of(tmp_path, file) == ["tidy", "beds"]
    assert load(tmp_path / "mine.toml").schemes["beds"].on == ("hospital.staff", "hospital.supplies")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("schemes.csv", (HEAD + ROW).encode("utf-16"), "is UTF-16: save the file as “CSV UTF-8”"),
        ("schemes.csv", (HEAD + ROW).encode("utf-16-le"), "is not a text file (it holds NUL bytes)"),
        ("schemes.csv", (HEAD + ROW).replace(",", "\t").encode(), "has tabs between its columns"),
        ("schemes.csv", b"sep=;\n" + (HEAD + ROW).replace(",", ";").encode(), "has semicolons between"),
        (
            "schemes.csv",
            (HEAD + 'x,"Ti"dy",y\n').encode(),
            "schemes.csv:2 is not a CSV file: a quotation mark",
        ),
        ("schemes.csv", b"PK\x03\x04rest", "is an Excel workbook by what it holds"),
        ("p.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "is a workbook of the Excel before 2007"),
        ("p.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
        ("p.xlsx", b"", "cannot be read as an Excel workbook"),
    ],
)
def test_other_kinds_of_files_are_named(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert reason in refusal(tmp_path, tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    for name in ("plan.xlsx", "schemes.csv"):
        os.mkfifo(tmp_path / name)
        assert "is a pipe or a device" in refusal(tmp_path, tmp_path / name)
    os.mkfifo(tmp_path / "pipe.toml")
    answer = call("check", tmp_path / "pipe.toml")
    assert answer.exit_code == 2
    assert "is a pipe or a device" in answer.stderr


def test_numbers_that_are_none_and_dates_in_numbers_are_told(tmp_path: Path, plan: Path) -> None:
    changed(plan, lambda book: book["Schemes"].cell(1, 8, "team") and book["Schemes"].cell(2, 8, 7))
    with_xml(plan, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>7</v>", b"<v>1e999</v>"))
    assert told(tmp_path, plan) == ["sheet Schemes, cell H2: team: is too large a number, or none"]


def test_whole_rows_are_told_with_headings_and_the_economy(tmp_path: Path) -> None:
    """Rows without a right key, several mistakes a row, a missing heading once, and what is wrong in the economy."""
    economy = tmp_path / "base.toml"
    assert call("new", economy).exit_code == 0
    text = economy.read_text(encoding="utf-8")
    line = 1 + text[: text.index('payer = "commissioner"')].count("\n")
    economy.write_text(text.replace('payer = "commissioner"', 'payer = "comissioner"', 1), encoding="utf-8")
    nameless = SCHEME | {"key": "Tidy Wards", "owner": "hospitl", "team": 9, "full_year_gbp_m": "tbc"}
    late = {key: value for key, value in RISK.items() if key != "duration_months"}
    late |= {"date": datetime.date(2035, 1, 1), "probability": 30}
    plan = workbook(tmp_path / "p.xlsx", Schemes=[nameless, SCHEME | {"key": None}], Risks=[late])
    found = told(tmp_path, plan, "--extends", economy)
    for said in (
        'sheet Risks: the column "duration_months" is missing',
        "sheet Risks, cell D2: probability: is 30",
        "sheet Risks, cell F2: risks.roof.date: is 2035-01-01, after the horizon's end",
        'sheet Schemes, cell A2: key: is "Tidy Wards"',
        'sheet Schemes, cell C2: owner: there is no body "hospitl"',
        'sheet Schemes, cell F2: full_year_gbp_m: should be a number such as 1.2, but is "tbc"',
        "sheet Schemes, cell H2: team: is 9, but the office has 3 places",
        "sheet Schemes, cell A3: key: is missing",
        f'{economy}:{line}: contracts.urgent.payer: there is no party "comissioner"',
    ):
        assert [line for line in found if line.startswith(said)], f"{said}\n" + "\n".join(found)
    assert not [line for line in found if "duration_months" in line][1:]


def test_an_economy_that_cannot_be_read_hides_no_mistake_of_the_plan(tmp_path: Path) -> None:
    economy = tmp_path / "base.toml"
    economy.write_text("years = \n", encoding="utf-8")
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME | {"team": 2.5}])
    found = told(tmp_path, plan, "--extends", economy)
    assert "is not TOML" in found[0]
    assert found[1:] == ["sheet Schemes, cell H2: team: should be a whole number, but is 2.5"]


def test_a_wrong_unit_column_is_one_mistake(tmp_path: Path) -> None:
    rows = [
        SCHEME | {"key": f"s{number}", "name": f"Scheme {number}", "full_year_gbp_m": 20_000 + number}
        for number in range(60)
    ]
    found = told(tmp_path, workbook(tmp_path / "p.xlsx", Schemes=rows))
    assert len(found) == 4
    assert found[-1] == "… and 57 more like it"
