"""The columns of a plan: schemes, risks and sources, each with its unit, what is allowed, and what it means."""

from __future__ import annotations

from typing import Any

from simulator.plan_workbook.tables import Column
from simulator.scenario.reading.keys import choices

KEY_RULE = "lower-case letters, digits and _, beginning with a letter; stands once"
IN_POUNDS = "£m at March's prices, at least 0"
PER_CENT = "0 to 100 %: 80 or 80 %"
MONTHS = "whole months, at least 0"
A_DAY = "a date: 2018-10-01, 1 October 2018, or 01/10/2018 (day first)"
A_PARTY = "key or name of a body"
YES_NO = "TRUE or FALSE; empty is FALSE"


def _choices(section: str, key: str) -> tuple[str, ...]:
    return tuple(choices((section, "x", key)))


WITHOUT_A_ROW = ("closure",)
"""Choices that need more than a row can say: a closure needs a public consultation."""


def _chosen(name: str, section: str, meaning: str, *, required: bool = False, otherwise: str = "") -> Column:
    names = tuple(choice for choice in _choices(section, name) if choice not in WITHOUT_A_ROW)
    allowed = ", ".join(names) + (f"; empty is {otherwise}" if otherwise else "")
    return Column(name, "choice", meaning, allowed, required=required, choices=names)


def _part(name: str, kind: Any, key: str, part: str, meaning: str, allowed: str) -> Column:
    return Column(name, kind, meaning, allowed, path=(key,), part=part)


ALL = "a share: 1 or 100 % is all of it, negative where it costs more than it saves"
IN_CASH = "£m in cash; negative for an opportunity"
PROBABILITY = "0 to 1, or 0 % to 100 %"

SCHEMES: tuple[Column, ...] = (
    Column(
        "key", "key", "Short name, by which it is called in commands and results", KEY_RULE, required=True
    ),
    Column("name", "text", "What it is called in tables", "a text", required=True),
    Column("owner", "party", "The body whose savings they are", A_PARTY, required=True),
    _chosen("kind", "schemes", "What it does; decides what it may act on", required=True),
    Column(
        "on",
        "targets",
        "What it acts on; a one_off acts on nothing",
        "body.line or contracts.key; several with ; between",
    ),
    Column(
        "full_year_gbp_m",
        "money",
        "Planned effect of a full year at full ramp; or fill in share_pct",
        IN_POUNDS,
    ),
    Column("share_pct", "percent", "The same as % of what it acts on, instead of full_year_gbp_m", PER_CENT),
    Column("start", "date", "Planned go-live", A_DAY, required=True),
    Column("ends", "date", "The day from which it has no effect; empty is never", A_DAY),
    _chosen("ramp", "schemes", "How its effect grows from go-live to full", otherwise="linear"),
    Column("ramp_months", "whole", "Months from go-live to full effect", MONTHS),
    Column("mobilise_months", "whole", "Months of preparation before go-live", MONTHS),
    Column(
        "team", "whole", "Places in the delivery office while it is mobilised", "a whole number, at least 0"
    ),
    _part(
        "delivery_plan",
        "share",
        "delivery",
        "plan",
        "Share of its effect that the plan counts on",
        f"{ALL}; empty is p50, what is believed",
    ),
    _part(
        "delivery_p10",
        "share",
        "delivery",
        "p10",
        "One future in ten delivers less; p10, p50 and p90 together",
        ALL,
    ),
    _part("delivery_p50", "share", "delivery", "p50", "As likely more as less", ALL),
    _part("delivery_p90", "share", "delivery", "p90", "One future in ten delivers more", ALL),
    _part(
        "delay_p50",
        "number",
        "delay_months",
        "p50",
        "Months late, as likely more as less; with delay_p90",
        "above 0",
    ),
    _part(
        "delay_p90",
        "number",
        "delay_months",
        "p90",
        "Months late that one future in ten exceeds",
        "above delay_p50",
    ),
    Column("recurrent_pct", "percent", "What of its effect comes back every year; empty is 100 %", PER_CENT),
    Column(
        "erosion_pct", "percent", "What of its effect is lost a year after its ramp; empty is 0", PER_CENT
    ),
    Column("investment_gbp_m", "money", "Spent once, while it is mobilised", IN_POUNDS),
    Column(
        "running_cost_gbp_m",
        "money",
        "Spent a year while it runs",
        IN_POUNDS,
        path=("recurrent_investment_gbp_m",),
    ),
    Column(
        "paid_by",
        "party",
        "Who pays investment and running cost; empty is the owner",
        "key or name of a body or outside party",
    ),
    Column(
        "needs",
        "schemes",
        "Schemes that must be live, and milestones reached, first",
        "keys or names of schemes and milestones; several with ; between",
    ),
    Column(
        "gateway_date",
        "date",
        "When it is decided whether it goes on",
        A_DAY,
        path=("gateways", "gateway", "date"),
    ),
    Column(
        "gateway_stop_probability",
        "share",
        "How likely it is stopped there; with gateway_date",
        PROBABILITY,
        path=("gateways", "gateway", "stop_probability"),
    ),
    Column("repeats_yearly", "flag", "A programme: one such scheme every financial year", YES_NO),
    Column(
        "repeats_until",
        "year",
        "Last financial year of a programme; empty is the horizon's",
        "such as 2022/23",
    ),
    Column("in_do_nothing", "flag", "It would run anyway, and stays in the do-nothing run", YES_NO),
    Column("source", "text", "Where the figures come from", "key of a source"),
    Column("reason", "text", "Why these figures, in a sentence", "a text"),
)

