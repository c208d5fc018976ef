"""Winters: what they strike, and what strikes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect
from simulator.scenario.terms.bodies import Provider


def winter(scenario: Scenario) -> Iterator[Contradiction]:
    """What winter does needs a winter, and a winter needs something to do."""
    touched = False
    contracted = {contract.service for contract in scenario.contracts.values()}
    for key, service in scenario.services.items():
        for word in ("winter_extra_pct", "winter_cancelled_pct"):
            if is_left_out(getattr(service, word)):
                continue
            if scenario.winter is None:
                yield without_effect(("services", key, word), "there is no [winter]")
            elif key not in contracted:
                yield without_effect(
                    ("services", key, word), "winter touches contracts, and none is for this service"
                )
            else:
                touched = True
    stops = any(contract.stopped_pct is not None for contract in scenario.contracts.values())
    for key, body in scenario.bodies.items():
        if isinstance(body, Provider) and not is_left_out(body.winter_premium_gbp_m):
            touched = True
            if scenario.winter is None:
                yield without_effect(("bodies", key, "winter_premium_gbp_m"), "there is no [winter]")
    if scenario.winter is not None:
        if not touched and not stops:
            yield without_effect(("winter",), "no service and no provider says what winter does to it")
        elif (
            not stops
            and not is_left_out(scenario.winter.backlog_share_pct)
            and all(
                is_left_out(scenario.services[key].winter_cancelled_pct)
                for key in contracted & set(scenario.services)
            )
        ):
            yield Contradiction(
                ("winter", "backlog_share_pct"), "has no effect: winter cancels no service's care; write 0"
            )


EFFECTS = (winter,)
"""Asked of whole files: what they miss may be what is wrong."""
