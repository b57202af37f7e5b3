"""HTTP/1.1 on an asyncio stream: one request in, one response out, the connection kept. No other HTTP."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.teacher.server.refusals import Refused

_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
_MOST_BYTES = 256 * 1024 * 1024


@dataclass(slots=True)
class Request:
    """A request as it came; the header names are in small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            Refused: 400, it is none.

        """
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Refused(400, f"The request body is not valid JSON: {error}") from None


@dataclass(slots=True)
class Response:
    """What is sent back.

    Attributes:
        pieces: the body's parts, sent one by one if there is a pause between them, in seconds.
        chunked: sent in chunks, as a stream is; else with a length.
        length: the length that is told, where it is not that of the pieces.
        torn: the connection closes after the pieces, without an end.
        delay: seconds before anything is sent.

    """

    pieces: list[bytes]
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    chunked: bool = False
    length: int | None = None
    pause: float = 0.0
    torn: bool = False
    delay: float = 0.0


def write_json(value: Any) -> list[bytes]:
    """A value as the one piece of a body."""
    return [json.dumps(value).encode()]


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, None when the client has closed it.

    Raises:
        Refused: 413, the body is larger than any that the API takes; 400, so is the head.

    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError:
        raise Refused(400, "the head of the request is too long") from None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    target = rest.partition(" ")[0]
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    size = int(headers.get("content-length", 0))
    if size > _MOST_BYTES:
        raise Refused(413)
    body = await reader.readexactly(size) if size else b""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query)) if parts.query else {}
    return Request(method, unquote(parts.path), query, headers, body)


async def write_response(writer: asyncio.StreamWriter, response: Response) -> bool:
    """Send a response; False when the connection is to be closed after it."""
    if response.torn and not response.pieces:
        return False
    writer.write(_head(response))
    pieces = response.pieces
    if response.chunked:
        pieces = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
    if not response.pause:
        pieces = [b"".join(pieces)]
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        if response.pause:
            await asyncio.sleep(response.pause)
    if response.torn:
        return False
    if response.chunked:
        writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


def _head(response: Response) -> bytes:
    lines = [
        f"HTTP/1.1 {response.status} {_REASONS.get(response.status, 'Status')}",
        f"content-type: {response.kind}",
        *(f"{name}: {value}" for name, value in response.headers.items()),
    ]
    if response.chunked:
        lines.append("transfer-encoding: chunked")
    else:
        length = sum(map(len, response.pieces)) if response.length is None else response.length
        lines.append(f"content-length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
