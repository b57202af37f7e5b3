"""A message as the events of a stream, in the API's order. It does not send them.

The order is that of the API's page on streaming: message_start, for each block its start, deltas and stop,
then message_delta and message_stop, with a ping early on.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.teacher.server.answers import text_of
from tests.teacher.server.refusals import Refused

_PIECE = 32
_PING = b'event: ping\ndata: {"type": "ping"}\n\n'


def stream_events(message: dict[str, Any], kind: str, request_id: str) -> list[bytes]:
    """The events of a message; of a kind that breaks off, those that still come.

    Kinds: cut_clean and cut_torn stop in the middle, error_event says overloaded there.
    """
    start, deltas, end = _start(message), list(_deltas(message)), _end(message)
    if kind in ("cut_clean", "cut_torn"):
        return [*start, *deltas[: max(len(deltas) // 2, 1)]]
    if kind == "error_event":
        broken = _event("error", Refused(529).body(request_id))
        return [*start, *deltas[: max(len(deltas) // 2, 1)], broken]
    return [*start, *deltas, *end]


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def _start(message: dict[str, Any]) -> list[bytes]:
    usage = {**message["usage"], "output_tokens": 1}
    nothing: dict[str, Any] = {
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "stop_details": None,
    }
    return [
        _event("message_start", {"message": {**message, **nothing, "content": [], "usage": usage}}),
        _PING,
    ]


def _deltas(message: dict[str, Any]) -> Iterator[bytes]:
    shapes: dict[str, tuple[str, str, dict[str, Any]]] = {
        "text": ("text_delta", "text", {"text": ""}),
        "tool_use": ("input_json_delta", "partial_json", {"input": {}}),
        "thinking": ("thinking_delta", "thinking", {"thinking": "", "signature": ""}),
    }
    for index, block in enumerate(message["content"]):
        kind, key, empty = shapes[block["type"]]
        yield _event("content_block_start", {"index": index, "content_block": {**block, **empty}})
        written = text_of(block)
        for place in range(0, len(written), _PIECE):
            delta = {"type": kind, key: written[place : place + _PIECE]}
            yield _event("content_block_delta", {"index": index, "delta": delta})
        if block["type"] == "thinking":
            signed = {"type": "signature_delta", "signature": block["signature"]}
            yield _event("content_block_delta", {"index": index, "delta": signed})
        yield _event("content_block_stop", {"index": index})


def _end(message: dict[str, Any]) -> list[bytes]:
    told = ("stop_reason", "stop_sequence", "stop_details", "container")
    counted = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
    delta = {name: message[name] for name in told}
    usage = {name: message["usage"][name] for name in (*counted, "output_tokens_details")}
    return [_event("message_delta", {"delta": delta, "usage": usage}), _event("message_stop", {})]
