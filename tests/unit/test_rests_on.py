"""What a chance rests on: thirds, families and counts, worked out by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest

from simulator.analyses.findings import Findings
from simulator.analyses.rests_on import Judged, assumptions, judged, thirds
from simulator.montecarlo.run import Run
from simulator.reports.sections import rests_on
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.scenario.terms.correlations import Dependence
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.scenario.terms.vocabulary import certain
from tests.helpers.random_run import random_results, random_run, with_amounts

FUTURES = 900
DELIVERY = "schemes.care_at_home.delivery"
GROWTH = "services.beds.growth_pct"


def counted(**inputs: np.ndarray) -> Run:
    """Each body's surplus is (0 … 899) − 500, £m; the system's twice that. The inputs follow it or not."""
    surplus = np.arange(FUTURES, dtype=float) - 500.0
    results = with_amounts(random_results(FUTURES), surplus=surplus)
    return random_run(results, {name.replace("__", "."): values for name, values in inputs.items()})


def test_the_chance_moves_from_the_low_third_to_the_high_third() -> None:
    """Low: −500 … −201, mean −350.5, none breaks even. High: 100 … 399, mean 249.5, all do. The system twice each."""
    order = np.arange(FUTURES, dtype=float)
    (one,) = assumptions(counted(schemes__care_at_home__delivery=order))
    assert (one.input, one.family, one.correlation) == (DELIVERY, "", pytest.approx(1.0))
    assert (one.p_break_even_low, one.p_break_even_high) == (0.0, 1.0)
    assert (one.surplus_low_gbp_m, one.surplus_high_gbp_m) == pytest.approx((-701.0, 499.0))


def test_it_is_told_in_a_sentence_and_never_as_0_or_100() -> None:
    findings = Findings(counted(schemes__care_at_home__delivery=np.arange(FUTURES, dtype=float)))
    told = " ".join(rests_on.section(findings).sentences)
    assert "One assumption carries it most." in told
    assert (
        "(1) Where more of “Care at home” is delivered: over 99 % instead of under 1 %, £499.0m instead of −£701.0m."
        in told
    )


def test_nothing_stands_out_where_nothing_moves_with_it() -> None:
    noise = np.random.default_rng(1).normal(size=FUTURES)
    findings = Findings(counted(schemes__care_at_home__delivery=noise))
    assert "No single uncertain number stands out" in rests_on.section(findings).sentences[0]


def test_of_a_number_with_two_values_the_thirds_are_these_two() -> None:
    """It happens in one future of five: low is where it does not; in four of five: high is where it does."""
    for seldom in (0.2, 0.8):
        happens = (np.arange(10) < 10 * seldom).astype(float)
        low, high = thirds(happens)
        assert np.array_equal(low, happens == 0)
        assert np.array_equal(high, happens == 1)


def test_of_demand_that_moves_together_the_strongest_is_named() -> None:
    order = np.arange(FUTURES, dtype=float)
    noise = 300 * np.random.default_rng(2).normal(size=FUTURES)
    run = counted(services__beds__growth_pct=-order, services__wards__growth_pct=-order - noise)
    assert [one.family for one in assumptions(run)] == ["", ""]
    care = run.scenario.services["beds"]
    scenario = replaced(
        run.scenario,
        {"services": {"beds": care, "wards": care}, "dependence": Dependence(growth_on_demand=0.5)},
    )
    (one,) = assumptions(replace(run, scenario=scenario))
    assert (one.input, one.family) == (GROWTH, "demand")


def test_of_shocks_that_bodies_share_the_strongest_is_named() -> None:
    order = np.arange(FUTURES, dtype=float)
    noise = 300 * np.random.default_rng(2).normal(size=FUTURES)
    run = counted(
        **{"bodies.general.shock.innovation": order, "bodies.north_ccg.shock.innovation": order - noise}
    )
    for shared, families in ((0.0, ["", ""]), (0.35, ["shocks"])):
        terms = OperationalShocks(sd_pct=certain(2.0), shared=shared)
        scenario = replaced(run.scenario, {"operational_shocks": terms})
        assert [one.family for one in assumptions(replace(run, scenario=scenario))] == families


def test_a_number_is_of_its_own_source_or_of_the_nearest_table_that_names_one() -> None:
    """The price has no source; one opening is the body's official one, the other a judgement of its own; the allocation
    is official by its body, the uncertain cost judgement by its line."""
    day = datetime.date(2018, 4, 1)
    sources = {
        key: {"title": key, "date": day, "quality": quality}
        for key, quality in (("book", "official"), ("guess", "judgement"))
    }
    bodies = {
        "north_ccg": {
            "kind": "commissioner",
            "name": "North CCG",
            "population": "north",
            "source": "book",
            "allocation_gbp_m": 9.0,
            "opening_underlying_gbp_m": -1.0,
        },
        "general": {
            "kind": "provider",
            "name": "The General",
            "host_population": "north",
            "costs": {"pay": {"base_gbp_m": {"p10": 8.0, "p50": 9.0, "p90": 10.0}, "source": "guess"}},
            "opening_underlying_gbp_m": {"value": -1.0, "source": "guess"},
        },
    }
    scenario = {
        "format": 1,
        "title": "Sources",
        "start": day,
        "as_of": day,
        "years": 3,
        "age_bands": ["0+"],
        "system": {"name": "North", "members": list(bodies)},
        "sources": sources,
        "populations": {"north": {"people": {"2018": [1000.0]}}},
        "prices": {"other": {"planned_pct": {"2018": 2.0}}},
        "bodies": bodies,
    }
    assert judged(with_names(Scenario.model_validate(scenario))) == Judged(
        stated=5, judgement=2, uncertain=1, uncertain_judgement=1, without_source=1
    )
