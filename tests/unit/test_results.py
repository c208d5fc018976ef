"""Results as labelled arrays and tidy frames."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from random_run import BODIES, INSTANCES, YEARS, random_results

from simulator.results.arrays import join


def test_frame_has_one_row_a_replication_body_and_year() -> None:
    results = random_results(5, first_replication=1024)
    frame = results.frame()
    assert list(frame.columns[:4]) == ["replication", "body", "year", "surplus_gbp_m"]
    assert "recovery_months" in frame.columns
    assert len(frame) == 5 * len(BODIES) * len(YEARS)
    row = frame[(frame.replication == 1027) & (frame.body == "north_ccg") & (frame.year == 2020)]
    assert row.surplus_gbp_m.item() == results.by_year["surplus"][1, 2, 3]


def test_months_run_from_april_to_march() -> None:
    results = random_results(2)
    assert results.months[:1] + results.months[8:10] + results.months[-1:] == (
        "2018-04",
        "2018-12",
        "2019-01",
        "2021-03",
    )
    frame = results.months_frame()
    row = frame[(frame.replication == 1) & (frame.body == "general") & (frame.month == "2019-01")]
    assert row.run_rate_gbp_m.item() == results.by_month["run_rate"][0, 9, 1]


def test_schemes_frame_repeats_a_schemes_dates_each_year() -> None:
    results = random_results(4)
    frame = results.schemes_frame()
    rows = frame[(frame.replication == 2) & (frame.instance == INSTANCES[1])]
    assert list(rows.year) == list(YEARS)
    assert list(rows.go_live) == [results.schemes["go_live"][1, 2]] * len(YEARS)
    assert list(rows.delivered_gbp_m) == list(results.schemes_by_year["delivered"][1, :, 2])


def test_labelled_arrays_know_their_units() -> None:
    results = random_results(3, first_replication=1024)
    labelled = results.to_xarray()
    assert labelled.surplus.dims == ("body", "year", "replication")
    assert labelled.surplus.attrs["units"] == "£m"
    assert labelled.recovery_months.attrs["units"] == "months"
    assert labelled.scheme_go_live.attrs["units"] == "months from the start"
    one = labelled.surplus.sel(body="north_ccg", year=2019, replication=1025)
    assert one.item() == results.by_year["surplus"][1, 1, 1]
    assert labelled.position.sel(body="general", month="2018-05").shape == (3,)


def test_joined_blocks_keep_their_order() -> None:
    blocks = [random_results(4), random_results(4, seed=9, first_replication=4)]
    joined = join(blocks)
    assert (joined.replications, joined.first_replication) == (8, 0)
    for part, block in enumerate(blocks):
        futures = slice(4 * part, 4 * part + 4)
        np.testing.assert_array_equal(joined.by_month["position"][..., futures], block.by_month["position"])
        np.testing.assert_array_equal(joined.schemes["go_live"][..., futures], block.schemes["go_live"])


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="no block"):
        join([])


def test_importing_the_package_is_light() -> None:
    heavy = {"click", "matplotlib", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "xarray"}
    code = f"import sys, simulator; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    import simulator

    assert all(getattr(simulator, name) is not None for name in simulator.__all__)
    assert callable(simulator.summary)
    with pytest.raises(AttributeError, match="no attribute 'sumary'"):
        simulator.sumary  # noqa: B018
