"""Flags answers in another language than the prompt, where no translation was asked for."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight
from studio.core.language import language_of, seems_english

# A few words of names are in any language; in scripts of their own a few letters tell.
_LEAST, _WIDE = 30, 12
_ABOUT_LANGUAGES = re.compile(
    r"translat|übersetz|tradu|перевед|翻译|ترجم|\b(?:english|french|german|spanish|italian|portuguese|chinese"
    r"|mandarin|japanese|korean|russian|arabic|hindi|latin|dutch|swedish|polish|turkish|greek|hebrew|thai"
    r"|vietnamese|indonesian|englisch|deutsch|französisch|spanisch|anglais|français|allemand|espagnol|inglés"
    r"|francés|español|language|languages|sprache|langue|idioma|lyrics|lorem|phrase|proverb|quote|haiku|song)\b"
    r"|英文|英语|中文|汉语|日语|法语|语言",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-*•+]|\(?[0-9]{1,2}[.)])")
_CODE = re.compile(
    r"```|[{};]\s*\n|\bdef \w+\(|</\w+>|\bimport \w+|\bprint\(|SELECT .{0,80} FROM|http", re.IGNORECASE
)
# Close enough to be taken for each other in a few words.
_NEIGHBOURS = (
    frozenset({"no", "nb", "nn", "da", "sv"}),
    frozenset({"hr", "sr", "bs", "sl"}),
    frozenset({"cs", "sk"}),
    frozenset({"es", "pt", "gl", "ca"}),
    frozenset({"id", "ms"}),
    frozenset({"ar", "fa", "ur", "ps"}),
    frozenset({"ru", "uk", "bg", "mk", "be"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"zh", "ja"}),
)


class Language:
    """Answers that left the language they were asked in."""

    name = "language"
    title = "an answer in another language than its prompt, which asks for none"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("chosen", "rejected"):
            for row, answer in enumerate(batch.side(side)):
                prompt = batch.prompt[row]
                if len(answer) < _WIDE or any(
                    text.isascii() and len(text) < _LEAST for text in (prompt, answer)
                ):
                    continue
                found = _differ(prompt, answer)
                if found:
                    why = f"{side} seems to be in {found[1]!r}, the prompt in {found[0]!r}"
                    yield Sight(row, "other-language", Band.LIKELY, why, side)


def _differ(prompt: str, answer: str) -> tuple[str, str] | None:
    """The languages of the two where they differ and nobody asked for it; cheap signs first."""
    asked = "en" if seems_english(prompt) else ""
    english = seems_english(answer)
    if (english and asked) or _is_a_list(answer):
        return None
    asked = asked or language_of(prompt)
    answered = "" if not asked else "en" if english else language_of(answer)
    if not asked or not answered or asked == answered:
        return None
    if any(asked in group and answered in group for group in _NEIGHBOURS):
        return None
    return None if _ABOUT_LANGUAGES.search(prompt) or _CODE.search(answer) else (asked, answered)


def _is_a_list(text: str) -> bool:
    """True when most lines are items, or many words begin with a capital: names have no language."""
    lines = text.strip().split("\n")
    if len(lines) > 2 and sum(bool(_ITEM.match(line)) for line in lines) * 2 > len(lines):
        return True
    words = [word for word in text[:600].split() if word[0].isalpha()]
    return not words or (len(words) > 2 and sum(word[0].isupper() for word in words) * 5 > 2 * len(words))


CHECK = Language()
