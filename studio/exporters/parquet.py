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
        StudioError: a column holds values of several types, or one that Parquet cannot hold.

    """
    made = {name: f"{FOLDER}/{Path(name).with_suffix('.parquet').as_posix()}" for name in files}
    schemas: dict[str, Any] = {}
    # A column that only rows of one side have is one of every side: `datasets` wants them alike.
    waiting = list(files)
    while waiting:
        name = waiting.pop(0)
        place = Path(name).parent.as_posix()
        before = schemas.get(place)
        schemas[place] = yield from _write_one(folder / name, folder / made[name], before, files[name])
        if before is not None and schemas[place] != before:
            waiting += [other for other in files if Path(other).parent.as_posix() == place and other != name]
            waiting = list(dict.fromkeys(waiting))
    return made


def _write_one(path: Path, target: Path, schema: Any, total: int) -> Job[Any]:
    """Write a file by some columns, and by more where its rows need more; the columns in the end."""
    import pyarrow as pa

    target.parent.mkdir(parents=True, exist_ok=True)
    name = f"{path.parent.name}/{path.name}"
    try:
        if schema is None:
            schema = _columns(pa.array(next(_read(path))))
        while (wanted := (yield from _write(path, target, schema, total))) != schema:
            schema = wanted
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise _impossible(name, "a field holds values of several types") from error
    except pa.ArrowNotImplementedError as error:
        raise _impossible(name, "a field holds an empty object, {}, which Parquet cannot") from error
    except OverflowError as error:
        raise _impossible(name, "a number is too large for it") from error
    return schema


def _impossible(name: str, why: str) -> StudioError:
    return StudioError(f"{name} cannot be Parquet: {why}", "leave Parquet off, or choose another row shape")


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
