"""Passages are cut at paragraphs, keep their place, and those that a text is about come first."""

import os
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import StudioError
from studio.jobs import drain
from studio.teacher.documents import LARGEST_BYTES, Document, Paragraph, html_paragraphs, paragraphs_of
from studio.teacher.grounding import Passage, Passages, cut_document, tokens_of

FACTS = {
    "refunds": "Refunds are paid within five days of the return. The customer keeps the receipt.",
    "delivery": "Parcels leave the warehouse each evening. Delivery to islands takes two days more.",
    "warranty": "The battery has a warranty of two years. Water damage is not covered by it.",
    "haendler": "Händler erhalten Rabatt ab zehn Stück. Die Rechnung kommt per Post.",
    "nagoya": "名古屋の店舗は午前十時に開きます。日曜日は休みです。",
    "beijing": "北京仓库周末不发货。退款需要七个工作日。",
    "hindi": "बैटरी की वारंटी दो साल की है।",
}
ASKED = [
    ("how long are refunds paid after a return", "refunds"),
    ("is WATER damage covered", "warranty"),
    ("do you deliver to the islands", "delivery"),
    ("Bekommen Händler einen Rabatt?", "haendler"),
    ("名古屋は何時に開きますか", "nagoya"),
    ("北京退款要多久", "beijing"),
    ("वारंटी कितने साल की है", "hindi"),
]


def _write(folder: Path, name: str, data: bytes | str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def _read(folder: Path) -> Passages:
    return drain(Passages.read(folder))


@pytest.mark.parametrize(("query", "source"), ASKED)
def test_what_a_text_is_about_comes_first(query: str, source: str) -> None:
    passages = Passages([Passage(name, name, 1, text) for name, text in FACTS.items()])
    found = passages.best(query, 3)
    assert 0 < len(found) <= 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].source == source


def test_what_no_passage_is_about_finds_none() -> None:
    passages = Passages([Passage(name, name, 1, text) for name, text in FACTS.items()])
    for query in ("quaternion", "", "!?", "\ud800"):
        assert passages.best(query, 3) == []
    assert Passages([]).best("refunds") == []
    assert Passages([Passage("a", "a", 1, "?!")]).best("refunds") == []


def test_a_text_that_stands_twice_is_found_once() -> None:
    passages = Passages([Passage(str(at), "a", at, "the same words") for at in range(3)])
    assert [one.id for one in passages.best("same words", 3)] == ["0"]


def test_tokens() -> None:
    assert tokens_of("It's 5 KM, snake_case: Straße!") == ["it", "s", "5", "km", "snake", "case", "strasse"]
    assert tokens_of("東京タワー is 高い 駅") == ["東京", "京タ", "タワ", "ワー", "is", "高い", "駅"]
    assert tokens_of("हिन्दी में") == ["हिन्दी", "में"]
    assert tokens_of("ＡＢＣ") == ["abc"]


def test_a_folder(tmp_path: Path) -> None:
    _write(tmp_path, "a.md", "# Refunds\n\n" + FACTS["refunds"] + "\n")
    _write(tmp_path, "b/page.HTM", "<title>Shop</title><script>var refund</script>\n<p>" + FACTS["delivery"])
    _write(tmp_path, "b/c.rst", b"\xef\xbb\xbf" + FACTS["warranty"].encode())
    _write(tmp_path, "d.txt", FACTS["haendler"].encode("latin-1"))
    _write(tmp_path, "e.txt", FACTS["beijing"].encode("utf-16"))
    _write(tmp_path, "f.txt", b"abc\0def")
    _write(tmp_path, "g.pdf", b"%PDF")
    _write(tmp_path, "g.png", b"png")
    _write(tmp_path, "h.txt", b"a" * (LARGEST_BYTES + 1))
    _write(tmp_path, ".hidden.md", "hidden")
    _write(tmp_path, ".git/x.md", "hidden")
    _write(tmp_path, "i.txt", " \n ")
    read = _read(tmp_path)
    assert [one.source for one in read.passages] == ["a.md", "d.txt", "e.txt", "b/c.rst", "b/page.HTM"]
    assert read.passages[0].text == "# Refunds\n\n" + FACTS["refunds"]
    assert read.passages[4].text == "Shop\n\n" + FACTS["delivery"]
    assert [one.line for one in read.passages] == [1] * 5
    assert read.files == len(read) == 5
    assert read.best("北京")[0].source == "e.txt"
    assert read.best("rabatt")[0].text.startswith("H\ufffdndler")
    notes = dict(note.split(": ", 1) for note in read.notes)
    assert notes.pop("2 files passed over") == "not of a kind that is read here"
    assert notes["d.txt"].startswith("not UTF-8 in line 1")
    assert set(notes) == {"d.txt", "f.txt", "h.txt"}
    assert [one.id for one in _read(tmp_path).passages] == [one.id for one in read.passages]
    assert len({one.id for one in read.passages}) == 5


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    _write(folder, "a.md", "inside")
    _write(tmp_path, "secret.md", "outside")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    (folder / "in.md").symlink_to(folder / "a.md")
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone.md").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    read = _read(folder)
    assert {one.text for one in read.passages} == {"inside"}
    assert {note.split(":")[0] for note in read.notes} == {"out.md", "up", "gone.md", "pipe.txt"}


