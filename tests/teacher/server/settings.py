"""What a server can be told. It reads no file."""

from dataclasses import dataclass

from tests.teacher.server.models import MODELS


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server behaves beside its script.

    Attributes:
        key: the only key it takes; empty takes any that is not empty.
        models: the models it knows.
        latency: seconds before each answer to a message.
        forget: keep no bodies and no texts, for runs of very many requests. Every answer is then a first one.
        held: answers to messages wait until `release` is called, or GET /_release.
        at_once: messages at work at once; one more is answered 429. 0 for no limit.
        thinking: a thinking block before every answer, unless the request turns thinking off.
        cache_floor: tokens below which no prefix is cached.
        batch_polls: at which retrieve a batch ends, 0 at once.
        done_before_cancel: requests of a cancelled batch that were done.

    """

    key: str = ""
    models: tuple[str, ...] = MODELS
    latency: float = 0.0
    forget: bool = False
    held: bool = False
    at_once: int = 0
    thinking: bool = False
    cache_floor: int = 0
    batch_polls: int = 1
    done_before_cancel: int = 0
