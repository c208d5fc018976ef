"""Reading what a run keeps: measures of all blocks when asked for, and whether a block is what a run writes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.errors import StorageError
from simulator.montecarlo.store import block_path, numbers, table_of
from simulator.results.arrays import Results, column
from simulator.statistics.arrays import BLOCK, Array

MADE_AGAIN = "Delete it, and the same command simulates its block again."


def read_results(folder: Path, replications: int, block: Results) -> Results:
    """The first replications of a folder as one: yearly amounts in memory, the rest read when asked for.

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
    """Sampled inputs of the first replications, by name, one number a replication.

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


def read_block_years(folder: Path, block: int, of: Results) -> Results:
    """The yearly amounts of one block of a folder; what else ``of`` (of the same scenario) holds is kept from it."""
    stored = _stored(folder, "replications", [block], of.by_year, (len(of.bodies), len(of.years)), BLOCK)
    return replace(of, first_replication=block * BLOCK, by_year=stored.read(stored))


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
        places = table_of({}, axes, first) if axes else pa.table({"replication": numbers(first, BLOCK)})
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


@dataclass(frozen=True)
class StoredMeasures(Mapping[str, Array]):
    """Measures of all blocks, each read from its files when asked for: a large run is never held whole."""

    files: tuple[Path, ...]
    stamps: tuple[tuple[int, int], ...]
    """Size and time of change of each file when the run ended."""
    like: Mapping[str, Array]
    """The measures of the plan run, by name: where it has no figure (a commissioner's cash), no replication has."""
    shape: tuple[int, int, int]
    """Of one measure of one block."""
    replications: int
    """How many replications count, from the first on: the last block may be one of which only some do."""
    is_life: bool = False
    """Whether the measure stands once a replication and is repeated in each year's row."""

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
        outer, inner, replications = self.shape
        whole = (outer,) if self.is_life else (outer, inner)
        arrays = {name: np.empty((*whole, self.replications)) for name in names}
        for block, (file, stamp) in enumerate(zip(self.files, self.stamps, strict=True)):
            if stamp_of(file) != stamp:
                raise StorageError(f"{file} has changed since this run: run the scenario again.")
            table = _read(file, [column(name) for name in arrays], outer * inner * replications)
            for name, array in arrays.items():
                values = table[column(name)].to_numpy().reshape(self.shape)
                if not self._are_figures(name, values):
                    raise StorageError(f"{file}: {column(name)} has figures that no run wrote. {MADE_AGAIN}")
                here = array[..., block * replications : (block + 1) * replications]
                here[...] = (values[:, 0] if self.is_life else values)[..., : here.shape[-1]]
        return arrays

    def _are_figures(self, name: str, values: Array) -> bool:
        if self.is_life:  # inf is never
            return bool((np.isnan(values) == np.isnan(self.like[name][:, None, :1])).all())
        return bool((np.isfinite(values) == np.isfinite(self.like[name][..., :1])).all())


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


def _read(file: Path, columns: Sequence[str] | None, rows: int) -> pa.Table:
    """Columns of figures of a block's file; all of them if None."""
    try:
        table = pq.read_table(file, columns=columns, partitioning=None)
    except FileNotFoundError as problem:
        raise StorageError(
            f"{file} is not there any more. The same command simulates its block again."
        ) from problem
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
