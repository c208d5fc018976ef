"""Milestones: what each kind may say, who waits for them and merges with whom, and that each matters to somebody."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.rules.circles import way_back
from simulator.scenario.rules.contradiction import (
    Contradiction,
    end_year,
    is_left_out,
    repeated,
    unknown,
    without_effect,
)
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.milestones import Milestone

OF_COST = ("cost_gbp_m", "cost_months", "paid_by")
OF_GRIP = ("grip_change", "grip_months", "disruption", "disruption_months")
FOREIGN: dict[str, tuple[str, ...]] = {"bid": ("bodies", *OF_COST, *OF_GRIP), "project": OF_GRIP}
"""By kind: keys that do not go with it. A bid is decided elsewhere, and a project manages nobody."""


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


def foreign_keys(scenario: Scenario) -> Iterator[Contradiction]:
    """Keys that do not go with a milestone's kind."""
    for key, milestone in scenario.milestones.items():
        for word in FOREIGN.get(milestone.kind, ()):
            if word in milestone.model_fields_set:
                yield Contradiction(("milestones", key, word), f'does not go with kind = "{milestone.kind}"')


def parts(scenario: Scenario) -> Iterator[Contradiction]:
    """What says how something happens needs that it happens."""
    for key, milestone in scenario.milestones.items():
        path: KeyPath = ("milestones", key)
        given = milestone.model_fields_set - set(FOREIGN.get(milestone.kind, ()))
        for words, of in (
            (("cost_months", "paid_by"), "cost_gbp_m"),
            (("grip_months",), "grip_change"),
            (("disruption_months",), "disruption"),
        ):
            for word in words:
                if word in given and is_left_out(_number(milestone, of)):
                    yield without_effect((*path, word), f"there is no {of}")
        if "disruption" in given and not milestone.disruption_months:
            yield Contradiction((*path, "disruption"), "needs disruption_months above 0: how long it lasts")


def bodies(scenario: Scenario) -> Iterator[Contradiction]:
    """A milestone says whom it concerns where that matters, and only there."""
    for key, milestone in scenario.milestones.items():
        path: KeyPath = ("milestones", key, "bodies")
        is_shared = milestone.kind in {"shared_management", "merger"}
        pays = not is_left_out(milestone.cost_gbp_m) and milestone.paid_by is None
        if not milestone.bodies and milestone.kind != "bid":
            if pays:
                yield Contradiction(path, "is missing: they pay the cost, as there is no paid_by")
            elif is_shared and _moves_grip(milestone):
                yield Contradiction(path, "is missing: the bodies whose grip changes")
        elif milestone.kind == "project" and milestone.bodies and not pays:
            why = "paid_by pays the cost" if milestone.paid_by else "there is no cost_gbp_m for them to pay"
            yield without_effect(path, why)


def mergers(scenario: Scenario) -> Iterator[Contradiction]:
    """Members of one kind merge, each once, after the start and under one management already."""
    merged: dict[str, str] = {}
    for key, merger in scenario.milestones.items():
        if merger.kind != "merger":
            continue
        path: KeyPath = ("milestones", key)
        yield from _merging(scenario, key, merger, merged)
        if merger.date <= scenario.start:
            yield Contradiction(
                (*path, "date"),
                f"is {merger.date.isoformat()}; a merger is after the start on {scenario.start.isoformat()}: "
                "make one body of what has merged before",
            )
        before = [scenario.milestones[name] for name in merger.needs if name in scenario.milestones]
        if not any(
            other.kind == "shared_management" and set(merger.bodies) <= set(other.bodies) for other in before
        ):
            yield Contradiction(
                (*path, "needs"),
                'should name a milestone of kind = "shared_management" with the same bodies: '
                "bodies merge under one management",
            )


def grips(scenario: Scenario) -> Iterator[Contradiction]:
    """Grip can change where it is told."""
    for key, milestone in scenario.milestones.items():
        for word in ("grip_change", "disruption"):
            if is_left_out(_number(milestone, word)) or not milestone.bodies:
                continue
            if all(scenario.bodies[body].grip is None for body in milestone.bodies):
                yield without_effect(("milestones", key, word), "none of its bodies has a grip table")


def idle(scenario: Scenario) -> Iterator[Contradiction]:
    """A milestone is needed by somebody, costs somebody something, moves a grip or merges bodies."""
    system = scenario.system
    needed = {name for scheme in scenario.schemes.values() for name in scheme.needs}
    needed |= {name for milestone in scenario.milestones.values() for name in milestone.needs}
    needed |= {name for shared in (system.pooling, system.control_total) if shared for name in shared.needs}
    last_april = datetime.date(end_year(scenario) - 1, 4, 1)
    for key, milestone in scenario.milestones.items():
        is_paid = not is_left_out(milestone.cost_gbp_m) and (
            milestone.paid_by is None or milestone.paid_by in scenario.bodies
        )
        merges = milestone.kind == "merger" and milestone.date <= last_april
        if key not in needed and not is_paid and not _moves_grip(milestone) and not merges:
            why = "nothing needs it, no body pays for it, and it moves no grip"
            if milestone.kind == "merger":
                why = f"a merger counts from the first April after it, and the last is that of {last_april.year}"
            yield without_effect(("milestones", key), why)


def _needs_of_milestones(scenario: Scenario) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    for key, milestone in scenario.milestones.items():
        yield ("milestones", key, "needs"), milestone.needs
    for word in ("pooling", "control_total"):
        shared = getattr(scenario.system, word)
        if shared is not None:
            yield ("system", word, "needs"), shared.needs


def _merging(
    scenario: Scenario, key: str, merger: Milestone, merged: dict[str, str]
) -> Iterator[Contradiction]:
    path: KeyPath = ("milestones", key, "bodies")
    known = [body for body in merger.bodies if body in scenario.bodies]
    kinds = sorted({scenario.bodies[body].kind for body in known})
    if len(merger.bodies) < 2:
        yield Contradiction(path, f"needs two bodies or more that merge, but has {len(merger.bodies)}")
    elif len(kinds) > 1:
        found = ", ".join(f"{body} is a {scenario.bodies[body].kind}" for body in known)
        yield Contradiction(path, f"should be of one kind, but {found}")
    for place, body in enumerate(merger.bodies):
        if body in known and body not in scenario.system.members:
            yield Contradiction((*path, place), f'"{body}" is no member of the system: only members merge')
        if merged.setdefault(body, key) != key:
            yield Contradiction(
                (*path, place),
                f'"{body}" is in [milestones.{merged[body]}] already: a body is in one merger at most',
            )


def _moves_grip(milestone: Milestone) -> bool:
    return not (is_left_out(milestone.grip_change) and is_left_out(milestone.disruption))


def _number(milestone: Milestone, key: str) -> Number:
    number: Number = getattr(milestone, key)
    return number


NAMES = (
    keys,
    needs,
    circles,
    concerned,
)
"""Names that must be somebody's: asked before anything else."""
RULES = (
    foreign_keys,
    parts,
    bodies,
    mergers,
)
EFFECTS = (
    grips,
    idle,
)
"""Asked of whole files: what they miss may be what is wrong."""
