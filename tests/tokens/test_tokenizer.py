"""Tokenizers from local files: ids, chat template, where answers begin, what gets loss."""

import json
from pathlib import Path

import pytest

from studio.core.example import Example, Message, say
from studio.errors import StudioError
from studio.tokens.loss import Piece, loss_spans
from studio.tokens.row_tokens import RowTokens, common_prefix
from studio.tokens.tokenizer import Tokenizer, open_tokenizer
from tests.tokens.models import MARKED, PLAIN, write_tokenizer

ROW = Example(say("user", "How do I reset it?"), say("assistant", "Hold the button."))
PAIR = ROW._replace(rejected=say("assistant", "Hold it."))
TALK = Example(
    (Message("user", "How?"), Message("assistant", "So."), Message("user", "And?")), say("assistant", "Thus.")
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return open_tokenizer(str(write_tokenizer(tmp_path_factory.mktemp("plain") / "model")))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return open_tokenizer(str(write_tokenizer(tmp_path_factory.mktemp("marked") / "model", MARKED)))


def test_counts_are_those_of_the_library(plain: Tokenizer) -> None:
    text = "Hold the button for three seconds, bitte: ein Versuch."
    assert plain.count(text) == len(plain._inner.encode(text).ids)
    assert plain.count("<|im_end|>") == 1
    assert plain.count("") == 0
    assert plain.count("half a \ud800 character") > 3


def test_where_the_answer_begins(plain: Tokenizer) -> None:
    texts = plain.render(ROW)
    ids = [plain._inner.encode(text).ids for text in (texts.asked, *texts.full)]
    row = plain.encode_row(ROW)
    assert texts.asked.endswith("<|im_start|>assistant\n")
    assert row == RowTokens(len(ids[0]), len(ids[1]), ((len(ids[0]), len(ids[1])),))
    assert row.answer == row.loss_tokens == plain.count("Hold the button.<|im_end|>\n")


def test_a_prompt_alone_and_an_answer_that_shares_a_token_with_it(plain: Tokenizer) -> None:
    alone = plain.encode_row(ROW._replace(chosen=()))
    assert (alone.loss, alone.answer) == ((), 0)
    assert alone.prompt == plain.encode_row(ROW).prompt
    # An answer that begins with a line end: two of them may be one token.
    odd = plain.encode_row(ROW._replace(chosen=say("assistant", "\n\nSo.")))
    texts = plain.render(ROW._replace(chosen=say("assistant", "\n\nSo.")))
    asked, full = (plain._inner.encode(text).ids for text in (texts.asked, texts.full[0]))
    assert odd.prompt == common_prefix(asked, full)


def test_both_sides_of_a_pair(plain: Tokenizer) -> None:
    row = plain.encode_row(PAIR)
    assert row.is_pair
    assert row.prompt < row.parting < min(row.total, row.rejected_total)
    assert row.longest == max(row.total, row.rejected_total)
    assert not row.same
    twin = plain.encode_row(PAIR._replace(rejected=PAIR.chosen))
    assert twin.same
    assert twin.parting == twin.total == twin.rejected_total


def test_what_a_template_writes_behind_an_answer(plain: Tokenizer, tmp_path: Path) -> None:
    assert plain.encode_row(PAIR).tail == plain.count("\n") == 1
    bare = open_tokenizer(
        str(write_tokenizer(tmp_path / "bare", PLAIN.replace("<|im_end|>\n", "<|im_end|>")))
    )
    assert bare.encode_row(PAIR).tail == 0


def test_a_template_that_marks_gives_loss_to_every_answer(marked: Tokenizer, plain: Tokenizer) -> None:
    row = marked.encode_row(TALK)
    assert len(row.loss) == 2
    assert row.loss_tokens == sum(marked.count(text) for text in ("So.<|im_end|>", "Thus.<|im_end|>"))
    assert len(plain.encode_row(TALK).loss) == 1
    assert row.loss_within(row.loss[0][1] - 1) == row.loss[0][1] - row.loss[0][0] - 1
    assert len(marked.encode_row(PAIR).loss) == 1  # DPO has it on the answers


def test_without_a_template_texts_are_joined(tmp_path: Path) -> None:
    bare = open_tokenizer(str(write_tokenizer(tmp_path / "bare", None)))
    assert bare.template is None
    assert bare.render(ROW).full == ("How do I reset it?\n\nHold the button.",)
    assert bare.encode_row(ROW).answer > 0


def test_many_rows_give_what_one_gives(plain: Tokenizer) -> None:
    rows = [ROW, PAIR, TALK, ROW._replace(chosen=())]
    assert plain.encode_rows(rows) == [plain.encode_row(row) for row in rows]


def test_where_templates_stand(tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "model", None)
    config = {"eos_token": {"content": "</s>"}, "chat_template": [{"name": "default", "template": "A"}]}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    found = open_tokenizer(str(folder / "tokenizer.json"))
    assert found.template is not None
    assert found.template.source == "A"
    assert found.special >= {"</s>", "<|im_end|>"}
    (folder / "chat_template.json").write_text('{"chat_template": "B"}', encoding="utf-8")
    (folder / "chat_template.jinja").write_text("C", encoding="utf-8")
    newest = open_tokenizer(str(folder)).template
    assert newest is not None
    assert newest.source == "C"
    (folder / "chat_template.jinja").unlink()
    older = open_tokenizer(str(folder)).template
    assert older is not None
    assert older.source == "B"


def test_what_is_no_tokenizer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for name, why in (
        (str(tmp_path), "holds no tokenizer.json"),
        (str(tmp_path / "nowhere"), "there is no tokenizer"),
    ):
        with pytest.raises(StudioError, match=why):
            open_tokenizer(name)
    for text, why in (("{}", "damaged"), ("[", "damaged"), ("\udcff", "cannot be read")):
        (tmp_path / "tokenizer.json").write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(StudioError, match=why):
            open_tokenizer(str(tmp_path))
    folder = write_tokenizer(tmp_path / "model", PLAIN)
    (folder / "tokenizer_config.json").write_text("{", encoding="utf-8")
    with pytest.raises(StudioError, match="no JSON"):
        open_tokenizer(str(folder))


def test_a_row_in_pieces(plain: Tokenizer, marked: Tokenizer) -> None:
    pieces = loss_spans(ROW, plain)
    assert "".join(piece.text for piece in pieces) == plain.render(ROW).full[0]
    assert [piece.text for piece in pieces if piece.has_loss] == ["Hold the button.<|im_end|>\n"]
    assert [piece.text for piece in loss_spans(TALK, marked) if piece.has_loss] == [
        "So.<|im_end|>",
        "Thus.<|im_end|>",
    ]
    assert "Hold it." in loss_spans(PAIR, plain, side="rejected")[-1].text
    limit = plain.encode_row(ROW).prompt + 2
    cut = loss_spans(ROW, plain, limit)
    assert [piece.is_cut for piece in cut] == [False, False, True]
    assert plain.count(cut[1].text) == 2
    assert all(not piece.is_cut for piece in loss_spans(ROW, plain, 10_000))


def test_a_row_in_pieces_without_a_tokenizer() -> None:
    pieces = loss_spans(ROW, None)
    assert pieces == [Piece("How do I reset it?\n\n", False), Piece("Hold the button.\n\n", True)]
    cut = loss_spans(ROW, None, 7)
    assert [(piece.has_loss, piece.is_cut) for piece in cut] == [(False, False), (True, False), (True, True)]
    assert "".join(piece.text for piece in cut) == "".join(piece.text for piece in pieces)
