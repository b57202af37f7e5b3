"""The loopback server, asked by the real SDK over real HTTP."""

import asyncio
import json
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import anthropic
import pytest
from pydantic import BaseModel, Field

from tests.teacher.server.replies import Reply, Rule, read_rule
from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings
from tests.teacher.talk import FORCED, KEY, MODEL, TOOL, ask, async_client, client, written


class Verdict(BaseModel):
    """A judge's answer."""

    score: int = Field(ge=3, le=5)
    share: float = Field(gt=0.5, lt=0.75)
    label: Literal["good", "bad"]
    note: str | None
    reasons: list[str] = Field(min_length=2)


def test_an_answer_is_a_message_with_the_headers_of_the_api() -> None:
    with MessagesServer() as server, client(server) as claude:
        raw = claude.messages.with_raw_response.create(**ask())
        message = raw.parse()
    assert (message.type, message.role, message.model, message.stop_reason) == (
        *("message", "assistant", MODEL),
        "end_turn",
    )
    assert message.content[0].type == "text"
    assert message.usage.output_tokens > 0
    assert message._request_id == raw.headers["request-id"]
    assert int(raw.headers["anthropic-ratelimit-requests-remaining"]) > 0


def test_answers_differ_and_come_again_in_a_new_server() -> None:
    told = []
    for _ in range(2):
        with MessagesServer() as server, client(server) as claude:
            asked = ("One.", "One.", "Two.")
            told.append([claude.messages.create(**ask(text)).content[0].to_json() for text in asked])
            assert server.texts == {"One.": 2, "Two.": 1}
    assert told[0] == told[1]
    assert len(set(told[0])) == 3


@pytest.mark.parametrize("number", range(5))
def test_a_parsed_answer_fits_its_schema(number: int) -> None:
    with MessagesServer() as server, client(server) as claude:
        message = claude.messages.parse(**ask(f"Row {number}."), output_format=Verdict)
        with claude.messages.stream(**ask(f"Row {number}."), output_format=Verdict) as stream:
            streamed = stream.get_final_message()
    assert isinstance(message.parsed_output, Verdict)
    assert isinstance(streamed.parsed_output, Verdict)
    assert streamed.parsed_output != message.parsed_output


@pytest.mark.parametrize("streamed", [False, True])
def test_a_forced_tool_is_used(streamed: bool) -> None:
    with MessagesServer() as server, client(server) as claude:
        if streamed:
            with claude.messages.stream(**ask(**FORCED)) as stream:
                message: anthropic.types.Message = stream.get_final_message()
        else:
            message = claude.messages.create(**ask(**FORCED))
    block = message.content[0]
    assert block.type == "tool_use"
    assert (block.name, list(block.input), message.stop_reason) == ("judge", ["why"], "tool_use")


def test_a_stream_has_the_events_of_the_api() -> None:
    with MessagesServer(settings=Settings(thinking=True)) as server, client(server) as claude:
        events = list(claude.messages.create(**ask(), stream=True))
        with claude.messages.stream(**ask()) as stream:
            told = "".join(stream.text_stream)
            message = stream.get_final_message()
    kinds = [event.type for event in events]
    assert (kinds[0], kinds[-2:]) == ("message_start", ["message_delta", "message_stop"])
    assert kinds.count("content_block_start") == kinds.count("content_block_stop") == 2
    thought, block = message.content
    assert (thought.type, block.type) == ("thinking", "text")
    assert block.to_dict()["text"] == told
    assert message.usage.output_tokens > len(told) // 4
    assert message.stop_reason == "end_turn"


def test_tokens_are_counted_as_they_are_used() -> None:
    asked = ask("Wörter " * 50, system="Be short.", tools=[TOOL])
    with MessagesServer() as server, client(server) as claude:
        counted = claude.messages.count_tokens(**{k: v for k, v in asked.items() if k != "max_tokens"})
        used = claude.messages.create(**asked).usage
    assert counted.input_tokens == used.input_tokens > 100


def test_models_are_listed_by_the_page() -> None:
    known = ("model-0", "model-1", "model-2", "model-3", "model-4", "claude-sonnet-4-5")
    with MessagesServer(settings=Settings(models=known)) as server, client(server) as claude:
        models = list(claude.models.list(limit=2))
        one = claude.models.retrieve("model-3")
        with pytest.raises(anthropic.NotFoundError):
            claude.models.retrieve("model-9")
        with pytest.raises(anthropic.NotFoundError, match="model: claude-haiku-5-5"):
            claude.messages.create(**ask())
    assert [model.id for model in models] == list(known)
    assert server.count("/v1/models") == 3
    assert (one.lifecycle, one.retires_at, one.max_tokens) == ("active", None, 128_000)
    assert (models[-1].lifecycle, models[-1].line) == ("deprecated", "sonnet")
    assert models[-1].retires_at is not None


def test_a_rule_falls_through_and_a_retry_succeeds() -> None:
    rules = [
        {"match": "late", "status": 429, "retry_after": 0.001, "each": 1},
        {"match": "Row", "status": 529, "retry_after_ms": 1, "times": 2},
    ]
    with MessagesServer(rules) as server, client(server, retries=2) as claude:
        assert claude.messages.create(**ask("Row 1.")).stop_reason == "end_turn"
        assert server.count() == 3
        for text in ("One is late.", "Two is late.", "Two is late."):
            claude.messages.create(**ask(text))
        assert server.count() == 3 + 2 + 2 + 1
    assert [kept["headers"]["x-stainless-retry-count"] for kept in server.requests[:3]] == ["0", "1", "2"]


