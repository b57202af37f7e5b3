"""What a verb is, and what it is given. It knows no verb.

A verb is pure: the same setting and item give the same bytes. What of a row is needed to read its answer
goes along in the request's evidence, so that an answer can be read a day later, from the request alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple, Protocol, cast

from studio.core.example import Example
from studio.core.registry import plugins
from studio.coverage.contract import Contract
from studio.errors import StudioError
from studio.teacher.asks import Ask, Outcome, Target
from studio.teacher.prompt_file import Prompt

Schema = dict[str, Any]
Side = Literal["chosen", "rejected"]


class Passage(NamedTuple):
    """A retrieved text. `source` says where it is from, for the card; Claude sees only the text."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all requests of a job.

    Attributes:
        prompt: the prompt file of the verb (`read_prompt(verb.prompt, folders)`).
        secret: of the job, for the delimiters; any text that rows do not know.
        contract: what the set should cover, if anybody said.
        brief: what the model is to do; without it the contract's brief.
        shots: rows that show what good looks like: accepted ones.
        instruction: one line from the person who asks (rewrite, alternative).
        rubric: what a judge goes by; the packaged one when blank.
        side: which answer is rewritten or judged.
        multi_turn: drafts may be conversations of several turns.
        with_system: drafts may have a system text.
        grounded: items bring passages, and answers quote them.
        facets: names of the facets to tag; those that people tag when empty.
        flaws: which flaws the rejected side may have, in turn by row; all when empty.

    """

    prompt: Prompt
    secret: str
    contract: Contract | None = None
    brief: str = ""
    shots: Sequence[Example] = ()
    instruction: str = ""
    rubric: str = ""
    side: Side = "chosen"
    multi_turn: bool = False
    with_system: bool = False
    grounded: bool = False
    facets: Sequence[str] = ()
    flaws: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What one request is about; each verb looks at what it needs.

    Attributes:
        target: the row, real prompt or cell.
        example: the row, or the real prompt without an answer.
        passages: what was retrieved for it.
        rows: how many rows are wanted (draft).
        first: how many rows of the cell were asked for before these (draft).
        seeds: accepted rows of the cell, or near it (draft); the rows that a contract shall fit (contract).
        neighbours: prompts that are there already, to stay apart from (draft).
        fields: columns of the imported rows with their frequent words (contract).

    """

    target: Target
    example: Example | None = None
    passages: Sequence[Passage] = ()
    rows: int = 1
    first: int = 0
    seeds: Sequence[Example] = ()
    neighbours: Sequence[str] = ()
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Verb(Protocol):
    """One thing that Claude can be asked. Modules of `studio.teacher.verbs` bind one to `VERB`."""

    @property
    def name(self) -> str:
        """The word that commands take."""

    @property
    def title(self) -> str:
        """One line for help and README."""

    @property
    def prompt(self) -> str:
        """The name of its prompt file."""

    def objection(self, setting: Setting, item: Item) -> str:
        """Why this cannot be asked of this item, in one sentence; empty when it can."""

    def schema(self, setting: Setting) -> Schema:
        """The JSON schema of an answer: every property required, no other allowed, no bounds."""

    def prefix(self, setting: Setting) -> str:
        """The system text, the same for all requests of the job, so that it is cached."""

    def ask(self, setting: Setting, item: Item) -> Ask:
        """One request. Only for an item without an objection."""

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """What an answer holds; nothing where Claude found nothing to do.

        Raises:
            Malformed: it is not as its schema says, or holds nothing that can be used.

        """


@cache
def all_verbs() -> tuple[Verb, ...]:
    """Every verb, in order of module name."""
    return cast("tuple[Verb, ...]", plugins("studio.teacher.verbs", "VERB"))


def verb_named(name: str) -> Verb:
    """The verb of that name.

    Raises:
        StudioError: there is none.

    """
    for verb in all_verbs():
        if verb.name == name:
            return verb
    raise StudioError(f"there is no verb {name!r}", "verbs: " + ", ".join(v.name for v in all_verbs()))
