"""Which language a text is in, offline. It says nothing where it cannot know.

Cheap signs come first: a script that only one language is written in, and the small words of English,
which most sets are full of. What is left goes to py3langid (Lui and Baldwin, 2012, retrained).
"""

import re
from functools import cache
from typing import Any

_LOOKED_AT = 320
_LEAST_LETTERS = 12
_LEAST_CHANCE = 0.6
_SURE_LETTERS = 80
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0980-\u09ff]"), "bn"),
    (re.compile("[\u0b80-\u0bff]"), "ta"),
    (re.compile("[\u10a0-\u10ff]"), "ka"),
    (re.compile("[\u0530-\u058f]"), "hy"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
)
_HAN = re.compile("[\u4e00-\u9fff]")
_BEYOND_LATIN = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
_LETTERS = re.compile(r"[^\W\d_]")
_ENGLISH_WORDS = """
the of and to a in is it you that was for on are with as his they be at one have this from or had by
but what some we can out other were all your when up use how said an each she which do their if will
why not has been could should would about them these my i me give following write
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# Words that no other common language writes the same, nor a title of names brings along.
_ONLY_ENGLISH_WORDS = """
the and of that with this for are you your which from what how who why when where write generate create
describe suggest given about three five two ways these their they she his him have has been should could
would between than into some people using provide identify explain construct compose make every does did
there it's i'm don't can't give tell list find rewrite classify convert brainstorm develop while because
through very more most other such like but its our were being also help used each after before or an it
"""
_ONLY_ENGLISH = frozenset(_ONLY_ENGLISH_WORDS.split())
_GLANCE = 140
_FEW_WORDS, _SOME_HITS = 14, 2
_ENGLISH_SHARE = 0.22
_COMMON_WORDS = """
af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja
ka kk km kn ko lt lv mk ml mn mr ms nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th
tl tr uk ur uz vi zh
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|[{}<>=;()\[\]|\\/_#*]+", re.DOTALL)


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language; empty when it is too short, code, or doubtful."""
    sample = text[:_LOOKED_AT]
    if not sample.isascii():
        found = _by_script(sample)
        if found:
            return found
    sample = _CODE.sub(" ", sample)
    words = sample.lower().split()
    if len(words) >= 4 and sum(word in _ENGLISH for word in words) >= max(2, _ENGLISH_SHARE * len(words)):
        return "en"
    letters = len(_LETTERS.findall(sample))
    if letters < _LEAST_LETTERS:
        return ""
    code, chance = _identifier().classify(sample)
    return str(code) if chance >= (0.5 * _LEAST_CHANCE if letters >= _SURE_LETTERS else _LEAST_CHANCE) else ""


def seems_english(text: str) -> bool:
    """True when words that are only English stand near the beginning: much cheaper than `language_of`."""
    words = text[:_GLANCE].lower().split()
    if len(words) < _FEW_WORDS:
        return not _ONLY_ENGLISH.isdisjoint(words)
    return len(_ONLY_ENGLISH.intersection(words)) >= _SOME_HITS


def _by_script(sample: str) -> str:
    """The language that alone uses the script of most letters, if there is one."""
    if _BEYOND_LATIN.search(sample) is None:
        return ""
    letters = len(_LETTERS.findall(sample))
    for pattern, code in _SCRIPTS:
        count = len(pattern.findall(sample))
        if code == "ja" and count * 20 > letters:  # kana stand between Chinese signs
            count += len(_HAN.findall(sample))
        if count * 2 > letters:
            return code
    return ""


@cache
def _identifier() -> Any:
    """The model, read when it is first needed: half a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(_COMMON & set(identifier.labels)))
    return identifier
