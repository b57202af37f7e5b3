"""The loopback server's batches, as the real SDK sees them."""

from typing import Any

import anthropic
import pytest

from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings
from tests.teacher.talk import ask, client

PATH = "/v1/messages/batches"


def _batch(count: int, **more: Any) -> list[Any]:
    return [{"custom_id": f"row-{n}", "params": ask(f"Row {n}.", **more)} for n in range(count)]


def test_a_batch_goes_round() -> None:
    rules: list[dict[str, Any]] = [
        {"custom_id": "row-1", "status": 500},
        {"custom_id": "row-2", "kind": "expired"},
        {"custom_id": "row-3", "kind": "refusal"},
    ]
    with MessagesServer(rules, Settings(batch_polls=2)) as server, client(server) as claude:
        asked = [*_batch(5), {"custom_id": "bad", "params": {**ask(), "model": "none"}}]
        batch = claude.messages.batches.create(requests=asked)
        assert (batch.processing_status, batch.request_counts.processing) == ("in_progress", 6)
        with pytest.raises(anthropic.AnthropicError, match="Has it finished"):
            claude.messages.batches.results(batch.id)
        batch = claude.messages.batches.retrieve(batch.id)
        results = {told.custom_id: told.result for told in claude.messages.batches.results(batch.id)}
        assert [told.id for told in claude.messages.batches.list()] == [batch.id]
        assert claude.messages.batches.delete(batch.id).id == batch.id
        with pytest.raises(anthropic.NotFoundError):
            claude.messages.batches.retrieve(batch.id)
    assert (batch.processing_status, batch.request_counts.succeeded) == ("ended", 3)
    assert list(results) == ["row-1", "row-3", "bad", "row-0", "row-2", "row-4"]
    kinds = [results[told["custom_id"]].type for told in asked]
    assert kinds == ["succeeded", "errored", "expired", "succeeded", "succeeded", "errored"]
    bad, refused = results["bad"], results["row-3"]
    assert bad.type == "errored"
    assert bad.error.error.type == "not_found_error"
    assert refused.type == "succeeded"
    assert (refused.message.stop_reason, refused.message.usage.service_tier) == ("refusal", "batch")


def test_a_cancelled_batch_keeps_what_was_done() -> None:
    settings = Settings(batch_polls=9, done_before_cancel=2)
    with MessagesServer(settings=settings) as server, client(server) as claude:
        batch = claude.messages.batches.create(requests=_batch(4))
        assert claude.messages.batches.cancel(batch.id).processing_status == "canceling"
        results = {told.custom_id: told.result.type for told in claude.messages.batches.results(batch.id)}
        with pytest.raises(anthropic.BadRequestError, match="cannot be canceled"):
            claude.messages.batches.cancel(batch.id)
    assert sorted(results.values()) == ["canceled", "canceled", "succeeded", "succeeded"]
    assert results["row-0"] == "succeeded"


def test_a_batch_is_refused_as_a_whole() -> None:
    with MessagesServer(settings=Settings(batch_polls=0)) as server, client(server) as claude:
        wrong = {"twice": _batch(1) * 2, "should match pattern": [{"custom_id": "a b", "params": ask()}]}
        for why, requests in {**wrong, "at least 1 item": []}.items():
            with pytest.raises(anthropic.BadRequestError, match=f"(?i){why}"):
                claude.messages.batches.create(requests=requests)
        with pytest.raises(anthropic.ContentTooLargeError):
            claude.post(PATH, cast_to=object, body={"requests": [{}] * 100_001})
        assert claude.messages.batches.create(requests=_batch(1)).processing_status == "ended"
