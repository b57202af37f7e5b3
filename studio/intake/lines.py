"""One line of a file made a row, or kept as a bad line with a reason. It never gives up on a file.

A line whose format splits it becomes several rows, each with the JSON of its part as its bytes.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic_core import from_json

from studio.core.finding import BadLine, Problem
from studio.core.fingerprint import BLANK, LOWER, hash_bytes, measure, normalise, xxh3
from studio.formats.fields import is_blank
from studio.formats.format import Detector, Format, SplitFormat
from studio.formats.json_row import parse, raw_problems
from studio.store.content import pack_all
from studio.store.ingest import Narrow

_PLACE = re.compile(r" at line (\d+) column (\d+)")
_BLANK = b" \t\r\n\x0b\x0c"


@dataclass(slots=True)
class Batch:
    """What became of a run of lines.

    Attributes:
        rows: the narrow values of each row, in order.
        blocks: (count, compressed bytes) of the same rows.
        problems: (index into rows, problem) of rows that something is wrong with.
        bad: lines that are no rows, verbatim, with the hash of their bytes.
        split: (index of the first row, count of rows) of each line that became several rows.

    """

    rows: list[Narrow] = field(default_factory=list)
    blocks: list[tuple[int, bytes]] = field(default_factory=list)
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    bad: list[tuple[BadLine, int]] = field(default_factory=list)
    split: list[tuple[int, int]] = field(default_factory=list)


def read_lines(  # noqa: C901 - one piece, because a million rows go through it
    entries: Iterable[tuple[int, bytes]], detector: Detector
) -> Batch:
    """Make rows of lines.

    Args:
        entries: (1-based line, bytes) of every row; a CR at the end and blank lines are dropped.
        detector: finds each row's format.

    """
    batch = Batch()
    kept: list[bytes] = []
    add, keep = batch.rows.append, kept.append
    names: tuple[str, ...] | None = None
    ask_key = more_key = answer_key = plain_format = ""
    for line, raw in entries:
        if raw[-1:].isspace():
            raw = raw.rstrip(b"\r")
        if not raw or raw.isspace():
            continue
        try:
            record = from_json(raw, allow_inf_nan=False, cache_strings="keys")
        except ValueError:
            record = None
        # The short way of plain rows, in one piece because a million rows go through it. It gives
        # what the long way below gives; a test compares the two.
        if type(record) is dict and tuple(record) == names and raw.count(b'":') == len(record):
            ask, more, answer = record[ask_key], record[more_key], record[answer_key]
            if (
                type(ask) is type(more) is type(answer) is str
                and (ask[:1].isalnum() or not is_blank(ask))
                and (answer[:1].isalnum() or not is_blank(answer))
            ):
                if more and (more[:1].isalnum() or not is_blank(more)):
                    ask = f"{ask}\n\n{more}"
                if ask.isascii() and answer.isascii():
                    prompt = b"u" + ask.encode().translate(LOWER, BLANK)
                    text = prompt + b"\0a" + answer.encode().translate(LOWER, BLANK) + b"\0"
                elif b"\\ud" in raw or b"\\uD" in raw:
                    prompt = b""  # perhaps half a character: the long way tells
                else:
                    prompt = b"u" + normalise(ask)
                    text = prompt + b"\0a" + normalise(answer) + b"\0"
                if prompt:
                    hashes = xxh3(raw) >> 1, xxh3(text) >> 1, xxh3(prompt) >> 1
                    add((line, plain_format, "sft", *hashes, len(ask), len(answer), 0, 0))
                    keep(raw)
                    continue
        form = _read_line(line, raw, detector, batch, kept)
        if form is not None and type(record) is dict:
            keys = detector.plain_keys(record)
            if keys is not None:
                names, plain_format = tuple(record), form.name
                ask_key, more_key, answer_key = keys
    batch.blocks = pack_all(kept)
    return batch


def _read_line(line: int, raw: bytes, detector: Detector, batch: Batch, kept: list[bytes]) -> Format | None:
    """Add one line's row, or the rows it is split into; None when it is none and went to `batch.bad`."""
    try:
        record = parse(raw)
    except ValueError as error:
        batch.bad.append((_bad(line, raw, str(error)), hash_bytes(raw)))
        return None
    if type(record) is not dict:
        why = f"the row is {_kind(record)}, an object {{…}} is wanted"
        batch.bad.append((BadLine(line, 1, why, raw), hash_bytes(raw)))
        return None
    form = detector.format_of(record)
    parts = _split(record, raw, form)
    if not parts:
        _add_row(line, raw, record, form, raw_problems(raw, record), batch, kept)
        return form
    batch.split.append((len(kept), len(parts)))
    twice = tuple(problem for problem in raw_problems(raw, record) if problem.check == "duplicate-key")
    for part, text in parts:
        _add_row(line, text, part, form, raw_problems(text, part) + twice, batch, kept)
    return form


