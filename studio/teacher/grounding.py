"""Finds the passages of a folder of documents that a text is about, by BM25. It asks no model.

BM25 (Robertson and Zaragoza, 2009) as Lucene computes it, by the library bm25s. A word is a run of
letters, digits and marks; scripts without spaces, and Hangul, are cut into pairs of characters, as
Lucene's CJK analyser does.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from studio.core.fingerprint import hash_bytes
from studio.errors import StudioError
from studio.jobs import Job, Pacer, Step
from studio.teacher.documents import KINDS, OTHER_KIND, Document, Paragraph, read_documents

if TYPE_CHECKING:
    from bm25s import BM25

# Words of a passage: one is closed from the first on, and never longer than the second.
_ENOUGH, _MOST = 150, 250
# A word without end (a table of numbers, base64) is cut where it has so many characters.
_LONGEST = 1_500
_MOST_CHARS = 50_000_000
# Thai to Myanmar, Khmer, kana and ideographs, Hangul.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
_UNSPACED += "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PARTS = re.compile(f"([{_UNSPACED}]+)|[^\\s{_UNSPACED}]+")
_SENTENCE = re.compile(r"[^.!?。！？।\n]*(?:[.!?。！？।]+[\"'”’」』)]*|\n|\Z)\s*")


class Passage(NamedTuple):
    """A piece of a document.

    Attributes:
        id: 12 letters that are the same whenever the same text stands in the same place.
        source: path of the document inside the folder.
        line: 1-based line it begins on.
        text: its words.
        score: BM25's, for the query it was found by; 0 before.

    """

    id: str
    source: str
    line: int
    text: str
    score: float = 0.0


class Passages:
    """The passages of some documents, ready to be searched.

    Attributes:
        passages: all of them, in the order of their documents.
        files: how many documents they are from.
        notes: what was passed over or is damaged, and why; paths are as they are on disk.

    """

    def __init__(self, passages: Sequence[Passage], files: int = 0, notes: Sequence[str] = ()) -> None:
        self.passages = tuple(passages)
        self.files = files
        self.notes = tuple(notes)

    def __len__(self) -> int:
        return len(self.passages)

    @staticmethod
    def read(folder: Path) -> "Job[Passages]":
        """Read every document in a folder and cut it into passages.

        Raises:
            StudioError: there is no such folder, or no text in it.

        """
        if not folder.is_dir():
            raise StudioError(f"{folder} is not a folder", "name the folder that your documents lie in")
        passages: list[Passage] = []
        notes: list[str] = []
        files, others, chars, pacer = 0, 0, 0, Pacer()
        for document in read_documents(folder):
            if document.note == OTHER_KIND:
                others += 1
            elif document.note:
                notes.append(f"{document.source}: {document.note}")
            if chars > _MOST_CHARS:
                notes.append(f"{document.source} and what follows: more than {_MOST_CHARS:,} characters")
                break
            cut = list(cut_document(document))
            files += bool(cut)
            chars += sum(len(passage.text) for passage in cut)
            passages += cut
            if pacer.due():
                yield Step(files, 0, "reading documents")
        if others:
            notes.append(f"{others} file{'s' if others > 1 else ''} passed over: {OTHER_KIND}")
        if not passages:
            told = f": {notes[0]}" if notes else ""
            raise StudioError(f"there is no text in {folder}{told}", f"{' '.join(KINDS)} files are read")
        made = Passages(passages, files, notes)
        yield Step(files, files, "making the index")
        made.best("", 1)
        return made

    def best(self, query: str, k: int = 3) -> list[Passage]:
        """The passages that have most to do with a text, the best first; fewer where fewer have any."""
        words = [word for word in dict.fromkeys(tokens_of(query)) if word in self._index.vocab_dict]
        if not words or not self.passages:
            return []
        scores = self._index.get_scores(words)
        found: dict[str, Passage] = {}  # by text: the same page may lie in a folder twice
        for at in np.argsort(-scores, kind="stable"):
            if len(found) >= k or scores[at] <= 0:
                break
            passage = self.passages[at]
            found.setdefault(passage.text, passage._replace(score=float(scores[at])))
        return list(found.values())

    @cached_property
    def _index(self) -> "BM25":
        from bm25s import BM25

        index = BM25(method="lucene", k1=1.2, b=0.75)
        # The library wants a word in each; no query holds an empty one.
        words = [tokens_of(one.text) or [""] for one in self.passages]
        index.index(words or [[""]], show_progress=False)
        return index


def cut_document(document: Document) -> Iterator[Passage]:
    """The passages of a document: whole paragraphs, 150 to 250 words, a heading with what it is over."""
    held: list[Paragraph] = []
    size = 0
    for paragraph in _pieces(document.paragraphs):
        words = _size(paragraph.text)
        if held and (size + words > _MOST or size >= _ENOUGH or (paragraph.heading and size >= _ENOUGH // 2)):
            last = [held.pop()] if held[-1].heading and len(held) > 1 else []
            yield _passage(document.source, held)
            held, size = last, sum(_size(one.text) for one in last)
        held.append(paragraph)
        size += words
    if held:
        yield _passage(document.source, held)


def tokens_of(text: str) -> list[str]:
    """The words of a text in any language, as BM25 counts them: folded, without signs."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    found: list[str] = []
    for match in _PARTS.finditer(plain.translate(_LETTERS)):
        run = match[1]
        if run is None or len(run) == 1:
            found.append(match[0])
        else:
            found += (run[at : at + 2] for at in range(len(run) - 1))
    return found


class _Letters(dict[int, str]):
    """Each character as itself where it is part of a word, else as a space; looked up once."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.category(chr(code))[0] in "LMN"
        self[code] = chr(code) if letter else " "
        return self[code]


_LETTERS = _Letters()


def _size(text: str) -> int:
    """Words, of which two characters make one where there are no spaces."""
    return sum((len(match[1]) + 1) // 2 if match[1] else 1 for match in _PARTS.finditer(text))


def _pieces(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs that fit into a passage: longer ones are cut after sentences, or anywhere."""
    for paragraph in paragraphs:
        if _size(paragraph.text) <= _MOST and len(paragraph.text) <= 2 * _LONGEST:
            yield paragraph
            continue
        held, line, start_line, size = "", paragraph.line, paragraph.line, 0
        for sentence in _sentences(paragraph.text):
            words = _size(sentence)
            if held and (size + words > _MOST or len(held) + len(sentence) > 2 * _LONGEST):
                yield Paragraph(start_line, held.strip())
                held, start_line, size = "", line, 0
            held += sentence
            size += words
            line += sentence.count("\n")
        if held.strip():
            yield Paragraph(start_line, held.strip())


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        step = _LONGEST if _size(sentence) <= _MOST else _LONGEST // 4
        if len(sentence) <= step:
            if sentence:
                yield sentence
            continue
        for at in range(0, len(sentence), step):
            yield sentence[at : at + step]


def _passage(source: str, paragraphs: Sequence[Paragraph]) -> Passage:
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    place = f"{source}\n{paragraphs[0].line}\n{text}".encode("utf-8", "surrogatepass")
    return Passage(f"{hash_bytes(place):016x}"[-12:], source, paragraphs[0].line, text)
