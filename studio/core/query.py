"""The filter language, parsed: words, `field:value`, `len>800`, quotes and a leading minus for 'not'.

It knows the words, not how rows are stored. Terms are joined by 'and'; `a|b` as a value means
either. Anything that is not `field:value` or a comparison is text to look for, in any case.
"""

import re
from dataclasses import dataclass

from studio.core.verdict import Status
from studio.errors import StudioError

TEXT_FIELDS = ("status", "flag", "tag", "cell", "shape", "format", "source", "reviewer", "reason", "pair")
NUMBER_FIELDS = ("len", "prompt", "chosen", "rejected", "line", "id", "judged")
SWITCHES = ("edited", "blocked", "flagged", "disagreed", "draft", "proposed")
PAIR_STATES = ("open", "better", "tie", "both-bad")
HELP = (
    'words "a phrase" -not · status:pending|skipped · flag:near-duplicate · tag:x · cell:facet=value · '
    "shape:pair · source:name · reviewer:name · is:edited · pair:both-bad · is:draft · "
    "is:proposed · len>800 · chosen<20 · judged<50 · line:123"
)
_TOKEN = re.compile(r'(-?)(?:([A-Za-z_]+)(:|<=|>=|<|>|=)(?:"([^"]*)"|(\S*))|"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. `op` is `has` for text to look for, `is` for a value, or a comparison sign."""

    field: str
    op: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All conditions of a filter; none means every row."""

    terms: tuple[Term, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The texts that are looked for: what to mark in a shown row."""
        return tuple(t.values[0] for t in self.terms if t.op == "has" and not t.negated)


def parse(text: str) -> Query:
    """The query that a line of text says.

    Raises:
        StudioError: a field is unknown or its value cannot be; the hint shows what can be said.

    """
    terms = []
    for minus, field, sign, quoted, bare, phrase, word in _TOKEN.findall(text):
        if field and (field.lower() in (*TEXT_FIELDS, *NUMBER_FIELDS, "is", "row")):
            terms.append(_field_term(field.lower(), sign, quoted or bare, bool(minus)))
            continue
        if field and sign == ":" and not (quoted or bare).startswith("//"):
            raise StudioError(f"there is no field {field!r} to filter by", HELP)
        said = phrase or word or f"{field}{sign}{quoted or bare}"
        if said:
            terms.append(Term("", "has", (said,), bool(minus)))
    return Query(tuple(terms))


def _field_term(field: str, sign: str, value: str, negated: bool) -> Term:
    field = "id" if field == "row" else field
    if field in NUMBER_FIELDS:
        op = "=" if sign == ":" else sign
        many = tuple(v for v in value.split("|") if v)
        if field == "id" and op == "=" and many and all(v.isascii() and v.isdigit() for v in many):
            return Term(field, op, many, negated)
        if not value.isascii() or not value.isdigit():
            raise StudioError(f"{field} wants a whole number, not {value[:20]!r}", HELP)
        return Term(field, op, (value,), negated)
    if sign not in (":", "="):
        raise StudioError(f"{field} cannot be compared with {sign}", HELP)
    values = tuple(v for v in value.split("|") if v)
    if not values:
        raise StudioError(f"{field}: wants a value", HELP)
    if field == "status":
        _known(field, values, [s.value for s in Status])
    if field == "pair":
        _known(field, values, list(PAIR_STATES))
    if field == "is":
        _known(field, values, list(SWITCHES))
    return Term(field, "is", values, negated)


def _known(field: str, values: tuple[str, ...], words: list[str]) -> None:
    for value in values:
        if value not in words:
            raise StudioError(f"{field}:{value[:20]} is not known", f"{field} is one of {', '.join(words)}")
