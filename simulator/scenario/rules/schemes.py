"""Savings schemes: what each kind may act on and needs, and that none saves more than there is."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import financial_year, years_of
from simulator.scenario.rules.circles import way_back
from simulator.scenario.rules.contradiction import Contradiction, is_zero, planned
from simulator.scenario.rules.targets import base, own_lines, targets
from simulator.scenario.terms.bodies import Buyer, Provider
from simulator.scenario.terms.schemes import Scheme
from simulator.words.figures import per_cent
from simulator.words.spelling import advice

ACTS_ON = {
    "cash_releasing": "spend or cost lines of its owner",
    "workforce": "spend or cost lines of its owner that move with the price `pay`",
    "unidentified": "spend or cost lines of its owner",
    "price": "spend or cost lines of its owner, or contracts that its owner pays",
    "demand": "contracts that its owner pays",
    "income": "income lines of its owner",
    "closure": "cost lines of its owner, a provider",
    "one_off": "nothing",
}
"""What each kind of scheme may name in `on`."""
FOREIGN_TO_ONE_OFF = ("on", "share_pct", "ramp", "ramp_months", "recurrent_pct", "erosion_pct", "ends")
FOREIGN_TO_UNIDENTIFIED = (
    "gateways",
    "needs",
    "team",
    "investment_gbp_m",
    "recurrent_investment_gbp_m",
    "paid_by",
)
"""Keys that do not go with a kind: the first is one receipt, the second a target with no scheme behind it."""
A_WHOLE = 1.0 + 1e-9


def sizes(scenario: Scenario) -> Iterator[Contradiction]:
    """A scheme is as large as its full-year amount, or as its share of what it acts on."""
    for key, scheme in scenario.schemes.items():
        given = [word for word in ("full_year_gbp_m", "share_pct") if getattr(scheme, word) is not None]
        if scheme.kind == "one_off":
            if "full_year_gbp_m" not in given:
                yield Contradiction(
                    ("schemes", key, "full_year_gbp_m"), "is missing: the amount of the receipt"
                )
        elif not given and not follows_from_the_first(scenario, key):
            yield Contradiction(("schemes", key), "needs full_year_gbp_m or share_pct")
        elif len(given) == 2:
            yield Contradiction(
                ("schemes", key, "share_pct"), "does not go with full_year_gbp_m: leave one out"
            )


def follows_from_the_first(scenario: Scenario, key: str) -> bool:
    """Whether what its owner lacks sets every year of a programme: then it states no size of its own."""
    years = years_of(scenario.instances, key)
    return scenario.schemes[key].follows_need is not None and bool(years) and min(years) > scenario.start.year


def foreign_keys(scenario: Scenario) -> Iterator[Contradiction]:
    """Keys that do not go with a scheme's kind or ramp."""
    for key, scheme in scenario.schemes.items():
        given = scheme.model_fields_set
        if scheme.kind == "one_off":
            yield from _foreign(key, scheme, FOREIGN_TO_ONE_OFF)
        if scheme.kind == "unidentified":
            yield from _foreign(key, scheme, FOREIGN_TO_UNIDENTIFIED)
        if scheme.kind != "one_off" and scheme.ramp == "immediate" and "ramp_months" in given:
            yield Contradiction(("schemes", key, "ramp_months"), 'does not go with ramp = "immediate"')
        if "repeats_until" in given and not scheme.repeats_yearly:
            yield Contradiction(("schemes", key, "repeats_until"), "needs repeats_yearly = true")
        if scheme.paid_by is not None and scheme.kind != "unidentified" and _is_free(scheme):
            yield Contradiction(
                ("schemes", key, "paid_by"), "has no effect: there is no investment; leave it out"
            )


