"""The files of a run: each block's figures in Parquet, written beside their place and renamed into it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.economy.catalogue import BY_MONTH, BY_YEAR, SCHEMES, SCHEMES_BY_YEAR
from simulator.engine.declarations import Measure
from simulator.montecarlo.whole_files import HALF_WRITTEN, HOST, place_in, renamed_into_place
from simulator.results.arrays import COUNTS, Results, column
from simulator.statistics.arrays import BLOCK, Array
from simulator.version import __version__

AXES = frozenset({"run", "body", "instance", "year", "month", "replication"})
"""Columns that say what a row is."""

KINDS = ("replications", "months", "schemes", "inputs")
"""Folders of block files."""

UNITS = {"_gbp_m": "£m", "_gbp": "£", "_pct": "%", "_months": "months"}
"""By the end of an input's key; what has no such end is a number without unit, such as a share."""
YEAR_AT_END = re.compile(r"\.\d{4}$")
_BY_AXIS: dict[str, dict[str, Measure]] = {
    axis: {measure.column: measure for measures in kept for measure in measures.values()}
    for axis, kept in {
        "month": (BY_MONTH,),
        "instance": (SCHEMES_BY_YEAR, SCHEMES),
        "body": (BY_YEAR,),
    }.items()
}
"""Measures by column, for the axis that tells tables apart: bodies and schemes have columns of one name."""

PLAN = "plan.parquet"
SCENARIO = "scenario.resolved.toml"


def write_block(
    folder: Path, block: int, results: Results, inputs: Mapping[str, Array], *, seed: int
) -> dict[str, str]:
    """Write the four files of a block of a run with ``seed``.

    Returns
    -------
    dict
        Path within the folder and SHA-256 of each file. The same block always has the same bytes.
    """
    return {
        path: write_table(folder, path, table, seed=seed)
        for path, table in zip(block_paths(block), _tables(results, inputs), strict=True)
    }


def _tables(results: Results, inputs: Mapping[str, Array]) -> Iterator[pa.Table]:
    """The four tables of a block, one after the other: a large economy's would not stand in memory together."""
    bodies, years, first = results.bodies, results.years, results.first_replication
    yield table_of(results.by_year, {"body": bodies, "year": years}, first)
    yield table_of(results.by_month, {"body": bodies, "month": results.months}, first)
    lives = {
        name: np.broadcast_to(values[:, None, :], _shape(results.instances, years, values))
        for name, values in results.schemes.items()
    }
    schemes = {**results.schemes_by_year, **lives}
    yield table_of(schemes, {"instance": results.instances, "year": years}, first)
    yield pa.table({"replication": numbers(first, results.replications), **inputs})


def block_paths(block: int) -> tuple[str, ...]:
    """All files of a block."""
    return tuple(block_path(kind, block) for kind in KINDS)


def block_path(kind: str, block: int) -> str:
    """Where a file of a block stands within the folder."""
    return f"{kind}/block-{block:05d}.parquet"


def write_plan(folder: Path, plan: Results, do_nothing: Results, *, seed: int) -> str:
    """Write the plan run and the do-nothing run by body and year; returns the SHA-256."""
    runs = {"plan": plan, "do_nothing": do_nothing}
    tables = [
        table_of(results.by_year, {"body": results.bodies, "year": results.years}, 0)
        .drop_columns(["replication"])
        .add_column(
            0, "run", pa.DictionaryArray.from_arrays(np.full(_rows(results), i, np.int32), list(runs))
        )
        for i, results in enumerate(runs.values())
    ]
    return write_table(folder, PLAN, pa.concat_tables(tables), seed=seed)


