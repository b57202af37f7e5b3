"""A facet of the task: its values and how a row's value is told. It tags nothing; rules.py does.

Where two values would take a row, the first one in the list does.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Side = Literal["prompt", "chosen", "rejected"]
TextFormat = Literal["json", "code", "table", "list", "prose"]
FORMATS = get_args(TextFormat)
RuleName = Literal["length", "language", "turns", "format", "tools", "regex"]
YES = frozenset({"yes", "true", "on", "with", "with-tools", "calls"})
NO = frozenset({"no", "false", "off", "without", "without-tools", "no-calls"})


def field_text(value: Any) -> str:
    """A field's value as the word that a contract writes for it: `true` for True, `1.5` for 1.5."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def fold(text: str) -> str:
    """A word as words are compared: in any case, without blanks around it."""
    return text.strip().casefold()


def _texts(value: Any) -> Any:
    return tuple(map(field_text, value)) if isinstance(value, list | tuple) else (field_text(value),)


Words = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class Span(BaseModel):
    """A range of whole numbers, both ends in it; None = open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: int | None = Field(None, ge=0)
    max: int | None = Field(None, ge=0)


class Rule(BaseModel):
    """When a row has a value: all that is said here must hold. Empty = the value's own word says it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_chars: int | None = Field(None, ge=0, description="characters of `side`, at least")
    max_chars: int | None = Field(None, ge=0, description="characters of `side`, at most")
    turns: Span | None = Field(None, description="user messages in the prompt")
    format: TextFormat | None = Field(None, description="how `side` looks")
    tools: bool | None = Field(None, description="whether a tool is called anywhere in the row")
    regex: str | None = Field(None, description="a pattern found anywhere in `side`")
    language: Words | None = Field(None, description="ISO 639-1 codes, any of which `side` is in")
    field: str | None = Field(None, description="a key of the imported row; dots go inside")
    equals: Words | None = Field(None, description="what the field is, in any case; any of several")
    tag: Words | None = Field(None, description="tags, any of which the row has")
    otherwise: bool | None = Field(None, description="true: rows that no other value takes")
    side: Side | None = Field(None, description="the text that is looked at")

    @model_validator(mode="before")
    @classmethod
    def _turns_as_a_number(cls, values: Any) -> Any:
        """`turns: 1` means exactly one."""
        if isinstance(values, dict) and isinstance(values.get("turns"), str | int):
            return values | {"turns": {"min": values["turns"], "max": values["turns"]}}
        return values

    @property
    def says(self) -> frozenset[str]:
        """The conditions that are set; `side` is none, it only says where to look."""
        return frozenset(name for name, value in self if value is not None and name != "side")


class Facet(BaseModel):
    """One property of a row. `field`, `by: tag` or `rule` says how its value is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=60)
    field: str | None = Field(None, min_length=1, description="a key of the imported row; dots go inside")
    by: Literal["tag"] | None = Field(None, description="`tag`: people and Claude say it")
    rule: RuleName | None = Field(None, description="the rule that tells it")
    side: Side | None = Field(None, description="the text that rules look at, where a value names none")
    values: dict[Annotated[str, Field(min_length=1, max_length=120)], Rule] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, values: Any) -> Any:
        """A list of words is a mapping of them to nothing; `german: de` is the rule's own key."""
        if not isinstance(values, Mapping):
            return values
        given = values.get("values")
        if isinstance(given, list | tuple):
            given = {str(word): {} for word in given}
        if not isinstance(given, Mapping):
            return values
        key = _own_key(values.get("field"), values.get("by"), values.get("rule"))
        full = {word: _full_rule(rule, key) for word, rule in given.items()}
        return {**values, "values": full}

    @property
    def words(self) -> tuple[str, ...]:
        """The values, in order; a value's place here is its number everywhere."""
        return tuple(self.values)

    def rules(self) -> list[Rule]:
        """The rule of each value, with what the facet says about all of them filled in."""
        return [self._whole(word, rule) for word, rule in self.values.items()]

    def _whole(self, word: str, rule: Rule) -> Rule:
        """A rule that stands alone."""
        if rule.otherwise:
            return rule
        more: dict[str, Any] = {}
        if self.field is not None and rule.field is None:
            more["field"] = self.field
        if not rule.says:
            more |= self._meant_by(word)
        if (self.field is not None or rule.field is not None) and rule.equals is None:
            more.setdefault("equals", (word,))
        if rule.side is None and self.side is not None:
            more["side"] = self.side
        return Rule.model_validate(rule.model_dump(exclude_none=True) | more)

    def _meant_by(self, word: str) -> dict[str, Any]:
        """What a bare word means under the facet's rule."""
        if self.by == "tag":
            return {"tag": (word,)}
        if self.rule == "language":
            return {"language": (fold(word),)}
        if self.rule == "format" and fold(word) in FORMATS:
            return {"format": fold(word)}
        if self.rule == "tools" and fold(word) in YES | NO:
            return {"tools": fold(word) in YES}
        return {}


def _own_key(field: Any, by: Any, rule: Any) -> str:
    """The key that a value's scalar is short for."""
    if field is not None:
        return "equals"
    return "tag" if by is not None else str(rule)


def _full_rule(rule: Any, key: str) -> Any:
    if rule is None:
        return {}
    if isinstance(rule, str | int | float | list | tuple) and key in Rule.model_fields:
        return {key: rule}
    return rule
