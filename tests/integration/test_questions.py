"""What looks like a slip is asked about, in words that say what was meant; what is right beside it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator import ScenarioError, questions
from simulator.cli.main import main
from simulator.scenario import load, load_with_origins, new_scenario
from simulator.scenario.plausibility import MOST_TOLD, told
from tests.helpers.shipped import SCENARIOS

pytestmark = pytest.mark.usefixtures("undrawn")

PEOPLE = "populations.county.people"


@pytest.fixture(scope="module")
def economy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("questions") / "county.toml"
    file.write_text(new_scenario("A county"), encoding="utf-8")
    return file


def asked(file: Path, *settings: str) -> dict[str, str]:
    """What is meant, perhaps, by the key in question."""
    found = questions(load(file, overrides=settings))
    return {str(question).partition(": ")[0]: question.meant for question in found}


SLIPS: dict[str, tuple[str, str, str]] = {
    # ---- £ and £000 for £m: the template's allocation is £260m, a contract £95m
    "pounds in a risk": ("risks.backlog_maintenance.amount_gbp_m", "600000", "0.6"),
    "thousands in a risk": ("risks.backlog_maintenance.amount_gbp_m", "600", "0.6"),
    "pounds in one percentile": (
        "risks.backlog_maintenance.amount_gbp_m",
        "{ p10 = 0.4, p50 = 0.6, p90 = 900000 }",
        "0.9",
    ),
    "pounds in an investment": ("schemes.hospital_programme.investment_gbp_m", "150000", "0.15"),
    "pounds in a line": ("bodies.hospital.costs.staff.base_gbp_m", "112000000", "112"),
    "thousands in a line": ("bodies.commissioner.spend.running_costs.base_gbp_m", "5000", "5"),
    "thousands in a contract": ("contracts.urgent.value_gbp_m", "95000", "95"),
    "pounds in the allocation": ("bodies.commissioner.allocation_gbp_m", "260000000", "260"),
    "thousands in a position": ("bodies.commissioner.opening_underlying_gbp_m", "-2500", "-2.5"),
    "thousands in the bank": ("bodies.hospital.cash.opening_gbp_m", "3000", "3"),
    # ---- fractions for per cents
    "a share of a line": ("schemes.hospital_programme.share_pct", "0.015", "1.5"),
    "a recurrent share": ("schemes.hospital_programme.recurrent_pct", "0.75", "75"),
    "all of it": ("schemes.hospital_programme.recurrent_pct", "1.0", "100"),
    "a fixed share": ("bodies.hospital.costs.premises.fixed_pct", "0.6", "60"),
    "a contingency": ("bodies.commissioner.contingency_pct", "0.005", "0.5"),
    "a price": ("prices.pay.planned_pct.2025", "0.028", "2.8"),
    "growth": ("services.urgent.growth_pct", "{ p10 = 0.002, p50 = 0.012, p90 = 0.024 }", "2.4"),
    "noise": ("services.urgent.noise_sd_pct", "0.02", "2"),
    "an error": ("prices.pay.error_sd_pct", "0.008", "0.8"),
    "a cap": ("contracts.urgent.cap_pct", "0.06", "6"),
    "a variable share": ("contracts.urgent.variable_pct", "0.2", "20"),
    "planned growth": ("contracts.urgent.planned_growth_pct", "0.02", "2"),
    "a premium": ("bodies.hospital.capacity.premium_pct", "1.3", "130"),
    "a step": ("bodies.hospital.capacity.step_pct", "0.02", "2"),
    "a rate of interest": ("bodies.hospital.cash.loan_rate_pct", "0.035", "3.5"),
    "a plan in per cent, percentiles as fractions": (
        "schemes.hospital_programme.recurrent_pct",
        "{ plan = 75.0, p10 = 0.6, p50 = 0.7, p90 = 0.8 }",
        "70",
    ),
    # ---- per cents for shares
    "delivery": ("schemes.care_at_home.delivery", "30", "0.3"),
    "delivery in percentiles": (
        "schemes.care_at_home.delivery",
        "{ plan = 1.0, p10 = 30.0, p50 = 70.0, p90 = 100.0 }",
        "0.3",
    ),
    "severity": ("winter.severity", "100", "1"),
    "run rate": ("bodies.hospital.forecast.run_rate_share", "80", "0.8"),
    "opening plan": ("contracts.urgent.opening_plan", "102", "1.02"),
    "opening plan as growth": ("contracts.urgent.opening_plan", "0.02", "1.02"),
    "following inflation": ("prices.tariff.follows_inflation", "70", "0.7"),
    "weight in inflation": ("prices.pay.inflation_weight", "70", "0.7"),
    # ---- rates and spreads beyond what is met
    "growth tenfold": ("services.urgent.growth_pct", "25", "2.5"),
    "a price of per mille": ("prices.pay.planned_pct.2025", "28", "2.8"),
    "a delay in days": ("schemes.care_at_home.delay_months", "180", "6, if these are days"),
    "no spread": ("schemes.care_at_home.delivery", "{ p10 = 0.7, p50 = 0.7, p90 = 0.7 }", "0.7"),
    # ---- people: the template's county has 200,000
    "people in thousands": (
        PEOPLE,
        "{ 2025 = [40, 118, 23, 13.5, 5.5], 2030 = [39.5, 119, 24.5, 15.5, 6.3] }",
        "200000 people",
    ),
    "people in hundreds": (
        PEOPLE,
        "{ 2025 = [400, 1180, 230, 135, 55], 2030 = [395, 1190, 245, 155, 63] }",
        "200000 people",
    ),
    # ---- large amounts
    "three fifths of its contract": ("schemes.care_at_home.full_year_gbp_m", "60", "0.06"),
    "a risk of a third of income": ("risks.backlog_maintenance.amount_gbp_m", "60", "0.06"),
    "investment for decades": ("schemes.care_at_home.investment_gbp_m", "40", "0.04"),
    "running cost above the saving": ("schemes.care_at_home.recurrent_investment_gbp_m", "3.5", ""),
    # ---- dates
    "a year of the last century": ("schemes.care_at_home.start", "1925-10-01", "2025-10-01"),
    "day and month the other way round": (
        "schemes.care_at_home.start",
        "2026-01-10",
        "2026-10-01, 1 October",
    ),
    "an end before the ramp's": ("schemes.care_at_home.ends", "2026-04-01", ""),
    "an old date of the scenario": ("as_of", "2015-03-15", "2025-03-15"),
    "a source of another age": ("sources.invented.date", "1925-03-01", "2025-03-01"),
}
"""What is set in the template, to what, and what is meant."""


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_asked_about_once_with_what_is_meant(name: str, economy: Path) -> None:
    key, value, meant = SLIPS[name]
    found = asked(economy, f"{key}={value}")
    # A row by year is asked about itself, people as a whole.
    assert [path for path in found if path.startswith(key) or key.startswith(path)] == list(found)
    assert list(found.values()) == [meant]


RIGHT = (
    "risks.backlog_maintenance.amount_gbp_m=20",
    "risks.backlog_maintenance.amount_gbp_m=-6",
    "schemes.hospital_programme.share_pct=0.5",
    "schemes.hospital_programme.share_pct=19",
    "schemes.hospital_programme.recurrent_pct=5",
    "schemes.hospital_programme.erosion_pct=0.5",
    "schemes.hospital_programme.investment_gbp_m=0.02",
    "schemes.care_at_home.full_year_gbp_m=18",
    "schemes.care_at_home.delivery={ p10 = -0.5, p50 = 0.2, p90 = 1.4 }",
    "schemes.care_at_home.delivery=0.01",
    "schemes.care_at_home.start=2026-01-15",
    "schemes.care_at_home.ends=2027-04-01",
    "services.urgent.growth_pct={ p10 = -0.9, p50 = 0.05, p90 = 1.0 }",
    "services.urgent.growth_pct=0.5",
    "services.urgent.growth_pct=12",
    "services.urgent.noise_sd_pct=0.5",
    "prices.pay.planned_pct.2025=0.1",
    "prices.pay.planned_pct.2025=0",
    "prices.pay.planned_pct.2025=9",
    "bodies.commissioner.contingency_pct=0.3",
    "bodies.hospital.costs.premises.fixed_pct=5",
    "bodies.hospital.cash.loan_rate_pct=0.5",
    "bodies.hospital.cash.opening_loans_gbp_m=70",
    "bodies.hospital.forecast.run_rate_share=0",
    "contracts.urgent.opening_plan=0.94",
    "winter.severity=2.5",
    "bodies.commissioner.opening_underlying_gbp_m={ plan = 0.5, p10 = -4.0, p50 = -1.5, p90 = 1.0 }",
    f"{PEOPLE}.2026=[39900, 118200, 23300, 13900, 5650]",
    "schemes.care_at_home.gateways.board={ date = 2025-03-01, stop_probability = 0.2 }",
    "as_of=2025-11-15",
)


@pytest.mark.parametrize("setting", RIGHT)
def test_what_may_well_be_meant_is_not_asked(setting: str, economy: Path) -> None:
    assert asked(economy, setting) == {}


def test_the_template_and_shipped_scenarios_raise_no_question(economy: Path) -> None:
    """But one: half of what a trust pays for beds elsewhere is to be saved, and a reviewer would ask."""
    assert asked(economy) == {}
    for name in ("west_norfolk", "west_norfolk_2013", "nene"):
        assert asked(SCENARIOS / f"{name}.toml") == {}, name
    assert list(asked(SCENARIOS / "norfolk_waveney_carried.toml")) == [
        "schemes.nsft_out_of_area.full_year_gbp_m"
    ]


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.toml")), ids=lambda file: file.stem)
def test_no_shipped_scenario_raises_another_question(file: Path) -> None:
    assert set(asked(file)) <= {"schemes.nsft_out_of_area.full_year_gbp_m"}


# ---- several keys at once, lists, and keys that the template lacks


def written(tmp_path: Path, *changes: tuple[str, str], added: str = "") -> Path:
    """The template with other words in it, as a file."""
    text = new_scenario("A county")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "changed.toml"
    file.write_text(text + added, encoding="utf-8")
    return file


def test_a_scheme_of_a_quarter_of_its_lines_is_asked_about(economy: Path) -> None:
    """Three programmes of 25 % are 75 % of the lines: possible, and not usual."""
    once = "schemes.hospital_programme.repeats_until=2027"
    assert list(asked(economy, once, "schemes.hospital_programme.share_pct=25")) == [
        "schemes.hospital_programme.share_pct"
    ]


@pytest.mark.parametrize(("unit", "many"), [(1_000_000, "000000"), (1_000, "000")])
def test_an_economy_in_another_unit_is_one_question(unit: int, many: str, tmp_path: Path) -> None:
    """Every £m figure of the template times a million, or a thousand: so much in £, or in £000."""
    lines = []
    for line in new_scenario("A county").splitlines():
        key, equals, value = line.partition(" = ")
        if key.endswith("_gbp_m"):
            figure = value.partition("#")[0].strip()
            words = figure.replace(",", " ,").replace("}", " }").split()
            value = " ".join(
                f"{float(word) * unit:.1f}" if word.lstrip("-").replace(".", "").isdigit() else word
                for word in words
            )
        lines.append(key + equals + value)
    file = tmp_path / "pounds.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    scenario, origins = load_with_origins(file)
    found = questions(scenario)
    by_key = {str(question).partition(": ")[0]: question.meant for question in found}
    assert by_key["bodies.commissioner.allocation_gbp_m"] == "260"
    assert by_key["contracts.planned.value_gbp_m"] == "60"
    assert by_key["schemes.care_at_home.full_year_gbp_m"] == "3"
    (line,) = told(found, origins)
    first = next(number for number, text in enumerate(lines, 1) if "_gbp_m" in text.partition(" = ")[0])
    assert line.startswith(
        f"{file}:{first}: bodies.commissioner.allocation_gbp_m: {len(found)} amounts look like £"
    )
    assert len(found) > MOST_TOLD
    assert f"260{many}" in line


def test_a_band_that_jumps_is_asked_about_in_the_year_that_is_wrong(economy: Path) -> None:
    """118 000 aged 18 to 64, then 148 000, then 119 000: it is the middle one."""
    found = asked(economy, f"{PEOPLE}.2026=[39900, 148000, 23300, 13900, 5650]")
    assert found == {f"{PEOPLE}.2026": ""}
    found = asked(economy, f"{PEOPLE}.2026=[39900, 11820, 23300, 13900, 5650]")
    assert found == {f"{PEOPLE}.2026": "118200"}


def test_a_band_out_of_scale_in_all_years_is_asked_about(economy: Path) -> None:
    """A thousand separator read as a decimal point, in both years: once; and a digit too many in the oldest band."""
    found = asked(
        economy,
        f"{PEOPLE}.2025=[40000, 118, 23000, 13500, 5500]",
        f"{PEOPLE}.2030=[39500, 119, 24500, 15500, 6300]",
    )
    assert found == {f"{PEOPLE}.2025": "118000"}
    found = asked(
        economy,
        f"{PEOPLE}.2025=[40000, 118000, 23000, 13500, 55000]",
        f"{PEOPLE}.2030=[39500, 119000, 24500, 15500, 63000]",
    )
    assert found == {f"{PEOPLE}.2025": "5500"}


@pytest.mark.parametrize(
    ("bands", "meant"),
    [
        ('["0-17", "20-64", "65-74", "75-84", "85+"]', '"18-64"'),
        ('["0-17", "18-64", "65-74", "75-84", "85-89"]', '"85+"'),
        ('["5-17", "18-64", "65-74", "75-84", "85+"]', '"0-17"'),
    ],
)
def test_bands_that_leave_people_out_are_asked_about(bands: str, meant: str, economy: Path) -> None:
    assert asked(economy, f"age_bands={bands}") == {"age_bands": meant}


def test_a_month_of_a_season_in_per_cent_is_asked_about(tmp_path: Path) -> None:
    """All of them in per cent is no slip: a season is scaled to mean one."""
    assert asked(written(tmp_path, ("0.98, 0.97,", "98, 0.97,"))) == {"services.urgent.season": "0.98"}
    twelve = "[98, 97, 96, 96, 96, 97, 100, 102, 105, 107, 103, 103]"
    season = "[0.98, 0.97, 0.96, 0.96, 0.96, 0.97, 1.0, 1.02, 1.05, 1.07, 1.03, 1.03]"
    assert asked(written(tmp_path, (season, twelve))) == {}


@pytest.mark.parametrize(
    ("months", "meant"),
    [
        ("[-0.9, -1.9, -3.2]", "the months alone, [-0.9, -1, -1.3]"),
        ("[-0.2, -0.4, -0.6, -0.8]", "the months alone, [-0.2, -0.2, -0.2, -0.2]"),
        ("[-0.2, -9.0, -0.2]", "-0.009"),
        ("[0.2, 0.3, 0.2]", "[-0.2, -0.3, -0.2]"),
        ("[-0.9, -1.0, -1.3]", None),
        ("[-0.2, -0.1, -0.4]", None),
        ("[-0.9, -1.9]", None),
        ("[0.1, -0.4, 0.2]", None),
    ],
)
def test_months_typed_as_year_to_date_are_asked_about(months: str, meant: str | None, tmp_path: Path) -> None:
    """The commissioner's opening position is a deficit of £2.5m a year; a month's income is £21.7m."""
    file = written(
        tmp_path,
        ("as_of = 2025-03-15", "as_of = 2025-11-01"),
        added=f"\n[actuals.commissioner]\nposition_gbp_m = {months}\n",
    )
    assert list(asked(file).values()) == ([] if meant is None else [meant])


def test_a_deficit_typed_as_a_surplus_is_asked_about(economy: Path) -> None:
    """The commissioner ended the years before at −£2.4m and −£2.2m."""
    past = ("bodies.commissioner.history={ 2023 = -2.4, 2024 = -2.2 }",)
    opening, carried = (
        "bodies.commissioner.opening_underlying_gbp_m",
        "bodies.commissioner.opening_cumulative_gbp_m",
    )
    assert asked(economy, *past) == {}
    assert asked(economy, *past, f"{opening}=2.5") == {opening: "-2.5"}
    assert asked(economy, *past, f"{carried}=4.6") == {carried: "-4.6"}
    assert asked(economy, f"{opening}={{ plan = -2.5, p10 = 1.0, p50 = 3.0, p90 = 5.0 }}") == {
        opening: "both to be -2.5 or so"
    }
    rules = ("improvement_pct", "ceiling_pct")
    regime = [f"regime.commissioners.{word}={{ 2025 = 0.5 }}" for word in rules]
    total = "bodies.commissioner.control_total.opening_gbp_m"
    assert asked(economy, *regime, f"{total}=2.0") == {total: "-2"}
    assert asked(economy, *regime, f"{total}=0.4") == {}


def test_a_submitted_position_in_thousands_is_asked_about(economy: Path) -> None:
    """A fifth of the commissioner's £260m is £52m."""
    key = "bodies.commissioner.submitted_plan.position_gbp_m"
    assert asked(economy, f"{key}={{ 2025 = -2.5, 2026 = 1.0 }}") == {}
    assert asked(economy, f"{key}={{ 2025 = -2500 }}") == {f"{key}.2025": "-2.5"}


