"""Charts look alike whatever matplotlib was told, and one that cannot be drawn costs a line, never the answer."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache, partial
from pathlib import Path
from typing import NoReturn

import matplotlib
import numpy as np
import pytest
from click.testing import CliRunner

from simulator.cli.main import main
from simulator.reports import charts, style
from simulator.reports.charts import Fan, fan_chart
from simulator.reports.style import Picture, attempted, printed
from simulator.scenario import new_scenario


def fan(finding: str = "A finding") -> Fan:
    percentiles = {p: np.full(2, float(p - 50) / 10) for p in (10, 25, 50, 75, 90)}
    return Fan(
        finding,
        ("2018/19", "2019/20"),
        percentiles,
        mean=np.zeros(2),
        plan=np.ones(2),
        do_nothing=np.zeros(2),
        one_percent=np.ones(2),
        footer=finding,
    )


@cache
def usual() -> Picture:
    return printed("fan", partial(fan_chart, fan()))


@pytest.mark.parametrize(
    "told",
    [
        {"text.usetex": True},
        {"axes.facecolor": "red", "savefig.bbox": "tight", "savefig.dpi": 40, "axes.labelsize": 40},
        {"font.family": ["serif"], "font.size": 30, "svg.fonttype": "path", "text.parse_math": True},
        {"figure.dpi": 7, "savefig.transparent": True, "axes.grid": True, "axes.unicode_minus": False},
        {"lines.linewidth": 9, "axes.prop_cycle": "cycler('color', ['r'])", "path.sketch": (1, 2, 3)},
    ],
)
def test_a_matplotlibrc_changes_no_byte(told: dict[str, object]) -> None:
    with matplotlib.rc_context(told):
        assert printed("fan", partial(fan_chart, fan())) == usual()


def test_drawing_leaves_the_settings_of_others_as_they_were() -> None:
    with matplotlib.rc_context({"lines.linewidth": 9}):
        printed("fan", partial(fan_chart, fan()))
        assert matplotlib.rcParams["lines.linewidth"] == 9
    assert logging.getLogger("matplotlib").level != logging.CRITICAL


@pytest.mark.parametrize(
    "text", ["$x_1^{2}$ \\frac{a}", "a<b & c>d ]]>", "x\x00\x1b[2J\x0b\ufffe", "$", "_^{", "{0} %s"]
)
def test_every_text_stands_in_the_picture_as_it_is(text: str) -> None:
    """The SVG is well-formed, and holds the words themselves: no mathematics, no control characters."""
    words = [
        "".join(entry.itertext())
        for entry in ET.fromstring(printed("fan", partial(fan_chart, fan(text))).svg).iter()
    ]
    assert any(style.visible(text) in line for line in words)


def test_signs_that_the_font_lacks_are_told_in_one_line() -> None:
    """DejaVu Sans has accents and Arabic, and neither 医 nor 院 nor 🏥; the joiner of an emoji is not missed."""
    draw = partial(fan_chart, fan("Zoë 医院 🏥\u200d🏥 مستشفى"))
    pictures, notes = attempted(lambda: [printed("a", draw), printed("b", draw)])
    assert [picture.name for picture in pictures] == ["a", "b"]
    assert notes == ["The charts show boxes for signs that their font lacks: 医 院 🏥."]


def failing(*_: object) -> NoReturn:
    raise RuntimeError("no\nfonts")


def test_a_chart_that_fails_leaves_the_others() -> None:
    pictures, notes = attempted(lambda: [printed("a", failing), usual(), printed("c", failing)])
    assert pictures == [usual()]
    assert notes == ["Not drawn, everything else is there: a, c (RuntimeError: no fonts)."]
    assert attempted(failing) == (
        [],
        ["Not drawn, everything else is there: charts (RuntimeError: no fonts)."],
    )


def test_a_run_whose_charts_fail_answers_and_its_manifest_names_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run drew all charts; of the second, neither files nor manifest hold those that failed."""
    file, folder = tmp_path / "small.toml", tmp_path / "results"
    file.write_text(new_scenario("Small"), encoding="utf-8")
    words = [
        "run",
        str(file),
        "--replications",
        "1",
        "--seed",
        "1",
        "--workers",
        "1",
        "--output",
        str(folder),
    ]
    for makes, drawn in ((None, 8), ("heat_map", 6), ("fan_chart", 0)):
        if makes:
            monkeypatch.setattr(charts, makes, failing)
        answer = CliRunner().invoke(main, words)
        assert answer.exit_code == 0
        assert "1. Will they recover?" in answer.stdout
        assert answer.stderr.count("Not drawn") == bool(makes)
        named = [
            path
            for path in json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
            if "charts/" in path
        ]
        assert sorted(named) == sorted(f"charts/{path.name}" for path in (folder / "charts").iterdir())
        assert len(named) == drawn
    assert (folder / "summary.csv").is_file()


def test_a_backend_or_file_of_settings_that_matplotlib_refuses_is_left_aside(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"\xff")
    program = (
        "from simulator.reports.style import *; from simulator.reports.style import _our_style\n"
        "with _our_style(): pass\n"
        "picture = printed('blank', lambda: blank(1, 1)); print(picture.problem, len(picture.svg) > 0)"
    )
    environment = os.environ | {"MPLBACKEND": "nonsense", "MATPLOTLIBRC": str(tmp_path / "matplotlibrc")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.stdout, done.stderr) == (" True\n", "")
