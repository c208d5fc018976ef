"""Writes `england.toml` from the bodies: `python -m evidence.england.making`.

What a table says, with its reason, is the same for every body of a kind; only amounts differ, by the shares below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from evidence.england.bodies import (
    ACUTE,
    COMMISSIONERS,
    PROVIDERS,
    TOWNS,
    Commissioner,
    Kind,
    Provider,
    hospital_of,
)

FILE = Path(__file__).parent / "england.toml"
TEMPLATES = Path(__file__).parent / "templates"
YEARS = range(2012, 2021)

ENGLAND_2012 = (3.39, 8.05, 15.6, 17.5, 4.85, 2.95, 1.24)
"""People in England at mid-2012 by age band, millions. From memory, to be verified (ONS)."""
ENGLAND_2019 = (3.30, 8.75, 16.0, 18.1, 5.58, 3.33, 1.40)
"""The same at mid-2019; years between and after follow each band's yearly rate."""
ALLOCATION_A_HEAD_GBP = 1_180.0
"""About £63bn for 53.5 million people: it sets the scale of populations alone, which no figure depends on."""

MARGINAL_RATE = 0.3
BASELINE = 0.95
"""Emergencies of the baseline of 2008/09, of those of 2012/13: they grew by one to two per cent a year."""

# What a commissioner's allocation goes to.
HOME = {
    "non_elective": 0.14,
    "elective": 0.07,
    "outpatient": 0.06,
    "accident_and_emergency": 0.02,
    "other": 0.04,
}
NEIGHBOUR, TEACHING, ELSEWHERE = 0.07, 0.07, 0.06
MENTAL_HEALTH, COMMUNITY, AMBULANCE = 0.09, 0.085, 0.03
EMERGENCY_SHARE = 0.4
"""Of what goes to a hospital elsewhere than at home."""
SPEND = {
    "prescribing": 0.125,
    "continuing_care": 0.065,
    "primary_care": 0.01,
    "running_costs": 0.02,
    "set_aside": 0.02,
}

# What a provider's turnover comes from beside the simulated commissioners; the rest is paid by commissioners elsewhere.
SPECIALISED: Mapping[Kind, float] = {"acute": 0.10, "teaching": 0.22, "mental_health": 0.05}
OTHER_INCOME: Mapping[Kind, float] = {
    "acute": 0.11,
    "teaching": 0.16,
    "mental_health": 0.05,
    "community": 0.08,
    "ambulance": 0.04,
}


@dataclass(frozen=True)
class Line:
    """A cost line: share of all cost, price, what of it is fixed and what moves in steps, %."""

    share: float
    price: str
    fixed_pct: float
    semi_fixed_pct: float = 0.0
    saves: bool = True
    """Whether savings programmes act on it."""
    cash: bool = True


HOSPITAL_LINES = {
    "nursing": Line(0.273, "pay", 15.0, 65.0),
    "medical": Line(0.19, "pay", 20.0, 60.0),
    "other_clinical": Line(0.095, "pay", 20.0, 55.0),
    "support_staff": Line(0.11, "pay", 55.0, 40.0),
    "agency": Line(0.033, "pay", 5.0, 65.0),
    "drugs": Line(0.077, "drugs", 20.0),
    "clinical_supplies": Line(0.08, "other", 10.0, 30.0),
    "premises": Line(0.044, "other", 80.0, 15.0),
    "cnst": Line(0.03, "cnst", 100.0, saves=False),
    "depreciation": Line(0.033, "other", 100.0, saves=False, cash=False),
    "other": Line(0.035, "other", 60.0, 25.0),
}
LINES: Mapping[Kind, Mapping[str, Line]] = {
    "acute": HOSPITAL_LINES,
    "teaching": HOSPITAL_LINES,
    "mental_health": {
        "clinical_staff": Line(0.52, "pay", 60.0),
        "medical": Line(0.125, "pay", 60.0),
        "support_staff": Line(0.13, "pay", 85.0),
        "agency": Line(0.037, "pay", 20.0),
        "drugs": Line(0.019, "drugs", 20.0),
        "premises": Line(0.051, "other", 95.0),
        "cnst": Line(0.006, "cnst", 100.0, saves=False),
        "depreciation": Line(0.023, "other", 100.0, saves=False, cash=False),
        "other": Line(0.089, "other", 75.0),
    },
    "community": {
        "clinical_staff": Line(0.615, "pay", 55.0),
        "support_staff": Line(0.15, "pay", 85.0),
        "agency": Line(0.02, "pay", 20.0),
        "clinical_supplies": Line(0.063, "other", 15.0),
        "premises": Line(0.059, "other", 95.0),
        "depreciation": Line(0.028, "other", 100.0, saves=False, cash=False),
        "other": Line(0.065, "other", 75.0),
    },
    "ambulance": {
        "clinical_staff": Line(0.56, "pay", 60.0),
        "support_staff": Line(0.16, "pay", 85.0),
        "agency": Line(0.02, "pay", 20.0),
        "vehicles": Line(0.09, "other", 50.0),
        "premises": Line(0.05, "other", 95.0),
        "depreciation": Line(0.04, "other", 100.0, saves=False, cash=False),
        "other": Line(0.08, "other", 75.0),
    },
}