def test_a_decision_years_from_its_scheme_is_asked_about(economy: Path) -> None:
    gateway = "schemes.care_at_home.gateways.board"
    found = asked(economy, f"{gateway}={{ date = 2021-07-01, stop_probability = 0.2 }}")
    assert list(found) == [f"{gateway}.date"]


def test_several_small_per_cents_of_one_key_are_fractions_together(economy: Path) -> None:
    """0.25 % of growth alone may be meant; beside 0.012 and 0.035 it is a quarter."""
    growth = {name: f"services.{name}.growth_pct" for name in ("urgent", "planned", "prescribing")}
    assert asked(economy, f"{growth['prescribing']}=0.25") == {}
    found = asked(
        economy, f"{growth['urgent']}=0.012", f"{growth['planned']}=0.035", f"{growth['prescribing']}=0.25"
    )
    assert found == {growth["urgent"]: "1.2", growth["planned"]: "3.5", growth["prescribing"]: "25"}


@pytest.mark.parametrize(("owner", "is_asked"), [("hospital", True), ("commissioner", False)])
def test_two_risks_of_one_body_with_one_name_are_asked_about(
    owner: str, is_asked: bool, tmp_path: Path
) -> None:
    risk = f"""
[risks.more]
name = "A failing boiler  house"
owner = "{owner}"
probability = 0.2
amount_gbp_m = 0.5
date = 2026-04-01
duration_months = 3
"""
    assert list(asked(written(tmp_path, added=risk))) == (["risks.more.name"] if is_asked else [])


