"""What came back for one request, and what an error means for it. It sends nothing and stores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic_core import from_json, to_json

from studio.core.glyphs import one_line
from studio.teacher.asks import Malformed
from studio.teacher.prices import Usage

_MOST_WAIT_SECONDS = 300.0
_REFUSALS = {
    "cyber": "as help with attacks on computers",
    "bio": "as dangerous biology",
    "frontier_llm": (
        "because it may help to develop a competing AI model: Anthropic's terms do not allow that, and"
        " rewording will not change it"
    ),
    "reasoning_extraction": "because it asks for the model's own reasoning",
    "general_harms": "as harmful",
}


class Fate(StrEnum):
    """What becomes of a request after an error."""

    AGAIN = "again"  # asked again, after a while
    FAILED = "failed"  # kept as failed: asking again gives the same
    STOP = "stop"  # the whole job stops: nothing else would fare better


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request brought no answer.

    `wait_seconds` is the server's own word, 0 for none. `told` is True when the server said no, so that
    nothing was begun there; after a cut nobody knows. `unknown` is True when it may have been done, and
    will have to be paid for. `no_schema` is True when the server takes no output schema. `status` is that
    of its answer, 0 for none.
    """

    fate: Fate
    reason: str
    wait_seconds: float = 0.0
    told: bool = False
    unknown: bool = False
    no_schema: bool = False
    status: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered. `text` is the JSON text of the answer, `category` that of a refusal."""

    text: str
    stop_reason: str
    usage: Usage
    model: str
    request_id: str
    category: str = ""

    @property
    def usage_values(self) -> tuple[int, int, int, int]:
        """Input, output, cache read and cache write tokens."""
        used = self.usage
        return used.input_tokens, used.output_tokens, used.cache_read, used.cache_write

    def refusal(self) -> str:
        """Why the model would not, in words."""
        known = _REFUSALS.get(self.category)
        if known:
            return f"Claude refused it {known}"
        return f"Claude refused it ({one_line(self.category or 'no reason given', 60)})"

    def answer(self) -> dict[str, Any]:
        """The answer as a JSON object.

        Raises:
            Malformed: the reply is cut short, or no JSON object.

        """
        if self.stop_reason == "max_tokens":
            raise Malformed("the answer was cut at its token limit")
        if self.stop_reason not in ("end_turn", "tool_use"):
            raise Malformed("the answer ended early: the connection was cut")
        try:
            value = from_json(self.text)
        except ValueError:
            raise Malformed("the answer is not JSON") from None
        if not isinstance(value, dict):
            raise Malformed("the answer is no JSON object")
        return value


def reply_of(message: Mapping[str, Any], request_id: str) -> Reply:
    """The reply that a message of the API holds, given as plain JSON values.

    Raises:
        ValueError: it is no message.

    """
    content = message.get("content") or [] if isinstance(message, Mapping) else None
    if not isinstance(content, list) or not all(isinstance(block, Mapping) for block in content):
        raise ValueError("no message")
    calls = [block.get("input") for block in content if block.get("type") == "tool_use"]
    if calls:
        text = to_json(calls[0]).decode()
    else:
        text = "".join(str(block.get("text", "")) for block in content if block.get("type") == "text")
    details = message.get("stop_details") or {}
    return Reply(
        text=text,
        stop_reason=str(message.get("stop_reason") or ""),
        usage=usage_of(message.get("usage")),
        model=str(message.get("model") or ""),
        request_id=request_id,
        category=str(details.get("category") or "") if isinstance(details, Mapping) else "",
    )


def usage_of(usage: Any) -> Usage:
    """Token counts as the API gives them; what a server leaves out, or says wrongly, counts as none."""

    def count(name: str) -> int:
        value = usage.get(name) if isinstance(usage, Mapping) else None
        return max(0, value) if isinstance(value, int) else 0

    return Usage(
        input_tokens=count("input_tokens"),
        output_tokens=count("output_tokens"),
        cache_read=count("cache_read_input_tokens"),
        cache_write=count("cache_creation_input_tokens"),
    )


def trouble_of_status(status: int, kind: str, said: str, wait_seconds: float) -> Trouble:
    """What an error answer means: `kind` is the API's error type, `said` its message.

    A torn stream brings its error with status 200; its type tells what it is.
    """
    overloaded = status in (408, 409, 429) or status >= 500 or kind in ("overloaded_error", "api_error")
    words = one_line(said, 160) or kind or f"status {status}"
    told = 400 <= status < 500 or status == 529
    if overloaded or (status == 200 and kind == "rate_limit_error"):
        wait = min(max(0.0, wait_seconds), _MOST_WAIT_SECONDS)
        # A gateway that gave up waiting says nothing of what the server behind it did.
        return Trouble(Fate.AGAIN, f"{status}: {words}", wait, told, status in (200, 502, 504), status=status)
    stops = {
        401: "the server does not take the key",
        402: "the account has no credit",
        403: "the server does not take the key",
        404: "the server knows no such model or path: studio doctor lists the models",
    }
    if status in stops:
        return Trouble(Fate.STOP, f"{stops[status]} ({status}): {words}", told=told, status=status)
    no_schema = takes_no_schema(status, said)
    return Trouble(Fate.FAILED, f"{status}: {words}", told=told, no_schema=no_schema, status=status)


def takes_no_schema(status: int, said: str) -> bool:
    """True when an error says that the server does not know output schemas."""
    return status in (400, 422) and any(word in said for word in ("output_config", "json_schema"))
