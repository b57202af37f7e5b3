"""Properties of all formats: what is read and patched is read again, and no row makes one fail."""

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.example import ROLES, Example, Message
from studio.core.glyphs import visible
from studio.core.registry import plugins
from studio.formats.fields import is_blank
from studio.formats.format import Detector, all_formats, named
from tests.formats.case import Case, Table
from tests.formats.patching import apply, only_changes

TABLES = cast("tuple[Table, ...]", plugins("tests.formats.cases", "CASES"))
SOUND = [
    pytest.param(table.format, case, id=f"{table.format}: {case.why}")
    for table in TABLES
    for case in table.cases
    if not case.forced and not any("!" in problem for problem in case.problems)
]
PAIRS = [param for param in SOUND if cast("Case", param.values[1]).example.rejected]
KNOWN_KEYS = sorted(
    {"", "Output", "system ", "inputs", "targets", "label", "tools", "functions"}
    | {key for table in TABLES for case in table.cases for key in case.row}
)
# Texts with what trips formats up: glue between parts, blanks, quotes, characters nobody sees.
PIECES = st.sampled_from(["a", "b c", "\n", "\n\n", " ", '"', "\\", "é", "漢", "\u200b", "\u2028", "1 2"])
TEXTS = st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=12)
WORDS = TEXTS.filter(lambda text: not is_blank(text))
LINES = WORDS.filter(lambda text: "\n" not in text)
TURNS = st.fixed_dictionaries({"role": st.sampled_from([*ROLES, "gpt", "x"]), "content": TEXTS | st.none()})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS | TURNS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(TURNS, max_size=4)
        | st.dictionaries(st.sampled_from(["role", "content", "from", "value", "messages"]), inner)
    ),
    max_leaves=6,
)
RECORDS = st.dictionaries(st.sampled_from(KNOWN_KEYS) | st.text(max_size=4), VALUES, max_size=5)
EXTRAS = st.sampled_from([(), (("tool_calls", [{"type": "function"}]),), (("name", "n"),)])
MESSAGES = st.builds(Message, st.sampled_from(ROLES), TEXTS, EXTRAS)
RUNS = st.lists(MESSAGES, max_size=4).map(tuple)
EXAMPLES = st.builds(Example, RUNS, RUNS, RUNS, st.none() | st.booleans(), st.none())


def _survives(name: str, row: dict[str, Any], new: Example) -> None:
    form = named(name)
    patches = form.patch(row, new)
    assert only_changes(row, patches)
    patched = apply(row, patches)
    assert form.read(patched).example == new
    assert Detector().format_of(patched).read(patched).example == new


@pytest.mark.parametrize(("name", "case"), SOUND)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_edited_texts_are_read_again(name: str, case: Case, data: st.DataObject) -> None:
    # Two texts with one beginning cannot hold a line that happens to be the same in both.
    words = LINES if name == "transcript" else WORDS

    def edit(run: tuple[Message, ...]) -> tuple[Message, ...]:
        return tuple(m._replace(content=data.draw(words)) if data.draw(st.booleans()) else m for m in run)

    old = case.example
    new = old._replace(prompt=edit(old.prompt), chosen=edit(old.chosen), rejected=edit(old.rejected))
    _survives(name, case.row, new)


@pytest.mark.parametrize(("name", "case"), PAIRS)
def test_swapped_sides_are_read_again(name: str, case: Case) -> None:
    old = case.example
    _survives(name, case.row, old._replace(chosen=old.rejected, rejected=old.chosen))


@pytest.mark.parametrize(
    ("name", "row"),
    [
        (
            "messages",
            {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]},
        ),
        (
            "sharegpt",
            {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]},
        ),
        ("kto", {"messages": [{"role": "user", "content": "a"}], "label": True}),
    ],
)
@settings(deadline=None)
@given(prompt=st.lists(MESSAGES, min_size=1, max_size=4).map(tuple), text=TEXTS, extra=EXTRAS)
def test_other_turns_are_read_again(
    name: str,
    row: dict[str, Any],
    prompt: tuple[Message, ...],
    text: str,
    extra: tuple[tuple[str, Any], ...],
) -> None:
    old = named(name).read(row).example
    answer = Message("assistant", text, extra)
    _survives(name, row, old._replace(prompt=prompt, chosen=(answer,)))


@settings(deadline=None)
@given(
    ask=WORDS,
    more=TEXTS,
    pairs=st.lists(st.tuples(TEXTS, TEXTS), max_size=3),
    system=st.text(max_size=4),
    new=WORDS,
)
def test_instructions_gain_system_and_history(
    ask: str, more: str, pairs: list[tuple[str, str]], system: str, new: str
) -> None:
    row = {"instruction": ask, "input": more, "output": "x"}
    earlier = [Message(*turn) for pair in pairs for turn in zip(("user", "assistant"), pair, strict=True)]
    head = [Message("system", system)] if system else []
    prompt = (*head, *earlier, Message("user", new))
    _survives("alpaca", row, Example(prompt, (Message("assistant", "x"),)))


@settings(max_examples=300, deadline=None)
@given(row=RECORDS, new=EXAMPLES)
def test_no_row_makes_a_format_fail(row: dict[str, Any], new: Example) -> None:
    for form in all_formats():
        example = form.read(row).example
        assert form.patch(row, example) == []
        apply(row, form.patch(row, new))


@settings(max_examples=200, deadline=None)
@given(row=RECORDS)
def test_a_row_that_cannot_be_used_says_why(row: dict[str, Any]) -> None:
    reading = Detector().format_of(row).read(row)
    unanswered = not reading.example.chosen and reading.example.shape != "prompt"
    if unanswered or not reading.example.prompt:
        assert any(problem.blocking for problem in reading.problems)
    for problem in reading.problems:
        for text in (problem.message, problem.where):
            assert visible(text) == text
            assert "\n" not in text


@settings(max_examples=200, deadline=None)
@given(
    ask=TEXTS,
    more=TEXTS,
    answer=TEXTS,
    keys=st.sampled_from(["instruction input output", "question inputs answer", "query input target"]),
    other=st.dictionaries(st.sampled_from(KNOWN_KEYS), VALUES, max_size=2),
)
def test_plain_keys_say_all_of_a_plain_row(
    ask: str, more: str, answer: str, keys: str, other: dict[str, Any]
) -> None:
    """The reader of big files takes such rows by their keys alone; it must not miss a thing."""
    row = {**other, **dict(zip(keys.split(), (ask, more, answer), strict=True))}
    detector = Detector()
    plain = detector.plain_keys(row)
    if plain is None or not all(isinstance(row[key], str) for key in plain):
        return
    ask, more, answer = (row[key] for key in plain)
    if is_blank(ask) or is_blank(answer):
        return
    reading = detector.format_of(row).read(row)
    prompt = ask if is_blank(more) else f"{ask}\n\n{more}"
    assert reading.problems == ()
    assert reading.example == Example((Message("user", prompt),), (Message("assistant", answer),))