def _terms() -> dict[str, str]:
    text = (TEMPLATES / "terms.toml.template").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^# (\w+)\n", Template(text).substitute(baseline=BASELINE))[1:]
    return {name: terms.strip() + "\n" for name, terms in zip(parts[::2], parts[1::2], strict=True)}


def _filled(template: str, /, **figures: object) -> str:
    text = (TEMPLATES / f"{template}.toml.template").read_text(encoding="utf-8")
    return Template(text).substitute(figures)


TERMS = _terms()
"""Terms of contracts as TOML, by the names that `templates/terms.toml.template` gives them."""


@dataclass(frozen=True)
class Contract:
    """A contract by what is paid for it at the start, £m a year, and its terms as TOML."""

    payer: str
    provider: str
    service: str
    paid_gbp_m: float
    terms: str
    part: str = ""

    @property
    def key(self) -> str:
        """Its key in the scenario."""
        payer = self.payer.removesuffix("_commissioner")
        return "_".join(part for part in (payer, self.provider, self.part) if part)

    @property
    def value_gbp_m(self) -> float:
        """Its value at activity 1: of emergencies above the baseline only 30 % is paid."""
        paid = BASELINE + MARGINAL_RATE * (1 - BASELINE) if "marginal_rate" in self.terms else 1.0
        return round(self.paid_gbp_m / paid, 1)

    @property
    def opening_gbp_m(self) -> float:
        """What is paid for it at the start, £m a year, by the value as it is written."""
        paid = BASELINE + MARGINAL_RATE * (1 - BASELINE) if "marginal_rate" in self.terms else 1.0
        return self.value_gbp_m * paid


def contracts() -> tuple[Contract, ...]:
    """Every contract: each provider's turnover, less other income, is paid by somebody."""
    bought = tuple(_bought())
    return (*bought, *_from_elsewhere(bought))


def _bought() -> Iterator[Contract]:
    services = {"non_elective": "emergency", "other": "other_acute"}
    terms = {
        "non_elective": TERMS["emergency"],
        "elective": TERMS["elective"],
        "outpatient": TERMS["outpatient"],
        "accident_and_emergency": TERMS["attendances"],
        "other": TERMS["other_block"],
    }
    for i, one in enumerate(COMMISSIONERS):
        a = one.allocation_gbp_m
        for part, share in HOME.items():
            yield Contract(
                one.body, hospital_of(one.key), services.get(part, part), share * a, terms[part], part
            )
        neighbour = TOWNS[(i + 1) % 7] if i < 7 else TOWNS[6]
        shares = {neighbour: NEIGHBOUR}
        if one.key != TOWNS[-1]:
            shares[TOWNS[-1]] = TEACHING
        for town, share in shares.items():
            yield from _parts(one.body, hospital_of(town), share * a)
        yield Contract(one.body, "other_hospitals", "other_acute", ELSEWHERE * a, TERMS["distant"])
        north = i < 4
        mental_health = "north_mental_health" if north else "south_mental_health"
        yield Contract(one.body, mental_health, "mental_health", MENTAL_HEALTH * a, TERMS["block"])
        community = "north_community" if north else "community_services"
        yield Contract(one.body, community, "out_of_hospital", COMMUNITY * a, TERMS["block"])
        yield Contract(one.body, "ambulance", "emergency", AMBULANCE * a, TERMS["blended"])


