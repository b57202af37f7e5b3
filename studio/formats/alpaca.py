"""Instruction rows: instruction, input, output, and the names that other sets give to the three.

The prompt is one user turn: the instruction, a blank line, the input where there is one. Answers
that are lists of turns are not read here.
"""

from studio.core.example import Example, Message
from studio.formats.fields import is_blank
from studio.formats.flat import KEYS, has_both, patch_flat, read_flat
from studio.formats.format import Patch, PlainKeys, Reading, Record
from studio.formats.question import GLUE, part_keys

# Keys that change what a row says, or that give it to another format depending on their value's
# type: such rows never take the short way.
_RARE = {
    *("tools", "function", "functions", "label", "kto_tag", "chosen"),
    *("rejected", "messages", "conversations", "conversation", "instances"),
}
_ROOM = 4096

Layout = tuple[str, str | None, str]


class AlpacaFormat:
    """Alpaca's three keys and their aliases; `system` and `history` are read too."""

    name = "alpaca"
    title = "instruction, input, output (also question/answer, prompt/response, prompt/completion …)"
    sample = '{"instruction": "Name a fruit.", "input": "", "output": "An apple."}'

    def __init__(self) -> None:
        self._layouts: dict[tuple[str, ...], Layout | None] = {}

    def claims(self, record: Record) -> int:
        """Rows with a question and an answer key; weakly, rows with an answer alone."""
        if has_both(record):
            return 50
        return 10 if "answer" in KEYS.find(record)[0] else 0

    def plain_keys(self, record: Record) -> PlainKeys | None:
        """See `PlainFormat.plain_keys`: rows with a question, an input and an answer, no more."""
        layout = self._layout(record)
        if layout is None or layout[1] is None:
            return None
        return PlainKeys(layout[0], layout[1], layout[2])

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        layout = self._layout(record)
        if layout is None:
            return read_flat(record)
        ask_name, more_name, answer_name = layout
        ask, answer = record[ask_name], record[answer_name]
        more = record[more_name] if more_name is not None else ""
        if not (type(ask) is type(answer) is type(more) is str):
            return read_flat(record)
        if not (_has_words(ask) and _has_words(answer)):
            return read_flat(record)
        if more and _has_words(more):
            ask = f"{ask}{GLUE}{more}"
        return Reading(Example((Message("user", ask),), (Message("assistant", answer),)))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. A changed prompt goes to the key that it changed in, if one did."""
        return patch_flat(record, new)

    def _layout(self, record: Record) -> Layout | None:
        """Where rows with these keys keep question, input and answer, if that is all they say."""
        names = tuple(record)
        try:
            return self._layouts[names]
        except KeyError:
            layout = _look(record)
            if len(self._layouts) < _ROOM:
                self._layouts[names] = layout
            return layout


def _look(record: Record) -> Layout | None:
    found, remarks = KEYS.find(record)
    if remarks or not has_both(record) or not _RARE.isdisjoint(record):
        return None
    if "system" in found or "history" in found:
        return None
    ask, *more = part_keys(found)
    return ask, more[0] if more else None, found["answer"]


def _has_words(text: str) -> bool:
    return text[:1].isalnum() or not is_blank(text)


FORMAT = AlpacaFormat()
