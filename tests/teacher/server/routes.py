"""The endpoints: which path is answered by what. It holds a server's state, and opens no socket."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.teacher.server.answers import answer, message
from tests.teacher.server.batches import Batches
from tests.teacher.server.events import stream_events
from tests.teacher.server.models import describe, describe_known, page
from tests.teacher.server.prompt_cache import PromptCache, count
from tests.teacher.server.refusals import Refused
from tests.teacher.server.replies import Choice, Reply, Script
from tests.teacher.server.seen import Seen
from tests.teacher.server.settings import Settings
from tests.teacher.server.validating import check_batch, check_count, check_message, user_text
from tests.teacher.server.wire import Request, Response, write_json

_THOUGHT = "Let me look at this for a moment."
_BATCHES = "/v1/messages/batches"
_MOST_BYTES = 32 * 1024 * 1024
_LIMIT = 4_000
# A tag's mark differs from job to job; what is answered must not, or a test would hang on chance.
_MARK = re.compile(r"(?<=-)[a-p]{12}(?=>)")


class Api:
    """One server's answers. `settle` of a message's response is called when it begins to be sent."""

    def __init__(self, script: Script, settings: Settings) -> None:
        self.seen = Seen()
        self.settings = settings
        self._choice = Choice(script)
        self._cache = PromptCache(settings.cache_floor)
        self._batches = Batches(self._work, settings.batch_polls, settings.done_before_cancel)
        self._asked = 0
        self._answered = 0

    def answer(self, request: Request) -> tuple[Response, Callable[[], None]]:
        """The response to a request, and what is to be done when it begins to be sent."""
        if request.path in ("/_seen", "/_release"):
            return Response(write_json(self.seen.tell(request.query))), _nothing
        self._answered += 1
        request_id = f"req_{self._answered:024d}"
        kept = self.seen.add(request)
        settle = _nothing
        try:
            self._admit(request)
            kept["authorized"] = True
            body = request.json() if request.body else None
            if not self.settings.forget:
                kept["body"] = body
            if request.method == "POST" and request.path == "/v1/messages":
                response, settle = self._message(body, request_id)
            else:
                response = self._other(request, body)
        except Refused as refused:
            response = Response(write_json(refused.body(request_id)), refused.status, headers=refused.headers)
        kept["status"] = response.status
        response.headers = {**self._limits(request_id), **response.headers}
        return response, settle

    def _admit(self, request: Request) -> None:
        """Refuse a request without a key or a version, or one that is too large."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        key = key if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
        if not key or self.settings.key not in ("", key):
            raise Refused(401)
        if "anthropic-version" not in request.headers:
            raise Refused(400, "anthropic-version: header is required")
        if len(request.body) > _MOST_BYTES and not request.path.startswith(_BATCHES):
            raise Refused(413)

    def _limits(self, request_id: str) -> dict[str, str]:
        left = max(_LIMIT - self.seen.in_flight, 0)
        reset = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return {
            "request-id": request_id,
            "anthropic-organization-id": "org_loopback",
            "anthropic-ratelimit-requests-limit": str(_LIMIT),
            "anthropic-ratelimit-requests-remaining": str(left),
            "anthropic-ratelimit-requests-reset": reset,
            "anthropic-ratelimit-tokens-limit": "4000000",
            "anthropic-ratelimit-tokens-remaining": "4000000",
            "anthropic-ratelimit-tokens-reset": reset,
        }

    def _other(self, request: Request, body: Any) -> Response:
        """Everything but a message."""
        path, url = request.path.rstrip("/"), f"http://{request.headers.get('host', '')}"
        match [request.method, *path.removeprefix("/v1/").split("/")]:
            case ["POST", "messages", "count_tokens"]:
                check_count(body, self.settings.models)
                told: Any = {"input_tokens": count(body)}
            case ["GET", "models"]:
                told = page([describe(model) for model in self.settings.models], request.query)
            case ["GET", "models", name]:
                told = describe_known(name, self.settings.models)
            case ["POST", "messages", "batches"]:
                check_batch(body)
                told = self._batches.create(body["requests"], url)
            case ["GET", "messages", "batches"]:
                told = self._batches.list(request.query, url)
            case ["GET", "messages", "batches", name]:
                told = self._batches.retrieve(name, url)
            case ["DELETE", "messages", "batches", name]:
                told = self._batches.delete(name)
            case ["POST", "messages", "batches", name, "cancel"]:
                told = self._batches.cancel(name, url)
            case ["GET", "messages", "batches", name, "results"]:
                return Response([self._batches.results(name)], kind="application/x-jsonl")
            case _:
                raise Refused(404)
        return Response(write_json(told))

    def _message(self, body: Any, request_id: str) -> tuple[Response, Callable[[], None]]:
        check_message(body, self.settings.models)
        if self.settings.at_once and self.seen.in_flight > self.settings.at_once:
            raise Refused(429, headers={"retry-after-ms": "20"})
        reply, seed = self._reply(body)
        delay = self.settings.latency + reply.delay
        broken = self._error(reply, streamed=bool(body.get("stream")))
        if broken is not None:
            told = write_json(broken.body(request_id))
            return Response(told, broken.status, headers=broken.headers, delay=delay), _nothing
        taken, entries = self._cache.look_up(body)
        whole = message(body, answer(body, reply, seed, self._asked), taken, self._asked, "standard")
        pieces = stream_events(whole, reply.kind, request_id) if body.get("stream") else write_json(whole)
        response = _broken(pieces, reply, streamed=bool(body.get("stream")))
        response.delay = delay
        return response, lambda: self._cache.keep(entries)

    def _error(self, reply: Reply, *, streamed: bool) -> Refused | None:
        """The error that a reply asks for."""
        status = reply.status or (529 if reply.kind == "error_event" and not streamed else 0)
        if not status:
            return None
        return Refused(status, reply.message, code=reply.error_code, headers=reply.headers())

    def _reply(self, body: dict[str, Any], custom_id: str = "") -> tuple[Reply, str]:
        """The reply to a valid question, and the seed of its answer: the text and how often it was asked.

        A tag's mark is no part of the seed.
        """
        self._asked += 1
        text = user_text(body)
        times = 1 if self.settings.forget else self.seen.ask(text)
        reply = self._choice.reply(body, self._asked, text, custom_id)
        wanted = (body.get("thinking") or {}).get("type") != "disabled"
        if self.settings.thinking and wanted and not reply.thinking:
            reply = replace(reply, thinking=_THOUGHT)
        return reply, f"{times} {_MARK.sub('', text)}"

    def _work(self, custom_id: str, params: Any) -> dict[str, Any]:
        """One request of a batch, worked on."""
        try:
            check_message(params, self.settings.models)
            if params.get("stream"):
                raise Refused(400, "stream: Extra inputs are not permitted")
            reply, seed = self._reply(params, custom_id)
            if reply.kind in ("expired", "canceled"):
                return {"type": reply.kind}
            error = self._error(reply, streamed=False)
            if error is not None:
                raise error
        except Refused as refused:
            return {"type": "errored", "error": refused.body(None)}
        taken, entries = self._cache.look_up(params)
        self._cache.keep(entries)
        made = answer(params, reply, seed, self._asked)
        return {"type": "succeeded", "message": message(params, made, taken, self._asked, "batch")}


def _broken(pieces: list[bytes], reply: Reply, *, streamed: bool) -> Response:
    """The response, cut or slow as the reply says."""
    pause = reply.pause if reply.kind == "slow" else 0.0
    if streamed:
        torn = reply.kind == "cut_torn"
        return Response(pieces, kind="text/event-stream", chunked=True, pause=pause, torn=torn)
    whole = pieces[0]
    if reply.kind == "cut_torn":
        return Response([], torn=True)
    if reply.kind == "cut_clean":
        return Response([whole[: len(whole) // 2]], length=len(whole), torn=True)
    if pause:
        pieces = [whole[place : place + 64] for place in range(0, len(whole), 64)]
    return Response(pieces, pause=pause)


def _nothing() -> None:
    """Nothing is to be done."""
