"""The doctor says what is there and what is missing, and no key; it asks for nothing that costs."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from studio.jobs import drain
from studio.settings import Settings, load_settings
from studio.teacher.checkup import Checkup, examine
from studio.teacher.troubles import Refused
from tests.teacher.jobs import KEY, settings_for
from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings as ServerSettings


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_SETTINGS", str(tmp_path / "settings.toml"))
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "STUDIO_MODEL"):
        monkeypatch.delenv(name, raising=False)


def _look(settings: Settings, tmp_path: Path) -> Checkup:
    found = drain(examine(settings, tmp_path / "prices.toml"))
    assert KEY not in json.dumps(found.to_json()) + str(list(found.lines()))
    return found


def test_a_server_that_answers(tmp_path: Path) -> None:
    with MessagesServer() as server:
        found = _look(settings_for(server), tmp_path)
        assert found.works
        assert found.server.endswith("answers")
        assert "claude-haiku-5-5" in found.models
        assert found.price.startswith("$0.1 in")
        assert not found.notes
        assert server.count() == 0


def test_a_model_that_is_not_listed_or_has_no_price(tmp_path: Path) -> None:
    with MessagesServer() as server:
        found = _look(settings_for(server, model="own-model"), tmp_path)
        assert found.price.startswith("unknown")
        assert found.notes == ["own-model is not among the models that the server lists"]


def test_no_key_offline_a_wrong_key_and_nobody_there(tmp_path: Path) -> None:
    with MessagesServer(settings=ServerSettings(key="another")) as server:
        wrong = _look(settings_for(server), tmp_path)
        assert "does not take the key" in wrong.server
        for settings, said in (
            (Settings(base_url=server.url), "there is no key"),
            (settings_for(server, offline=True), "offline"),
            (settings_for(server, base_url="http://127.0.0.1:9"), "cannot be reached"),
        ):
            found = _look(settings, tmp_path)
            assert said in found.server
            assert not found.works
        assert not wrong.works


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_gateway_may_list_no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    from studio.teacher.connection import Connection
    from studio.teacher.replies import trouble_of_status

    async def none(self: Connection) -> list[dict[str, Any]]:
        raise Refused(trouble_of_status(status, "", "no such path", 0))

    monkeypatch.setattr(Connection, "models", none)
    with MessagesServer() as server:
        assert _look(settings_for(server), tmp_path).works


def test_inside_an_event_loop(tmp_path: Path) -> None:
    async def cell(server: MessagesServer) -> Checkup:
        return _look(settings_for(server), tmp_path)

    with MessagesServer() as server:
        assert asyncio.run(cell(server)).works


def test_a_key_that_others_can_read_and_one_with_a_line_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'api_key = "{KEY}"\n', encoding="utf-8")
    file.chmod(0o644)
    with MessagesServer() as server:
        found = _look(load_settings(base_url=server.url), tmp_path)
        assert found.key == "from settings.toml"
        assert "chmod 600" in found.notes[0]
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY + "\n")
        assert _look(load_settings(base_url=server.url), tmp_path).works


def test_a_key_that_no_header_can_carry_is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.errors import StudioError

    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant half\nhalf")
    with pytest.raises(StudioError, match="api_key") as error:
        load_settings()
    assert "sk-ant" not in str(error.value) + error.value.hint


def test_an_address_without_the_messages_api_does_not_work(tmp_path: Path) -> None:
    with MessagesServer() as server:
        found = _look(settings_for(server, base_url=f"{server.url}/v1"), tmp_path)
        assert not found.works
        assert found.server.endswith("/v1 has no /v1/messages (404)")
        assert "before /v1/messages" in found.notes[0]


def test_a_proxy_and_certificates_that_cannot_be_used_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hidden@127.0.0.1:9")
    with MessagesServer() as server:
        found = _look(settings_for(server), tmp_path)
    assert not found.works
    assert found.server.startswith("no connection can be opened")
    assert found.notes[0] == "requests may go by a proxy: HTTPS_PROXY is set in the environment"
    assert "SSL_CERT_FILE" in found.notes[1]
    assert "hidden" not in str(found.to_json())


def test_a_server_that_takes_no_connection_is_not_waited_for_long() -> None:
    from studio.teacher.connection import _CONNECT_SECONDS, Connection

    patience = Connection(Settings.model_validate({"api_key": KEY}))._client.timeout
    assert (patience.read, patience.connect) == (600.0, _CONNECT_SECONDS)