def _parts(payer: str, provider: str, paid: float) -> Iterator[Contract]:
    yield Contract(payer, provider, "emergency", EMERGENCY_SHARE * paid, TERMS["emergency"], "non_elective")
    planned = (1 - EMERGENCY_SHARE) * paid
    yield Contract(payer, provider, "elective", planned, TERMS["elective"], "planned")


def _from_elsewhere(bought: tuple[Contract, ...]) -> Iterator[Contract]:
    for one in PROVIDERS:
        specialised = SPECIALISED.get(one.kind, 0.0) * one.turnover_gbp_m
        service = "mental_health" if one.kind == "mental_health" else "specialised"
        if specialised:
            terms = TERMS["block"] if one.kind == "mental_health" else TERMS["specialised"]
            yield Contract("nhs_england", one.key, service, specialised, terms)
        paid = sum(contract.paid_gbp_m for contract in bought if contract.provider == one.key)
        rest = one.turnover_gbp_m * (1 - OTHER_INCOME[one.kind]) - specialised - paid
        if one.key in ACUTE:
            yield from _parts("other_commissioners", one.key, rest)
        elif one.kind == "ambulance":
            yield Contract("other_commissioners", one.key, "emergency", rest, TERMS["blended"])
        else:
            service = "mental_health" if one.kind == "mental_health" else "out_of_hospital"
            yield Contract("other_commissioners", one.key, service, rest, TERMS["block"])


def england() -> str:
    """The scenario file."""
    agreed = contracts()
    system = ", ".join(f'"{one.body}"' for one in COMMISSIONERS)
    providers = ", ".join(f'"{one.key}"' for one in PROVIDERS)
    parts = [_filled("top"), f'\n[system]\nname = "Made-up England"\nmembers = [{system}, {providers}]\n']
    parts += [_population(one) for one in COMMISSIONERS]
    parts += [_commissioner(one, agreed) for one in COMMISSIONERS]
    parts += [_provider(one, agreed) for one in PROVIDERS]
    parts += [_contract(one) for one in agreed]
    for commissioner in COMMISSIONERS:
        parts.append(_savings_of_a_commissioner(commissioner, agreed))
    for provider in PROVIDERS:
        parts.append(_savings_of_a_provider(provider))
    parts += [_risks_of_a_hospital(one) for one in PROVIDERS if one.key in ACUTE]
    parts += [_risks_of_a_commissioner(one) for one in COMMISSIONERS]
    return "".join(parts)


def _population(one: Commissioner) -> str:
    scale = one.allocation_gbp_m / ALLOCATION_A_HEAD_GBP / sum(ENGLAND_2012) * 1e6
    rows = []
    for year in YEARS:
        people = (
            scale * first * (last / first) ** ((year - 2012) / 7)
            for first, last in zip(ENGLAND_2012, ENGLAND_2019, strict=True)
        )
        rows.append(f"{year} = [{', '.join(str(round(band)) for band in people)}]\n")
    return _filled("population", town=one.key) + "".join(rows)


FULL_YEAR_OF_PROVIDERS_PCT = 0.9
"""What last year's programme still brings, % of turnover (D): of 4.5 % in a full year, delivered at 86 % and 62 % of it
recurrent, the 37.5 % that a programme of May with seven months of growth has not shown by March. It belongs to an
opening position, which is at the rate of March; a reported margin is of the year.
"""
FULL_YEAR_OF_COMMISSIONERS_PCT = 0.5
"""The same of commissioners, % of the allocation (D): 0.15 of 3 % of own spend, a quarter of the allocation, at 74 %
delivered, 70 % of it recurrent, 39 % not yet shown; 0.34 of 3 % of hospital demand on 45 % of it, at 50, 80 and 62.5 %.
"""
LOST_BY_HOSPITALS_PCT = 0.4
"""That 0.34 % of allocations, of hospitals' turnover (D)."""


