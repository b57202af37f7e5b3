"""The loopback server's errors, refusals and broken answers, as the real SDK sees them."""

import json
import urllib.request
from typing import Any

import anthropic
import httpx2
import pytest

from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings
from tests.teacher.talk import CLOSED, FORCED, KEY, NOTED, Noted, ask, client, form, written

FORMAT = "output_config.format"


ERRORS: list[tuple[int, type[anthropic.APIStatusError], str]] = [
    (400, anthropic.BadRequestError, "invalid_request_error"),
    (401, anthropic.AuthenticationError, "authentication_error"),
    (402, anthropic.PaymentRequiredError, "billing_error"),
    (403, anthropic.PermissionDeniedError, "permission_error"),
    (404, anthropic.NotFoundError, "not_found_error"),
    (413, anthropic.ContentTooLargeError, "request_too_large"),
    (429, anthropic.RateLimitError, "rate_limit_error"),
    (500, anthropic.InternalServerError, "api_error"),
    (503, anthropic.ServiceUnavailableError, "api_error"),
    (529, anthropic.OverloadedError, "overloaded_error"),
]


@pytest.mark.parametrize(("status", "kind", "named"), ERRORS, ids=[str(row[0]) for row in ERRORS])
def test_a_status_becomes_the_error_of_the_sdk(
    status: int, kind: type[anthropic.APIStatusError], named: str
) -> None:
    with (
        MessagesServer([{"status": status, "message": "Not now"}]) as server,
        client(server) as claude,
        pytest.raises(kind, match="Not now") as caught,
    ):
        claude.messages.create(**ask())
    assert (caught.value.status_code, caught.value.type) == (status, named)
    assert str(caught.value.request_id).startswith("req_")


