"""One scan over many texts finds what a scan of each would."""

import re

from hypothesis import given
from hypothesis import strategies as st

from studio.core.batch import Batch
from studio.core.example import Example, say

TEXTS = st.lists(st.text("ab\0 \n", max_size=6), max_size=6)
PATTERNS = [re.compile(p) for p in (r"ab", r"a+", r"(?<![^\0])b", r"a(?![^\0])", r"\bb", r"a[^b\0]")]


def _shown(text: str) -> str:
    return text.replace("\0", " ")


@given(TEXTS, st.sampled_from(PATTERNS))
def test_hits_are_those_of_each_text(texts: list[str], pattern: re.Pattern[str]) -> None:
    batch = Batch([Example(say("user", text)) for text in texts])
    found = [(hit.row, hit.match.group()) for hit in batch.search(pattern, ("prompt",))]
    # A text with NULs of its own is looked at with spaces in their place, and so are its neighbours.
    shown = [_shown(text) for text in texts] if any("\0" in text for text in texts) else texts
    wanted = [(row, m.group()) for row, text in enumerate(shown) for m in pattern.finditer(text)]
    assert found == wanted


def test_sides() -> None:
    batch = Batch([Example(say("user", "q"), say("assistant", "good"), say("assistant", "bad")), Example()])
    assert (batch.prompt, batch.chosen, batch.rejected) == (["q", ""], ["good", ""], ["bad", ""])
    assert [hit.side for hit in batch.search(re.compile("o|b"))] == ["chosen", "chosen", "rejected"]
    assert batch.holding("oo")
    assert not batch.holding("oo", sides=("rejected",))
    assert not Batch([]).holding("x")