def test_rules_count_and_functions_see_the_request() -> None:
    rules = [Rule(Reply(text="third"), every=3), Rule(Reply(answer={"n": 2}), nth=2)]
    with MessagesServer(rules) as server, client(server) as claude:
        told = [written(claude.messages.create(**ask())) for _ in range(6)]
    assert (told[1], told[2], told[5]) == ('{"n": 2}', "third", "third")

    def reply(body: dict[str, Any], number: int) -> Reply | None:
        return Reply(text=f"{number} {body['messages'][0]['content']}") if number > 1 else None

    with MessagesServer(reply) as server, client(server) as claude:
        told = [written(claude.messages.create(**ask("Hm."))) for _ in range(2)]
    assert told[0] != told[1] == "2 Hm."
    with (
        pytest.raises(ZeroDivisionError),
        MessagesServer(lambda body, number: Reply(text=str(1 // 0))) as server,
        client(server) as claude,
        suppress(anthropic.APIConnectionError),
    ):
        claude.messages.create(**ask())
    with pytest.raises(ValueError, match="no field of a rule: colour"):
        read_rule({"colour": "red"})
    with pytest.raises(ValueError, match="no kind of reply: odd"):
        read_rule({"kind": "odd"})


def _system(text: str, **mark: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral", **mark}}]


def test_a_prefix_is_written_once_and_then_read() -> None:
    with MessagesServer() as server, client(server) as claude:
        first = claude.messages.create(**ask("One.", system=_system("Long rules. " * 100))).usage
        again = claude.messages.create(**ask("Two.", system=_system("Long rules. " * 100))).usage
        hour = claude.messages.create(**ask(system=_system("Other rules. " * 100, ttl="1h"))).usage
        turns = [{"role": "user", "content": "A " * 90}, {"role": "assistant", "content": "B " * 90}]
        grown = [
            claude.messages.create(
                **{**ask(), "messages": [*turns[: 2 * n], *turns[:1]]}, cache_control={"type": "ephemeral"}
            ).usage
            for n in (0, 1)
        ]
    assert (first.cache_read_input_tokens, again.cache_creation_input_tokens) == (0, 0)
    assert first.cache_creation_input_tokens == again.cache_read_input_tokens == 308
    assert first.input_tokens == again.input_tokens < 10
    assert hour.cache_creation is not None
    assert hour.cache_creation.ephemeral_1h_input_tokens == hour.cache_creation_input_tokens
    assert grown[1].cache_read_input_tokens == grown[0].cache_creation_input_tokens
    assert grown[1].input_tokens == 0


def test_below_the_floor_nothing_is_cached() -> None:
    with MessagesServer(settings=Settings(cache_floor=1024)) as server, client(server) as claude:
        for _ in range(2):
            used = claude.messages.create(**ask(system=_system("Short."))).usage
            assert (used.cache_read_input_tokens, used.cache_creation_input_tokens) == (0, 0)


async def test_two_hundred_at_once() -> None:
    with MessagesServer(settings=Settings(held=True)) as server:
        async with async_client(server) as claude:
            asked = [asyncio.ensure_future(claude.messages.create(**ask(f"Row {n}."))) for n in range(200)]
            while server.in_flight_most < 200:
                await asyncio.sleep(0.01)
            server.release()
            told = await asyncio.gather(*asked)
        assert {message.stop_reason for message in told} == {"end_turn"}
        assert server.in_flight_most == 200
        assert len({message.id for message in told}) == len(server.texts) == 200


async def test_more_than_may_be_at_once_are_sent_away() -> None:
    with MessagesServer(settings=Settings(held=True, at_once=2)) as server:
        async with async_client(server) as claude:
            asked = [asyncio.ensure_future(claude.messages.create(**ask(f"Row {n}."))) for n in range(5)]
            while server.count() < 5:
                await asyncio.sleep(0.01)
            server.release()
            told = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, anthropic.RateLimitError) for one in told) == 3
    assert {kept["status"] for kept in server.requests} == {200, 429}


async def test_a_server_ends_while_it_is_asked() -> None:
    async with anthropic.AsyncAnthropic(api_key=KEY, base_url="http://127.0.0.1:9", max_retries=0) as claude:
        with MessagesServer(settings=Settings(held=True)) as server:
            asking = asyncio.ensure_future(claude.with_options(base_url=server.url).messages.create(**ask()))
            while not server.in_flight_most:
                await asyncio.sleep(0.01)
        with pytest.raises(anthropic.APIConnectionError):
            await asking


def test_it_runs_as_a_process(tmp_path: Path) -> None:
    script = tmp_path / "rules.json"
    script.write_text(json.dumps([{"match": "Row 1", "text": "First."}]), encoding="utf-8")
    command = [sys.executable, "-m", "tests.teacher.server", "--script", str(script), "--key", KEY]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [*command, "--until-stdin-ends"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with anthropic.Anthropic(api_key=KEY, base_url=url) as claude:
            told = [written(claude.messages.create(**ask(f"Row {n}."))) for n in (1, 2)]
        with urllib.request.urlopen(url + "/_seen?bodies=1&texts=1") as answer:
            seen = json.loads(answer.read())
    assert process.returncode == 0
    assert told[0] == "First." != told[1]
    assert (seen["count"], seen["in_flight_most"], seen["texts"]) == (2, 1, {"Row 1.": 1, "Row 2.": 1})
    assert seen["bodies"][1]["messages"] == [{"role": "user", "content": "Row 2."}]