def write_table(folder: Path, path: str, table: pa.Table, *, seed: int) -> str:
    """Write a table as Parquet, so that it is there whole or not at all; returns its SHA-256.

    Its columns carry their units, and the file the seed of the run and the program that wrote it. The bytes depend on
    these and the figures alone: one row group, no statistics.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    with renamed_into_place(place_in(folder, path)) as file:
        pq.write_table(
            table.cast(labelled(table.schema, seed=seed)),
            pa.PythonFile(file, mode="w"),
            row_group_size=max(table.num_rows, 1),
            compression="zstd",
            compression_level=1,
            # Amounts hardly ever repeat: a dictionary of them would cost time and save nothing.
            use_dictionary=[name for name in table.column_names if name in AXES],
            write_statistics=False,
        )
    return file.sha256.hexdigest()


def labelled(schema: pa.Schema, *, seed: int) -> pa.Schema:
    """A schema whose fields say their unit and title, and which says the seed and the program."""
    measures = next((found for axis, found in _BY_AXIS.items() if axis in schema.names), {})
    fields = [
        field if field.name in AXES else field.with_metadata(_told_of(field.name, measures))
        for field in schema
    ]
    return pa.schema(fields, metadata={"seed": str(seed), "program": f"recovery-sim {__version__}"})


def _told_of(name: str, measures: Mapping[str, Measure]) -> dict[str, str]:
    """Unit of a column and, of a measure, its title; of an input the unit that its key ends in, if in any."""
    if measure := measures.get(name):
        return {"units": measure.unit, "long_name": measure.title}
    last = name.rpartition(".")[2] if not YEAR_AT_END.search(name) else name.rpartition(".")[0]
    return {"units": next((unit for end, unit in UNITS.items() if last.endswith(end)), "1")}


def write_years(folder: Path, path: str, results: Results, figures: Mapping[str, Array], *, seed: int) -> str:
    """Write yearly measures of a block of a sweep, as `write_table` does; returns the SHA-256."""
    table = table_of(figures, {"body": results.bodies, "year": results.years}, results.first_replication)
    return write_table(folder, path, table, seed=seed)


def sweep_half_written(folder: Path) -> None:
    """Remove what killed runs of this machine left half written; what is another machine's may still be written.

    Whoever calls holds the folder, so that no other run of this machine is alive.
    """
    for beside in [*folder.glob(".*.part"), *folder.glob("*/.*.part")]:
        found = HALF_WRITTEN.fullmatch(beside.name)
        if found and found["host"] in {HOST, None}:
            with contextlib.suppress(OSError):
                beside.unlink()


def table_of(
    measures: Mapping[str, Array], axes: Mapping[str, Sequence[str] | Sequence[int]], first: int
) -> pa.Table:
    """One row a label of the first axis, a label of the second and a replication, the replication moving fastest.

    Without measures, the axes alone of a whole block.
    """
    (outer, outer_labels), (inner, inner_labels) = axes.items()
    replications = next((values.shape[-1] for values in measures.values()), BLOCK)
    each = len(inner_labels) * replications
    columns: dict[str, Any] = {
        "replication": np.tile(numbers(first, replications), len(outer_labels) * len(inner_labels)),
        outer: _labels(outer_labels, np.repeat(np.arange(len(outer_labels), dtype=np.int32), each)),
        inner: _labels(
            inner_labels,
            np.tile(np.repeat(np.arange(len(inner_labels), dtype=np.int32), replications), len(outer_labels)),
        ),
    }
    for name, values in measures.items():
        flat = np.ascontiguousarray(values).ravel()
        columns[column(name)] = flat.astype(np.int16) if name in COUNTS else flat
    return pa.table(columns)


def _labels(labels: Sequence[str] | Sequence[int], codes: np.ndarray[Any, np.dtype[np.int32]]) -> Any:
    if labels and isinstance(labels[0], int):
        return np.array(labels, dtype=np.int16)[codes]
    return pa.DictionaryArray.from_arrays(codes, pa.array(labels, pa.string()))


def numbers(first: int, replications: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Replications of a block as its files number them."""
    return np.arange(first, first + replications, dtype=np.int32)


def _shape(outer: Sequence[str], inner: Sequence[int], values: Array) -> tuple[int, int, int]:
    return len(outer), len(inner), values.shape[-1]


def _rows(results: Results) -> int:
    return len(results.bodies) * len(results.years) * results.replications