def test_a_key_is_wanted_and_never_kept() -> None:
    with MessagesServer(settings=Settings(key=KEY)) as server:
        with client(server, key="another") as claude, pytest.raises(anthropic.AuthenticationError):
            claude.messages.create(**ask())
        with client(server) as claude:
            claude.messages.create(**ask())
        headers = {"x-api-key": KEY, "anthropic-version": "2026-10-21"}
        with urllib.request.urlopen(urllib.request.Request(server.url + "/v1/models", None, headers)) as told:
            assert told.status == 200
        assert [kept["authorized"] for kept in server.requests] == [False, True, True]
        assert KEY not in repr(server.requests)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "temperature": ({"temperature": 1}, "temperature: Extra inputs are not permitted"),
    "top_p": ({"top_p": 1}, "top_p: Extra inputs are not permitted"),
    "top_k": ({"top_k": 1}, "top_k: Extra inputs are not permitted"),
    "no room": ({"max_tokens": 0}, "max_tokens: Input should be greater"),
    "too much room": ({"max_tokens": 128_001}, "maximum allowed number of output tokens"),
    "nothing": ({"messages": []}, "at least one message"),
    "empty": ({"messages": [{"role": "user", "content": ""}]}, "non-empty content"),
    "blank": ({"messages": [{"role": "user", "content": " \n"}]}, "non-whitespace text"),
    "first": ({"messages": [{"role": "assistant", "content": "Yes"}]}, 'use the "user" role'),
    "prefill": (
        {"messages": [{"role": "user", "content": "A"}, {"role": "assistant", "content": "B"}]},
        "assistant message prefill",
    ),
    "effort": ({"output_config": {"effort": "huge"}}, "output_config.effort"),
    "format": ({"output_config": {"format": {"type": "json_object"}}}, f"{FORMAT}.type"),
    "no schema": ({"output_config": {"format": {"type": "json_schema"}}}, f"{FORMAT}.schema: Field required"),
    "open object": (form({"type": "object", "properties": {}}), "'additionalProperties' must be explicitly"),
    "open inside": (
        form({**CLOSED, "properties": {"a": {"type": "array", "items": {"type": "object"}}}}),
        "'additionalProperties' must be explicitly",
    ),
    "bounds": (
        form({**CLOSED, "properties": {"a": {"type": "number", "minimum": 0, "maximum": 1}}}),
        "For 'number' type, properties maximum, minimum are not supported",
    ),
    "minItems": (form({"type": "array", "minItems": 2}), "'minItems' values other than 0 or 1"),
    "no tools": ({"tool_choice": {"type": "any"}}, "while providing tools"),
    "other tool": ({**FORCED, "tool_choice": {"type": "tool", "name": "x"}}, "Tool 'x' not found"),
    "breakpoints": (
        {"system": [{"type": "text", "text": "A", "cache_control": {"type": "ephemeral"}}] * 5},
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    ),
    "system": ({"system": [{"type": "text", "text": ""}]}, "must be non-empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_api_refuses_is_refused(name: str) -> None:
    more, why = REFUSED[name]
    with (
        MessagesServer() as server,
        client(server) as claude,
        pytest.raises(anthropic.BadRequestError) as caught,
    ):
        claude.messages.create(**ask(), extra_body=more)
    assert why in str(caught.value)


def test_a_stream_that_ends_short_raises_nothing() -> None:
    with MessagesServer([{"kind": "cut_clean", "nth": 2}]) as server, client(server) as claude:
        with claude.messages.stream(**ask()) as stream:
            whole = stream.get_final_message()
        with claude.messages.stream(**ask()) as stream:
            cut = stream.get_final_message()
    assert (whole.stop_reason, cut.stop_reason) == ("end_turn", None)
    assert 0 < len(written(cut)) < 100


def test_a_torn_stream_raises_the_error_of_the_http_library() -> None:
    with MessagesServer([{"kind": "cut_torn"}]) as server, client(server, retries=2) as claude:
        with claude.messages.stream(**ask()) as stream, pytest.raises(httpx2.RemoteProtocolError):
            stream.get_final_message()
        assert server.count() == 1


def test_an_error_in_a_stream_has_status_200() -> None:
    with MessagesServer([{"kind": "error_event"}]) as server, client(server) as claude:
        with claude.messages.stream(**ask()) as stream, pytest.raises(anthropic.APIStatusError) as caught:
            stream.get_final_message()
        with pytest.raises(anthropic.OverloadedError):
            claude.messages.create(**ask())
    assert (caught.value.status_code, caught.value.type) == (200, "overloaded_error")


@pytest.mark.parametrize("kind", ["cut_clean", "cut_torn"])
def test_an_answer_that_is_cut_is_a_connection_error(kind: str) -> None:
    with (
        MessagesServer([{"kind": kind}]) as server,
        client(server) as claude,
        pytest.raises(anthropic.APIConnectionError),
    ):
        claude.messages.create(**ask())


def test_a_refusal_is_an_answer_without_content() -> None:
    rules = [{"kind": "refusal", "category": "frontier_llm"}]
    with MessagesServer(rules) as server, client(server) as claude:
        message = claude.messages.parse(**ask(), output_format=Noted)
        with claude.messages.stream(**ask()) as stream:
            streamed = stream.get_final_message()
    assert (message.content, message.stop_reason, message.parsed_output) == ([], "refusal", None)
    for told in (message.stop_details, streamed.stop_details):
        assert told is not None
        assert told.category == "frontier_llm"


def test_an_answer_ends_at_max_tokens() -> None:
    with MessagesServer([{"kind": "max_tokens", "nth": 1}]) as server, client(server) as claude:
        cut = claude.messages.create(**ask(**form(NOTED)))
        short = claude.messages.create(**ask(max_tokens=3))
    assert (cut.stop_reason, short.stop_reason, short.usage.output_tokens) == ("max_tokens", "max_tokens", 3)
    with pytest.raises(json.JSONDecodeError):
        json.loads(written(cut))


def test_answers_may_be_wrong_slow_or_without_a_reason() -> None:
    rules: list[dict[str, Any]] = [
        {"kind": kind, "match": kind, "pause": 0.0001} for kind in ("malformed", "misfit", "no_stop", "slow")
    ]
    with MessagesServer(rules) as server, client(server) as claude:
        told = {
            kind: claude.messages.create(**ask(kind, **form(NOTED)))
            for kind in ("malformed", "misfit", "no_stop", "slow")
        }
        with claude.messages.stream(**ask("slow")) as stream:
            assert stream.get_final_message().stop_reason == "end_turn"
    with pytest.raises(json.JSONDecodeError):
        json.loads(written(told["malformed"]))
    assert "surprise" in json.loads(written(told["misfit"]))
    assert told["no_stop"].stop_reason is None
    assert "share" in json.loads(written(told["slow"]))