RISKS: tuple[Column, ...] = (
    Column(
        "key", "key", "Short name, by which it is called in commands and results", KEY_RULE, required=True
    ),
    Column("name", "text", "What it is called in tables", "a text", required=True),
    Column("owner", "party", "The body that pays", A_PARTY, required=True),
    Column("probability", "share", "How likely it happens at all", PROBABILITY, required=True),
    _part("amount_gbp_m", "money", "amount_gbp_m", "plan", "What it costs; alone it is certain", IN_CASH),
    _part(
        "amount_p10_gbp_m",
        "money",
        "amount_gbp_m",
        "p10",
        "One time in ten it costs less; needs p50 and p90",
        IN_CASH,
    ),
    _part(
        "amount_p50_gbp_m",
        "money",
        "amount_gbp_m",
        "p50",
        "As likely more as less; with p90, or with p10 and p90",
        IN_CASH,
    ),
    _part("amount_p90_gbp_m", "money", "amount_gbp_m", "p90", "One time in ten it costs more", IN_CASH),
    _part(
        "amount_low_gbp_m",
        "money",
        "amount_gbp_m",
        "low",
        "The least it costs: best case; low, mode, high together",
        IN_CASH,
    ),
    _part(
        "amount_mode_gbp_m",
        "money",
        "amount_gbp_m",
        "mode",
        "The most likely cost (instead of p10, p50, p90)",
        IN_CASH,
    ),
    _part("amount_high_gbp_m", "money", "amount_gbp_m", "high", "The most it costs: worst case", IN_CASH),
    Column("date", "date", "The first day it may happen", A_DAY, required=True),
    Column("window_months", "whole", "Months after that day within which it happens", MONTHS),
    Column(
        "duration_months",
        "whole",
        "Months over which its cost is spread",
        "whole months, at least 1",
        required=True,
    ),
    Column("mitigation_pct", "percent", "What of its cost is averted; empty is 0", PER_CENT),
    Column("source", "text", "Where the figures come from", "key of a source"),
    Column("reason", "text", "Why these figures, in a sentence", "a text"),
)

SOURCES: tuple[Column, ...] = (
    Column("key", "key", "Short name, by which schemes and risks name it", KEY_RULE, required=True),
    Column("title", "text", "What it is called", "a text", required=True),
    Column("publisher", "text", "Who published it", "a text"),
    Column(
        "date",
        "date",
        "When it was published; after the scenario's as_of it is hindsight",
        A_DAY,
        required=True,
    ),
    _chosen("quality", "sources", "How good it is; judgement is somebody's opinion", required=True),
    Column("url", "text", "Where it is on the web", "a text"),
    Column("licence", "text", "On what terms it may be used", "a text"),
)

SECTIONS: dict[str, tuple[Column, ...]] = {"schemes": SCHEMES, "risks": RISKS, "sources": SOURCES}
"""The sheets of a plan, and so the tables of a scenario that it may fill."""
