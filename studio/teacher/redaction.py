"""Puts placeholders such as `[EMAIL_1]` in the place of values, and the values back. It finds none itself.

All texts of one request share their placeholders: the same value has the same one everywhere, and
none is given out that stands in a text already. `restore` therefore gives back what `redact` took,
character for character; a placeholder that Claude made up is told by `unknown_places`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.checks.personal import KINDS as PERSONAL
from studio.checks.secret import KINDS as SECRETS
from studio.teacher.privacy import Span, merge

_NAMES = {"e-mail": "EMAIL", "assigned": "PASSWORD", "password-in-url": "LOGIN"}
_TEXT = "TEXT"
# As Claude writes them: other letters, blanks, an escaped underscore.
_GIVEN = re.compile(
    r"\[[ \t\u00a0]{0,3}([A-Za-z]+(?:\\?[ _-][A-Za-z]+){0,3})(?:\\?[ _-])?([0-9]{1,9})[ \t\u00a0]{0,3}\]"
)
_BARE = re.compile(r"(?<![A-Za-z0-9_])([A-Z]+(?:_[A-Z]+){0,3})_([0-9]{1,9})(?![A-Za-z0-9_])")
_JOINT = re.compile(r"\\?[ _-]")


def _label(kind: str) -> str:
    return _NAMES.get(kind, kind.upper().replace("-", "_"))


_LABELS = frozenset(map(_label, (*SECRETS, *PERSONAL))) | {_TEXT}


@dataclass(frozen=True, slots=True)
class Places:
    """Which placeholder stands for what.

    Attributes:
        values: the value by the placeholder's name, such as `EMAIL_1`.
        taken: names that the texts held of their own; they are never given out.

    """

    values: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


NOTHING = Places()


def redact(text: str, spans: Iterable[Span], known: Places = NOTHING) -> tuple[str, Places]:
    """One text without its values, and the placeholders so far.

    Args:
        text: any text.
        spans: where its values stand, as `privacy.look` tells.
        known: what the other texts of the request gave out.

    """
    texts, places = redact_texts([text], [spans], known)
    return texts[0], places


def redact_texts(
    texts: Sequence[str], spans: Sequence[Iterable[Span]], known: Places = NOTHING
) -> tuple[list[str], Places]:
    """Some texts of one request without their values.

    A value is hidden wherever it stands in any of these texts, not only where it was found.
    """
    merged = [merge(found) for found in spans]
    taken = known.taken.union(*map(names_in, texts)) - known.values.keys()
    names = {value: name for name, value in known.values.items()}
    numbers: dict[str, int] = {}

    def name(value: str, label: str) -> None:
        while value not in names:
            numbers[label] = numbers.get(label, 0) + 1
            new = f"{label}_{numbers[label]}"
            if new not in taken and new not in known.values:
                names[value] = new

    for text, found in zip(texts, merged, strict=True):
        for start, end, kind in found:
            name(text[start:end], _label(kind))
        for match in _GIVEN.finditer(text):
            if _name(match) in known.values:  # given out before this text was seen
                name(match[0], _TEXT)
    shown = [_replace(text, found, names) for text, found in zip(texts, merged, strict=True)]
    return shown, Places({name: value for value, name in names.items()}, frozenset(taken))


def restore(text: str, places: Places) -> str:
    """A text with the values back in it. What was not given out stays as it is."""

    def value(match: re.Match[str]) -> str:
        return places.values.get(_name(match), match[0])

    return _GIVEN.sub(value, text) if places.values else text


def restore_values(value: Any, places: Places) -> Any:
    """A JSON value with all strings in it restored, except the keys of objects: those are a schema's."""
    if isinstance(value, str):
        return restore(value, places)
    if isinstance(value, Mapping):
        return {key: restore_values(one, places) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [restore_values(one, places) for one in value]
    return value


def unknown_places(text: str, places: Places) -> tuple[str, ...]:
    """Placeholders that `restore` cannot restore: never given out, or without their brackets.

    `text` is as Claude wrote it. Where nothing was given out, or where the request's own texts hold
    such a name, nothing is told.
    """
    if not places.values:
        return ()
    labels = {name.rpartition("_")[0] for name in places.values} | _LABELS
    found: dict[str, None] = {}
    for match in _GIVEN.finditer(text):
        name = _name(match)
        if name.rpartition("_")[0] in labels and name not in places.values and name not in places.taken:
            found[name] = None
    for match in _BARE.finditer(_GIVEN.sub(" ", text)):
        if match[1] in labels and match[0] not in places.taken:
            found[match[0]] = None
    return tuple(found)


def _name(match: re.Match[str]) -> str:
    """`EMAIL_1` of `[ email 1 ]`."""
    return f"{_JOINT.sub('_', match[1]).upper()}_{match[2]}"


def names_in(text: str) -> frozenset[str]:
    """The names of all placeholders in a text, bracketed or bare: what `Places.taken` is made of."""
    bracketed = frozenset(_name(match) for match in _GIVEN.finditer(text))
    return bracketed | frozenset(match[0] for match in _BARE.finditer(text))


def _replace(text: str, spans: Sequence[Span], names: Mapping[str, str]) -> str:
    """The text with its spans, and every other place of a value, as placeholders."""
    places = [(start, end) for start, end, _ in spans]
    covered = bytearray(len(text))
    for start, end in places:
        covered[start:end] = b"\1" * (end - start)
    for value in sorted(names, key=len, reverse=True):
        at = text.find(value)
        while at >= 0:
            end = at + len(value)
            if 1 in covered[at:end]:
                at = text.find(value, at + 1)
                continue
            covered[at:end] = b"\1" * len(value)
            places.append((at, end))
            at = text.find(value, end)
    parts: list[str] = []
    last = 0
    for start, end in sorted(places):
        parts += (text[last:start], f"[{names[text[start:end]]}]")
        last = end
    return "".join((*parts, text[last:]))
