"""What matters most: the uncertain inputs that move most closely with each body's surplus."""

from __future__ import annotations

from simulator.analyses.findings import Findings
from simulator.analyses.wording import condition
from simulator.reports.names import label
from simulator.reports.sections.section import Section
from simulator.reports.tables import Cell, Column, Table
from simulator.scenario.model import Scenario

ROWS_OF_DRIVERS = 20
"""What matters most is shown for each body in as many rows as keep the table near this length, but 2 to 5."""


def section(findings: Findings) -> Section:
    scenario = findings.run.scenario
    most = max(2, min(5, ROWS_OF_DRIVERS // (len(findings.names) - 1)))
    rows: list[tuple[Cell, ...]] = []
    starts = set()
    for name in findings.with_amounts:
        starts.add(len(rows))
        heading = label(scenario, name)
        for driver in findings.drivers_of(name)[:most]:
            tendency = "higher" if driver["effect"] == "raises" else "lower"
            rows.append((heading, condition(scenario, driver["input"]), tendency, driver["correlation"]))
            heading = ""
        if heading:
            rows.append((heading, "nothing stands out from chance", "", None))
    table = Table(
        title="",
        columns=(
            Column(""),
            Column("where …"),
            Column("the surplus\ntends to be"),
            Column("strength", "correlation"),
        ),
        rows=tuple(rows),
        note="Strength is the rank correlation: +1 or −1 is perfect step, 0 none. It shows what goes "
        f"together, which need not be cause.{_of_programmes(scenario)}",
        apart=frozenset(starts - {0}),
    )
    return Section(
        heading="What matters most?",
        sentences=(
            f"What moved most closely with the surplus of {findings.years[-1]}, of all that is uncertain in "
            "this scenario:",
        ),
        tables=(table,),
    )


def _of_programmes(scenario: Scenario) -> str:
    is_yearly = any(scheme.repeats_yearly for scheme in scenario.schemes.values())
    return " A programme that starts anew each year counts with the mean over its years." if is_yearly else ""
