"""Sentences for what happens in one possible future."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.trace import Happening, Trace
from simulator.reports.tables import MINUS, signed
from simulator.scenario.model import Scenario
from simulator.timeline import date_at, financial_year_label

SENTENCES = {
    "months_closed": "{subject} has closed its months at {amount:£} to date; from here on this is one future of many.",
    "winter_struck": "A hard winter begins; it lasts {amount:months}.",
    "scheme_stopped": "{subject} is stopped at its gateway.",
    "scheme_waited_for_office": "{subject} is ready, and waits {amount:months} for places in the delivery office.",
    "scheme_mobilised": "{subject} is given its team and begins to mobilise.",
    "scheme_went_live": "{subject} goes live.",
    "scheme_ended": "{subject} ends.",
    "non_recurrent_reversed": "The non-recurrent part of {subject} falls away with the year.",
    "one_off_received": "{subject}: a one-off of {amount:£}.",
    "risk_happened": "{subject}: the risk becomes real and costs {amount:£} in all.",
    "recovery_entered": "{subject} enters financial recovery: its forecast lies {amount:below} budget.",
    "recovery_ended": "{subject} leaves financial recovery.",
    "contingency_released": "{subject} releases contingency and reserves: the forecast improves, the outturn does not.",
    "rebound_paid": "{subject} begins a year in which {amount:£} that recovery held comes back.",
    "ward_opened": "{subject} opens capacity; {amount:steps} against the start.",
    "ward_closed": "{subject} closes capacity; {amount:steps} against the start.",
    "loan_drawn": "{subject} drew loans of {amount:£} in {times:months} of the year.",
    "loan_repaid": "{subject} repaid {amount:£} of loans that fell due in the year.",
    "loan_rolled": "{subject} could not repay {amount:£} that fell due in the year; it was rolled over.",
    "repayment_made": "{subject} repays {amount:£} of its brought-forward deficit.",
    "premium_work": "{subject} worked beyond its open capacity in {times:months} of the year.",
    "over_performance_challenged": "{subject}: {amount:£} of over-performance was challenged and not paid in the year.",
    "marginal_rate_paid": "{subject}: the marginal rate withheld {amount:£} of activity above baseline in the year.",
    "contract_cap_hit": "{subject}: the cap held in {times:months}; {amount:£} of activity went unpaid.",
    "contract_collar_hit": "{subject}: the collar held in {times:months}; {amount:£} was paid for activity not done.",
    "care_cancelled": "{subject}: planned care worth {amount:£} was cancelled in the year.",
    "backlog_worked_off": "{subject}: {amount:£} of backlog was worked off in the year.",
    "grant_paid_by_other": "{subject}: {amount:£} was paid for by another party in the year.",
    "milestone_reached": "{subject} comes, {amount:late}.",
    "milestone_failed": "{subject} fails: it will never come.",
    "bodies_merged": "{subject}: from this April on the merged bodies end each year as one.",
    "consultation_watered_down": "{subject}: its consultation leaves {amount:%} of what was planned.",
    "consultation_delayed": "{subject}: its consultation is decided {amount:months} late.",
    "capacity_closed": "{subject} closes capacity: {amount:%} of base activity.",
    "care_pushed": "{subject}: care of {amount:£} was pushed onto the council in the year.",
    "discharge_delayed": "{subject}: in {times:months} patients waited in hospital for care, of {amount:£} in all.",
    "pfi_ended": "{subject}: a PFI contract ends, and {amount:£} a year is not paid any more.",
    "control_total_set": "{subject} is set a control total of {amount:£} for the year.",
    "funding_earned": "{subject} earns {amount:£} of sustainability funding.",
    "funding_missed": "{subject} misses its control total at the quarter's end; {amount:£} is not paid.",
    "funding_earned_again": "{subject} is back on its control total: {amount:£}, earlier quarters' funding included.",
    "pooled_received": "{subject} receives {amount:£} from the pool.",
    "pooled_given": "{subject} gives {amount:£} to the pool.",
    "transfer_in_merger": "{subject}: the merged body moves {amount:£} to this part of it (below 0: away).",
    "developments_committed": "{subject} commits {amount:£} of last year's surplus to new care this year.",
    "drawdown_spent": "{subject} draws and spends {amount:£} of what earlier years left.",
    "special_measures_entered": "{subject} enters special measures.",
    "contingency_planning_begun": "{subject}: a contingency planning team is sent.",
    "administration_begun": "{subject} is put into administration.",
    "escalation_left": "{subject} leaves special measures.",
}


def sentence(scenario: Scenario, happening: Happening) -> str:
    """What happened, in words."""
    return SENTENCES[happening.kind].format(
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