def life_dates(scenario: Scenario) -> Iterator[Contradiction]:
    """A scheme ends after it starts; a programme is repeated at least up to its first year."""
    after_all = datetime.date(scenario.start.year + scenario.years, 4, 1)
    for key, scheme in scenario.schemes.items():
        start = scheme.start.isoformat()
        if scheme.ends is not None and scheme.ends <= scheme.start:
            yield Contradiction(
                ("schemes", key, "ends"), f"is {scheme.ends.isoformat()}, not after its start, {start}"
            )
        elif scheme.ends is not None and scheme.ends <= scenario.start and not scheme.repeats_yearly:
            yield Contradiction(
                ("schemes", key, "ends"), "is before the scenario starts: leave the scheme out"
            )
        elif scheme.ends is not None and scheme.ends >= after_all:
            yield Contradiction(
                ("schemes", key, "ends"), "has no effect: it is after the horizon; leave it out"
            )
        if scheme.repeats_until is not None and scheme.repeats_until < financial_year(scheme.start):
            yield Contradiction(
                ("schemes", key, "repeats_until"), f"is before the financial year of its start, {start}"
            )


def acts_on(scenario: Scenario) -> Iterator[Contradiction]:
    """Every scheme acts on something that its kind can act on."""
    for key, scheme in scenario.schemes.items():
        if scheme.kind == "one_off" or scheme.owner not in scenario.bodies:
            continue
        if not scheme.on:
            yield Contradiction(("schemes", key, "on"), f"is missing: {_rule(scheme)}")
        for place, target in enumerate(scheme.on):
            path: KeyPath = ("schemes", key, "on", place)
            if target in scheme.on[:place]:
                yield Contradiction(path, f'names "{target}" twice')
            elif target not in targets(scenario, scheme) and not _has_unknown_payer(scenario, target):
                yield Contradiction(path, _why_not(scenario, scheme, target))


def bases(scenario: Scenario) -> Iterator[Contradiction]:
    """A scheme acts on something that is not nothing."""
    for key, scheme in scenario.schemes.items():
        on = [target for target in scheme.on if target in targets(scenario, scheme)]
        if on and not sum(base(scenario, target) for target in on) > 0:
            yield Contradiction(("schemes", key, "on"), "acts on nothing: the planned base of it all is 0")


def planned_shares(scenario: Scenario) -> Iterator[Contradiction]:
    """Planned savings on one spend are at most the spend; instances of all years count together."""
    shares: dict[tuple[str, str], float] = defaultdict(float)
    last: dict[tuple[str, str], str] = {}
    for name, scheme in scenario.instances.items():
        if scheme.kind == "one_off" or any(target not in targets(scenario, scheme) for target in scheme.on):
            continue
        for target in scheme.on:
            spend = (target, "activity" if scheme.kind == "demand" else "price")
            shares[spend] += _planned_share(scenario, scheme) * max(planned(scheme.delivery), 0.0)
            last[spend] = name.partition("@")[0]
    above: dict[str, list[str]] = defaultdict(list)
    for spend, share in shares.items():
        if share > A_WHOLE:
            above[last[spend]].append(f"{per_cent(share)} of {spend[0]}")
    for key, saved in above.items():
        yield Contradiction(
            ("schemes", key, "on"),
            f"schemes together plan to save {' and '.join(saved)}; allowed is at most 100 %",
        )


def held_shares(scenario: Scenario) -> Iterator[Contradiction]:
    """Financial recovery plans to hold at most the whole of a line, all its actions together."""
    for key, body in scenario.bodies.items():
        shares: dict[str, float] = defaultdict(float)
        for name, action in (body.recovery.actions if body.recovery else {}).items():
            for line in dict.fromkeys(action.lines):
                shares[line] += planned(action.share_pct) / 100
                if shares[line] > A_WHOLE:
                    yield Contradiction(
                        ("bodies", key, "recovery", "actions", name, "share_pct"),
                        f"actions together plan to hold {per_cent(shares[line])} of {line}; "
                        "allowed is at most 100 %",
                    )


def office_places(scenario: Scenario) -> Iterator[Contradiction]:
    """A scheme's team fits into the delivery office."""
    for key, scheme in scenario.schemes.items():
        path: KeyPath = ("schemes", key, "team")
        if scheme.team > 0 and scenario.office is None:
            yield Contradiction(path, "needs a delivery office: [office] with its places")
        elif scenario.office is not None and scheme.team > scenario.office.places:
            yield Contradiction(path, f"is {scheme.team}, but the office has {scenario.office.places} places")