def test_an_allocation_that_lost_a_digit_is_asked_about_and_nothing_that_is_judged_by_it(
    economy: Path,
) -> None:
    """The commissioner spends £262.5m; a deficit of £5m would be a fifth of £26m."""
    allocation = "bodies.commissioner.allocation_gbp_m"
    slips = [
        f"{allocation}=26",
        "bodies.commissioner.opening_underlying_gbp_m={ p10 = -9, p50 = -8, p90 = -7 }",
    ]
    assert asked(economy, *slips) == {allocation: "260"}
    assert asked(economy, f"{allocation}=2600") == {allocation: "260"}


def test_a_cost_a_head_that_lost_digits_is_asked_about(economy: Path) -> None:
    costs = "services.urgent.cost_per_head_gbp"
    assert asked(economy, f"{costs}=[160, 280, 900, 1.7, 2600]") == {costs: "1700"}
    assert asked(economy, f"{costs}=[160, 0, 900, 1700, 2600]") == {}


def test_a_file_that_is_refused_for_a_slip_of_units_tells_the_slip_as_well(economy: Path) -> None:
    """£3,000,000m is more than the contract; a delivery of 60 is more than all of it."""
    for setting, meant in (
        ("schemes.care_at_home.full_year_gbp_m=3000000", "3000000 is £3 trillion: did you mean 3?"),
        ("schemes.care_at_home.delivery=60", "60 is 6000 % of the whole: did you mean 0.6?"),
    ):
        with pytest.raises(ScenarioError) as refused:
            load(economy, overrides=[setting])
        key = setting.partition("=")[0]
        assert {mistake.key for mistake in refused.value.mistakes} == {"schemes.care_at_home.on", key}
        assert meant in str(refused.value)


