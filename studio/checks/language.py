"""Flags answers in another language than the prompt, where no translation was asked for."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.beyond import beyond_ascii
from studio.core.finding import Band, Sight
from studio.core.language import language_of, seems_english

# A few words of names are in any language; in scripts of their own a few letters tell.
_LEAST, _LEAST_WORDS, _WIDE = 40, 6, 12
_LOOKED_AT, _CODE_LOOKED_AT = 2_000, 600
_QUOTES = " \n\"'“”„«»‘’.…"
_ABOUT_LANGUAGES = re.compile(
    r"translat|übersetz|tradu|перевед|翻译|ترجم|\b(?:english|french|german|spanish|italian|portuguese|chinese"
    r"|mandarin|japanese|korean|russian|arabic|hindi|latin|dutch|swedish|polish|turkish|greek|hebrew|thai"
    r"|vietnamese|indonesian|englisch|deutsch|französisch|spanisch|anglais|français|allemand|espagnol|inglés"
    r"|francés|español|foreign|language|languages|sprache|langue|idioma|lyrics|lorem|phrase|proverb|quote|haiku"
    r"|song|pronunciation|pronounce|cipher|encrypt|encode|decode|caesar|pig latin|recipe|pseudo-?code|code"
    r"|algorithm|function|program)\b"
    r"|英文|英语|动词|名词|形容词|查询|数据库|名称|标语|SQL|中文|汉语|日语|法语|语言|代码|算法|程序|函数|单词|句子|短语|歌",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s{0,20}(?:[-*•+]|\(?[0-9]{1,2}[.)])")
_CODE = re.compile(
    r"```|[{};]\s{0,9}\n|\bdef \w{1,60}\(|</\w{1,30}>|\bimport \w"
    r"|\bprint\(|\bSELECT\s[^\0]{0,200}\sFROM\s|CREATE TABLE|http",
    re.IGNORECASE,
)
# One of these is in any of that, unless letters beyond ASCII stand for some of theirs.
_CODE_WORDS = ("```", "{", "}", ";", "def ", "</", "import ", "print(", "select", "create table", "http")
# Letters that are not Latin; two texts that share a script are not of two worlds.
_SCRIPTS = (
    ("han", re.compile("[\u3040-\u30ff\u3400-\u9fff]{2}")),
    ("hangul", re.compile("[\uac00-\ud7af]{2}")),
    ("cyrillic", re.compile("[\u0400-\u04ff]{3}")),
    ("arabic", re.compile("[\u0600-\u06ff]{3}")),
    ("greek", re.compile("[\u0370-\u03ff]{3}")),
    ("hebrew", re.compile("[\u0590-\u05ff]{3}")),
    ("indic", re.compile("[\u0900-\u0dff]{2}")),
    ("thai", re.compile("[\u0e00-\u0e7f]{3}")),
)
# Close enough to be taken for each other in a few words.
_NEIGHBOURS = (
    frozenset({"no", "nb", "nn", "da", "sv", "is"}),
    frozenset({"hr", "sr", "bs", "sl"}),
    frozenset({"cs", "sk"}),
    frozenset({"es", "pt", "gl", "ca", "it", "ro", "la"}),
    frozenset({"id", "ms", "tl"}),
    frozenset({"nl", "af", "de"}),
    frozenset({"tr", "az"}),
    frozenset({"fi", "et"}),
)


class Language:
    """Answers that left the language they were asked in."""

    name = "language"
    title = "an answer in another language than its prompt, which asks for none"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        asked_in_english: dict[int, bool] = {}
        for side in ("chosen", "rejected"):
            for row, answer in enumerate(batch.side(side)):
                if len(answer) < _WIDE:
                    continue
                prompt = batch.prompt[row]
                if row not in asked_in_english:
                    asked_in_english[row] = seems_english(prompt)
                english = asked_in_english[row]
                if english and (seems_english(answer) or (len(answer) < _LEAST and answer.isascii())):
                    continue
                found = _differ(prompt[:_LOOKED_AT], answer[:_LOOKED_AT], english=english)
                if found and not _ABOUT_LANGUAGES.search(prompt):
                    why = f"{side} seems to be in {found[1]!r}, the prompt in {found[0]!r}"
                    yield Sight(row, "other-language", Band.LIKELY, why, side)


def _differ(prompt: str, answer: str, *, english: bool) -> tuple[str, str] | None:
    """The languages of the two where they differ; cheap signs first."""
    here, there = _scripts_of(prompt), _scripts_of(answer)
    words = answer.split()
    if not here and not there and (len(answer) < _LEAST or len(words) < _LEAST_WORDS):
        return None
    # In Latin letters names and lists look like any language; what is quoted brings its own.
    if here & there or (not there and _is_a_list(answer, words)) or answer.strip(_QUOTES) in prompt:
        return None
    if _looks_like_code(answer):
        return None
    answered = language_of(answer)
    if not answered or (english and answered == "en"):
        return None
    asked = language_of(prompt)
    if not asked or answered == asked:
        return None
    ends = {prompt.partition("\n\n")[0], prompt.rpartition("\n\n")[2]} - {prompt}
    parts = {asked, *map(language_of, ends)}
    if answered in parts:
        return None
    if any(answered in group and not parts.isdisjoint(group) for group in _NEIGHBOURS):
        return None
    return asked, answered


def _scripts_of(text: str) -> frozenset[str]:
    beyond = beyond_ascii(text)
    if not beyond:
        return frozenset()
    return frozenset(name for name, run in _SCRIPTS if run.search(beyond) and run.search(text))


def _looks_like_code(text: str) -> bool:
    """True where every tenth sign is one that programs and tables are full of, or a line is a program's."""
    head = text[:_CODE_LOOKED_AT]
    if sum(map(head.count, "(){}[]=;|_<")) * 10 > len(head):
        return True
    low = head.lower()
    may_be = not head.isascii() or any(word in low for word in _CODE_WORDS)
    return may_be and _CODE.search(head) is not None


def _is_a_list(text: str, words: list[str]) -> bool:
    """True when most lines are items, or many words begin with a capital: names have no language."""
    lines = text.strip().split("\n")
    if len(lines) > 2 and sum(bool(_ITEM.match(line)) for line in lines) * 2 > len(lines):
        return True
    words = [word for word in words[:100] if word[0].isalpha()]
    return not words or sum(word[0].isupper() for word in words) * 5 > 2 * len(words)


CHECK = Language()
