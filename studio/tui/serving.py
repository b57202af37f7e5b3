"""The studio in a browser: textual-serve behind a token, for this machine unless another host is named.

By itself the server that it builds on has no login and takes a WebSocket from any page. Here each reviewer
gets an address that works once and leaves a cookie; requests for another host, from another page's origin
or without the cookie are refused. It speaks plain HTTP: a way in from outside is another program's work.
"""

import asyncio
import logging
import secrets
import shlex
import sys
from collections.abc import Awaitable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware

_REAP_SECONDS = 0.2
_SHUTDOWN_SECONDS = 3
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HEADERS = {
    # No font or script of another host, no page around this one, no address passed on.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self' {socket}; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_here: ContextVar[str] = ContextVar("origin", default="")
_who: ContextVar[str] = ContextVar("reviewer", default="")


class Doors:
    """Who may come in, by which address, and with which word.

    Args:
        host: the address to listen at.
        port: the port there.
        allowed: other hosts (`studio.example.org`) or origins (`https://studio.example.org`) that
            browsers may reach it by.
        reviewers: who gets an address of their own.

    Raises:
        StudioError: it would be reached from elsewhere, and no host is named.

    """

    def __init__(self, host: str, port: int, allowed: Sequence[str], reviewers: Sequence[str]) -> None:
        if host not in LOOPBACK and not allowed:
            raise StudioError(
                f"{host} can be reached from other machines",
                "name the host that browsers will use, with --allow-host NAME; put HTTPS before it",
            )
        self.host, self.port = host, port
        self._origins: dict[str, str] = {}
        for name in (*LOOPBACK, *allowed):
            scheme, _, rest = name.rpartition("://")
            netloc = rest if scheme else f"[{rest}]:{port}" if ":" in rest else f"{rest}:{port}"
            self._origins[netloc.lower()] = f"{scheme or 'http'}://{netloc.lower()}"
        self.cookie = f"studio-{port}"
        self._once = {secrets.token_urlsafe(24): name for name in reviewers}
        self._held: dict[str, str] = {}

    def origin(self, host: str) -> str | None:
        """The origin of a Host header; None for a host that is not ours."""
        return self._origins.get(host.lower())

    def addresses(self) -> dict[str, str]:
        """The address of each reviewer that was not used yet."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        base = f"http://{name}:{self.port}" if self.host in LOOPBACK else list(self._origins.values())[-1]
        return {reviewer: f"{base}/?token={token}" for token, reviewer in self._once.items()}

    def enter(self, token: str) -> str | None:
        """A cookie for a token, which is used up by it; None for one that is not known."""
        reviewer = self._once.pop(token, None)
        if reviewer is None:
            return None
        cookie = secrets.token_urlsafe(32)
        self._held[cookie] = reviewer
        return cookie

    def reviewer(self, cookie: str) -> str | None:
        """Whose cookie it is."""
        return self._held.get(cookie)


def guard(doors: Doors) -> "Middleware":
    """The check before every request: host, origin, token or cookie."""
    from aiohttp import web

    @web.middleware
    async def check(request: web.Request, handler: "Handler") -> web.StreamResponse:
        here = doors.origin(request.host)
        if here is None:
            raise web.HTTPForbidden(text="this host is not served")
        said = request.headers.get("Origin")
        if (said is not None or request.path == "/ws") and said != here:
            raise web.HTTPForbidden(text="this origin is not served")
        token = request.query.get("token")
        if token is not None:
            cookie = doors.enter(token)
            if cookie is None:
                raise web.HTTPUnauthorized(text="this address was used, or never given out")
            answer = web.Response(status=303, headers={"Location": "/", "Referrer-Policy": "no-referrer"})
            answer.set_cookie(
                doors.cookie, cookie, httponly=True, samesite="Strict", secure=here.startswith("https:")
            )
            return answer
        reviewer = doors.reviewer(request.cookies.get(doors.cookie, ""))
        if reviewer is None:
            raise web.HTTPUnauthorized(text="open the address that studio serve printed")
        _here.set(here)
        _who.set(reviewer)
        return await handler(request)

    return check


def make_app(project: Path, doors: Doors) -> "Awaitable[web.Application]":
    """The web application: the pages of textual-serve behind the guard.

    Raises:
        StudioError: textual-serve is not installed.

    """
    try:
        from textual_serve.server import Server
    except ImportError:
        raise StudioError("textual-serve is not installed", "pip install 'curation-studio[serve]'") from None

    class Guarded(Server):
        """One process a browser tab, started under the reviewer whose cookie it is."""

        def __init__(self) -> None:
            super().__init__("studio", doors.host, doors.port, title=project.stem)

        @property
        def command(self) -> str:
            """What to start: the project, as the reviewer of the request."""
            words = [sys.executable, "-m", "studio", "open", str(project), "--as", _who.get()]
            return shlex.join(words)

        @command.setter
        def command(self, value: str) -> None:
            """The server's own idea of a command is not used."""

        @property
        def public_url(self) -> str:
            """The address by which this request came."""
            return _here.get()

        @public_url.setter
        def public_url(self, value: str) -> None:
            """The server's own idea of its address is not used."""

        async def on_startup(self, app: "web.Application") -> None:
            """Say nothing: the caller prints the addresses."""

        async def _make_app(self) -> "web.Application":
            app = await super()._make_app()
            app.middlewares.append(guard(doors))
            app.on_response_prepare.append(_add_headers)
            app.on_cleanup.append(_reap)
            return app

    return Guarded()._make_app()


async def _reap(app: "web.Application") -> None:
    """Let the loop hear that the apps behind closed tabs have ended, before it ends itself."""
    await asyncio.sleep(_REAP_SECONDS)


async def _add_headers(request: "web.Request", response: "web.StreamResponse") -> None:
    here = _here.get()
    socket = f"ws{here.removeprefix('http')}" if here else "'none'"
    for name, value in _HEADERS.items():
        response.headers[name] = value.format(socket=socket)


def serve(project: Path, doors: Doors) -> None:
    """Serve until ctrl+c.

    Raises:
        StudioError: the port is taken, or textual-serve is not installed.

    """
    app = make_app(project, doors)
    from aiohttp import web

    # The library's own log would print local variables, and with them rows.
    logging.getLogger("textual-serve").setLevel(logging.CRITICAL)
    try:
        web.run_app(
            app,
            host=doors.host,
            port=doors.port,
            print=None,
            access_log=None,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )
    except OSError as error:
        raise StudioError(
            f"port {doors.port} of {doors.host} cannot be used: {error.strerror}", "--port takes another"
        ) from None
