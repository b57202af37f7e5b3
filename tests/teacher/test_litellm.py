"""The SDK through LiteLLM's proxy, as a user with a gateway drives it. It runs where `litellm` is installed.

The proxy's `mock_response` answers a plain request itself; a stream goes through it to the loopback server.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import anthropic
import pytest

from tests.teacher.server.server import MessagesServer
from tests.teacher.talk import MODEL, NOTED, ask, form, written

_KEY = "sk-loopback"
_PROXY = shutil.which("litellm", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
_PATIENCE_SECONDS = 120

pytestmark = pytest.mark.skipif(_PROXY is None, reason="litellm[proxy] is not installed")


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The proxy's URL: one model that it mocks, one that it takes from the loopback server."""
    assert _PROXY is not None
    folder = tmp_path_factory.mktemp("proxy")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with MessagesServer() as server:
        through = {"model": f"anthropic/{MODEL}", "api_base": server.url, "api_key": "none"}
        mocked = {"model": "openai/any", "api_key": "none", "mock_response": "A mocked answer."}
        models = [
            {"model_name": MODEL, "litellm_params": through},
            {"model_name": "mocked", "litellm_params": mocked},
        ]
        config = folder / "proxy.yaml"  # JSON is YAML
        config.write_text(json.dumps({"model_list": models, "general_settings": {"master_key": _KEY}}))
        command = [_PROXY, "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
        offline = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "NO_DOCS": "True"}
        url = f"http://127.0.0.1:{port}"
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(
                [*command, "--telemetry", "False"], cwd=folder, env=offline, stdout=log, stderr=log
            )
            try:
                _wait(url, running)
                yield url
            finally:
                running.terminate()
                running.wait()


def _wait(url: str, running: subprocess.Popen[bytes]) -> None:
    """Until the proxy answers."""
    patience = time.monotonic() + _PATIENCE_SECONDS
    while running.poll() is None and time.monotonic() < patience:
        try:
            urllib.request.urlopen(url + "/health/liveliness", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("the proxy did not start")


def test_create_and_stream_go_through_a_proxy(proxy: str) -> None:
    with anthropic.Anthropic(api_key=_KEY, base_url=proxy) as claude:
        mocked = claude.messages.create(**{**ask(), "model": "mocked"})
        message = claude.messages.create(**ask(**form(NOTED)))
        with claude.messages.stream(**ask()) as stream:
            streamed = stream.get_final_message()
        counted = claude.messages.count_tokens(model=MODEL, messages=ask()["messages"])
        with pytest.raises(anthropic.NotFoundError):
            claude.messages.batches.create(requests=[{"custom_id": "a", "params": ask()}])  # type: ignore[typeddict-item]
    assert (written(mocked), mocked.stop_reason) == ("A mocked answer.", "end_turn")
    assert set(json.loads(written(message))) == {"note", "share"}
    assert (streamed.stop_reason, streamed.usage.input_tokens) == ("end_turn", counted.input_tokens)
