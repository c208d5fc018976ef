"""Results folders that were right before a file of theirs was changed, exchanged or taken out."""

from __future__ import annotations

import hashlib
import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from evidence.fuzz import bases
from evidence.fuzz.broken_bytes import broken_bytes, broken_json
from evidence.fuzz.case import Entry, Folder, Link, Pipe
from evidence.fuzz.strange import once_in

MANIFEST = "manifest.json"
LOCKS = (".lock", ".holder")
SPECIAL: tuple[Entry, ...] = (Folder(), Link("../beside.txt"), Link("nowhere"), Link("."), Pipe())


@st.composite
def broken_results(draw: st.DrawFn) -> tuple[dict[str, Entry], bool]:
    """The folder of a run of the small economy, of which some files are no longer what the run left.

    Also whether that can be seen: not where the manifest names the checksum of what was put in their place.
    """
    is_seen = True
    files: dict[str, Entry] = dict(bases.results())
    for _ in range(draw(st.integers(1, 2))):
        names = sorted(name for name in files if "charts" not in name)
        name = draw(st.sampled_from((MANIFEST, *names, *LOCKS)))
        content = files.get(name, b"1")
        if not isinstance(content, bytes):
            continue
        files[name] = _changed(draw, name, content)
        if draw(st.booleans()):
            is_seen &= not _put_checksum(files, name)
    if once_in(draw, 6):
        del files[draw(st.sampled_from(sorted(files)))]
    return files, is_seen


def _changed(draw: st.DrawFn, name: str, content: bytes) -> Entry:
    ways = ["bytes", "bytes", "special"]
    if name.endswith(".parquet"):
        ways += ["columns"] * 4
    if name.endswith(".json"):
        ways += ["document"] * 4
    try:
        match draw(st.sampled_from(ways)):
            case "columns":
                return _other_columns(draw, content)
            case "document":
                return draw(broken_json(content))
            case "special":
                return draw(st.sampled_from(SPECIAL))
    except (ValueError, OSError):
        pass  # already broken beyond reading: broken further by bytes
    return draw(broken_bytes(content))


def _other_columns(draw: st.DrawFn, content: bytes) -> bytes:
    """A Parquet file that can be read and holds other columns, rows, kinds or figures."""
    table = pq.read_table(io.BytesIO(content))
    place = draw(st.integers(0, max(0, table.num_columns - 1)))
    name = table.column_names[place]
    rows = table.num_rows
    others = {
        "nan": pa.array(np.full(rows, np.nan)),
        "infinite": pa.array(np.full(rows, np.inf)),
        "huge": pa.array(np.full(rows, 1e308)),
        "empty": pa.nulls(rows),
        "texts": pa.array(["x"] * rows),
        "nested": pa.array([[1.0]] * rows),
        "negative": pa.array(np.full(rows, -1, dtype=np.int64)),
    }
    match draw(st.sampled_from(("gone", "renamed", "rows", "doubled", *others))):
        case "gone":
            table = table.remove_column(place)
        case "renamed":
            table = table.rename_columns(["x" if other == name else other for other in table.column_names])
        case "rows":
            table = table.slice(0, draw(st.sampled_from((0, 1, rows - 1))))
        case "doubled":
            table = pa.concat_tables([table, table])
        case kind:
            table = table.set_column(place, name, others[kind])
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def _put_checksum(files: dict[str, Entry], name: str) -> bool:
    """Let the manifest name the changed file's own checksum, as if the run had left it so; whether it can."""
    manifest, content = files.get(MANIFEST), files[name]
    if name == MANIFEST or not isinstance(manifest, bytes) or not isinstance(content, bytes):
        return False
    try:
        document = json.loads(manifest)
        entries = [document["files"], *(block["files"] for block in document["blocks"].values())]
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    for entry in entries:
        if isinstance(entry, dict) and name in entry:
            entry[name] = hashlib.sha256(content).hexdigest()
    files[MANIFEST] = json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "replace")
    return True
