"""Texts that came from outside: hidden signs are seen, formulas are text, old code pages lose no minus."""

from __future__ import annotations

import csv
import io
import json
import os
import tomllib
import unicodedata
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from simulator.cli.main import main
from simulator.reports.files import csv_text, json_text
from simulator.reports.sections.section import Answer, Section
from simulator.reports.tables import Column, Table
from simulator.reports.terminal import print_answer
from simulator.scenario import load, new_scenario, resolved_toml
from simulator.words.texts import cell, json_shown, plain, toml_shown, uncell, visible

HIDDEN = "\x00\a\b\t\x1b\x7f\x9b\xad\u061c\u200b\u200d\u200f\u2028\u2029\u202e\u2066\u2069\ufeff\ufff9\uffff\U000e0041"
"""Controls of both sets, directions, zero widths, line ends of Unicode, what is no character, and a hidden tag."""
ORDINARY = "Zoë’s “Łódź” − £9.7m ≥ 1 %: 医院 مستشفى हिन्दी [bold] $a_b^{c}$ <&> \\ 👩‍⚕️ 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️"


@pytest.mark.parametrize("sign", [*HIDDEN, "\udcff"])
def test_a_hidden_sign_is_written_as_a_scenario_file_writes_it(sign: str) -> None:
    """The form `\\u001b` or `\\U000e0041` is TOML's: what is read can be looked for in the file."""
    shown = visible(f"a{sign}b")
    assert shown == (f"a\\u{ord(sign):04x}b" if ord(sign) < 0x10000 else f"a\\U{ord(sign):08x}b")
    assert visible(shown) == shown


def test_ordinary_texts_accents_and_emoji_stay_as_they_are() -> None:
    assert visible(ORDINARY) == ORDINARY


def test_a_line_end_stays_only_where_it_is_asked_for() -> None:
    assert visible("a\nb\rc", newlines=True) == "a\nb\\u000dc"
    assert visible("a\nb") == "a\\u000ab"


def test_no_sign_of_unicode_steers_a_terminal() -> None:
    """No control, format, half sign, end of line or of paragraph is left of the first plane and of the tags."""
    shown = visible("".join(map(chr, (*range(0x10000), *range(0xE0000, 0xE1000)))))
    assert not {unicodedata.category(sign) for sign in set(shown)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert visible(shown) == shown


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        '=HYPERLINK("x")',
        "+cmd|x",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u00a0=1",
        "＝1+1",
        "－1+x",
        "-",
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_text(formula: str) -> None:
    assert cell(formula) == f"'{formula}"
    assert cell(cell(formula)) == cell(formula)
    assert uncell(cell(formula)) == formula


@pytest.mark.parametrize("text", ["", "-9.7", "+3", "-1e-6", "-5 %", "A = B", "Ward 7-9", "−9.7", "–", "'=1"])
def test_numbers_and_plain_texts_of_a_table_are_left(text: str) -> None:
    assert cell(text) == text
    assert uncell(text) == text or text == "'=1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x; =1+1;-2", "x;' =1+1;'-2"),
        ("=1;@a", "'=1;'@a"),
        ("x; y", "x; y"),
        ("a;\n+1", "a;'\n+1"),
    ],
)
def test_behind_a_semicolon_no_formula_begins(text: str, shown: str) -> None:
    """Excel divides a file at commas or at semicolons, as the country has it."""
    assert cell(text) == shown
    assert cell(shown) == shown
    assert uncell(shown) == text


def test_a_table_of_figures_holds_no_formula_and_no_hidden_sign() -> None:
    frame = pd.DataFrame(
        {"name": ["=1+1", "a\x1b[2Jb", None], "kind": ["-3", "x,\ny", "@z"], "x": [-1.0, 2.0, 0.0]}
    )
    assert list(csv.reader(io.StringIO(csv_text(frame)))) == [
        ["name", "kind", "x"],
        ["'=1+1", "-3", "-1.000000"],
        ["a\\u001b[2Jb", "x,\\u000ay", "2.000000"],
        ["", "'@z", "0.000000"],
    ]


def test_json_and_toml_say_the_same_in_their_own_escapes() -> None:
    text = f"{HIDDEN}{ORDINARY}"
    for only_ascii in (False, True):
        as_json = json_shown(json.dumps({"x": text}, ensure_ascii=False), only_ascii=only_ascii)
        as_toml = toml_shown(
            f"x = '{HIDDEN[3:4]}{ORDINARY}'".replace("'", '"').replace("\\", "\\\\"), only_ascii=only_ascii
        )
        assert json.loads(as_json) == {"x": text}
        assert tomllib.loads(as_toml) == {"x": f"\t{ORDINARY}"}
        assert visible(as_json) == as_json
        assert as_json.isascii() == as_toml.isascii() == only_ascii
    assert "\x9b" not in json_text({"x": "\x9b"})


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "latin-1"])
def test_an_old_code_page_gets_plain_signs(encoding: str) -> None:
    shown = plain("“−£9.7m” … 2–3 ≥ é Łódź", encoding)
    assert shown.encode(encoding)
    assert "-" in shown.partition("9.7m")[0]
    assert "?" not in shown


