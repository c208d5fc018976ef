"""How large a body is: what its amounts are held against."""

from __future__ import annotations

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import planned
from simulator.scenario.terms.bodies import Buyer

LARGEST_BODY_GBP_M = 10_000
"""No commissioner, trust or council of a health economy has as much a year: such a figure is in £ or in £000."""
USUAL_BODY_GBP_M = 3_000
"""Few have as much."""


class Scales:
    """What each body turns over a year at base amounts, £m, even where one of its figures is far out."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._typed = {body: min(filter(None, self.sides(body)), default=0.0) for body in scenario.bodies}

    def unit(self, body: str) -> int:
        """How many of a body's units make £m: more than one where all its figures are in £ or in £000."""
        turnover = self._typed.get(body, 0.0)
        if turnover <= LARGEST_BODY_GBP_M:
            return 1
        return 1_000 if turnover / 1_000 <= USUAL_BODY_GBP_M else 1_000_000

    def of(self, body: str) -> float:
        """Its turnover, in £m whatever it was typed in; 0 where it has none."""
        return self._typed.get(body, 0.0) / self.unit(body)

    @property
    def whole(self) -> float:
        """That of all bodies together."""
        return sum(map(self.of, self._scenario.bodies))

    @property
    def largest(self) -> float:
        """That of the largest body."""
        return max(map(self.of, self._scenario.bodies), default=0.0)

    def sides(self, key: str) -> tuple[float, float]:
        """Income and spending: one of them is right where a single figure is wrong."""
        body, contracts = self._scenario.bodies[key], self._scenario.contracts.values()
        if isinstance(body, Buyer):
            paid = sum(planned(contract.value_gbp_m) for contract in contracts if contract.payer == key)
            return planned(body.funds), paid + sum(planned(line.base_gbp_m) for line in body.spend.values())
        earned = sum(planned(contract.value_gbp_m) for contract in contracts if contract.provider == key)
        return (
            earned + sum(planned(line.base_gbp_m) for line in body.income.values()),
            sum(planned(line.base_gbp_m) for line in body.costs.values()),
        )
