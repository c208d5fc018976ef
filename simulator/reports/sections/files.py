"""Where the rest is: the files of the results folder, and what to type next."""

from __future__ import annotations

from pathlib import Path

from simulator.analyses.findings import Findings
from simulator.analyses.mechanisms import TABLES
from simulator.reports.sections.section import Section
from simulator.sampling.correlation import pairs


def section(findings: Findings, source: str, folder: Path, anyway: str) -> Section:
    run = findings.run
    correlations = "     correlations.csv asked and achieved" if pairs(run.scenario) else ""
    return Section(
        heading="Where is the rest?",
        sentences=(
            f"The futures (replications) are drawn from seed {run.seed}; the same scenario, seed and number give the "
            "same figures again.",
            f"In {folder}:",
        ),
        lines=(
            "summary.csv, summary.json   every body and year   charts/       a picture a body; the chances",
            "schemes.csv                 every savings scheme  replications/ every possible future",
            "months.csv                  month-end reports     manifest.json what ran",
            f"inputs.csv                  typed and sampled{correlations}",
            *(f"{f'{table.key}.csv':27} {table.holds}" for table in TABLES if table.key in findings.tables),
            "",
            "Next:",
            f"recovery-sim run {source} {anyway}--seed {run.seed} --replications {4 * run.replications}",
            f"recovery-sim trace {source} {anyway}--seed {run.seed} --replication 0",
            f"recovery-sim show {source}",
        ),
    )
