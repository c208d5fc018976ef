"""The charts: what they show, and that the same figures always give the same picture."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache

import matplotlib
import numpy as np
import pytest

from simulator.analyses.findings import Findings
from simulator.reports.charts import (
    LIKELIHOOD,
    Fan,
    Picture,
    contrast,
    draw,
    fan_chart,
    heat_map,
    ink_on,
    luminance,
)
from simulator.reports.pictures import fans, heat
from simulator.results.outcomes import with_system
from simulator.statistics.intervals import UNKNOWN, Probability
from tests.helpers.made_up import made_up_run


@cache
def pictures(bodies: int = 2) -> dict[str, Picture]:
    findings = Findings(made_up_run(bodies))
    return {picture.name: picture for picture in draw(fans(findings), heat(findings))}


def texts(picture: Picture) -> str:
    return picture.svg.decode()


def flat_fan(do_nothing: float) -> Fan:
    years = ("2018/19", "2019/20")
    percentiles = {p: np.full(2, float(p - 50) / 10) for p in (10, 25, 50, 75, 90)}
    level = np.full(2, 1.0)
    return Fan("A finding", years, percentiles, level, level, np.full(2, do_nothing), level)


def test_there_is_a_fan_for_each_body_and_the_system_and_one_picture_of_chances() -> None:
    assert list(pictures()) == ["fan-body_00", "fan-body_01", "fan-system", "chances"]


def test_the_same_figures_give_the_same_bytes() -> None:
    findings = Findings(made_up_run(2))
    again = {picture.name: picture for picture in draw(fans(findings), heat(findings))}
    assert again == pictures()


def test_no_date_and_no_program_stands_in_a_file() -> None:
    for picture in pictures().values():
        assert b"dc:date" not in picture.svg
        assert b"Software" not in picture.png


def test_a_fan_says_its_finding_and_labels_every_line() -> None:
    svg = texts(pictures()["fan-body_00"])
    for words in (
        "breaks even in 2027/28 in",
        "the plan says",
        "break even",
        "1 % surplus",
        "do nothing −",
        "mean",
    ):
        assert words in svg, words


def test_the_percentiles_of_a_fan_are_those_of_the_futures() -> None:
    made = made_up_run(2)
    surplus = with_system(made.results, "surplus")[-1]
    fan = fans(Findings(made))["system"]
    assert fan.percentiles[10] == pytest.approx(np.percentile(surplus, 10, axis=-1))
    assert fan.one_percent == pytest.approx(np.full(10, 5.0))  # two bodies with £250m each


def test_do_nothing_far_below_does_not_crush_the_fan() -> None:
    near, far = (fan_chart(flat_fan(do_nothing)).axes[0] for do_nothing in (-6.0, -500.0))
    assert near.get_ylim()[0] < -6.0
    assert far.get_ylim()[0] > -20.0
    assert "↓ do nothing −500.0" in [text.get_text() for text in far.texts]


def test_labels_at_the_ends_of_lines_do_not_touch() -> None:
    axes = fan_chart(flat_fan(1.0)).axes[0]
    heights = sorted(text.get_position()[1] for text in axes.texts)
    bottom, top = axes.get_ylim()
    assert len(heights) == 5
    assert min(np.diff(heights)) >= 0.057 * (top - bottom)
    assert bottom <= heights[0]
    assert heights[-1] <= top


@pytest.mark.parametrize("bodies", [2, 12])
def test_the_chances_have_a_row_for_everybody_and_a_number_in_every_cell(bodies: int) -> None:
    figure = heat_map(heat(Findings(made_up_run(bodies))))
    for axes in figure.axes:
        assert len(axes.texts) == (bodies + 2) * 10
        assert not {"0", "100"} & {text.get_text() for text in axes.texts}


def test_the_widest_interval_stands_above_the_chances() -> None:
    note = "95 % interval of every number: ±3 or less"
    assert note in texts(pictures()["chances"])


def test_an_answer_needs_no_matplotlib() -> None:
    code = (
        "import sys, simulator.reports.terminal, simulator.reports.answer; print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_probability_need_not_be_known_in_every_cell() -> None:
    certain = Probability(0.5, 0.4, 0.6, level=0.95, replications=100)
    made = heat(Findings(made_up_run(2)))
    panel = ("Break even", tuple((certain, *([UNKNOWN] * 9)) for _ in made.names))
    figure = heat_map(type(made)(made.names, made.years, (panel,)))
    assert len(figure.axes[0].texts) == 4


def test_contrast_is_that_of_the_published_definition() -> None:
    """WCAG 2.1: black on white is 21 to 1; #777777 has a luminance of 0.1845 and stands 4.48 to 1 on white."""
    assert contrast(luminance((1, 1, 1)), luminance((0, 0, 0))) == pytest.approx(21.0)
    grey = luminance((0x77 / 255,) * 3)
    assert contrast(1.0, grey) == pytest.approx(4.48, abs=0.005)


def test_every_number_of_the_chances_can_be_read_and_no_cell_is_white() -> None:
    """Numbers stand out by 4.5 to 1 at least; every cell lacks half of red, green or blue; lighter is likelier."""
    colours = [matplotlib.colormaps[LIKELIHOOD](share)[:3] for share in np.linspace(0.0, 1.0, 101)]
    light = [luminance(colour) for colour in colours]
    inks = [1.0 if ink_on(colour) == "white" else 0.0 for colour in colours]
    assert min(contrast(ink, cell) for ink, cell in zip(inks, light, strict=True)) >= 4.5
    assert max(min(colour) for colour in colours) < 0.5
    assert (np.diff(light) > 0).all()


def test_every_chart_says_its_seed_and_how_many_futures_it_shows() -> None:
    for picture in pictures().values():
        assert "The two shires · 2,048 possible futures · seed 42" in texts(picture)


def test_a_fan_without_a_one_percent_does_not_speak_of_it() -> None:
    fan = replace(flat_fan(0.0), one_percent=None)
    assert "1 % surplus" not in [text.get_text() for text in fan_chart(fan).axes[0].texts]
