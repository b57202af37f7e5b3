"""What a trainer would see of a set: lengths, what is cut or lost, what gets loss. It changes no row.

With a tokenizer tokens are counted and the chat template is applied; without one both are estimated, and
every figure says so. Memory holds twelve bytes a row and a bounded list of troubles.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from studio.checks.chat_token import CHECK as CHAT_TOKEN
from studio.core.batch import Batch
from studio.core.example import Example
from studio.core.finding import Band
from studio.jobs import Job, Pacer, Step
from studio.store.examples import Held, walk
from studio.store.project import Project
from studio.tokens.chat_template import TemplateRefused
from studio.tokens.estimate import estimate_row
from studio.tokens.lengths import Spread, spread_of
from studio.tokens.row_tokens import RowTokens
from studio.tokens.troubles import (
    ControlTokens,
    Looking,
    Trouble,
    control_troubles,
    length_troubles,
    refused_trouble,
)

_AT_ONCE = 256
_KEPT = 10_000
_LIMITS = tuple(2**power for power in range(8, 18))


class Seen(NamedTuple):
    """A row as a trainer would see it; `tokens` is None where the chat template refuses it."""

    row: int
    tokens: RowTokens | None
    troubles: list[Trouble]


@dataclass(slots=True)
class Eye:
    """What a trainer would see of a set.

    Attributes:
        rows: how many were looked at.
        exact: tokens were counted by a tokenizer; else they are estimates.
        tokenizer: its name; empty for an estimate.
        template: the chat template was applied.
        marks: the template says which text is the assistant's; else the last answer alone has loss.
        max_length: the limit.
        row_tokens, prompt_tokens, answer_tokens: how lengths are spread; of a pair the longer side.
        loss_tokens: tokens that get loss, before anything is cut.
        kinds: rows by kind of trouble, see `troubles.KINDS`.
        dropped, cut: rows by trainer that would not be trained on, or in part only.
        holds: by limit, the share of rows that it would hold whole.
        troubles: the first ten thousand, by row.

    """

    rows: int
    exact: bool
    tokenizer: str
    template: bool
    marks: bool
    max_length: int
    row_tokens: Spread
    prompt_tokens: Spread
    answer_tokens: Spread
    loss_tokens: int
    kinds: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    holds: dict[int, float] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without the single rows."""
        value = {name: kept for name, kept in asdict(self).items() if name != "troubles"}
        for name in ("row_tokens", "prompt_tokens", "answer_tokens"):
            value[name] = getattr(self, name).to_json()
        return value | {"holds": {str(limit): share for limit, share in self.holds.items()}}


def look(rows: Iterable[Held], looking: Looking) -> Iterator[Seen]:
    """Each row as a trainer would see it, in order; some hundred are read ahead."""
    special = ControlTokens(looking.tokenizer.special if looking.tokenizer else frozenset())
    source = iter(rows)
    while part := list(islice(source, _AT_ONCE)):
        examples = [held.example for held in part]
        tokens = _tokens_of(examples, looking)
        doubtful = _control_sights(examples) if looking.tokenizer is None else {}
        for place, (held, found) in enumerate(zip(part, tokens, strict=True)):
            troubles = control_troubles(held.id, held.example, special)
            troubles += [
                Trouble(held.id, "control-token", why, "take it out, or write it apart")
                for why in doubtful.get(place, ())
            ]
            if isinstance(found, TemplateRefused):
                yield Seen(held.id, None, [refused_trouble(held.id, str(found)), *troubles])
            else:
                yield Seen(held.id, found, length_troubles(held.id, found, looking) + troubles)


def trainer_eye(project: Project, rows: Sequence[int], looking: Looking) -> Job[Eye]:
    """Look at rows of a project as a trainer would.

    Args:
        project: where the rows are.
        rows: their numbers, ascending; those without an answer should not be among them.
        looking: tokenizer, limit, trainers.

    """
    lengths, prompts, answers = (array("I") for _ in range(3))
    kinds, dropped, cut = Counter[str](), Counter[str](), Counter[str]()
    loss, kept, pacer = 0, list[Trouble](), Pacer()
    for done, seen in enumerate(look(walk(project.reader, rows), looking), 1):
        if seen.tokens is not None:
            lengths.append(seen.tokens.longest)
            prompts.append(seen.tokens.prompt)
            answers.append(seen.tokens.longest - seen.tokens.prompt)
            loss += seen.tokens.loss_tokens
        kinds.update({trouble.kind for trouble in seen.troubles})
        for trouble in seen.troubles:
            for trainer, fate in trouble.fates:
                (dropped if fate.dropped else cut)[trainer] += 1
        if len(kept) < _KEPT:
            kept += seen.troubles
        if pacer.due():
            yield Step(done, len(rows), "counting tokens" if looking.tokenizer else "estimating tokens")
    tokenizer = looking.tokenizer
    template = None if tokenizer is None else tokenizer.template
    numbers = np.sort(np.frombuffer(lengths, np.uint32)) if lengths else np.zeros(0, np.uint32)
    return Eye(
        rows=len(rows),
        exact=tokenizer is not None,
        tokenizer="" if tokenizer is None else tokenizer.name,
        template=template is not None,
        marks=template is not None and template.marks_answers,
        max_length=looking.max_length,
        row_tokens=spread_of(lengths),
        prompt_tokens=spread_of(prompts),
        answer_tokens=spread_of(answers),
        loss_tokens=loss,
        kinds=dict(kinds.most_common()),
        dropped=dict(dropped),
        cut=dict(cut),
        holds={
            limit: float(np.searchsorted(numbers, limit, side="right")) / max(1, len(numbers))
            for limit in _LIMITS
        },
        troubles=kept,
    )


def _tokens_of(examples: Sequence[Example], looking: Looking) -> Sequence[RowTokens | TemplateRefused]:
    if looking.tokenizer is None:
        return [estimate_row(example) for example in examples]
    return looking.tokenizer.encode_rows(examples)


def _control_sights(examples: Sequence[Example]) -> dict[int, list[str]]:
    """What looks like a control token of any model, by position."""
    found: dict[int, list[str]] = {}
    for sight in CHAT_TOKEN.look(Batch(examples)):
        if sight.kind == "token" and sight.band is Band.CERTAIN:
            found.setdefault(sight.row, []).append(sight.why.partition(":")[0])
    return found
