"""Rows as they came: untouched ones byte for byte, edited ones with only the edited values replaced."""

import json
import re
from collections.abc import Mapping
from typing import Any

from studio.extension import Takes, Unfit
from studio.formats.format import Patch, Path, named
from studio.store.examples import Held, record_of

_SPACE = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder().raw_decode


class AsIs:
    """The source's own line. Numbers, spacing, key order and unknown fields stay as they were."""

    name = "as-is"
    title = "rows: the imported lines byte for byte, edits put in place"
    folder = "rows"
    takes: Takes = "any"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`; `fields` are all there anyway."""
        if b"\n" in row.raw:
            # A row cut out of a pretty-printed array: JSON Lines wants it on one line.
            return self._edited(row, json.dumps(record_of(row.raw), ensure_ascii=False))
        if not row.edited:
            return row.raw
        return self._edited(row, row.raw.decode("utf-8", "surrogatepass"))

    @staticmethod
    def _edited(row: Held, text: str) -> bytes:
        if row.edited:
            form = named(row.format)
            text = splice(text, form.patch(record_of(row.raw), row.example))
            if form.read(json.loads(text)).example != row.example:
                raise Unfit(f"the edit does not fit the row's own shape ({row.format})")
        return text.encode("utf-8", "surrogatepass")


def splice(text: str, patches: list[Patch]) -> str:
    """JSON text with some values replaced and nothing else changed.

    Args:
        text: one JSON object.
        patches: values to put in; a path whose last key is not there adds the key at the end.

    Raises:
        KeyError: a path leads nowhere.

    """
    cuts = []
    for patch in patches:
        value = json.dumps(patch.value, ensure_ascii=False)
        start, end, prefix = _locate(text, patch.path)
        cuts.append((start, end, prefix + value))
    for start, end, value in sorted(cuts, reverse=True):
        text = text[:start] + value + text[end:]
    return text


def _locate(text: str, path: Path) -> tuple[int, int, str]:
    """Start and end of the value at a path, and what to write before it (`, "key": ` for a new key)."""
    start, end = _blank(text, 0), len(text)
    for depth, key in enumerate(path):
        span = _member(text, start, key) if isinstance(key, str) else _item(text, start, key)
        if span is None:
            if depth < len(path) - 1 or not isinstance(key, str):
                raise KeyError(key)
            return _room(text, start, key)
        start, end = span
    return start, end, ""


def _member(text: str, at: int, key: str) -> tuple[int, int] | None:
    """Where the value of a key lies; the last one where a key is given twice, as readers take it."""
    if text[at] != "{":
        raise KeyError(key)
    found, place = None, _blank(text, at + 1)
    while text[place] != "}":
        name, place = _decode(text, place)
        start = _blank(text, _blank(text, place) + 1)
        _, end = _decode(text, start)
        if name == key:
            found = start, end
        place = _blank(text, end)
        if text[place] == ",":
            place = _blank(text, place + 1)
    return found


def _item(text: str, at: int, index: int) -> tuple[int, int] | None:
    if text[at] != "[":
        raise KeyError(index)
    place = _blank(text, at + 1)
    for number in range(index + 1):
        if text[place] == "]":
            return None
        _, end = _decode(text, place)
        if number == index:
            return place, end
        place = _blank(text, end)
        if text[place] == ",":
            place = _blank(text, place + 1)
    return None


def _room(text: str, at: int, key: str) -> tuple[int, int, str]:
    """Where a new key goes: before the closing brace."""
    _, end = _decode(text, at)
    last = len(text[: end - 1].rstrip())
    comma = "" if text[last - 1] == "{" else ", "
    return last, last, f"{comma}{json.dumps(key, ensure_ascii=False)}: "


def _blank(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


EXPORTER = AsIs()
