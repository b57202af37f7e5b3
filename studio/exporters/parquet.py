"""The data files of an export once more as Parquet. It changes no value: text stays text, dates too.

Rows are read with our own JSON reader, not Arrow's, which would make dates of texts that look like
dates. A file is read twice, some rows at a time: first for the columns, then to write them.
"""

from collections.abc import Iterator
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
    import pyarrow.parquet as pq

    made = {}
    pacer = Pacer()
    for name, total in files.items():
        schema = _schema(folder / name, name)
        target = folder / FOLDER / Path(name).with_suffix(".parquet")
        target.parent.mkdir(parents=True, exist_ok=True)
        done = 0
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for rows in _read(folder / name):
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
                done += len(rows)
                if pacer.due():
                    yield Step(done, total, f"{name} as Parquet")
        made[name] = target.relative_to(folder).as_posix()
    return made


def _schema(path: Path, name: str) -> Any:
    """The columns of a file, with the values of all its rows."""
    import pyarrow as pa

    schema: Any = None
    try:
        for rows in _read(path):
            part = pa.schema(pa.array(rows).type.fields)
            schema = (
                part if schema is None else pa.unify_schemas([schema, part], promote_options="permissive")
            )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise StudioError(
            f"{name} cannot be Parquet: a field holds values of several types",
            "leave Parquet off, or choose another row shape",
        ) from error
    return schema


def _read(path: Path) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    with path.open("rb") as file:
        for line in file:
            rows.append(parse(line))
            if len(rows) == _ROWS_AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows
