"""Programmes that follow need: what they are made of, that their limits hold, and that they have a next year."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import years_of
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, planned, without_effect
from simulator.scenario.terms.savings_programmes import FollowsNeed
from simulator.scenario.terms.schemes import Scheme

WITHOUT_A_SHARE = ("closure", "one_off")


def follows_need(scenario: Scenario) -> Iterator[Contradiction]:
    """Only a yearly programme with a share follows need, and none that would run anyway or pushes care elsewhere."""
    for key, scheme, _ in _followers(scenario):
        path: KeyPath = ("schemes", key)
        here = (*path, "follows_need")
        if scheme.kind in WITHOUT_A_SHARE:
            yield Contradiction(here, f'does not go with kind = "{scheme.kind}"')
            continue
        if not scheme.repeats_yearly:
            yield Contradiction(here, "needs repeats_yearly = true")
        if scheme.full_year_gbp_m is not None:
            yield Contradiction((*path, "full_year_gbp_m"), "does not go with follows_need: state share_pct")
        if scheme.in_do_nothing:
            yield Contradiction((*path, "in_do_nothing"), "does not go with follows_need")
        if scheme.pushed_onto is not None:
            yield Contradiction((*path, "pushed_onto"), "does not go with follows_need")


def limits(scenario: Scenario) -> Iterator[Contradiction]:
    """A programme's most is not below its least, and the programmes of one body state one target."""
    aims: dict[str, str] = {}
    for key, scheme, terms in _followers(scenario):
        path: KeyPath = ("schemes", key, "follows_need")
        least, most = planned(terms.least_pct), planned(terms.most_pct)
        if most < least:
            yield Contradiction((*path, "most_pct"), f"is {most:g}, below least_pct, {least:g}")
        if terms.target_pct is not None and aims.setdefault(scheme.owner, key) != key:
            yield Contradiction(
                (*path, "target_pct"),
                f'is stated by "{aims[scheme.owner]}" already: it holds for all programmes of {scheme.owner}',
            )


def in_effect(scenario: Scenario) -> Iterator[Contradiction]:
    """A programme starts anew after the first year, and may be stretched, and tire, where it says how."""
    instances = scenario.instances
    for key, scheme, terms in _followers(scenario):
        path: KeyPath = ("schemes", key, "follows_need")
        if not scheme.repeats_yearly:
            continue
        years = years_of(instances, key)
        if not any(year > scenario.start.year for year in years):
            yield without_effect(path, "the programme does not start anew after the first year")
            continue
        if scheme.share_pct is not None and min(years) > scenario.start.year:
            reason = "every year of the programme is set by what its owner lacks"
            yield without_effect(("schemes", key, "share_pct"), reason)
        if len(years) == 1 and not is_left_out(terms.tires_a_year):
            yield without_effect((*path, "tires_a_year"), "the programme starts only once")
        if not is_left_out(terms.stretch_from_pct) and is_left_out(terms.stretch_effect):
            yield without_effect((*path, "stretch_from_pct"), "there is no stretch_effect")
        if not is_left_out(terms.stretch_effect) and _is_never_stretched(scheme, terms):
            yield without_effect(
                (*path, "stretch_effect"), "neither most_pct nor share_pct is above stretch_from_pct"
            )


def _is_never_stretched(scheme: Scheme, terms: FollowsNeed) -> bool:
    """Whether the programme is certainly never larger than that from which on it is stretched."""
    sizes = [number.value for number in (terms.most_pct, scheme.share_pct) if number is not None]
    known = [value for value in sizes if value is not None]
    from_pct = terms.stretch_from_pct.value
    return len(known) == len(sizes) and from_pct is not None and max(known) <= from_pct


def _followers(scenario: Scenario) -> Iterator[tuple[str, Scheme, FollowsNeed]]:
    for key, scheme in scenario.schemes.items():
        if scheme.follows_need is not None:
            yield key, scheme, scheme.follows_need


RULES = (follows_need, limits)
EFFECTS = (in_effect,)
"""Asked of whole files: what they miss may be what is wrong."""