def test_a_folder_without_text_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(StudioError):
            _read(folder)


def test_paragraphs_keep_their_lines() -> None:
    text = "\n\nFirst\nline\n \n\nTitle\n=====\n\n## Part\nlast"
    assert paragraphs_of(text) == (
        Paragraph(3, "First\nline"),
        Paragraph(7, "Title\n=====", True),
        Paragraph(10, "## Part\nlast", True),
    )


def test_html() -> None:
    page = (
        "<!DOCTYPE html><html><head><style>p {}</style></head>\n<body><nav>Menu</nav><h2>Pay</h2>\n"
        "<p>By <b title='a>b'>card</b> &amp;\n cash, 3 < 5</p></nav><!-- not\n <p> this -->\n"
        "<ul><li>one<li>two</ul><svg/><script>if (a < b) '<p>'</script> rest <p\n"
        "<table><tr><th>Km<th>Price</tr>\n<tr><td>5</td><td>3</td></tr></table>"
        "<pre>\n  if a:\n    b\n</pre>"
    )
    assert html_paragraphs(page) == (
        Paragraph(2, "Pay", True),
        Paragraph(3, "By card & cash, 3 < 5"),
        Paragraph(6, "one"),
        Paragraph(6, "two"),
        Paragraph(6, "rest <p"),
        Paragraph(7, "Km | Price"),
        Paragraph(8, "5 | 3"),
        Paragraph(9, "  if a:\n    b"),
    )


WORDS = " ".join(["word"] * 79) + "."


@pytest.mark.parametrize(
    ("parts", "cuts"),
    [
        (["# One", WORDS, WORDS, "# Two", WORDS, WORDS, WORDS], [3, 6]),
        (["# One", WORDS, "# Two", WORDS], [2]),  # a new part begins a new passage where the last has enough
        (["short", "# Two", WORDS, WORDS], []),
        ([WORDS, " ".join([WORDS] * 3), WORDS], [1, 2]),
        (["word " * 19 + "word", "# Two", " ".join([WORDS] * 3)], [1]),  # a heading goes with what it is over
    ],
)
def test_passages_are_of_whole_paragraphs(parts: list[str], cuts: list[int]) -> None:
    passages = list(cut_document(Document("a", paragraphs_of("\n\n".join(parts)))))
    edges = [0, *cuts, len(parts)]
    assert [one.text.split("\n\n") for one in passages] == [
        parts[start:end] for start, end in pairwise(edges)
    ]
    assert [one.line for one in passages] == [1 + 2 * start for start in edges[:-1]]


def test_a_long_paragraph_is_cut_after_sentences_and_keeps_its_lines() -> None:
    text = "\n".join(f"Line {at} has one word more or less." for at in range(3, 103))
    first, *rest = cut_document(Document("a", paragraphs_of("# Head\n\n" + text)))
    assert first.line == 1
    assert len(rest) >= 2
    for one in rest:
        assert one.text.startswith(f"Line {one.line} ")
        assert one.text.endswith(".")


@given(
    st.lists(
        st.sampled_from(["word ", "字" * 40, "end. ", "\n", "\n\n", "# Head\n\n", "x" * 900]), max_size=400
    )
)
def test_nothing_is_lost_and_nothing_is_long(pieces: list[str]) -> None:
    text = "".join(pieces)
    passages = list(cut_document(Document("a", paragraphs_of(text))))
    assert Counter("".join("".join(one.text.split()) for one in passages)) == Counter("".join(text.split()))
    assert all(len(one.text.split()) <= 260 for one in passages)
    assert all(len(one.text) < 10_000 for one in passages)
    lines = text.split("\n")
    for one in passages:
        assert one.text[:5].split("\n")[0] in lines[one.line - 1]
