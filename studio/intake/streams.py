"""A source as a stream of UTF-8 bytes, whatever it was packed or encoded in. It never writes.

What a file is, is told by its first bytes, not by its name: gzip, zstd, UTF-16, UTF-32, a byte order
mark. The bytes as they lie on disk are hashed on the way, for knowing the file again.
"""

import codecs
import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zstandard

from studio.core.glyphs import one_line
from studio.errors import StudioError

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


if TYPE_CHECKING:
    BinaryStream = io.BufferedReader[Any]
else:
    BinaryStream = io.BufferedReader


def _buffered(raw: io.RawIOBase) -> BinaryStream:
    return io.BufferedReader(raw, _CHUNK)


class _CutShort(Exception):
    """A packed stream ended before its end mark: the bytes so far are whole, the file is not."""


class _Hashed(io.RawIOBase):
    """A file being read, its bytes hashed and counted on the way."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.sha256 = hashlib.sha256()
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        count = self._file.readinto(buffer)  # type: ignore[arg-type]
        view = memoryview(buffer)  # type: ignore[arg-type]
        self.sha256.update(view[: count or 0])
        self.position += count or 0
        return count or 0

    def close(self) -> None:
        self._file.close()
        super().close()


class _Filtered(io.RawIOBase):
    """A stream made of pieces; an empty piece ends it."""

    def __init__(self, next_piece: Callable[[], bytes]) -> None:
        self._next = next_piece
        self._left = b""
        self.cut = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if not self._left:
            try:
                self._left = self._next()
            except _CutShort:
                # An error here would lose what the buffer above has read already.
                self.cut = True
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(piece)] = piece
        return len(piece)


@dataclass(slots=True)
class Source:
    """An open source.

    Attributes:
        stream: UTF-8 bytes, byte order mark removed; `peek` works.
        size: bytes on disk, 0 for a pipe.
        note: what had to be undone (gzip, UTF-16 …), for the curator.

    """

    path: Path
    stream: BinaryStream
    size: int
    note: str
    _raw: _Hashed
    _packing: _Filtered | None

    @property
    def cut(self) -> bool:
        """True when the packing ended before its end mark: what was read is not all there was."""
        return self._packing is not None and self._packing.cut

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self._raw.position

    @property
    def digest(self) -> str:
        """SHA-256 of what was read; of the whole file once the stream has ended."""
        return self._raw.sha256.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self.stream.close()
        self._raw.close()


def check_readable(path: Path) -> int:
    """Size in bytes of a file that can be read (0 for a pipe).

    Raises:
        StudioError: missing, a folder, a link to itself, a device, no permission.

    """
    name = one_line(path.name or str(path), 80)
    try:
        info = path.stat()
    except FileNotFoundError:
        what = "points to nothing" if path.is_symlink() else "is not there"
        raise StudioError(f"{name} {what}", "check the spelling of the path") from None
    except PermissionError:
        raise StudioError(f"{name} may not be read", "check its permissions (ls -l)") from None
    except OSError as error:
        why = "is a link to itself" if "symbolic link" in str(error) else "cannot be opened"
        raise StudioError(f"{name} {why}", "give the real file") from None
    if stat.S_ISDIR(info.st_mode):
        raise StudioError(f"{name} is a folder", "give the files inside it")
    if stat.S_ISREG(info.st_mode):
        if not os.access(path, os.R_OK):
            raise StudioError(f"{name} may not be read", "check its permissions (ls -l)")
        return info.st_size
    if not stat.S_ISFIFO(info.st_mode):
        raise StudioError(f"{name} is a device, not a file", "give a file or a pipe")
    return 0


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_source(path: Path, encoding: str | None = None) -> Source:
    """Open a file as UTF-8 bytes.

    Args:
        path: the file.
        encoding: how its text is written, where it is not UTF-8 and has no byte order mark.

    Raises:
        StudioError: it cannot be read, or there is no such encoding.

    """
    size = check_readable(path)
    try:
        raw = _Hashed(path)
    except PermissionError:
        raise StudioError(f"{path.name} may not be read", "check its permissions (ls -l)") from None
    notes: list[str] = []
    stream = _buffered(raw)
    packed = _unpacker(stream.peek(4)[:4])
    packing = None
    if packed:
        notes.append(packed[0])
        packing = _Filtered(packed[1](stream))
        stream = _buffered(packing)
    head = stream.peek(4096)[:4096]
    known, mark = _encoding(head)
    if encoding is not None:
        try:
            known = codecs.lookup(encoding).name
        except LookupError:
            raise StudioError(f"there is no encoding {encoding!r}", "such as windows-1252") from None
    if mark:
        stream.read(mark)
    if known != "utf-8":
        notes.append(known)
        stream = _buffered(_Filtered(_recoder(stream, known, path)))
    return Source(path, stream, size, ", ".join(notes), raw, packing)


def _unpacker(head: bytes) -> tuple[str, Callable[[BinaryStream], Callable[[], bytes]]] | None:
    if head[:2] == b"\x1f\x8b":
        return "gzip", _gunzip
    if head == b"\x28\xb5\x2f\xfd":
        return "zstd", _unzstd
    return None


def _gunzip(stream: BinaryStream) -> Callable[[], bytes]:
    file = gzip.GzipFile(fileobj=stream)

    def piece() -> bytes:
        try:
            return file.read1(_CHUNK)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise _CutShort from None

    return piece


def _unzstd(stream: BinaryStream) -> Callable[[], bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    waiting = b""
    begun = False

    def piece() -> bytes:
        nonlocal frame, waiting, begun
        while True:
            data = waiting or stream.read1(_CHUNK)
            waiting = b""
            if not data:
                if begun:
                    raise _CutShort
                return b""
            try:
                plain = frame.decompress(data)
            except zstandard.ZstdError:
                raise _CutShort from None
            begun = True
            if frame.eof:
                waiting = frame.unused_data
                frame = zstandard.ZstdDecompressor().decompressobj()
                begun = False
            if plain:
                return plain

    return piece


def _encoding(head: bytes) -> tuple[str, int]:
    """The encoding that the first bytes show, and how many of them are its mark."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    pairs = len(head) // 2
    if pairs >= 2 and head.strip(b"\x00"):
        # JSON and CSV begin in ASCII: every other byte NUL means UTF-16 without a mark.
        sample = head[: min(len(head), 64) // 2 * 2]
        if sample[::2].count(0) * 4 >= len(sample[::2]) * 3 and sample[1::2].count(0) == 0:
            return "utf-16-be", 0
        if sample[1::2].count(0) * 4 >= len(sample[1::2]) * 3 and sample[::2].count(0) == 0:
            return "utf-16-le", 0
    return "utf-8", 0


def _recoder(stream: BinaryStream, encoding: str, path: Path) -> Callable[[], bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()

    def piece() -> bytes:
        while True:
            data = stream.read1(_CHUNK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                raise StudioError(
                    f"{one_line(path.name, 80)} is not {encoding}: byte 0x{error.object[error.start]:02x} "
                    "cannot be read",
                    "give its encoding: --encoding NAME",
                ) from None
            if text or not data:
                return text.encode("utf-8", "surrogatepass")

    return piece