def _split(record: dict[str, Any], raw: bytes, form: Format) -> list[tuple[dict[str, Any], bytes]]:
    """The parts of a row with the JSON of each; none for a row that stays one."""
    if not hasattr(form, "split"):
        return []
    parts = cast("SplitFormat", form).split(record)
    try:
        texts = [json.dumps(part, ensure_ascii=b"\\u" in raw, allow_nan=False) for part in parts]
    except ValueError:  # a number too large for JSON writers: the row stays as it is
        return []
    return [(part, text.encode()) for part, text in zip(parts, texts, strict=True)]


def _add_row(
    line: int,
    raw: bytes,
    record: dict[str, Any],
    form: Format,
    wrong: tuple[Problem, ...],
    batch: Batch,
    kept: list[bytes],
) -> None:
    reading = form.read(record)
    problems = reading.problems + wrong
    batch.problems.extend((len(kept), problem) for problem in problems)
    example = reading.example
    raw_hash = hash_bytes(raw)
    measures: tuple[int, ...] = measure(example)
    if not (example.prompt or example.chosen):
        # Nothing was understood: such rows are alike only when their bytes are.
        measures = (raw_hash, raw_hash, 0, 0, 0)
    blocked = int(any(problem.blocking for problem in problems))
    values = (line, form.name, example.shape, raw_hash, *measures, blocked)
    batch.rows.append(cast("Narrow", values))
    kept.append(raw)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a string"
    return "a list" if isinstance(value, list) else "a number"


def _bad(line: int, raw: bytes, error: str) -> BadLine:
    place = _PLACE.search(error)
    column = int(place[2]) if place else 0
    why, at = explain(raw, error, column)
    return BadLine(line, at, why, raw)


def explain(raw: bytes, error: str, column: int) -> tuple[str, int]:
    """Why some bytes are not a JSON row, in words that say what to do, and the 1-based column."""
    text = raw.strip(_BLANK)
    if not text.strip(b"\x00"):
        return "only NUL bytes: the file was padded, often after a crash", 1
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        byte = raw[wrong.start]
        return (
            f"byte {wrong.start + 1} (0x{byte:02x}) is not UTF-8: give the file's encoding, "
            "such as --encoding windows-1252",
            wrong.start + 1,
        )
    if "EOF" in error:
        return "the row ends early: the file was cut, or the row goes on in the next line", column
    at = raw[column - 1 : column + 12].lstrip() if column else b""
    for rule in _REASONS:
        why = rule(text, at, error)
        if why:
            return why, column
    return f"not JSON: {_PLACE.sub('', error)[:100]}", column


def _reason_constant(text: bytes, at: bytes, error: str) -> str:
    if re.search(rb"[:\[,]\s*-?(NaN|Infinity)\b", text) and (
        at[:1] in (b"N", b"I", b"-", b"a", b"n") or "constant" in error or "is not JSON" in error
    ):
        return "NaN and Infinity are not JSON: write null or a number"
    return ""


def _reason_comma(text: bytes, at: bytes, error: str) -> str:
    if text.endswith(b",") and "trailing characters" in error:
        return "a comma after the row: it looks cut out of a JSON array, remove the comma"
    if "trailing comma" in error:
        return "a comma before a closing bracket: remove it"
    return ""


def _reason_two(text: bytes, at: bytes, error: str) -> str:
    if "trailing characters" in error:
        return "more text after the row: one row a line is wanted"
    return ""


def _reason_foreign(text: bytes, at: bytes, error: str) -> str:
    if re.match(rb"\{\s*'", text):
        return "Python's spelling, not JSON: write it with json.dumps (double quotes)"
    if text.startswith((b"//", b"#", b"/*")):
        return "a comment, not a row"
    if re.match(rb"\{\s*[A-Za-z_]+\s*:", text):
        return "keys without quotes (JSON5): put them in double quotes"
    if not text.startswith((b"{", b"[", b'"')) and not re.match(rb"-?\d|true|false|null", text):
        return "not a JSON object: a row starts with {"
    return ""


def _reason_control(text: bytes, at: bytes, error: str) -> str:
    if "control character" in error:
        return "a raw control character inside a string: JSON wants it escaped, such as \\u001b or \\t"
    if "recursion" in error or "too deep" in error:
        return "nested too deep"
    if "out of range" in error:
        return "a number too large to read"
    return ""


_REASONS = (_reason_constant, _reason_comma, _reason_two, _reason_foreign, _reason_control)
