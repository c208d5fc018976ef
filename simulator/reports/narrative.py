"""Sentences for what happens in one replication."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.trace import Happening, Trace
from simulator.economy.catalogue import EVENTS
from simulator.scenario.model import Scenario
from simulator.timeline import date_at, financial_year_label
from simulator.words.figures import MINUS, signed


def sentence(scenario: Scenario, happening: Happening) -> str:
    """What happened, in words."""
    return EVENTS[happening.kind].sentence.format(
        subject=name_of(scenario, happening.subject),
        amount=_Money(happening.amount or 0.0),
        times=_Count(happening.times),
    )


def tell(told: Trace) -> Iterator[tuple[str, str]]:
    """(date, sentence) of every happening, with each body's year end in its place."""
    start, years = told.scenario.start, list(range(told.scenario.years))
    for happening in told.happenings:
        while years and happening.moment >= 12 * (years[0] + 1):
            yield from _year_end(told, years.pop(0))
        if 0 <= happening.moment < told.scenario.months:
            yield date_at(start, happening.moment).isoformat(), sentence(told.scenario, happening)
    for year in years:
        yield from _year_end(told, year)


def name_of(scenario: Scenario, key: str) -> str:
    """What a reader calls a body, milestone, scheme, contract, line or risk."""
    if key in scenario.bodies:
        return scenario.bodies[key].name
    if key in scenario.milestones:
        return f"“{scenario.milestones[key].name}”"
    if key in scenario.instances:
        year = f" of {financial_year_label(int(key.split('@')[1]))}" if "@" in key else ""
        scheme = scenario.instances[key]
        return f"{scheme.name}{year} ({scenario.bodies[scheme.owner].called})"
    if key in scenario.risks:
        return f"{scenario.risks[key].name} ({scenario.bodies[scenario.risks[key].owner].called})"
    if key in scenario.contracts:
        contract = scenario.contracts[key]
        parties = (_party(scenario, party) for party in (contract.payer, contract.provider))
        return f"Contract {' → '.join(parties)}, {_short(contract.service)}"
    body, _, line = key.partition(".")
    if line and body in scenario.bodies:
        return f"{scenario.bodies[body].name}, {_short(line)}"
    return key


def _party(scenario: Scenario, key: str) -> str:
    """A simulated body where room is short, or an outside party."""
    if key in scenario.bodies:
        return scenario.bodies[key].called
    return scenario.outside[key].name if key in scenario.outside else _short(key)


def _short(key: str) -> str:
    return key.replace("_", " ")


def _year_end(told: Trace, year: int) -> Iterator[tuple[str, str]]:
    label = financial_year_label(told.scenario.start.year + year)
    for body in told.results.bodies:
        surplus = told.figure("surplus", body, year)
        kept = "breaks even" if surplus >= -1e-6 else "does not break even"
        yield (
            f"{told.scenario.start.year + year + 1}-03-31",
            f"{told.scenario.bodies[body].name} ends {label} at {_Money(surplus):£}: it {kept}. "
            f"Underlying {_Money(told.figure('underlying', body, year)):£}, "
            f"cumulative {_Money(told.figure('cumulative', body, year)):£}; "
            f"savings delivered {_Money(told.figure('savings_delivered', body, year)):£}.",
        )


class _Money(float):
    """A number that can be written as money with the format `£`, as a share with `%`, as months or as steps."""

    def __format__(self, spec: str) -> str:
        size = abs(float(self))
        match spec:
            case "%":
                return f"{100 * float(self):.3g} %"
            case "months":
                return _counted(f"{size:.1f}", "month")
            case "late":
                if f"{size:.1f}" == "0.0":
                    return "on its planned date"
                return (
                    f"{_counted(f'{size:.1f}', 'month')} {'after' if self > 0 else 'before'} its planned date"
                )
            case "below":
                return f"£{size:,.2f}m {'below' if self < 0 else 'above'}"
            case "steps":
                return _counted(signed(float(self), 0), "step")
        if spec != "£":
            return super().__format__(spec)
        sign = MINUS if round(float(self), 2) < 0 else ""
        return f"{sign}£{size:,.2f}m"


class _Count(int):
    """How often something happened; with the format `months`, in how many months."""

    def __format__(self, spec: str) -> str:
        return _counted(str(int(self)), "month") if spec == "months" else super().__format__(spec)


def _counted(number: str, noun: str) -> str:
    return f"{number} {noun if number.lstrip(f'+{MINUS}') in {'1', '1.0'} else noun + 's'}"
