"""The files of a run: each block's figures in Parquet, written beside their place and renamed into it."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.economy.catalogue import MEASURES
from simulator.errors import StorageError
from simulator.montecarlo.whole_files import HALF_WRITTEN, HOST, renamed_into_place
from simulator.results.arrays import COUNTS, Results, column
from simulator.statistics.arrays import BLOCK, Array
from simulator.version import __version__

AXES = frozenset({"run", "body", "instance", "year", "month", "replication"})
"""Columns that say what a row is."""

KINDS = ("replications", "months", "schemes", "inputs")
"""Folders of block files."""

MADE_AGAIN = "Delete it, and the same command simulates its block again."

UNITS = {"_gbp_m": "£m", "_gbp": "£", "_pct": "%", "_months": "months"}
"""By the end of an input's key; what has no such end is a number without unit, such as a share."""
YEAR_AT_END = re.compile(r"\.\d{4}$")
_BY_COLUMN = {measure.column: measure for measure in MEASURES}

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
    yield _table(results.by_year, {"body": bodies, "year": years}, first)
    yield _table(results.by_month, {"body": bodies, "month": results.months}, first)
    lives = {
        name: np.broadcast_to(values[:, None, :], _shape(results.instances, years, values))
        for name, values in results.schemes.items()
    }
    schemes = {**results.schemes_by_year, **lives}
    yield _table(schemes, {"instance": results.instances, "year": years}, first)
    yield pa.table({"replication": _numbers(first, results.replications), **inputs})


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
        _table(results.by_year, {"body": results.bodies, "year": results.years}, 0)
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
    with renamed_into_place(folder / path) as file:
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
    fields = [field if field.name in AXES else field.with_metadata(_told_of(field.name)) for field in schema]
    return pa.schema(fields, metadata={"seed": str(seed), "program": f"recovery-sim {__version__}"})


def _told_of(name: str) -> dict[str, str]:
    """Unit of a column and, of a measure, its title; of an input the unit that its key ends in, if in any."""
    if measure := _BY_COLUMN.get(name):
        return {"units": measure.unit, "long_name": measure.title}
    last = name.rpartition(".")[2] if not YEAR_AT_END.search(name) else name.rpartition(".")[0]
    return {"units": next((unit for end, unit in UNITS.items() if last.endswith(end)), "1")}


def write_years(folder: Path, path: str, results: Results, figures: Mapping[str, Array], *, seed: int) -> str:
    """Write yearly measures of a block of a sweep, as `write_table` does; returns the SHA-256."""
    table = _table(figures, {"body": results.bodies, "year": results.years}, results.first_replication)
    return write_table(folder, path, table, seed=seed)


def read_years(
    folder: Path, path: str, measures: Sequence[str], shape: tuple[int, int, int]
) -> dict[str, Array]:
    """What `write_years` wrote: by measure, ``(bodies, years, replications)``.

    Raises
    ------
    StorageError
        If it cannot be read, or is something else.
    """
    table = _read(folder / path, [column(name) for name in measures], math.prod(shape))
    return {name: table[column(name)].to_numpy().reshape(shape) for name in measures}


def sweep_half_written(folder: Path) -> None:
    """Remove what killed runs of this machine left half written; what is another machine's may still be written.

    Whoever calls holds the folder, so that no other run of this machine is alive.
    """
    for beside in [*folder.glob(".*.part"), *folder.glob("*/.*.part")]:
        found = HALF_WRITTEN.fullmatch(beside.name)
        if found and found["host"] in {HOST, None}:
            with contextlib.suppress(OSError):
                beside.unlink()


