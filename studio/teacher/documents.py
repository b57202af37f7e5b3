"""Reads a folder of documents as paragraphs with the line each begins on. It follows no link out of it.

Markdown, reStructuredText, plain text and HTML are read; what is hidden, binary, too large or of
another kind is passed over and told. Markup other than HTML stays in the text: a model reads it well.
"""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

LARGEST_BYTES = 5_000_000
_HTML = (".html", ".htm")
KINDS = (".md", ".markdown", ".txt", ".rst", *_HTML)
OTHER_KIND = "not of a kind that is read here"
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_HEADING = re.compile(r"#{1,6} |[^\n]{1,200}\n([=~^\"'`#*+-])\1{2,}[ \t]*\Z")
# What nobody reads. An opened one that never ends goes to the end of the page, as browsers take scripts.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|template|noscript|svg|math|iframe|nav|button|select)\b[^<>]{0,2000}(?<!/)>.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# A sign that opens no tag: the standard library's parser would look to the end of the page after each.
_LONE = re.compile(r"<(?![A-Za-z/!?][^<>]{0,4000}>)")
_BLOCKS_WORDS = """
address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table title tr ul
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_BLANKS = re.compile(r"\s+")


class Paragraph(NamedTuple):
    """Some lines of a document: the 1-based line of the first, the text, and whether it is a heading."""

    line: int
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its path inside the folder, its paragraphs, and a note where something is wrong with it."""

    source: str
    paragraphs: tuple[Paragraph, ...]
    note: str = ""


def read_documents(folder: Path) -> Iterator[Document]:
    """Every document in a folder and its subfolders, by name. What could not be read has only a note."""
    inside = folder.resolve()
    for top, names, files in os.walk(folder):
        kept = []
        for name in sorted(names):
            path = Path(top, name)
            if name.startswith("."):
                continue
            if path.is_symlink():
                yield Document(_source(path, folder), (), "a link to a folder, not followed")
                continue
            kept.append(name)
        names[:] = kept
        for name in sorted(files):
            if name.startswith("."):
                continue
            path = Path(top, name)
            source = _source(path, folder)
            if path.suffix.lower() not in KINDS:
                yield Document(source, (), OTHER_KIND)
            elif not path.resolve().is_relative_to(inside):
                yield Document(source, (), "a link out of the folder, not followed")
            else:
                yield _read(path, source)


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a plain text or of Markdown: lines between blank lines."""
    found, line, last = [], 1, 0
    for match in _PARAGRAPH.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        words = match[0].rstrip()
        found.append(Paragraph(line, words, _HEADING.match(words) is not None))
    return tuple(found)


def html_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of an HTML page: what stands in its blocks, without scripts, styles and menus."""
    page = _Page()
    seen = _HIDDEN.sub(lambda match: "\n" * match[0].count("\n"), text)  # lines keep their numbers
    page.feed(_LONE.sub("&lt;", seen))
    page.close()
    page.end()
    return tuple(page.paragraphs)


class _Page(HTMLParser):
    """Collects the words of each block of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self._words: list[str] = []
        self._line = 1
        self._heading = False
        self._code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag in _BLOCKS:
            self.end()
            self._heading = tag[0] == "h" and tag[1:].isdigit()
            self._code = tag == "pre"
        elif tag in ("td", "th") and self._words:
            self._words.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in _BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if not self._words and data.strip():
            blank = data[: len(data) - len(data.lstrip())]
            self._line = self.getpos()[0] + blank.count("\n")
            data = data[blank.rfind("\n") + 1 :]
        if self._words or data.strip():
            self._words.append(data)

    def end(self) -> None:
        """The paragraph so far is one."""
        words = "".join(self._words)
        words = words.rstrip() if self._code else _BLANKS.sub(" ", words).strip()
        if words:
            self.paragraphs.append(Paragraph(self._line, words, self._heading))
        self._words, self._heading, self._code = [], False, False


def _source(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _read(path: Path, source: str) -> Document:
    try:
        if not path.is_file():  # a pipe or a device would never end
            return Document(source, (), "not a file")
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        return Document(source, (), f"cannot be read: {error.strerror}")
    if len(data) > LARGEST_BYTES:
        return Document(source, (), f"larger than {LARGEST_BYTES / 1e6:.0f} MB")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in data and not wide:
        return Document(source, (), "binary")
    note = ""
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        note = (
            f"not {'UTF-16' if wide else 'UTF-8'} in line {line}: what could not be read is shown as \ufffd"
        )
        text = data.decode("utf-16" if wide else "utf-8-sig", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cut = html_paragraphs if path.suffix.lower() in _HTML else paragraphs_of
    return Document(source, cut(text), note)
