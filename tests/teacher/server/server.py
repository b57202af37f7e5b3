"""The server itself: in a thread of a test, or as a process of its own. It listens on 127.0.0.1 only."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from tests.teacher.server.refusals import Refused
from tests.teacher.server.replies import Script
from tests.teacher.server.routes import Api
from tests.teacher.server.settings import Settings
from tests.teacher.server.wire import Response, read_request, write_json, write_response

_HOST = "127.0.0.1"
_WAITING = 1024


class MessagesServer:
    """A server that answers between `with` and its end, on a free port unless one is given."""

    def __init__(self, script: Script = (), settings: Settings | None = None, *, port: int = 0) -> None:
        self._api = Api(script, settings or Settings())
        self._port = port
        self._ready = threading.Event()
        self._failed: OSError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._gate = asyncio.Event()
        if not self._api.settings.held:
            self._gate.set()
        self._thread = threading.Thread(target=self._run, name="messages-server", daemon=True)
        self._open: set[asyncio.Task[None]] = set()
        self._faults: list[BaseException] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell(self._stop.set)
        self._thread.join()
        if error is None:
            self.raise_fault()

    @property
    def url(self) -> str:
        """What a client takes as its base_url."""
        return f"http://{_HOST}:{self._port}"

    @property
    def requests(self) -> list[dict[str, Any]]:
        """All requests so far, see `Seen`."""
        return self._api.seen.requests

    @property
    def texts(self) -> Counter[str]:
        """How often each user text was asked."""
        return self._api.seen.texts

    @property
    def in_flight_most(self) -> int:
        """The most messages at work at once."""
        return self._api.seen.in_flight_most

    def count(self, path: str = "/v1/messages") -> int:
        """How many requests came to a path."""
        return self._api.seen.count(path)

    def hold(self) -> None:
        """Let answers to messages wait from now on; they are still taken and seen, and errors are sent."""
        self._tell(self._gate.clear)

    def release(self) -> None:
        """Send the answers that wait, and all others at once."""
        self._tell(self._gate.set)

    def raise_fault(self) -> None:
        """Raise the first fault of a script function or of the server, if there was one."""
        if self._faults:
            raise self._faults[0]

    async def serve(self, ready: Callable[[], object]) -> None:
        """Answer until cancelled or the `with` ends; `ready` is called once `url` is right.

        Raises:
            OSError: the port is taken.

        """
        self._loop = asyncio.get_running_loop()
        listening = await asyncio.start_server(self._connected, _HOST, self._port, backlog=_WAITING)
        self._port = listening.sockets[0].getsockname()[1]
        ready()
        try:
            await self._stop.wait()
        finally:
            listening.close()
            tasks = list(self._open)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _run(self) -> None:
        try:
            asyncio.run(self.serve(self._ready.set))
        except OSError as error:
            self._failed = error
        finally:
            self._ready.set()

    def _tell(self, act: Callable[[], None]) -> None:
        """Do something in the server's own loop, from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(act)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._converse(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._open.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            self._faults.append(fault)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests until either side ends it."""
        try:
            while await self._answer_next(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has gone: that is its right
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer_next(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            request = await read_request(reader)
        except Refused as refused:
            await write_response(writer, Response(write_json(refused.body(None)), refused.status))
            return False
        if request is None:
            return False
        seen, counted = self._api.seen, request.path == "/v1/messages"
        if counted:
            seen.begin()
        try:
            response, settle = self._api.answer(request)
            if counted and response.status == 200:
                await self._gate.wait()
            elif request.path == "/_release":
                self._gate.set()
            if response.delay:
                await asyncio.sleep(response.delay)
            settle()
            return await write_response(writer, response)
        finally:
            if counted:
                seen.end()
