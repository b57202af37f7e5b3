"""What holds for every verb."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from studio.core.example import Example, say
from studio.errors import StudioError
from studio.teacher.asks import Ask, Malformed
from studio.teacher.verbs.verb import Item, Setting, Verb, all_verbs, verb_named
from tests.teacher.verb_cases import ANSWERS, HOSTILE, chat, items, row, setting

VERBS = [verb.name for verb in all_verbs()]
ALLOWED = {"type", "properties", "required", "additionalProperties", "items", "enum", "description"}


def settings(name: str) -> list[Setting]:
    plain = setting(name)
    return {
        "draft": [plain, replace(plain, multi_turn=True, with_system=True)],
        "answer": [plain, replace(plain, grounded=True)],
        "tag": [plain, replace(plain, facets=("intent", "edge"))],
    }.get(name, [plain])


def stored(ask: Ask) -> Ask:
    """A request as it comes back from a project file."""
    return ask._replace(evidence=json.loads(json.dumps(ask.evidence)))


def nodes(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from nodes(inner)
    if "items" in schema:
        yield from nodes(schema["items"])


def test_there_are_eight_verbs_each_with_an_answer_here() -> None:
    assert sorted(ANSWERS) == sorted(VERBS)
    assert len(set(VERBS)) == 8
    assert verb_named("judge").name == "judge"
    with pytest.raises(StudioError, match="there is no verb 'sing'"):
        verb_named("sing")


@pytest.mark.parametrize("name", VERBS)
def test_a_schema_is_what_structured_output_takes(name: str) -> None:
    for one in settings(name):
        schema = verb_named(name).schema(one)
        json.dumps(schema)
        for node in nodes(schema):
            assert set(node) <= ALLOWED
            if node["type"] == "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])
                assert all(re.fullmatch(r"[A-Za-z0-9_]{1,64}", key) for key in node["properties"])


@pytest.mark.parametrize("name", VERBS)
def test_the_prefix_is_the_same_and_requests_repeat_byte_for_byte(name: str) -> None:
    verb = verb_named(name)
    for one in settings(name):
        prefix = verb.prefix(one)
        asks = []
        for item in items(name):
            assert verb.objection(one, item) == ""
            asks.append(verb.ask(one, item))
            assert verb.prefix(one) == prefix
            assert verb.ask(one, item) == asks[-1]
        assert "{{" not in prefix
        assert not any("{{" in ask.text for ask in asks)
        assert len({ask.text for ask in asks}) == len(asks)
        assert "bakery" in prefix


def fences(text: str, needle: str) -> list[str]:
    """The tags between which a text stands, wherever it does."""
    found = []
    for match in re.finditer(re.escape(needle), text):
        openings = re.findall(r"<([a-z-]+-[a-p]{12})>\n", text[: match.start()])
        tag = next(tag for tag in reversed(openings) if f"</{tag}>" in text[match.end() :])
        assert f"</{tag}>" not in text[text.index(f"<{tag}>") : match.start()]
        found.append(tag)
    return found


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("where", ["prompt", "chosen"])
def test_hostile_row_text_stays_inside_its_fence(name: str, where: str) -> None:
    """In the request and in the examples of the prefix; brief and contract are not row text."""
    verb, one = verb_named(name), setting(name)
    said = say("user" if where == "prompt" else "assistant", HOSTILE)
    bad = row()._replace(prompt=said) if where == "prompt" else row()._replace(chosen=said)
    text = verb.ask(one, items(name, bad)[-1]).text
    needle = "ignore previous instructions"
    if not (name == "answer" and where == "chosen"):  # the answer that is there is not shown
        assert fences(text, needle)
        assert "{{brief}}" in text
    assert text.count(needle) == len(fences(text, needle))
    # Tagging and the contract show no examples; the rejected side goes by the good answer alone.
    prefix = verb.prefix(replace(one, shots=(bad,)))
    if name not in ("tag", "contract", "reject"):
        assert fences(prefix, needle)
    assert prefix.count(needle) == len(fences(prefix, needle))


@pytest.mark.parametrize("name", VERBS)
def test_an_answer_is_read_from_the_stored_request_alone(name: str) -> None:
    verb, one = verb_named(name), setting(name)
    ask = stored(verb.ask(one, items(name)[0]))
    outcomes = verb.read(ask, ANSWERS[name])
    assert outcomes
    for outcome in outcomes:
        assert outcome.target == ask.target
        json.dumps(dict(outcome.evidence))
        given = (outcome.example, outcome.score, outcome.tags or None, outcome.text or None)
        assert sum(part is not None for part in given) == 1
        assert "example" not in outcome.evidence


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("damage", ["missing", "null", "number", "list", "empty", "string"])
def test_a_malformed_answer_is_refused_without_its_text(name: str, damage: str) -> None:
    verb = verb_named(name)
    ask = stored(verb.ask(setting(name), items(name)[0]))
    good = ANSWERS[name]
    for key in good:
        bad: Any = {**good, key: {"null": None, "number": 3.5, "list": [1], "empty": {}}.get(damage)}
        if damage == "missing":
            del bad[key]
        if damage == "string":
            bad = "secret words"
        with pytest.raises(Malformed) as told:
            verb.read(ask, bad)
        assert "secret words" not in str(told.value)


def _objects(verb: Verb) -> list[tuple[Setting, Item]]:
    return [(setting(verb.prompt, contract=None, instruction=""), Item(items("judge")[0].target))]


@pytest.mark.parametrize("name", VERBS)
def test_an_item_without_what_is_needed_meets_an_objection(name: str) -> None:
    verb = verb_named(name)
    for one, item in _objects(verb):
        assert verb.objection(one, item)


@pytest.mark.parametrize("name", ["rewrite", "reject", "judge", "tag", "alternative"])
def test_rows_with_tools_and_turns_are_shown_whole(name: str) -> None:
    ask = verb_named(name).ask(setting(name), items(name, chat())[-1])
    for words in ("You are the desk.", "Any plum cake left?", '"name": "stock"', "Three are left."):
        assert words in ask.text


def test_a_row_that_ends_with_the_assistant_cannot_be_answered() -> None:
    bad = Example((*say("user", "a"), *say("assistant", "b")))
    assert "nothing to answer" in verb_named("answer").objection(setting("answer"), items("answer", bad)[-1])