@dataclass(frozen=True)
class StoredMeasures(Mapping[str, Array]):
    """Measures of all blocks, each read from its files when asked for: a large run is never held whole."""

    files: tuple[Path, ...]
    stamps: tuple[tuple[int, int], ...]
    """Size and time of change of each file when the run ended."""
    like: Mapping[str, Array]
    """The measures of the plan run, by name: where it has no figure (the cash of a commissioner), no future has."""
    shape: tuple[int, int, int]
    """Of one measure of one block."""
    replications: int
    """How many futures count, from the first on: the last block may be one of which only some do."""
    is_life: bool = False
    """Whether the measure stands once a future and is repeated in each year's row."""

    def __getitem__(self, name: str) -> Array:
        if name not in self.like:
            raise KeyError(name)
        return self.read((name,))[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.like)

    def __len__(self) -> int:
        return len(self.like)

    def read(self, names: Iterable[str]) -> dict[str, Array]:
        """Several measures in one pass through the files, the blocks joined.

        Raises
        ------
        StorageError
            If a file has changed since the run, cannot be read, or holds something else than a run wrote.
        """
        outer, inner, futures = self.shape
        whole = (outer,) if self.is_life else (outer, inner)
        arrays = {name: np.empty((*whole, self.replications)) for name in names}
        for block, (file, stamp) in enumerate(zip(self.files, self.stamps, strict=True)):
            if stamp_of(file) != stamp:
                raise StorageError(f"{file} has changed since this run: run the scenario again.")
            table = _read(file, [column(name) for name in arrays], outer * inner * futures)
            for name, array in arrays.items():
                values = table[column(name)].to_numpy().reshape(self.shape)
                if not self._are_figures(name, values):
                    raise StorageError(f"{file}: {column(name)} has figures that no run wrote. {MADE_AGAIN}")
                here = array[..., block * futures : (block + 1) * futures]
                here[...] = (values[:, 0] if self.is_life else values)[..., : here.shape[-1]]
        return arrays

    def _are_figures(self, name: str, values: Array) -> bool:
        if self.is_life:  # inf is never
            return not np.isnan(values).any()
        return bool((np.isfinite(values) == np.isfinite(self.like[name][..., :1])).all())


