"""What a commissioner may spend of what it saved, and what it draws down (`docs/model.md` §20)."""

from __future__ import annotations

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Provider
from tests.oracle.future import LEAST_MONEY, MONTHS, Fate, Future
from tests.oracle.parties import Party


def allow_spending(
    party: Party, scenario: Scenario, year: int, other: list[float], fate: Fate, future: Future
) -> None:
    """April: headroom, care bought for good or given up, and drawdown, from the figures of the year before."""
    rules = party.rules
    if rules is not None and year > 0:
        calendar_year, is_provider = (
            scenario.start.year + year,
            isinstance(scenario.bodies[party.name], Provider),
        )
        if is_provider:
            kept = fate.pct(scenario.row(scenario.regime.providers.surplus_pct, calendar_year))
            headroom = spent = drawn = 0.0
        else:
            regime = scenario.regime.commissioners
            kept, headroom, spent, drawn = (
                fate.pct(scenario.row(rows, calendar_year))
                for rows in (
                    regime.surplus_pct,
                    regime.headroom_pct,
                    regime.headroom_spent_pct,
                    regime.drawdown_pct,
                )
            )
        allocation = party.duty_income
        still_to_save = kept * allocation
        if not is_provider:
            still_to_save = max(still_to_save - party.cumulative, 0.0)
        saved = party.recurrent_surplus - still_to_save
        rules.headroom = spent * min(max(saved, 0.0), headroom * allocation)
        bought = rules.share * max(saved - headroom * allocation, 0.0)
        kept_up = rules.committed * other[year] / other[year - 1]
        rules.committed = max(kept_up + bought + min(saved, 0.0), 0.0)
        rules.drawdown = drawn * max(party.cumulative - kept * allocation, 0.0)
        future.events["developments_committed"] += bought > 0
        future.events["developments_ended"] += kept_up - rules.committed > LEAST_MONEY
        future.events["drawdown_spent"] += rules.drawdown > 0
    future.by_year["developments", party.name, year] = party.development
    future.by_year["drawdown", party.name, year] = 0.0 if rules is None else rules.drawdown


def spend_by_the_rules(party: Party) -> None:
    """A twelfth of each; what is drawn down is received and spent, so that it moves no year's surplus."""
    rules = party.rules
    if rules is None:
        return
    party.spend(party.development / MONTHS)
    party.year.non_recurrent -= rules.headroom / MONTHS
    party.earn(rules.drawdown / MONTHS)
    party.spend(rules.drawdown / MONTHS)
