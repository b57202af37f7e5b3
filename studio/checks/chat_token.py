"""Flags control tokens of chat templates inside text: a tokenizer may take them for the real thing."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch, Hit
from studio.core.finding import Band, Sight

_TOKEN = re.compile(
    r"<\|(?! )[a-z0-9_ ]{2,40}(?<! )\|>"
    r"|</?s>(?=\s|\0|\Z|[A-Z\[<])|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<\uff5c[^<>\0]{2,40}\uff5c>"
    r"|\[/?(?:AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT)\]"
    r"|<(?:bos|eos|pad|unk|BOS_TOKEN|EOS_TOKEN)>|\[(?:CLS|SEP|PAD)\]"
)
_OPENINGS = ("<", "[")
_TURN = re.compile(
    r"\n\n(?:human|assistant):|\n#{2,3} ?(?:response|instruction|input|human|assistant|user):?[ \t]{0,9}\n"
    r"|(?:(?<=\n\d)|(?<=\n\d\d))\. (?:instruction|output):|<(?:human|bot)>:|\nuser: .{0,2000}\nassistant:",
    re.IGNORECASE,
)
_TURNS = (
    "\n\nhuman:",
    "\n\nassistant:",
    "\n##",
    "<human>:",
    "<bot>:",
    "\nuser: ",
    ". instruction:",
    ". output:",
)
# HTML for struck-out text, and what a riddle leaves blank.
_OF_TEXTS_TOO = frozenset({"<s>", "</s>", "<unk>", "<pad>", "[PAD]", "[CLS]", "[SEP]"})
_ABOUT_TOKENS = re.compile(r"\btoken|\btemplate|\bprompt format|special tag", re.IGNORECASE)
_ASKS_FOR_TURNS = re.compile(
    r"\b(?:conversation|dialog|dialogue|chat|chatbot|script|interview|transcript|role[- ]?play|markdown"
    r"|prompt|few-shot|template|documentation|readme)",
    re.IGNORECASE,
)


class ChatToken:
    """Tokens that are part of a template, not of a text."""

    name = "chat-token"
    title = "chat-template tokens inside text: <|im_start|>, [INST], </s>, a new turn inside an answer"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        seen: dict[tuple[int, str, str], Sight] = {}
        for hit in batch.search_at(_OPENINGS, _TOKEN):
            sight = _token(batch, hit)
            known = seen.get((hit.row, hit.side, "token"))
            if known is None or known.band is Band.LOOK_CLOSELY:  # the surer one tells
                seen[hit.row, hit.side, "token"] = sight
        for hit in batch.search_at(_TURNS, _TURN, ("chosen", "rejected")):
            asked = _ASKS_FOR_TURNS.search(batch.prompt[hit.row]) is not None
            why = f"{hit.side} goes on with a turn of its own: cut it where the answer ends"
            band = Band.LOOK_CLOSELY if asked else Band.LIKELY
            seen.setdefault((hit.row, hit.side, "turn"), Sight(hit.row, "turn", band, why, hit.side))
        return seen.values()


def _token(batch: Batch, hit: Hit) -> Sight:
    token, text = hit.match[0], batch.side(hit.side)[hit.row]
    doubtful = token in _OF_TEXTS_TOO and not _stands_apart(token, text)
    talked_of = _ABOUT_TOKENS.search(batch.prompt[hit.row]) is not None
    band = Band.LOOK_CLOSELY if doubtful or talked_of else Band.CERTAIN
    why = f"{hit.side} holds a control token of a chat template: take it out, or escape it"
    return Sight(hit.row, "token", band, why, hit.side)


def _stands_apart(token: str, text: str) -> bool:
    """True for a sequence's start or end where HTML would have had the other one of the two."""
    text = text.strip()
    opened, closed = text.count("<s>"), text.count("</s>")
    return (token == "</s>" and text.endswith(token) and not opened) or (  # noqa: S105 - not a password
        token == "<s>" and text.startswith(token) and not closed  # noqa: S105
    )


CHECK = ChatToken()