def _percentiles(scale: float, *shares_pct: float) -> tuple[float, ...]:
    return tuple(round(scale * share / 100, 2) for share in shares_pct)


def _commissioner(one: Commissioner, agreed: tuple[Contract, ...]) -> str:
    a, margin = one.allocation_gbp_m, one.margin_pct
    rate = margin + FULL_YEAR_OF_COMMISSIONERS_PCT
    plan, p10, p50, p90 = _percentiles(a, rate, rate - 1.5, rate - 0.4, rate + 0.6)
    (reported,) = _percentiles(a, margin)
    text = _filled(
        "commissioner",
        body=one.body,
        town=one.key,
        name=one.key.title(),
        allocation=a,
        margin=margin,
        rate=rate,
        reported=reported,
        plan=plan,
        p10=p10,
        p50=p50,
        p90=p90,
        cumulative=reported,
        forecast_error=round(0.009 * a, 1),
    )
    paid = sum(contract.opening_gbp_m for contract in agreed if contract.payer == one.body)
    own = {line: round(share * a, 2) for line, share in SPEND.items()}
    own["other"] = round(a - plan - paid - sum(own.values()), 3)
    prices = {
        "primary_care": "allocation",
        "running_costs": "pay",
        "set_aside": "allocation",
        "other": "other",
    }
    reasons = {
        "set_aside": "Two per cent of the allocation may be spent only once.",
        "other": "Closes the split.",
    }
    for line, base in own.items():
        text += f'\n[bodies.{one.body}.spend.{line}]\nsource = "account_split"\n'
        text += f'reason = "{reasons[line]}"\n' if line in reasons else ""
        text += f"base_gbp_m = {base}\n"
        text += f'price = "{prices[line]}"\n' if line in prices else f'service = "{line}"\n'
    return text


FUND = {True: (1_500.0, 58_000.0), False: (100.0, 17_000.0)}
"""Of the fund of 2016/17 and 2017/18, £m, and turnover of those who share it, £m (from memory): hospitals, and others.

The targeted £200m is left to hospitals that did best, and out of account.
"""
FUND_2018, FUND_2019 = 2_450 / 1_800, 1_250 / 1_800


def _provider(one: Provider, agreed: tuple[Contract, ...]) -> str:
    t, margin = one.turnover_gbp_m, one.margin_pct
    is_acute = one.key in ACUTE
    rate = round(margin + FULL_YEAR_OF_PROVIDERS_PCT - (LOST_BY_HOSPITALS_PCT if is_acute else 0.0), 1)
    plan, p10, p50, p90 = _percentiles(t, rate, rate - 3.0, rate - 1.0, rate + 0.6)
    (reported,) = _percentiles(t, margin)
    fund, sharers = FUND[is_acute]
    offer = t * fund / sharers
    lines = LINES[one.kind]
    held = [
        line for line in ("nursing", "clinical_staff", "other_clinical", "support_staff") if line in lines
    ]
    winter = _filled(
        "winter", **dict(zip(("p10", "p50", "p90"), _percentiles(t, 0.09, 0.18, 0.36), strict=True))
    )
    step = 2.0 if one.kind == "teaching" else 4.0
    other_income = round(OTHER_INCOME[one.kind] * t, 2)
    text = _filled(
        "provider",
        key=one.key,
        name=_name(one),
        host=_host(one),
        margin=margin,
        rate=rate,
        reported=reported,
        plan=plan,
        p10=p10,
        p50=p50,
        p90=p90,
        cumulative=reported,
        winter=winter if is_acute else "",
        offer_2016=round(offer, 2),
        offer_2018=round(offer * FUND_2018, 2),
        offer_2019=round(offer * FUND_2019, 2),
        share_2016=round(100 * fund / sharers, 1),
        basis="£1.5bn on about £58bn (M)" if is_acute else "£100m on about £17bn (M)",
        forecast_error=round(0.01 * t, 1),
        held=", ".join(f'"{line}"' for line in held),
        capacity=_filled("capacity", key=one.key, step=step) if is_acute else "",
        cash=round(0.05 * t, 1),
        minimum=round(0.01 * t, 1),
        capital=round(0.04 * t, 1),
        other_income=other_income,
    )
    income = other_income + sum(contract.opening_gbp_m for contract in agreed if contract.provider == one.key)
    cost = income - plan
    bases = {line: round(terms.share * cost, 2) for line, terms in lines.items()}
    bases["other"] = round(cost - sum(base for line, base in bases.items() if line != "other"), 3)
    for line, terms in lines.items():
        text += f'\n[bodies.{one.key}.costs.{line}]\nsource = "account_split"\n'
        text += 'reason = "Closes the split."\n' if line == "other" else ""
        text += f'base_gbp_m = {bases[line]}\nprice = "{terms.price}"\nfixed_pct = {terms.fixed_pct}\n'
        text += f"semi_fixed_pct = {terms.semi_fixed_pct}\n" if terms.semi_fixed_pct else ""
        text += "" if terms.cash else "cash = false\n"
    return text