def test_in_ascii_each_sign_has_its_plain_sister() -> None:
    assert plain("“a” ‘b’ … 2–3 −£9.7m ±2 ≥ ≤ é 医 😀", "ascii") == (
        "\"a\" 'b' ... 2-3 -GBP 9.7m +/-2 >= <= e \\u533b \\U0001f600"
    )
    assert plain("−£9.7m", "utf-8") == "−£9.7m"


def test_tables_and_sentences_on_a_terminal_show_every_sign_and_no_markup() -> None:
    table = Table(
        "T\x1b[2J", (Column("a\nb"), Column("n", "gbp_m")), (("[bold]x[/bold]\x07\n", -1.0),), "n\u202e"
    )
    section = Section("H\x9b", ("s\x00",), (table,), ("l\x1b",))
    stream = io.StringIO()
    print_answer(Answer("t\x1b]0;pwned\x07", (section,)), stream)
    printed = stream.getvalue()
    assert visible(printed, newlines=True) == printed
    for words in ("t\\u001b]0;pwned\\u0007", "H\\u009b", "s\\u0000", "l\\u001b", "n\\u202e", "T\\u001b[2J"):
        assert words in printed
    assert "[bold]x[/bold]\\u0007" in printed


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A scenario whose names hold what a terminal, a spreadsheet or a picture could take for more than text."""
    file = tmp_path / "odd.toml"
    small = new_scenario("ODD").replace('name = "', 'name = "=\\u001b[2J\\u202e$a_b$ ')
    file.write_text(small.replace('"ODD"', '"\\u001b]0;pwned\\u0007\\u009b"'), encoding="utf-8")
    return file


@pytest.mark.parametrize("command", ["check", "show", "show --resolved", "trace --replication 0 --seed 1"])
def test_every_command_shows_the_hidden_signs_of_a_scenario(command: str, odd: Path) -> None:
    name, *options = command.split()
    answer = CliRunner().invoke(main, [name, str(odd), *options])
    assert answer.exit_code == 0, answer.output
    assert visible(answer.output, newlines=True) == answer.output
    assert "\\u001b]0;pwned\\u0007" in answer.output
    assert "=\\u001b[2J\\u202e$a_b$" in answer.output


def test_a_resolved_scenario_with_hidden_signs_loads_to_the_same(odd: Path) -> None:
    again = odd.with_name("again.toml")
    again.write_text(CliRunner().invoke(main, ["show", "--resolved", str(odd)]).stdout, encoding="utf-8")
    assert load(again) == load(odd)
    assert load(again).start == load(odd).start
    assert isinstance(load(again).as_of, date)
    assert visible(resolved_toml(load(odd)), newlines=True) == resolved_toml(load(odd))


def test_errors_and_refused_words_show_hidden_signs(tmp_path: Path) -> None:
    for words in (
        ["check", "no\x1b[2J.toml"],
        ["check", "no\udcff\u202e.toml"],
        ["run\x1b[2J"],
        ["run", "x.toml", "--seed", "\x1b[2J"],
        ["new", str(tmp_path / "no\x1b[2J" / "way")],
    ):
        answer = CliRunner().invoke(main, words)
        assert answer.exit_code == 2
        assert visible(answer.output, newlines=True) == answer.output
        assert "u001b[2J" in answer.output or "x1b[2J" in answer.output or "\\xff" in answer.output


@pytest.mark.parametrize("template", ["plan.xlsx", "plan"])
def test_a_template_holds_names_as_texts_and_they_come_back(template: str, tmp_path: Path) -> None:
    """`=1+1` in a cell is no formula, and the plan read back has the name that the economy has."""
    economy, place = tmp_path / "economy.toml", tmp_path / template
    small = new_scenario("An economy").replace('name = "Care at home', 'name = "=1+1 Care at home')
    economy.write_text(small, encoding="utf-8")
    assert (
        CliRunner().invoke(main, ["new", "--template", str(place), "--extends", str(economy)]).exit_code == 0
    )
    made = ["new", str(tmp_path / "made"), "--from", str(place), "--extends", str(economy)]
    answer = CliRunner().invoke(main, made)
    assert answer.exit_code == 0, answer.output
    assert load(tmp_path / "made.toml").schemes == load(economy).schemes
    assert any(scheme.name.startswith("=1+1") for scheme in load(economy).schemes.values())


@pytest.mark.skipif(os.name != "posix", reason="names of files that are no text are POSIX's")
def test_a_scenario_whose_name_is_no_text_is_not_begun(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["new", str(tmp_path / "zo\udceb_\x1b")])
    assert answer.exit_code == 2, answer.output
    assert "zo\\xeb_\\u001b.toml is no name in UTF-8" in answer.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["a:b.toml", "~base.toml"])
def test_a_plan_on_an_economy_with_a_strange_name_is_read_again(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It extends a file of this folder, not one of another drive or of somebody's home."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(new_scenario("An economy"), encoding="utf-8")
    for arguments in (
        ["--template", "plan", "--extends", name],
        ["made", "--from", "plan", "--extends", name],
    ):
        answer = CliRunner().invoke(main, ["new", *arguments])
        assert answer.exit_code == 0, answer.output
    assert load("made.toml").bodies == load(name).bodies
