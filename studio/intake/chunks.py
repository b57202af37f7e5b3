"""A source cut into chunks of rows: lines, JSON values, CSV records or table rows. It parses no row.

A chunk of plain lines stays one block of bytes, so that cutting it can be done elsewhere; the
other kinds come as (line, bytes) entries.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from studio.core.finding import BadLine
from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.intake.streams import Source
from studio.intake.tables import TABLE_SUFFIXES, hub_rows, table_rows

CHUNK_BYTES = 2 << 20
_RESUME = re.compile(r"\n\s*\{")
_SPACE = re.compile(r"[\s,]*")


@dataclass(slots=True)
class Chunk:
    """Some rows of a source.

    Attributes:
        first_line: 1-based line of the first byte of `block`.
        block: whole lines, uncut; empty when `entries` are given instead.
        entries: (1-based line, bytes) of each row.
        bad: what could not even be cut out as a row.
        position: bytes of the source that have been read.

    """

    first_line: int
    block: bytes = b""
    entries: list[tuple[int, bytes]] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    position: int = 0


def read_chunks(source: Source) -> Iterator[Chunk]:
    """Cut a source into chunks, by what its name and first bytes say it is.

    Raises:
        StudioError: the file is no data (binary, CSV under another name).

    """
    suffix = _suffix(source.path)
    if suffix in TABLE_SUFFIXES:
        yield from _entries(table_rows(source.path, suffix), source)
        return
    if suffix in (".csv", ".tsv"):
        yield from _csv(source, "\t" if suffix == ".tsv" else ",")
        return
    head = source.stream.peek(1 << 16)[: 1 << 16]
    kind = _kind(head, source.path)
    if kind == "values":
        yield from _values(source)
    else:
        yield from _lines(source, old_mac=kind == "old-mac")


def _suffix(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    while suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _kind(head: bytes, path: Path) -> str:
    """`lines`, `old-mac` (lines that end in a bare CR) or `values` (an array, objects over lines)."""
    name = one_line(path.name, 80)
    text = head.lstrip()
    if not text:
        return "lines"
    if b"\n" not in head and b"\r" in head.strip():
        return "old-mac"
    first, _, rest = text.partition(b"\n")
    if text[:1] == b"[":
        return "lines" if _complete(first) and rest.strip() and not first.endswith(b",") else "values"
    if text[:1] == b"{":
        spread = first.strip() == b"{" or (rest.strip() and not _complete(first) and _goes_on(text))
        return "values" if spread else "lines"
    if _is_binary(text):
        raise StudioError(f"{name} is binary, not text", "give JSON Lines, JSON, CSV or Parquet")
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if not any(line.lstrip()[:1] in (b"{", b"[") for line in lines) and _looks_like_csv(lines):
        raise StudioError(f"{name} looks like CSV, not JSON Lines", "rename it to end in .csv")
    return "lines"


def _complete(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _goes_on(text: bytes) -> bool:
    """True when an object that begins on the first line ends on a later one."""
    try:
        _, end = json.JSONDecoder().raw_decode(text.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return False
    return end > text.find(b"\n")


def _is_binary(head: bytes) -> bool:
    sample = head[:1024]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return odd * 10 > len(sample) and bool(sample.strip(b"\x00"))


def _looks_like_csv(lines: list[bytes]) -> bool:
    counts = [line.count(b",") for line in lines]
    return counts[0] >= 1 and len(lines) >= 2 and not lines[0].lstrip().startswith((b'"', b"//", b"#"))


def _lines(source: Source, *, old_mac: bool) -> Iterator[Chunk]:
    first = 1
    while True:
        block = source.stream.read(CHUNK_BYTES)
        if not block:
            return
        if old_mac:
            block = (block + source.stream.read()).replace(b"\r", b"\n")
        elif not block.endswith(b"\n"):
            block += source.stream.readline()
        yield Chunk(first, block=block, position=source.position)
        first += block.count(b"\n")


def _values(source: Source) -> Iterator[Chunk]:
    """The elements of a JSON array, or objects one after another. Reads the file into memory."""
    data = source.stream.read()
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StudioError(
            f"{one_line(source.path.name, 80)} is not UTF-8 at line {line} (byte {error.start + 1})",
            "give its encoding: --encoding NAME",
        ) from None
    del data
    decode = json.JSONDecoder().raw_decode
    place, line, counted = _SPACE.match(text).end(), 1, 0  # type: ignore[union-attr]
    inside = text[place : place + 1] == "["
    place += inside
    chunk, size = Chunk(1), 0
    while True:
        place = _SPACE.match(text, place).end()  # type: ignore[union-attr]
        if place >= len(text) or (inside and text[place] == "]"):
            break
        line += text.count("\n", counted, place)
        counted = place
        try:
            _, end = decode(text, place)
            chunk.entries.append((line, text[place:end].encode("utf-8", "surrogatepass")))
        except (ValueError, RecursionError) as error:
            end, bad = _skip(text, place, line, error)
            chunk.bad.append(bad)
        size += end - place
        place = end
        if size > CHUNK_BYTES:
            chunk.position = source.size * place // len(text)
            yield chunk
            chunk, size = Chunk(line), 0
    chunk.position = source.position
    yield chunk


def _skip(text: str, place: int, line: int, error: Exception) -> tuple[int, BadLine]:
    """Where reading can go on after a broken value, and the text passed over."""
    at = min(len(text), max(place + 1, getattr(error, "pos", place + 1)))
    again = _RESUME.search(text, at)
    end = again.end() - 1 if again else len(text)
    wrong_line = line + text.count("\n", place, at)
    column = at - text.rfind("\n", 0, at)
    said = getattr(error, "msg", "nested too deep")
    why = f"the array is broken here: {said} at line {wrong_line} column {column}"
    return end, BadLine(line, column, why, text[place:end].encode("utf-8", "surrogatepass"))


def _csv(source: Source, delimiter: str) -> Iterator[Chunk]:
    csv.field_size_limit(1 << 30)
    name = one_line(source.path.name, 80)
    read: list[str] = []  # the lines of the record at hand, for keeping a bad one as it was
    text = io.TextIOWrapper(source.stream, encoding="utf-8", newline="")
    reader = csv.reader(_remember(text, read), delimiter=delimiter, strict=True)
    chunk, size, line = Chunk(1), 0, 0
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        read.clear()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            chunk.bad.append(BadLine(line, 0, f"not CSV: {error}", _verbatim(read)))
            continue
        except UnicodeDecodeError as error:
            raise StudioError(
                f"{name} is not UTF-8 near line {line} (byte 0x{error.object[error.start]:02x})",
                "give its encoding: --encoding NAME (such as gb18030 or windows-1252)",
            ) from None
        if not any(cells):
            continue
        if header is None:
            header = cells
        elif len(cells) != len(header):
            why = f"{len(cells)} cells, the header has {len(header)}"
            chunk.bad.append(BadLine(line, 0, why, _verbatim(read)))
        else:
            row = json.dumps(dict(zip(header, cells, strict=True)), ensure_ascii=False).encode()
            chunk.entries.append((line, row))
            size += len(row)
        if size > CHUNK_BYTES:
            chunk.position = source.position
            yield chunk
            chunk, size = Chunk(line), 0
    chunk.position = source.position
    yield chunk


def _remember(lines: Iterable[str], read: list[str]) -> Iterator[str]:
    for line in lines:
        read.append(line)
        yield line


def _verbatim(read: list[str]) -> bytes:
    return "".join(read).encode("utf-8", "surrogatepass")


def hub_chunks(name: str) -> Iterator[Chunk]:
    """A hub dataset cut into chunks; `line` is the row's number.

    Raises:
        StudioError: there is none of that name, or no network.

    """
    yield from _cut_rows(hub_rows(name))


def _entries(rows: Iterator[tuple[int, bytes]], source: Source) -> Iterator[Chunk]:
    for chunk in _cut_rows(rows):
        chunk.position = source.size
        yield chunk
    source.stream.read()  # so that the digest is that of the whole file


def _cut_rows(rows: Iterator[tuple[int, bytes]]) -> Iterator[Chunk]:
    chunk, size = Chunk(1), 0
    for line, raw in rows:
        chunk.entries.append((line, raw))
        size += len(raw)
        if size > CHUNK_BYTES:
            yield chunk
            chunk, size = Chunk(line + 1), 0
    yield chunk
