"""Where every value of a scenario comes from, as a table: the listing beside a run's resolved scenario."""

from __future__ import annotations

import pandas as pd

from simulator.scenario import Origins, Scenario, values
from simulator.words.texts import visible


def origins_table(scenario: Scenario, origins: Origins) -> pd.DataFrame:
    """One row a value: its key, the value as TOML writes it, and the file and line, setting or default.

    A file of its own, so that the resolved scenario, by which a run is known again, does not change with the
    place or the lines of the files that it was read from.
    """
    rows = [
        (".".join(map(str, path)), value, visible(origins.told(path))) for path, value in values(scenario)
    ]
    return pd.DataFrame(rows, columns=["key", "value", "origin"])
