"""The one place that talks to Claude, by the official SDK. It keeps no answer and counts no money.

The SDK takes over a second to import, so it is imported when a connection is made. Its own retries are
off: who waits, and for how long, is decided for a whole job at once.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.settings import Settings, settings_path
from studio.teacher.replies import Fate, Reply, Trouble, reply_of, takes_no_schema
from studio.teacher.troubles import Refused, telling

# A server that is there takes a connection within seconds; only its answer may take long.
_CONNECT_SECONDS = 10.0


def require_key(settings: Settings) -> None:
    """Refuse what cannot work, in one line.

    Raises:
        StudioError: offline, or there is no key.

    """
    if settings.offline:
        raise StudioError("Claude is not asked: offline", "leave out --offline, or change settings.toml")
    if not settings.has_key():
        raise StudioError(
            "Claude cannot be asked: there is no key",
            f"set ANTHROPIC_API_KEY, or api_key in {settings_path()}; studio doctor tells more",
        )


class Connection:
    """An open client. Use it in one event loop, and close it there.

    Args:
        settings: server, key, timeout.

    Raises:
        StudioError: offline, no key, or the extra of a provider is not installed.

    """

    def __init__(self, settings: Settings) -> None:
        require_key(settings)
        self._client: Any = _make_client(settings)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def create(self, body: Mapping[str, Any]) -> Reply:
        """Send one request and wait for its answer.

        Raises:
            Refused: there is none.

        """
        with telling():
            raw = await self._client.messages.with_raw_response.create(**body)
            message = raw.http_response.json()
            return reply_of(message, raw.http_response.headers.get("request-id", ""))

    async def stream(self, body: Mapping[str, Any]) -> AsyncIterator[str | Reply]:
        """Send one request; the answer's JSON text in pieces as it comes, and last the whole reply.

        Raises:
            Refused: the connection broke, or the server sent an error.

        """
        pieces: list[str] = []
        last: dict[str, Any] = {"content": []}
        usage: dict[str, Any] = {}
        with telling():
            stream = await self._client.messages.create(**body, stream=True)
            async with stream:
                request_id = stream.response.headers.get("request-id", "")
                async for event in stream:
                    said = event.to_dict()
                    if said["type"] == "message_start":
                        last |= {"model": said["message"].get("model")}
                        usage |= said["message"].get("usage") or {}
                    elif said["type"] == "content_block_delta":
                        piece = said["delta"].get("text") or said["delta"].get("partial_json") or ""
                        if piece:
                            pieces.append(piece)
                            yield piece
                    elif said["type"] == "message_delta":
                        last |= said["delta"]
                        usage |= {k: v for k, v in (said.get("usage") or {}).items() if v is not None}
            last |= {"content": [{"type": "text", "text": "".join(pieces)}], "usage": usage}
            reply = reply_of(last, request_id)
        yield reply

    async def count(self, body: Mapping[str, Any]) -> int | None:
        """How many input tokens a request has by the server's own count; None where it does not say."""
        counted = {key: value for key, value in body.items() if key != "max_tokens"}
        try:
            with telling():
                found = await self._client.messages.count_tokens(**counted)
        except Refused:
            return None
        return int(found.input_tokens)

    async def models(self) -> list[dict[str, Any]]:
        """The models that the server lists, newest first.

        Raises:
            Refused: it does not list them.

        """
        with telling():
            page = await self._client.models.list(limit=100)
        return [model.to_dict() for model in page.data]

    async def speaks(self) -> bool:
        """Whether the server has the path of the Messages API: it is sent a request without content."""
        try:
            with telling():
                await self._client.post("/v1/messages", body={}, cast_to=object)
        except Refused as refused:
            return refused.trouble.status not in (0, 404, 405, 501)
        return True

    async def submit(self, requests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Hand in a batch: `{"custom_id": …, "params": …}` each; the batch as the server tells it.

        Raises:
            Refused: the server took it not.

        """
        return await self._batch("create", requests=list(requests))

    async def batch(self, name: str) -> dict[str, Any]:
        """How far a batch is.

        Raises:
            Refused: the server does not know it, or cannot be reached.

        """
        return await self._batch("retrieve", name)

    async def cancel(self, name: str) -> dict[str, Any]:
        """Ask to cancel a batch.

        Raises:
            Refused: as `batch`.

        """
        return await self._batch("cancel", name)

    async def _batch(self, verb: str, *values: Any, **named: Any) -> dict[str, Any]:
        with telling():
            found = await getattr(self._client.messages.batches, verb)(*values, **named)
        return dict(found.to_dict())

    async def batches(self) -> AsyncIterator[dict[str, Any]]:
        """The batches of the account, newest first, page by page for as long as one asks.

        Raises:
            Refused: the server does not list them.

        """
        with telling():
            async for batch in self._client.messages.batches.list(limit=100):
                yield dict(batch.to_dict())

    async def results(self, name: str) -> AsyncIterator[tuple[str, Reply | Trouble]]:
        """The results of an ended batch in the server's order: custom_id, and what came of it.

        Raises:
            Refused: they cannot be fetched; those that came before are good.

        """
        with telling():
            async for line in await self._client.messages.batches.results(name):
                entry = line.to_dict()
                yield str(entry["custom_id"]), _result_of(entry["result"], name)


def _result_of(result: Mapping[str, Any], batch: str) -> Reply | Trouble:
    kind = result.get("type")
    if kind == "succeeded":
        return reply_of(result["message"], batch)
    if kind == "errored":
        error = (result.get("error") or {}).get("error") or {}
        name = str(error.get("type") or "error")
        fate = Fate.AGAIN if name in ("api_error", "overloaded_error", "rate_limit_error") else Fate.FAILED
        said = str(error.get("message") or "")
        return Trouble(fate, f"{name}: {one_line(said, 160)}", no_schema=takes_no_schema(400, said))
    words = {
        "canceled": "the batch was cancelled before it came to this",
        "expired": "the batch ran out of time",
    }
    return Trouble(Fate.AGAIN, words.get(str(kind), f"the batch says {one_line(str(kind), 30)}"))


def _make_client(settings: Settings) -> Any:
    import anthropic
    import httpx2

    patience = httpx2.Timeout(
        settings.timeout_seconds, connect=min(_CONNECT_SECONDS, settings.timeout_seconds)
    )
    shared: dict[str, Any] = {"max_retries": 0, "timeout": patience}
    if settings.base_url:
        shared["base_url"] = settings.base_url
    try:
        # Made first: the SDK's own one says more than it should where the environment is wrong.
        shared["http_client"] = anthropic.DefaultAsyncHttpxClient()
        if settings.provider == "bedrock":
            return anthropic.AsyncAnthropicBedrock(**shared, aws_region=settings.region or None)
        if settings.provider == "vertex":
            return anthropic.AsyncAnthropicVertex(
                **shared,
                region=settings.region or anthropic.NOT_GIVEN,
                project_id=settings.vertex_project or anthropic.NOT_GIVEN,
            )
        return anthropic.AsyncAnthropic(
            **shared,
            api_key=settings.api_key.get_secret_value() if settings.api_key else None,
            auth_token=settings.auth_token.get_secret_value() if settings.auth_token else None,
        )
    except (ImportError, OSError, ValueError, anthropic.AnthropicError) as error:
        why = one_line(str(error), 160)
        if settings.provider == "anthropic":
            raise StudioError(
                f"no connection can be opened: {why}",
                "look at the proxy and certificate variables of the environment"
                " (HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE)",
            ) from None
        raise StudioError(
            f"{settings.provider} cannot be used: {why}",
            f"pip install 'curation-studio[{settings.provider}]', and set region in settings.toml",
        ) from None
