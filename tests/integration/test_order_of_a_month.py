"""The order of a month is written once: the command prints it, and the page of the model shows the same."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from simulator.cli.main import main
from simulator.engine.month import LIVES, ORDER

MODEL = Path(__file__).parents[2] / "docs" / "model.md"
MARK = "<!-- order of a month: {} -->"


def test_the_command_prints_every_step_in_its_order() -> None:
    printed = CliRunner().invoke(main, ["check", "--order"])
    assert printed.exit_code == 0
    words = " ".join(printed.output.split())
    place = 0
    for phase, steps in ORDER.items():
        for step in steps:
            place = words.index(f"{phase.name} {step.name} ", place)
    for life in LIVES:
        place = words.index(f" {life.name} {life.does.split()[0]} ", place)


def test_the_page_of_the_model_shows_the_same_order() -> None:
    page = MODEL.read_text(encoding="utf-8")
    shown = page.split(MARK.format("begin"))[1].split(MARK.format("end"))[0].strip()
    rows = ["| phase | step | what is done |", "| -- | -- | -- |"]
    for phase, steps in ORDER.items():
        rows += [f"| `{phase.name}` | {step.name} | {step.does} |" for step in steps]
    assert shown == "\n".join(rows)


def test_every_step_has_a_sentence_and_a_name_of_its_own() -> None:
    for steps in (*ORDER.values(), LIVES):
        assert len({step.name for step in steps}) == len(steps)
        assert all(step.does[0].isupper() and step.does.endswith(".") for step in steps)