def read_results(folder: Path, replications: int, block: Results) -> Results:
    """The first futures of a folder as one: yearly amounts in memory, the rest read when asked for.

    Parameters
    ----------
    folder : Path
        Of the run.
    replications : int
        How many; whole blocks are there.
    block : Results
        Any results of the same scenario, for the names on their axes; the plan run will do.
    """
    bodies, instances, years = len(block.bodies), len(block.instances), len(block.years)

    def stored(kind: str, like: Mapping[str, Array], axes: tuple[int, int], **more: bool) -> StoredMeasures:
        return _stored(folder, kind, range(-(-replications // BLOCK)), like, axes, replications, **more)

    by_year = stored("replications", block.by_year, (bodies, years))
    return replace(
        block,
        first_replication=0,
        by_year=by_year.read(by_year),
        by_month=stored("months", block.by_month, (bodies, 12 * years)),
        schemes_by_year=stored("schemes", block.schemes_by_year, (instances, years)),
        schemes=stored("schemes", block.schemes, (instances, years), is_life=True),
    )


def read_inputs(folder: Path, replications: int) -> dict[str, Array]:
    """Sampled inputs of the first futures, by name, one number a future.

    Raises
    ------
    StorageError
        If a file cannot be read, or holds something else than a run wrote.
    """
    files = [folder / block_path("inputs", block) for block in range(-(-replications // BLOCK))]
    tables = [_read(file, None, BLOCK).drop_columns(["replication"]) for file in files]
    for file, table in zip(files, tables, strict=True):
        if table.column_names != tables[0].column_names:
            raise StorageError(f"{file} has other columns than {files[0]}. {MADE_AGAIN}")
        for name in table.column_names:
            if not np.isfinite(table[name].to_numpy()).all():
                raise StorageError(f"{file}: {name} has figures that no run wrote. {MADE_AGAIN}")
    whole = pa.concat_tables(tables)
    return {name: whole[name].to_numpy()[:replications] for name in whole.column_names}


def has_the_tables_of(folder: Path, block: int, plan: Results, inputs: Collection[str]) -> bool:
    """Whether a block's files have the columns and rows that a run of this scenario writes, in their order.

    Figures are not looked at.

    Parameters
    ----------
    folder : Path
        Of the run.
    block : int
        Its number.
    plan : Results
        Of the same scenario.
    inputs : collection of str
        Names of what is sampled.
    """
    years = {"year": plan.years}
    wanted: dict[str, tuple[Mapping[str, Sequence[Any]], Collection[str]]] = {
        "replications": ({"body": plan.bodies, **years}, plan.by_year),
        "months": ({"body": plan.bodies, "month": plan.months}, plan.by_month),
        "schemes": ({"instance": plan.instances, **years}, [*plan.schemes_by_year, *plan.schemes]),
        "inputs": ({}, []),
    }
    for kind, (axes, measures) in wanted.items():
        first = block * BLOCK
        places = _table({}, axes, first) if axes else pa.table({"replication": _numbers(first, BLOCK)})
        columns = {"replication", *(inputs if kind == "inputs" else map(column, measures))}
        try:
            with pq.ParquetFile(folder / block_path(kind, block)) as file:
                schema = file.schema_arrow
                in_order = set(places.column_names) <= set(schema.names) and _as_texts(
                    file.read(places.column_names)
                ) == _as_texts(places)
        except (OSError, pa.ArrowException):
            return False
        is_odd = len(set(schema.names)) < len(schema.names) or (
            kind == "inputs" and columns != set(schema.names)
        )
        if is_odd or not in_order or not columns <= set(schema.names):
            return False
        if any(not _is_figure(schema.field(name).type) for name in columns):
            return False
    return True


def _read(file: Path, columns: Sequence[str] | None, rows: int) -> pa.Table:
    """Columns of figures of a block's file; all of them if None."""
    try:
        table = pq.read_table(file, columns=columns, partitioning=None)
    except (OSError, pa.ArrowException) as problem:
        raise StorageError(f"{file} is no Parquet file that can be read. {MADE_AGAIN}") from problem
    is_whole = table.num_rows == rows and (columns is None or table.column_names == columns)
    if not is_whole or any(held.null_count or not _is_figure(held.type) for held in table.columns):
        raise StorageError(f"{file} has other columns or rows than a run writes. {MADE_AGAIN}")
    return table


def _as_texts(places: pa.Table) -> list[pa.ChunkedArray]:
    return [places[name].cast(pa.string()) for name in sorted(places.column_names)]


def _is_figure(kind: Any) -> bool:
    return kind in {pa.float64(), pa.int16(), pa.int32()}


def read_block_years(folder: Path, block: int, of: Results) -> Results:
    """The yearly amounts of one block of a folder; what else ``of`` (of the same scenario) holds is kept from it."""
    stored = _stored(folder, "replications", [block], of.by_year, (len(of.bodies), len(of.years)), BLOCK)
    return replace(of, first_replication=block * BLOCK, by_year=stored.read(stored))


def stamp_of(file: Path) -> tuple[int, int]:
    """Size and time of change of a file; of one that is gone, what no file has."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns)


def _stored(
    folder: Path,
    kind: str,
    blocks: Sequence[int],
    like: Mapping[str, Array],
    axes: tuple[int, int],
    replications: int,
    *,
    is_life: bool = False,
) -> StoredMeasures:
    files = tuple(folder / block_path(kind, block) for block in blocks)
    return StoredMeasures(files, tuple(map(stamp_of, files)), like, (*axes, BLOCK), replications, is_life)


def _table(
    measures: Mapping[str, Array], axes: Mapping[str, Sequence[str] | Sequence[int]], first: int
) -> pa.Table:
    """One row a label of the first axis, a label of the second and a future, the future moving fastest.

    Without measures, the axes alone of a whole block.
    """
    (outer, outer_labels), (inner, inner_labels) = axes.items()
    futures = next((values.shape[-1] for values in measures.values()), BLOCK)
    each = len(inner_labels) * futures
    columns: dict[str, Any] = {
        "replication": np.tile(_numbers(first, futures), len(outer_labels) * len(inner_labels)),
        outer: _labels(outer_labels, np.repeat(np.arange(len(outer_labels), dtype=np.int32), each)),
        inner: _labels(
            inner_labels,
            np.tile(np.repeat(np.arange(len(inner_labels), dtype=np.int32), futures), len(outer_labels)),
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


def _numbers(first: int, futures: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    return np.arange(first, first + futures, dtype=np.int32)


def _shape(outer: Sequence[str], inner: Sequence[int], values: Array) -> tuple[int, int, int]:
    return len(outer), len(inner), values.shape[-1]


def _rows(results: Results) -> int:
    return len(results.bodies) * len(results.years) * results.replications