# ---- how it is told


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_check_tells_file_line_and_key_and_ends_as_before(tmp_path: Path) -> None:
    file = written(tmp_path, ("recurrent_pct = 75.0", "recurrent_pct = 0.75"))
    line = file.read_text(encoding="utf-8").splitlines().index("recurrent_pct = 0.75") + 1
    answer = call("check", file)
    assert answer.exit_code == 0
    assert "Questions" in answer.stdout
    place = f"{file}:{line}: schemes.hospital_programme.recurrent_pct: "
    assert f"{place}0.75 is 0.75 %, less than is met: did you mean 75?" in answer.stdout


def test_check_asks_what_the_command_line_sets(economy: Path) -> None:
    answer = call("check", economy, "--set", "risks.backlog_maintenance.amount_gbp_m=600000")
    assert "600000 is £600 billion: did you mean 0.6?" in answer.stdout
    assert "--set risks.backlog_maintenance.amount_gbp_m" in answer.stdout
    assert "Questions" not in call("check", economy).stdout


def test_run_and_compare_say_in_one_line_how_many_questions_there_are(economy: Path, tmp_path: Path) -> None:
    slip = "schemes.hospital_programme.recurrent_pct=0.75"
    answer = call(
        "run", economy, "--set", slip, "--replications", "64", "--output", tmp_path / "out", "--json"
    )
    assert answer.exit_code == 0
    line = f"1 question about the file: recovery-sim check {economy} --set {slip}"
    assert answer.stderr.splitlines().count(line) == 1
    assert answer.stdout.startswith("{")
    answer = call("compare", economy, "--set", slip, "--replications", "64")
    assert answer.exit_code == 0
    assert [text for text in answer.stderr.splitlines() if "question" in text] == [line]
