"""Names of sampled inputs in plain words, for readers who have not seen the scenario file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario

CLAUSES: tuple[tuple[str, str], ...] = (
    (r"winter\.strikes", "more winters are hard"),
    (r"winter\.start", "winters come later"),
    (r"winter\.length_months", "winters are longer"),
    (r"winter\.severity", "winters are more severe"),
    (r"winter\.backlog_share_pct", "cancelled care is caught up faster"),
    (r"schemes\.([^.]+)\.delivery", "more of “{0}” is delivered"),
    (r"schemes\.([^.]+)\.delay_months", "“{0}” starts later"),
    (r"schemes\.([^.]+)\.recurrent_pct", "more of “{0}” lasts"),
    (r"schemes\.([^.]+)\.gateways\.[^.]+\.stops", "“{0}” is stopped at a gateway"),
    (r"schemes\.([^.]+)\.gateways\.[^.]+\.delay_months", "the consultation on “{0}” takes longer"),
    (r"schemes\.([^.]+)\.gateways\.[^.]+\.kept_pct", "the consultation leaves more of “{0}”"),
    (r"schemes\.([^.]+)\.follows_need\.least_pct", "“{0}” saves more where nothing is lacking"),
    (r"schemes\.([^.]+)\.follows_need\.most_pct", "“{0}” may be set higher"),
    (r"schemes\.([^.]+)\.follows_need\.target_pct", "“{0}” aims at a better position"),
    (r"schemes\.([^.]+)\.follows_need\.stretch_from_pct", "“{0}” is stretched only when it is larger"),
    (r"schemes\.([^.]+)\.follows_need\.stretch_effect", "less of “{0}” is delivered where it is large"),
    (r"schemes\.([^.]+)\.follows_need\.tires_a_year", "“{0}” tires faster"),
    (r"schemes\.([^.]+)\.(.+)", "{1} of “{0}” is higher"),
    (r"milestones\.([^.]+)\.fails", "“{0}” never comes"),
    (r"milestones\.([^.]+)\.delay_months", "“{0}” comes later"),
    (r"milestones\.([^.]+)\.(.+)", "{1} of “{0}” is higher"),
    (r"risks\.([^.]+)\.happens", "“{0}” happens"),
    (r"risks\.([^.]+)\.day", "“{0}” would fall later"),
    (r"risks\.([^.]+)\.(.+)", "{1} of “{0}” is higher"),
    (r"prices\.([^.]+)\.innovation", "the rate of “{0}” is above what was expected"),
    (r"prices\.([^.]+)\.(.+)", "{1} of the price series “{0}” is higher"),
    (r"unit_costs\.innovation", "unit costs grow faster everywhere"),
    (r"policy_regimes\.regimes\.([^.]+)\.rates_pct\.([^.]+)", "policy “{0}” adds more to the rate of {1}"),
    (r"policy_regimes\.regimes\.([^.]+)\.support_pct", "policy “{0}” offers more sustainability funding"),
    (r"policy_regimes\.interruption\.(begins|probability)", "breaks in policy are more frequent"),
    (r"policy_regimes\.interruption\.fills_deficit_pct", "a break in policy fills more of deficits"),
    (
        r"policy_regimes\.interruption\.loans_written_off_pct",
        "a break in policy writes off more of what is owed",
    ),
    (r"operational_shocks\.mean_pct", "what nobody planned turns out better everywhere"),
    (r"operational_shocks\.sd_pct", "what nobody planned is larger"),
    (r"operational_shocks\.recurrent_pct", "more of what nobody planned stays"),
    (r"operational_shocks\.commissioners_pct", "what nobody planned reaches commissioners more"),
    (r"bodies\.([^.]+)\.quality\.enters", "{0} enters quality special measures more often"),
    (r"bodies\.([^.]+)\.quality\.probability", "quality special measures of {0} are likelier"),
    (r"bodies\.([^.]+)\.quality\.lasts_months", "quality special measures of {0} last longer"),
    (r"bodies\.([^.]+)\.quality\.cost_pct", "quality special measures of {0} cost more"),
    (r"bodies\.([^.]+)\.shock\.innovation", "what nobody planned turns out better for {0}"),
    (r"bodies\.([^.]+)\.unit_cost_growth_pct", "unit costs of {0} grow faster"),
    (r"services\.([^.]+)\.growth_pct", "demand for {0} grows faster"),
    (r"services\.([^.]+)\.(.+)", "{1} of {0} is higher"),
    (r"populations\.([^.]+)\.growth_error_all_ages_pct", "the population of {0} grows faster"),
    (r"populations\.([^.]+)\.growth_error_75_and_over_pct", "people of 75 and over in {0} become more"),
    (r"bodies\.([^.]+)\.opening_underlying_gbp_m", "the true opening position of {0} is better"),
    (r"bodies\.([^.]+)\.grip\.level", "{0} is managed more firmly"),
    (r"bodies\.([^.]+)\.escalation\.administered", "an administrator is appointed to {0} more readily"),
    (
        r"regime\.providers\.incentive_pct\.\d+",
        "providers are paid more for being ahead of their control totals",
    ),
    (
        r"regime\.providers\.bonus_pct\.\d+",
        "providers that meet their control totals are paid a larger bonus",
    ),
    (r"regime\.write_off\.happens", "loans of all providers are written off more often"),
    (
        r"regime\.providers\.write_off\.probability\.\d+",
        "it is likelier that loans of all providers are written off",
    ),
    (r"regime\.providers\.write_off\.share_pct", "more of what all providers owe is written off"),
    (r"bodies\.([^.]+)\.rescue\.comes", "{0} is rescued more readily"),
    (r"regime\.providers\.rescue\.probability", "providers in trouble are likelier to be rescued"),
    (r"regime\.providers\.rescue\.deficit_pct", "a larger deficit is let be before a rescue"),
    (r"regime\.providers\.rescue\.loans_above_pct", "more may be owed before a rescue"),
    (r"regime\.providers\.rescue\.loans_written_off_pct", "a rescue writes more of what is owed off"),
    (r"regime\.providers\.rescue\.support_pct", "a rescue fills more of a deficit"),
    (r"bodies\.([^.]+)\.year_end\.found_pct", "{0} can move more money over a year's end"),
    (r"bodies\.([^.]+)\.year_end\.brought_forward_pct", "{0} brings more of what it is ahead by forward"),
    (r"bodies\.([^.]+)\.year_end\.returns_pct", "more of what {0} finds at a year's end returns"),
    (r"bodies\.([^.]+)\.affordability\.withheld_pct", "{0} withholds more of what is above its offers"),
    (
        r"bodies\.([^.]+)\.affordability\.withheld_in_full_at_pct",
        "{0} withholds in full only where it is further short",
    ),
    (r"bodies\.([^.]+)\.(.+)", "{1} of {0} is higher"),
    (r"levies\.([^.]+)\.share_pct", "the levy “{0}” takes more"),
    (r"contracts\.([^.]+)\.commissioned\.cost_pct", "volume bought on the contract “{0}” costs more"),
    (r"contracts\.([^.]+)\.stopped_pct", "more of what “{0}” does not pay for is not done"),
    (r"contracts\.([^.]+)\.(.+)", "{1} of the contract “{0}” is higher"),
)
"""By the path of an input, what its being higher means; the first match wins. Slot 0 is the name that the
file gives to the key, slot 1 what is left of the path."""

WRITTEN_UNITS = (("_gbp_m", "£{}m"), ("_gbp", "£{}"), ("_pct", "{} %"), ("_months", "{} months"))
"""By the end of a key, how its value is written."""

UNITS = re.compile(r"_(gbp_m|gbp|pct|months)\b")


def condition(scenario: Scenario, name: str) -> str:
    """What a higher value of an input means, as a clause, e.g. ``more of “Care at home” is delivered``."""
    if found := re.fullmatch(r"prices\.([^.]+)\.planned_pct\.(\d+)", name):
        series, row = found.groups()
        when = _while_in_force(scenario, series, row)
        return f"the rate of “{_called(scenario, 'prices', series)}” is higher {when}"
    if found := re.fullmatch(r"policy_regimes\.drawn\.(\d+)", name):
        return _drawn_later(scenario, int(found[1]))
    for pattern, clause in CLAUSES:
        if found := re.fullmatch(pattern, name):
            table = name.split(".", 1)[0]
            key, *rest = found.groups() or ("",)
            return clause.format(_called(scenario, table, key), *(_spoken(part) for part in rest))
    return f"{_spoken(name)} is higher"


def _drawn_later(scenario: Scenario, begins: int) -> str:
    """What a higher draw of a parliament means: of the regimes, in the order of their keys, one further on."""
    assert scenario.policy_regimes is not None
    *others, last = (f"“{_spoken(key)}”" for key in sorted(scenario.policy_regimes.regimes))
    regimes = f"{', '.join(others)} and {last}" if others else last
    return f"policy from {financial_year_label(begins)} on is, of {regimes}, one named later"


def _while_in_force(scenario: Scenario, series: str, row: str) -> str:
    """The simulated years in which a row of rates is in force: until the next one that was known, or for good."""
    rows = scenario.prices[series].planned_pct
    if row not in rows:
        return f"in {financial_year_label(int(row))}"
    first, last = scenario.start.year, scenario.start.year + scenario.years - 1
    years = [year for year in range(max(first, int(row)), last + 1) if scenario.row(rows, year) is rows[row]]
    begin, end = (financial_year_label(year) for year in (years[0], years[-1]))
    if begin == end:
        return f"in {begin}"
    return f"from {begin} on" if years[-1] == last else f"from {begin} to {end}"


def setting(scenario: Scenario, override: str) -> str:
    """What a ``KEY=VALUE`` of the command line sets, e.g. ``delivery of “Care at home” at 0.6``."""
    path, _, value = (part.strip() for part in override.partition("="))
    table, _, rest = path.partition(".")
    key, _, leaf = rest.partition(".")
    for ending, written in WRITTEN_UNITS:
        if path.endswith(ending) and re.fullmatch(r"[-+\d._]+", value):
            value = written.format(value).replace("£-", "−£")
    if not leaf:
        return f"{_spoken(path)} at {value}"
    called = _called(scenario, table, key)
    return f"{_spoken(leaf)} of {called if table == 'bodies' else f'“{called}”'} at {value}"


def _called(scenario: Scenario, table: str, key: str) -> str:
    """The name that the file gives to a key, with the year of a yearly programme; else the key in words."""
    template, _, year = key.partition("@")
    entries = getattr(scenario, table, None)
    entry = entries.get(template) if isinstance(entries, dict) else None
    called = getattr(entry, "name", None) or _spoken(template)
    if year:
        return f"{called} {financial_year_label(int(year))}"
    return f"{called}, all years" if getattr(entry, "repeats_yearly", False) else str(called)


def _spoken(path: str) -> str:
    if re.fullmatch(r"\d{4}", path):
        return financial_year_label(int(path))
    return UNITS.sub("", path).replace(".", " ").replace("_", " ")
