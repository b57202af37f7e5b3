"""The rows of one stretch of an export, read as simply as each allows. It renders none."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, cast

from pydantic_core import from_json

from studio.core.comparison import compared_texts
from studio.exporters.selection import Selection
from studio.formats.fields import is_blank
from studio.formats.format import Detector, PlainKeys, named
from studio.formats.question import GLUE
from studio.store.examples import Held, Stretch, edits_of, hold

# One question and one answer in plain text: nearly all rows of nearly all big sets.
Plain = tuple[str, str]
Item = Plain | Held


class RowReader:
    """Reads stretches of rows. Plain rows come as two texts, all others as `Held`.

    Args:
        db: the project file.
        rows: what was selected.
        plain: False where every row is wanted as `Held`.

    """

    def __init__(self, db: sqlite3.Connection, rows: Selection, *, plain: bool) -> None:
        self._db = db
        self._rows = rows
        self._plain = plain
        self._detectors = [Detector(named(name)) for name in rows.format_names]

    def read(self, stretch: Stretch) -> list[Item]:
        """Every row of a stretch."""
        start, stop, raws = stretch
        ids = self._rows.ids[start:stop].tolist()
        forms = self._rows.formats[start:stop].tolist()
        edited = self._rows.edited[start:stop]
        bodies: dict[int, str] = {}
        if edited.any():
            bodies = edits_of(self._db, self._rows.ids[start:stop][edited].tolist())
        if not self._plain:
            return [self._held(*row, bodies) for row in zip(ids, raws, forms, strict=True)]
        return self._read_plain(ids, raws, forms, bodies)

    def _held(self, id_: int, raw: bytes, form: int, bodies: dict[int, str]) -> Held:
        return hold(id_, raw, self._rows.format_names[form], bodies.get(id_))

    def _read_plain(
        self, ids: list[int], raws: list[bytes], forms: list[int], bodies: dict[int, str]
    ) -> list[Item]:
        """As `_held`, but plain rows by their keys alone; a million rows go through it."""
        items: list[Item] = []
        add = items.append
        names: tuple[str, ...] = ()
        known = -1
        keys: PlainKeys | None = None
        ask_key = more_key = answer_key = ""
        for id_, raw, form, record in zip(ids, raws, forms, _records(raws), strict=True):
            if tuple(record) != names or form != known:
                names, known = tuple(record), form
                keys = self._detectors[form].plain_keys(record)
                if keys is not None:
                    ask_key, more_key, answer_key = keys
            if keys is not None and id_ not in bodies:
                ask, more, answer = record[ask_key], record[more_key], record[answer_key]
                if (
                    type(ask) is type(more) is type(answer) is str
                    and (ask[:1].isalnum() or not is_blank(ask))
                    and (answer[:1].isalnum() or not is_blank(answer))
                ):
                    if more and (more[:1].isalnum() or not is_blank(more)):
                        ask = f"{ask}{GLUE}{more}"
                    add((ask, answer))
                    continue
            add(self._held(id_, raw, form, bodies))
        return items


def _records(raws: Sequence[bytes]) -> Iterable[dict[str, Any]]:
    """The JSON object of each row; an empty one where only `parse` can read the row."""
    try:
        # As one list, since half the time of reading rows one by one goes into the calls.
        records: list[dict[str, Any]] = from_json(
            b"[%b]" % b",".join(raws), allow_inf_nan=False, cache_strings="keys"
        )
    except ValueError:
        return map(_record, raws)
    return records if len(records) == len(raws) else map(_record, raws)


def _record(raw: bytes) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", from_json(raw, allow_inf_nan=False, cache_strings="keys"))
    except ValueError:
        return {}


def texts_of(items: Sequence[Item]) -> tuple[list[str], list[str]]:
    """The prompts and answers by which rows are compared with others."""
    texts = [compared_texts(item.example) if isinstance(item, Held) else item for item in items]
    return [prompt for prompt, _ in texts], [answer for _, answer in texts]
