"""What a test wants to be answered: a reply, and the rules that choose one. It makes no text of its own."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

Kind = Literal[
    "answer",  # a whole answer
    "refusal",  # stop_reason refusal with a category, no content
    "max_tokens",  # the first half, stop_reason max_tokens
    "malformed",  # text that is not JSON
    "misfit",  # JSON that does not fit the schema
    "no_stop",  # the whole answer, but stop_reason null
    "cut_clean",  # half, then an end that HTTP finds in order; not streamed: half of the body
    "cut_torn",  # half, then the connection is gone; not streamed: no answer at all
    "error_event",  # half a stream, then an error event; not streamed: 529
    "slow",  # piece by piece with a pause between
    "expired",  # in a batch: the request was never worked on
    "canceled",  # in a batch: canceled
]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        kind: what happens to the answer, see `Kind`.
        text: the answer's text instead of a made one.
        answer: the answer as JSON instead of a made one: the text, or the forced tool's input.
        thinking: a thinking block before the answer, counted as output.
        status: an HTTP error instead of an answer, 0 for none.
        message: what the error or the refusal says.
        error_code: the error's `details.error_code`.
        retry_after: seconds, as a header of the error.
        retry_after_ms: the same in milliseconds, in the header that the SDK looks at first.
        delay: seconds before anything is sent, on top of the server's latency.
        pause: seconds between the pieces of a slow answer.
        category: of a refusal.

    """

    kind: Kind = "answer"
    text: str | None = None
    answer: Any = None
    thinking: str = ""
    status: int = 0
    message: str = ""
    error_code: str = ""
    retry_after: float | None = None
    retry_after_ms: int | None = None
    delay: float = 0.0
    pause: float = 0.01
    category: str = "general_harms"

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no kind of reply: {self.kind}")

    def headers(self) -> dict[str, str]:
        """The headers by which an error says when to come again."""
        headers = {}
        if self.retry_after is not None:
            headers["retry-after"] = f"{self.retry_after:g}"
        if self.retry_after_ms is not None:
            headers["retry-after-ms"] = str(self.retry_after_ms)
        return headers


PLAIN = Reply()


@dataclass(frozen=True, slots=True)
class Rule:
    """A reply and when it is given. All conditions that are set must hold; the first rule that fits counts.

    Attributes:
        reply: what is answered.
        match: a part of the user's text.
        custom_id: the id of a request in a batch.
        model: the model asked.
        nth: the number of the request, from 1, requests of batches included.
        every: each request whose number this divides.
        times: how often the rule is used at all, 0 for always.
        each: how often it is used for one user text, 0 for always.

    """

    reply: Reply
    match: str = ""
    custom_id: str = ""
    model: str = ""
    nth: int = 0
    every: int = 0
    times: int = 0
    each: int = 0


Script = Callable[[dict[str, Any], int], Reply | None] | Sequence[Rule | Mapping[str, Any]]


def read_rule(fields_of_it: Mapping[str, Any]) -> Rule:
    """A rule from one flat JSON object: a rule's and a reply's fields side by side.

    Raises:
        ValueError: a field that neither has.

    """
    own = {field.name for field in fields(Rule)} - {"reply"}
    replies = {field.name for field in fields(Reply)}
    strange = set(fields_of_it) - own - replies
    if strange:
        raise ValueError(f"no field of a rule: {', '.join(sorted(strange))}")
    reply = Reply(**{name: value for name, value in fields_of_it.items() if name in replies})
    return Rule(reply, **{name: value for name, value in fields_of_it.items() if name in own})


class Choice:
    """Chooses the reply of each request, and counts how often each rule was used."""

    def __init__(self, script: Script) -> None:
        self._ask = script if callable(script) else None
        rules = () if callable(script) else script
        self._rules = [rule if isinstance(rule, Rule) else read_rule(rule) for rule in rules]
        self._used: Counter[int | tuple[int, str]] = Counter()

    def reply(self, body: dict[str, Any], number: int, text: str, custom_id: str = "") -> Reply:
        """The reply to request `number`; `text` is the user's. A function sees custom_id in the body."""
        if self._ask is not None:
            asked = {**body, "custom_id": custom_id} if custom_id else body
            return self._ask(asked, number) or PLAIN
        for place, rule in enumerate(self._rules):
            if self._fits(rule, place, body, number, text, custom_id):
                self._used[place] += 1
                self._used[place, text] += 1
                return rule.reply
        return PLAIN

    def _fits(
        self, rule: Rule, place: int, body: dict[str, Any], number: int, text: str, custom_id: str
    ) -> bool:
        return (
            rule.match in text
            and rule.custom_id in ("", custom_id)
            and rule.model in ("", body["model"])
            and rule.nth in (0, number)
            and (not rule.every or number % rule.every == 0)
            and (not rule.times or self._used[place] < rule.times)
            and (not rule.each or self._used[place, text] < rule.each)
        )
