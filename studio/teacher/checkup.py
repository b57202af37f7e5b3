"""Looks whether Claude can be reached: key, server, model, price. It asks Claude for nothing that costs."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.errors import StudioError
from studio.jobs import Job, Step
from studio.settings import Settings, settings_path
from studio.teacher.connection import Connection
from studio.teacher.looping import complete
from studio.teacher.prices import load_prices
from studio.teacher.troubles import Refused

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
# One look takes no longer than somebody waits for it.
_SECONDS = 20.0


@dataclass(slots=True)
class Checkup:
    """What was found. `works` is True when a request could be sent now."""

    works: bool = False
    key: str = ""
    server: str = ""
    model: str = ""
    price: str = ""
    models: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Name and words of each thing that was looked at."""
        yield "key", self.key
        yield "server", self.server
        yield "model", self.model
        yield "price", self.price
        if self.models:
            yield "models", ", ".join(self.models)
        for note in self.notes:
            yield "note", note

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values. There is no key in it."""
        return {
            "works": self.works,
            **{name: getattr(self, name) for name in ("key", "server", "model", "price", "models", "notes")},
        }


def examine(settings: Settings, prices: Path) -> Job[Checkup]:
    """Look at the settings, then ask the server for its models.

    Args:
        settings: as they stand.
        prices: the user's price file.

    """
    settings = settings.model_copy(update={"timeout_seconds": min(_SECONDS, settings.timeout_seconds)})
    found = Checkup()
    found.key = _key_words(settings)
    found.model = settings.model
    table = load_prices(prices)
    known = table.of(settings.model)
    found.price = (
        f"unknown for this model: add it to {prices}"
        if known is None
        else f"${known.input} in, ${known.output} out a million tokens (table of {table.as_of})"
    )
    if settings.provider == "anthropic" and _others_can_read(settings):
        found.notes.append(f"{settings_path()} holds a key and others can read it: chmod 600")
    proxies = sorted(
        {name.upper() for name in _PROXIES if os.environ.get(name) or os.environ.get(name.upper())}
    )
    if proxies:
        found.notes.append(f"requests may go by a proxy: {', '.join(proxies)} is set in the environment")
    yield Step(0, 1, "asking the server for its models")
    server = settings.server()
    try:
        listed = complete(_models(settings))
    except StudioError as error:
        found.server = error.message
        found.notes += [error.hint] if error.hint and settings.has_key() and not settings.offline else []
        return found
    except Refused as refused:
        found.server = f"{server}: {refused.trouble.reason}"
        # A gateway may speak the Messages API and list no models.
        if refused.trouble.status in (404, 405, 501):
            found.works = complete(_speaks(settings))
            found.server = f"{server} answers, and lists no models"
            if not found.works:
                found.server = f"{server} has no /v1/messages ({refused.trouble.status})"
                found.notes.append("base_url is what stands before /v1/messages in the server's address")
        return found
    found.works = True
    found.server = f"{server} answers"
    found.models = [str(model.get("id")) for model in listed]
    ours = next((model for model in listed if model.get("id") == settings.model), None)
    if found.models and ours is None:
        found.notes.append(f"{settings.model} is not among the models that the server lists")
    elif ours is not None and ours.get("lifecycle") in ("deprecated", "retired"):
        found.notes.append(
            f"{settings.model} is {ours['lifecycle']}; it ends {ours.get('retires_at') or 'soon'}"
        )
    return found


async def _models(settings: Settings) -> list[dict[str, Any]]:
    async with Connection(settings) as connection:
        return await connection.models()


async def _speaks(settings: Settings) -> bool:
    async with Connection(settings) as connection:
        return await connection.speaks()


def _key_words(settings: Settings) -> str:
    if settings.provider != "anthropic":
        return f"{settings.provider} brings its own"
    if settings.api_key is not None:
        return "from ANTHROPIC_API_KEY" if os.environ.get("ANTHROPIC_API_KEY") else "from settings.toml"
    if settings.auth_token is not None:
        return "a bearer token"
    return "none: set ANTHROPIC_API_KEY, or api_key in settings.toml"


def _others_can_read(settings: Settings) -> bool:
    path = settings_path()
    if settings.api_key is None or os.environ.get("ANTHROPIC_API_KEY") or not path.exists():
        return False
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
