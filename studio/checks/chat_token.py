"""Flags control tokens of chat templates inside text: a tokenizer may take them for the real thing."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_TOKEN = re.compile(
    r"<\|[a-z0-9_ ]{2,40}\|>"
    r"|</?s>(?=\s|\0|\Z|[A-Z\[<])|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<\uff5c[^<>\0]{2,40}\uff5c>"
    r"|\[(?:AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT)\]|<(?:bos|eos|pad|unk|mask|BOS_TOKEN|EOS_TOKEN)>"
    r"|\[(?:CLS|SEP|PAD|MASK)\]"
)
_TURN = re.compile(
    r"\n\n(?:Human|Assistant):|\n\s*#{2,3} ?(?:Response|Instruction|Input|Human|Assistant|User):?\s*\n"
    r"|<(?:human|bot)>:|\nUSER: .{0,4000}\nASSISTANT:",
)
# HTML for struck-out text, and what a riddle leaves blank.
_OF_TEXTS_TOO = ("<s>", "</s>", "<mask>", "<unk>", "<pad>")


class ChatToken:
    """Tokens that are part of a template, not of a text."""

    name = "chat-token"
    title = "chat-template tokens inside text: <|im_start|>, [INST], </s>, a new turn inside an answer"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        seen: set[tuple[int, str, str]] = set()
        if batch.holding(
            "<|",
            "s>",
            "[",
            "<<",
            "<\uff5c",
            "_of_turn>",
            "<bos>",
            "<eos>",
            "<pad>",
            "<unk>",
            "<mask>",
            "TOKEN>",
        ):
            for hit in batch.search(_TOKEN):
                if (hit.row, hit.side, "token") in seen:
                    continue
                seen.add((hit.row, hit.side, "token"))
                token = hit.match[0]
                strikes = token in _OF_TEXTS_TOO or (token.startswith("[") and "INST" not in token)
                band = Band.LOOK_CLOSELY if strikes else Band.CERTAIN
                why = f"{hit.side} holds a control token of a chat template: take it out, or escape it"
                yield Sight(hit.row, "token", band, why, hit.side)
        for hit in batch.search(_TURN, ("chosen", "rejected")):
            if (hit.row, hit.side, "turn") not in seen:
                seen.add((hit.row, hit.side, "turn"))
                why = f"{hit.side} goes on with a turn of its own: it was not cut where the answer ended"
                yield Sight(hit.row, "turn", Band.LIKELY, why, hit.side)


CHECK = ChatToken()
