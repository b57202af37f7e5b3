"""The SDK's exceptions as what they mean for a request. Nothing of a request's text gets into them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from studio.teacher.replies import Fate, Trouble, trouble_of_status


class Refused(Exception):
    """A request that brought no answer; `trouble` says why and what becomes of it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.reason)
        self.trouble = trouble


@contextmanager
def telling() -> Iterator[None]:
    """Turns what the SDK and its HTTP library raise into `Refused`.

    A torn stream raises the HTTP library's own error, an answer that is no JSON a ValueError.
    """
    import anthropic
    import httpx2

    try:
        yield
    except (anthropic.AnthropicError, httpx2.HTTPError, ValueError) as error:
        raise Refused(trouble_of(error)) from None


def trouble_of(error: Exception) -> Trouble:
    """What an exception of the SDK means. The message of a failed connection holds no key."""
    import anthropic
    import httpx2

    if isinstance(error, anthropic.APIStatusError):
        headers = error.response.headers
        return trouble_of_status(
            error.status_code,
            str(error.type or ""),
            _said(error),
            _wait(headers.get("retry-after-ms"), headers.get("retry-after")),
        )
    cause = error.__cause__ if isinstance(error, anthropic.APIConnectionError) else error
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout):
        return Trouble(Fate.AGAIN, "the server cannot be reached", told=True)
    if isinstance(error, anthropic.APITimeoutError):
        return Trouble(Fate.AGAIN, "the server took too long", unknown=True)
    if isinstance(error, ValueError):
        return Trouble(Fate.AGAIN, "the server's answer cannot be read", unknown=True)
    return Trouble(Fate.AGAIN, "the connection failed or was cut", unknown=True)


def _said(error: Any) -> str:
    body = error.body
    inner = body.get("error") if isinstance(body, Mapping) else None
    return str(inner.get("message") or "") if isinstance(inner, Mapping) else ""


def _wait(milliseconds: str | None, seconds: str | None) -> float:
    try:
        return float(milliseconds) / 1000 if milliseconds else float(seconds or 0)
    except ValueError:
        return 0.0
