"""The studio in a browser: who is let in, who is not, and that the app behind the door runs."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from studio.errors import StudioError
from studio.session import Session
from studio.tui.serving import Doors, make_app
from tests.conftest import alpaca, open_with


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def served(project: Path, *reviewers: str) -> AsyncIterator[Doors]:
    """The studio on a free port."""
    doors = Doors("127.0.0.1", _free_port(), (), reviewers)
    runner = web.AppRunner(await make_app(project, doors))
    await runner.setup()
    try:
        await web.TCPSite(runner, doors.host, doors.port).start()
        yield doors
    finally:
        await runner.cleanup()
        async with asyncio.timeout(60):  # a screen's process ends a moment after its socket
            while any(thread.name.startswith("asyncio-waitpid") for thread in threading.enumerate()):
                await asyncio.sleep(0.02)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with open_with(tmp_path, [alpaca(n) for n in range(5)]) as session:
        return session.path


def _jar() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def test_an_address_works_once_and_leaves_a_cookie(project: Path) -> None:
    async with served(project, "ana", "ben") as doors, _jar() as browser, _jar() as other:
        addresses = doors.addresses()
        assert set(addresses) == {"ana", "ben"}
        base = f"http://127.0.0.1:{doors.port}/"
        async with browser.get(base) as refused:
            assert refused.status == 401
        async with browser.get(addresses["ana"]) as page:
            assert page.status == 200
            assert "token" not in str(page.url)
            assert "default-src 'self'" in page.headers["Content-Security-Policy"]
            assert f"ws://127.0.0.1:{doors.port}/ws" in await page.text()
        for path in ("", "static/js/textual.js"):
            async with browser.get(base + path) as page:
                assert page.status == 200
        async with other.get(addresses["ana"]) as refused:
            assert refused.status == 401
        async with other.get(base + "static/js/textual.js") as refused:
            assert refused.status == 401
        assert set(doors.addresses()) == {"ben"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
async def test_other_hosts_and_origins_are_refused(
    project: Path, headers: dict[str, str], status: int
) -> None:
    async with served(project, "ana") as doors, _jar() as browser:
        await (await browser.get(doors.addresses()["ana"])).read()
        async with browser.get(f"http://127.0.0.1:{doors.port}/", headers=headers) as answer:
            assert answer.status == status


async def test_a_socket_of_another_page_is_refused(project: Path) -> None:
    async with served(project, "ana") as doors, _jar() as browser:
        await (await browser.get(doors.addresses()["ana"])).read()
        url = f"http://127.0.0.1:{doors.port}/ws"
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await browser.ws_connect(url, headers=headers)
            assert refused.value.status == 403
        async with _jar() as stranger:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await stranger.ws_connect(url, headers={"Origin": f"http://127.0.0.1:{doors.port}"})
            assert refused.value.status == 401


async def test_a_reviewer_decides_through_the_socket(project: Path) -> None:
    async with served(project, "ana", "ben") as doors, _jar() as browser:
        await (await browser.get(doors.addresses()["ben"])).read()
        origin = f"http://127.0.0.1:{doors.port}"
        async with browser.ws_connect(
            f"{origin}/ws?width=100&height=30", headers={"Origin": origin}
        ) as screen:
            seen = b""
            while b"Question" not in seen:
                seen += await _next(screen)
            await screen.send_json(["stdin", "x"])
            while b"rejected #1" not in seen:
                seen += await _next(screen)
    with Session.open(project) as session:
        assert session.rows([1])[0].reviewer == "ben"
        assert session.leases() == {}


async def _next(screen: "aiohttp.ClientWebSocketResponse") -> bytes:
    message = await asyncio.wait_for(screen.receive(), 60)
    assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
    return message.data if isinstance(message.data, bytes) else message.data.encode()


def test_no_other_machine_without_a_named_host() -> None:
    with pytest.raises(StudioError, match="other machines"):
        Doors("0.0.0.0", 8000, (), ["ana"])
    doors = Doors("0.0.0.0", 8000, ("https://studio.example.org",), ["ana"])
    assert doors.origin("studio.example.org") == "https://studio.example.org"
    assert doors.addresses()["ana"].startswith("https://studio.example.org/?token=")
    assert doors.origin("evil.example") is None
