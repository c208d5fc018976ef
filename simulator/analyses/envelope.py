"""The envelope: a published total beside what is simulated of it, what is known to be outside, and what is neither."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from simulator.engine.opening import payment_at_opening
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import AnyBody, Buyer, Commissioner
from simulator.scenario.uncertainty import planned


@dataclass(frozen=True)
class EnvelopeShare:
    """One line of the envelope, in £m a year at the start."""

    name: str
    amount_gbp_m: float


@dataclass(frozen=True)
class Allotted:
    """A published total, line by line."""

    total_gbp_m: float
    simulated: tuple[EnvelopeShare, ...]
    """What the simulated bodies receive from outside the simulation: trade between them counts once, with its payer."""
    outside: tuple[EnvelopeShare, ...]
    """What the scenario says stands outside; negative where the bodies' income has more than the whole."""

    @property
    def simulated_gbp_m(self) -> float:
        """All that is simulated."""
        return sum(line.amount_gbp_m for line in self.simulated)

    @property
    def outside_gbp_m(self) -> float:
        """All that is known to be outside."""
        return sum(line.amount_gbp_m for line in self.outside)

    @property
    def unallocated_gbp_m(self) -> float:
        """What of the total nothing explains; negative where lines say more than the total."""
        return self.total_gbp_m - self.simulated_gbp_m - self.outside_gbp_m


def allotted(scenario: Scenario) -> Allotted | None:
    """The envelope line by line, at planned base amounts; none where the scenario states no total."""
    envelope = scenario.envelope
    if envelope is None:
        return None
    return Allotted(
        total_gbp_m=envelope.total_gbp_m,
        simulated=tuple(
            line
            for key, body in scenario.bodies.items()
            for line in received_from_outside(scenario, key, body, inside=scenario.bodies)
        ),
        outside=tuple(EnvelopeShare(line.name, line.gbp_m) for line in envelope.lines.values()),
    )


def received_from_outside(
    scenario: Scenario, key: str, body: AnyBody, *, inside: Collection[str]
) -> Iterator[EnvelopeShare]:
    """What a body receives from whoever is not ``inside``, at planned base amounts."""
    if isinstance(body, Buyer):
        what = "allocation" if isinstance(body, Commissioner) else "funding"
        yield EnvelopeShare(f"{body.called}: {what}", planned(body.funds))
        return
    contracts = sum(
        payment_at_opening(scenario, contract)
        for contract in scenario.contracts.values()
        if contract.provider == key and contract.payer not in inside
    )
    if contracts:
        yield EnvelopeShare(f"{body.called}: contracts with outside payers", contracts)
    other = sum(planned(line.base_gbp_m) for line in body.income.values())
    if other:
        yield EnvelopeShare(f"{body.called}: other income", other)
