"""Names in what changes a system: milestones and who needs them, bodies concerned, where care and money go."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Buyer, Council, Provider, Scenario
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.reading.spelling import advice
from simulator.scenario.rules.circles import way_back
from simulator.scenario.rules.contradiction import Contradiction, unknown
from simulator.scenario.rules.references import repeated


def keys(scenario: Scenario) -> Iterator[Contradiction]:
    """What schemes need is a scheme or a milestone, never both."""
    for key in scenario.milestones:
        if key in scenario.schemes:
            yield Contradiction(
                ("milestones", key), "is the key of a scheme as well: `needs` could mean either; take another"
            )


def needs(scenario: Scenario) -> Iterator[Contradiction]:
    """Schemes need schemes and milestones that exist; milestones, pooling and a single control total milestones."""
    for key, scheme in scenario.schemes.items():
        for place, needed in enumerate(scheme.needs):
            if needed not in scenario.schemes and needed not in scenario.milestones:
                allowed = [other for other, one in scenario.schemes.items() if not one.repeats_yearly]
                allowed = [other for other in allowed if other != key]
                yield unknown(
                    ("schemes", key, "needs", place),
                    "scheme or milestone",
                    needed,
                    [*allowed, *scenario.milestones],
                )
    for path, names in _needs_of_milestones(scenario):
        yield from repeated(path, names)
        for place, needed in enumerate(names):
            if needed not in scenario.milestones:
                yield unknown((*path, place), "milestone", needed, scenario.milestones)


def circles(scenario: Scenario) -> Iterator[Contradiction]:
    """No milestone waits for itself."""
    all_needs = {key: milestone.needs for key, milestone in scenario.milestones.items()}
    for key, names in all_needs.items():
        for place, needed in enumerate(names):
            if circle := way_back(all_needs, key, needed):
                yield Contradiction(
                    ("milestones", key, "needs", place), f"goes in a circle: {' needs '.join(circle)}"
                )


def concerned(scenario: Scenario) -> Iterator[Contradiction]:
    """A milestone concerns simulated commissioners and providers; others may pay for it."""
    simulated = [key for key, body in scenario.bodies.items() if not isinstance(body, Council)]
    payers = {*scenario.bodies, *scenario.outside, "paymaster"}
    for key, milestone in scenario.milestones.items():
        path: KeyPath = ("milestones", key, "bodies")
        yield from repeated(path, milestone.bodies)
        for place, body in enumerate(milestone.bodies):
            if body not in scenario.bodies:
                yield unknown((*path, place), "simulated body", body, simulated)
            elif body not in simulated:
                yield Contradiction(
                    (*path, place),
                    f'"{body}" is a council, which shares no management and merges with nobody',
                )
        if milestone.paid_by is not None and milestone.paid_by not in payers:
            yield unknown(("milestones", key, "paid_by"), "party", milestone.paid_by, payers)


def ring_fenced(scenario: Scenario) -> Iterator[Contradiction]:
    """Only members could give to the pool and receive from it: only they can be kept out."""
    pooling, members = scenario.system.pooling, scenario.system.members
    path: KeyPath = ("system", "pooling", "ring_fenced")
    names = pooling.ring_fenced if pooling else []
    yield from repeated(path, names)
    for place, name in enumerate(names):
        if name in scenario.bodies and name not in members:
            yield Contradiction((*path, place), f'"{name}" is no member of the system, and never in its pool')
        elif name not in members:
            yield unknown((*path, place), "member of the system", name, members)


def discharges(scenario: Scenario) -> Iterator[Contradiction]:
    """The hospital contracts whose patients need a council's care exist."""
    for key, body in scenario.bodies.items():
        path: KeyPath = ("bodies", key, "discharge", "contracts")
        names = body.discharge.contracts if isinstance(body, Council) and body.discharge else []
        yield from repeated(path, names)
        for place, name in enumerate(names):
            if name not in scenario.contracts:
                yield unknown((*path, place), "contract", name, scenario.contracts)


def pushed(scenario: Scenario) -> Iterator[Contradiction]:
    """Care is pushed onto a spend line of a council."""
    councils = {key: body for key, body in scenario.bodies.items() if isinstance(body, Council)}
    lines = {f"{key}.{line}" for key, body in councils.items() for line in body.spend}
    for key, scheme in scenario.schemes.items():
        target = scheme.pushed_onto
        if target is not None and target not in lines:
            place, _, line = target.partition(".")
            known = scenario.bodies.get(place)
            found = f'there is no council\'s spend line "{target}"{advice(target, lines)}'
            if isinstance(known, Buyer) and not isinstance(known, Council) and line in known.spend:
                found = f'"{target}" is a line of a commissioner: care is pushed onto a council{advice(target, lines)}'
            yield Contradiction(("schemes", key, "pushed_onto"), found)


def income_payers(scenario: Scenario) -> Iterator[Contradiction]:
    """Other income comes from outside: what a body pays is a contract."""
    outside = [*scenario.outside, "paymaster"]
    for key, body in scenario.bodies.items():
        for line, income in (body.income if isinstance(body, Provider) else {}).items():
            path: KeyPath = ("bodies", key, "income", line, "payer")
            if income.payer in scenario.bodies:
                yield Contradiction(
                    path, f'"{income.payer}" is simulated: what it pays is a contract; name an outside party'
                )
            elif income.payer is not None and income.payer not in outside:
                yield unknown(path, "outside party", income.payer, outside)


def _needs_of_milestones(scenario: Scenario) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    for key, milestone in scenario.milestones.items():
        yield ("milestones", key, "needs"), milestone.needs
    for word in ("pooling", "control_total"):
        reform = getattr(scenario.system, word)
        if reform is not None:
            yield ("system", word, "needs"), reform.needs


RULES = (keys, needs, circles, concerned, ring_fenced, discharges, pushed, income_payers)
