"""JSON schemas of answers, and how answers are read by hand. It bounds nothing in a schema.

Structured output takes objects whose properties are all required and no others allowed; it refuses
`minLength`, `pattern`, `minimum` and the like (Claude API, structured outputs). What is left is checked here.
The order of properties is the order in which they are written: what is thought first stands first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from studio.teacher.asks import Malformed
from studio.teacher.verbs.verb import Schema

WHOLE: Schema = {"type": "integer"}


def text(description: str) -> Schema:
    """A text, and what it is to hold."""
    return {"type": "string", "description": description}


def one_of(words: Sequence[str] | Sequence[int], description: str = "") -> Schema:
    """One of some words, or of some numbers."""
    kind = "string" if all(isinstance(word, str) for word in words) else "integer"
    schema: Schema = {"type": kind, "enum": list(words)}
    return schema | {"description": description} if description else schema


def many(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def record(**properties: Schema) -> Schema:
    """An object that has exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def text_at(answer: Mapping[str, Any], key: str) -> str:
    """The text under a key, without blanks around it; may be empty.

    Raises:
        Malformed: there is none.

    """
    value = answer.get(key) if isinstance(answer, Mapping) else None
    if not isinstance(value, str):
        raise Malformed(f"the answer has no text {key!r}")
    return value.strip()


def said_at(answer: Mapping[str, Any], key: str) -> str:
    """As `text_at`, but it says something.

    Raises:
        Malformed: there is none, or it is blank.

    """
    value = text_at(answer, key)
    if not value:
        raise Malformed(f"the answer's {key!r} is blank")
    return value


def whole_at(answer: Mapping[str, Any], key: str) -> int:
    """The whole number under a key.

    Raises:
        Malformed: there is none.

    """
    value = answer.get(key) if isinstance(answer, Mapping) else None
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"the answer has no whole number {key!r}")
    return value


def items_at(answer: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in the list under a key.

    Raises:
        Malformed: there is no list, or something else stands in it.

    """
    value = answer.get(key) if isinstance(answer, Mapping) else None
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise Malformed(f"the answer has no list {key!r} of objects")
    return value
