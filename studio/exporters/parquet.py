"""The data files of an export once more as Parquet. It changes no value: text stays text, dates too.

Rows are read with our own JSON reader, not Arrow's, which would make dates of texts that look like
dates. A file is read once, some rows at a time, and again where later rows need other columns.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from studio.errors import StudioError
from studio.formats.json_row import parse
from studio.jobs import Job, Pacer, Step

FOLDER = "parquet"
_ROWS_AT_ONCE = 5_000


def write_parquet(folder: Path, files: dict[str, int]) -> Job[dict[str, str]]:
    """Write `parquet/NAME/SIDE.parquet` beside each `NAME/SIDE.jsonl`.

    Args:
        folder: of the export.
        files: rows of each data file, by path.

    Returns:
        the Parquet file of each data file.

    Raises:
        StudioError: a column holds values of several types.

    """
    import pyarrow as pa

    made = {}
    for name, total in files.items():
        target = folder / FOLDER / Path(name).with_suffix(".parquet")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            schema = _columns(pa.array(next(_read(folder / name))))
            while (wanted := (yield from _write(folder / name, target, schema, total))) != schema:
                schema = wanted
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise StudioError(
                f"{name} cannot be Parquet: a field holds values of several types",
                "leave Parquet off, or choose another row shape",
            ) from error
        made[name] = target.relative_to(folder).as_posix()
    return made


def _write(path: Path, target: Path, schema: Any, total: int) -> Job[Any]:
    """Write a file by these columns; the columns that its rows need, the same ones when all is written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted, done, pacer = schema, 0, Pacer()
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for rows in _read(path):
            block = pa.array(rows)
            columns = _columns(block)
            if columns != schema:
                wanted = pa.unify_schemas([wanted, columns], promote_options="permissive")
            if columns == wanted == schema:
                writer.write_batch(pa.RecordBatch.from_struct_array(block))
            elif wanted == schema:
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            done += len(rows)
            if pacer.due():
                yield Step(done, total, f"{target.parent.name}/{target.name}")
    return wanted


def _columns(block: Any) -> Any:
    import pyarrow as pa

    return pa.schema(block.type.fields)


def _read(path: Path) -> Iterator[list[dict[str, Any]]]:
    with path.open("rb") as file:
        while lines := list(islice(file, _ROWS_AT_ONCE)):
            yield parse(b"[%b]" % b",".join(lines))