def _name(one: Provider) -> str:
    return one.key.replace("_", " ").title()


def _host(one: Provider) -> str:
    if one.key in ACUTE:
        return one.key.removesuffix("_hospital")
    return {"north_mental_health": "elm", "north_community": "elm"}.get(one.key, "willow")


def _contract(one: Contract) -> str:
    return (
        f'\n[contracts.{one.key}]\nsource = "account_split"\npayer = "{one.payer}"\nprovider = "{one.provider}"\n'
        f'service = "{one.service}"\nvalue_gbp_m = {one.value_gbp_m}\nprice = "tariff"\n{one.terms}'
    )


def _savings_of_a_commissioner(one: Commissioner, agreed: tuple[Contract, ...]) -> str:
    on = [
        f'"contracts.{contract.key}"'
        for contract in agreed
        if contract.payer == one.body
        and ("marginal_rate" in contract.terms or '"activity"' in contract.terms)
        and contract.service != "accident_and_emergency"
    ]
    return _filled(
        "savings_of_a_commissioner", town=one.key, body=one.body, name=one.key.title(), on=", ".join(on)
    )


PLANNED_SAVINGS_PCT = 4.0
NEW_OF_A_FULL_YEAR = 0.858
"""New savings of a year as planned, of the programme's full year: it begins in May and grows for seven months, which is
(3.5 + 4)/12 = 0.625 of it, and 62 % of the other 0.375 come with the next year, counted there."""


def _savings_of_a_provider(one: Provider) -> str:
    lines = {line: terms for line, terms in LINES[one.kind].items() if terms.saves}
    reached = sum(terms.share for terms in lines.values())
    return _filled(
        "savings_of_a_provider",
        key=one.key,
        name=_name(one),
        on=", ".join(f'"{one.key}.{line}"' for line in lines),
        share=round(PLANNED_SAVINGS_PCT / NEW_OF_A_FULL_YEAR / reached, 2),
        investment=round(0.001 * one.turnover_gbp_m, 2),
    )


def _risks_of_a_hospital(one: Provider) -> str:
    fine_low, fine, fine_high = _percentiles(one.turnover_gbp_m, 0.18, 0.48, 0.96)
    staff_low, staff, staff_high = _percentiles(one.turnover_gbp_m, 2.4, 7.2, 14.4)
    return _filled(
        "risks_of_a_hospital",
        key=one.key,
        name=_name(one),
        fine_low=fine_low,
        fine=fine,
        fine_high=fine_high,
        staff_low=staff_low,
        staff=staff,
        staff_high=staff_high,
    )


def _risks_of_a_commissioner(one: Commissioner) -> str:
    claims, claims_high = _percentiles(one.allocation_gbp_m, 0.5, 1.2)
    split_low, split, split_high = _percentiles(one.allocation_gbp_m, 0.25, 0.75, 1.5)
    return _filled(
        "risks_of_a_commissioner",
        town=one.key,
        body=one.body,
        name=one.key.title(),
        claims=claims,
        claims_high=claims_high,
        split_low=split_low,
        split=split,
        split_high=split_high,
    )


def main() -> None:
    """Write the scenario file."""
    FILE.write_text(england(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
