"""One scan over many texts finds what a scan of each would."""

import re

from hypothesis import given
from hypothesis import strategies as st

from studio.core.batch import Batch
from studio.core.example import Example, say

TEXTS = st.lists(st.text("aB\0 \nıK\u212a漢", max_size=6), max_size=6)
# Words that a match begins with, and what is to be matched there.
WORDS = [
    (("a", "b"), r"[aAbB]+"),
    (("ak",), r"a[^b\0]"),
    ((" ",), r"\s(?![^\0])"),
    (("漢", "\n"), r"[漢\n]+"),
]


def _shown(text: str) -> str:
    return text.replace("\0", " ")


@given(TEXTS, st.sampled_from(WORDS))
def test_hits_are_those_of_each_text(texts: list[str], words: tuple[tuple[str, ...], str]) -> None:
    batch = Batch([Example(say("user", text)) for text in texts])
    pattern = re.compile(words[1])
    found = [(hit.row, hit.match.group()) for hit in batch.search_at(words[0], pattern, ("prompt",))]
    # A text with NULs of its own is looked at with spaces in their place, and so are its neighbours.
    shown = [_shown(text) for text in texts] if any("\0" in text for text in texts) else texts
    tried = [
        (row, pattern.match(text, place))
        for row, text in enumerate(shown)
        for place in range(len(text))
        if text[place:].lower().startswith(words[0])
    ]
    assert found == [(row, match.group()) for row, match in tried if match]


def test_sides() -> None:
    batch = Batch([Example(say("user", "q"), say("assistant", "good"), say("assistant", "bad")), Example()])
    assert (batch.prompt, batch.chosen, batch.rejected) == (["q", ""], ["good", ""], ["bad", ""])
    sides = [hit.side for hit in batch.search_at(("o", "b"), re.compile("o|b"))]
    assert sides == ["chosen", "chosen", "rejected"]
    assert batch.holding("oo")
    assert not batch.holding("oo", sides=("rejected",))
    assert not Batch([]).holding("x")