def needs(scenario: Scenario) -> Iterator[Contradiction]:
    """A scheme may need others, but no yearly programme, nothing that doing nothing lacks, and not itself."""
    needs_of = {key: scheme.needs for key, scheme in scenario.schemes.items()}
    for key, scheme in scenario.schemes.items():
        for place, needed in enumerate(scheme.needs):
            path: KeyPath = ("schemes", key, "needs", place)
            if needed in scheme.needs[:place]:
                yield Contradiction(path, f'names "{needed}" twice')
            elif needed in scenario.milestones and scheme.in_do_nothing:
                yield Contradiction(
                    path, f'"{needed}" is a milestone, not in do nothing: a scheme that is cannot need it'
                )
            elif needed not in scenario.schemes:
                continue
            elif scenario.schemes[needed].repeats_yearly:
                yield Contradiction(path, f'"{needed}" is repeated yearly: a scheme cannot need it')
            elif scheme.in_do_nothing and not scenario.schemes[needed].in_do_nothing:
                yield Contradiction(path, f'"{needed}" is not in do nothing: a scheme that is cannot need it')
            elif circle := way_back(needs_of, key, needed):
                yield Contradiction(path, f"goes in a circle: {' needs '.join(circle)}")


def _has_unknown_payer(scenario: Scenario, target: str) -> bool:
    """Whether it is a contract whose payer is misspelt: that is told, and what rests on it is not."""
    contract = scenario.contracts.get(target.removeprefix("contracts."))
    return contract is not None and contract.payer not in {*scenario.bodies, *scenario.outside}


def _foreign(key: str, scheme: Scheme, keys: tuple[str, ...]) -> Iterator[Contradiction]:
    for word in keys:
        if word in scheme.model_fields_set:
            yield Contradiction(("schemes", key, word), f'does not go with kind = "{scheme.kind}"')


def _is_free(scheme: Scheme) -> bool:
    return is_zero(scheme.investment_gbp_m) and is_zero(scheme.recurrent_investment_gbp_m)


def _why_not(scenario: Scenario, scheme: Scheme, target: str) -> str:
    place, _, line = target.partition(".")
    owner = scenario.bodies[scheme.owner]
    rule = _rule(scheme)
    if place == "contracts" and line in scenario.contracts:
        if scenario.contracts[line].payer == scheme.owner:
            return f'"{target}" is a contract: {rule}'
        return f'"{target}" is not paid by {scheme.owner}: {rule}'
    income = [] if isinstance(owner, Buyer) else list(owner.income)
    if (
        place == scheme.owner
        and isinstance(owner, Provider)
        and line in owner.costs
        and owner.costs[line].pfi
    ):
        return f'"{target}" is a PFI: the payment is fixed by contract, and no scheme reaches it'
    if place == scheme.owner and line in (*own_lines(owner), *income):
        return f'"{target}" will not do: {rule}'
    if place != scheme.owner and place in scenario.bodies:
        return f'"{target}" is not a line of {scheme.owner}: {rule}'
    return f'there is no "{target}" for it: {rule}{advice(target, targets(scenario, scheme))}'


def _rule(scheme: Scheme) -> str:
    article = "an" if scheme.kind[0] in "aeiou" else "a"
    return f"{article} {scheme.kind} scheme acts on {ACTS_ON[scheme.kind]}"


def _planned_share(scenario: Scenario, scheme: Scheme) -> float:
    """The share of what it acts on that the plan takes, after what its consultations leave of it."""
    kept = math.prod(
        min(max(planned(gateway.kept_pct) / 100, 0.0), 1.0)
        for gateway in scheme.gateways.values()
        if gateway.kind == "consultation"
    )
    if scheme.follows_need is not None:
        return kept * planned(scheme.follows_need.most_pct) / 100
    if scheme.share_pct is not None:
        return kept * planned(scheme.share_pct) / 100
    whole = sum(base(scenario, target) for target in scheme.on)
    if scheme.full_year_gbp_m is None or not whole > 0:
        return 0.0
    return kept * planned(scheme.full_year_gbp_m) / whole


RULES = (
    sizes,
    foreign_keys,
    life_dates,
    acts_on,
    bases,
    planned_shares,
    held_shares,
    office_places,
    needs,
)
