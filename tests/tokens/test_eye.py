"""The trainer's eye over rows: each trouble once, with figures and what to do; counts over a project."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.example import Example, say
from studio.core.tokens import estimate_range, estimate_tokens
from studio.jobs import drain
from studio.session import Session
from studio.store.examples import Held
from studio.tokens.estimate import estimate_row
from studio.tokens.eye import Seen, look
from studio.tokens.tokenizer import Tokenizer, open_tokenizer
from studio.tokens.trainer_rules import rules_named
from studio.tokens.troubles import ControlTokens, Looking
from tests.conftest import alpaca, open_with
from tests.tokens.models import MARKED, write_tokenizer


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return open_tokenizer(str(write_tokenizer(tmp_path_factory.mktemp("eye") / "model")))


def _look(looking: Looking, *examples: Example) -> list[Seen]:
    held = [Held(number, b"", "alpaca", one, one) for number, one in enumerate(examples, 1)]
    return list(look(held, looking))


def _row(prompt: str, chosen: str, rejected: str = "") -> Example:
    return Example(
        say("user", prompt), say("assistant", chosen), say("assistant", rejected) if rejected else ()
    )


WORDS = "word after word " * 60


@pytest.mark.parametrize(
    ("example", "kind", "why"),
    [
        (_row("Short?", WORDS), "answer-cut", "trl would cut"),
        (_row(WORDS, "Short."), "answer-lost", "the prompt alone takes"),
        (_row("Same?", "a", "a"), "same-pair", "the same tokens"),
        (_row("Pair?", WORDS + "x", WORDS + "y"), "same-pair", "cut there, they are the same"),
        (_row("Is <|im_start|> one?", "Yes."), "control-token", "prompt holds <|im_start|>:"),
    ],
)
def test_troubles_of_one_row(tokenizer: Tokenizer, example: Example, kind: str, why: str) -> None:
    [seen] = _look(Looking(tokenizer, 100, rules_named(["trl"])), example)
    found = [trouble for trouble in seen.troubles if trouble.kind == kind]
    assert [why in trouble.why for trouble in found] == [True]
    assert all(trouble.row == 1 and trouble.remedy for trouble in seen.troubles)
    assert WORDS[:20] not in "".join(trouble.why for trouble in seen.troubles)


def test_figures_are_those_of_the_row(tokenizer: Tokenizer) -> None:
    example = _row("Short?", WORDS)
    row = tokenizer.encode_row(example)
    [seen] = _look(Looking(tokenizer, 100), example)
    [trouble] = seen.troubles
    lost = row.total - 100
    assert trouble.why.startswith(f"{row.total:,} tokens, {lost:,} over 100: trl, unsloth and llama-factory")
    assert f"cut {lost:,} of {row.answer:,} tokens with loss; axolotl would drop it" in trouble.why
    assert {name: fate.dropped for name, fate in trouble.fates} == {
        "trl": False,
        "unsloth": False,
        "axolotl": True,
        "llama-factory": False,
    }


def test_a_row_that_the_template_refuses_and_one_without_loss(tmp_path: Path) -> None:
    refusing = "{% if messages[0].content == 'No' %}{{ raise_exception('no No') }}{% endif %}" + MARKED
    folder = write_tokenizer(
        tmp_path / "model", refusing.replace("'assistant' %}{% gen", "'nobody' %}{% gen")
    )
    seen = _look(Looking(open_tokenizer(str(folder))), _row("No", "Yes."), _row("Yes", "No."))
    assert seen[0].tokens is None
    assert seen[0].troubles[0].why == "the chat template refuses it: no No"
    assert [trouble.kind for trouble in seen[1].troubles] == ["no-loss"]


def test_estimates_are_called_so() -> None:
    [seen, clean, odd] = _look(
        Looking(None, 100), _row("Short?", WORDS), _row("a", "b"), _row("a", "b <|im_end|>")
    )
    assert seen.troubles[0].why.startswith("about ")
    assert clean.troubles == []
    assert [trouble.kind for trouble in odd.troubles] == ["control-token"]


def test_an_estimate_is_near_the_sum_of_its_parts() -> None:
    row = estimate_row(_row("x" * 400, "y" * 800, "y" * 400 + "z" * 800))
    assert not row.exact
    assert row.prompt < row.parting < row.total < row.rejected_total
    assert row.total == pytest.approx(300, abs=15)
    assert estimate_row(_row("a", "b", "b")).same
    tools = say("assistant", "")[0]._replace(extra=(("tool_calls", [{"name": "f" * 400}]),))
    assert estimate_row(Example(say("user", "a"), (tools,))).answer > 100


def test_the_range_holds_the_estimate() -> None:
    for text in ("Plain English words.", "Привет, мир", "こんにちは世界", "मानक हिन्दी", "a" * 100):
        low, high = estimate_range(text)
        assert low <= estimate_tokens(text) <= high
    assert estimate_range("") == (0, 0)


def test_control_tokens_are_found_once_and_in_order() -> None:
    special = ControlTokens(frozenset({"<s>", "<|end|>", "<|end"}))
    assert special.inside("a <s> b <|end|> c <s>") == ["<s>", "<|end|>"]
    assert special.inside("a < s > b") == []
    assert ControlTokens(frozenset()).inside("<s>") == []


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    rows = [alpaca(number) for number in range(300)]
    rows.append({"instruction": "Long?", "input": "", "output": WORDS * 3})
    rows.append({"prompt": "Pick.", "chosen": "Yes.", "rejected": "No."})
    rows.append({"prompt": "No answer."})
    with open_with(tmp_path, rows) as opened:
        yield opened


@pytest.mark.parametrize("exact", [True, False])
def test_a_project_is_counted(session: Session, tokenizer: Tokenizer, exact: bool) -> None:
    rows, accepted = session.training_rows()
    assert (len(rows), accepted) == (302, False)
    found = drain(session.trainer_eye(rows, Looking(tokenizer if exact else None, 200)))
    assert (found.rows, found.exact, found.template, found.marks) == (302, exact, exact, False)
    assert found.row_tokens.count == 302
    assert found.row_tokens.most > 200
    assert found.row_tokens.total == found.prompt_tokens.total + found.answer_tokens.total
    assert found.kinds == {"answer-cut": 1}
    assert found.dropped == {"axolotl": 1}
    assert found.cut == {"trl": 1, "unsloth": 1, "llama-factory": 1}
    assert [trouble.row for trouble in found.troubles] == [301]
    assert found.holds[256] == pytest.approx(301 / 302)
    assert found.holds[65536] == 1.0
    assert found.to_json()["holds"]["65536"] == 1.0


def test_rows_of_a_filter_and_one_row_in_pieces(session: Session, tokenizer: Tokenizer) -> None:
    assert session.training_rows("shape:pair")[0] == [302]
    assert session.training_rows("nothing-of-the-kind")[0] == []
    empty = drain(session.trainer_eye([], Looking(tokenizer)))
    assert (empty.rows, empty.kinds, empty.row_tokens.count) == (0, {}, 0)
    assert any(piece.has_loss for piece in session.loss_of(1, tokenizer))


def test_answers_that_only_call_a_tool_are_looked_at(tmp_path: Path) -> None:
    call = {"type": "function", "function": {"name": "find", "arguments": {"city": "Oslo"}}}
    turns = [
        {"role": "user", "content": "Where?"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
    ]
    tools = [{"type": "function", "function": {"name": "find", "description": "Finds. " * 100}}]
    with open_with(tmp_path, [{"messages": turns, "tools": tools}, {"prompt": "No answer yet"}]) as session:
        rows, _ = session.training_rows()
        found = drain(session.trainer_eye(rows, Looking(None, 64, ())))
    assert list(rows) == [1]
    assert found.row_tokens.most > 150
