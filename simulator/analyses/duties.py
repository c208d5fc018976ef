"""How likely everybody is to reach each duty in each year, and to have recovered by it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.results.outcomes import Hits, Outcomes
from simulator.statistics.intervals import Probabilities, probabilities


@dataclass(frozen=True)
class Duties:
    """The probability of each duty, worked out when it is first asked for: shape ``(names, years)``.

    Where a duty is not asked of a body, or not known in a year, there is nothing to tell.
    """

    reached: Outcomes

    @cached_property
    def break_even(self) -> Probabilities:
        """Of a surplus of nothing or more in the year."""
        return probabilities(self.reached.break_even)

    @cached_property
    def surplus_1pct(self) -> Probabilities:
        """Of a surplus of 1 % in the year."""
        return probabilities(self.reached.surplus_1pct).where(self.has_1pct)

    @cached_property
    def cumulative_1pct(self) -> Probabilities:
        """Of 1 % carried forward."""
        return probabilities(self.reached.cumulative_1pct).where(self.has_1pct)

    @cached_property
    def break_even_3y(self) -> Probabilities:
        """Of break even over three years."""
        return probabilities(self.reached.break_even_3y).where(self.reached.is_known_3y)

    @cached_property
    def control_total(self) -> Probabilities:
        """Of the control total."""
        return probabilities(self.reached.control_total).where(self.reached.has_control_total)

    @cached_property
    def recovered_by(self) -> Probabilities:
        """Of break even in the year and in every later one to the horizon."""
        return probabilities(self.reached.recovered)

    @cached_property
    def never(self) -> Probabilities:
        """Of not having recovered at the horizon: shape ``(names,)``."""
        return probabilities(~self.reached.recovered[:, -1])

    @property
    def has_1pct(self) -> Hits:
        """Whether a surplus of 1 % is asked for."""
        has_1pct: Hits = np.broadcast_to(self.reached.has_1pct[:, None], self.reached.has_control_total.shape)
        return has_1pct
