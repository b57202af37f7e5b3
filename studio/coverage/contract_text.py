"""A contract as the YAML that a person edits: short forms and comments. It reads nothing."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from studio.coverage.facet import Facet, field_text
from studio.coverage.targets import Targets

_WIDTH = 100
_HEAD = """\
# What this set should cover. Edit it as you like: the counts follow when it is saved.
# Good rows are accepted rows; of near-duplicates one counts, of truncated rows none.
"""
_FACETS = """\
# 3 to 6 facets serve best. Each has values, and one of
#   field: KEY     a key of the imported row (dots go inside: meta.topic)
#   by: tag        you and Claude tag it
#   rule: length | language | turns | format | tools | regex
# A value may have a rule of its own; the first value that fits counts:
#   short: {max_chars: 200, side: chosen}    long: {turns: {min: 2}}    german: {language: de}
#   data: {format: json}  (json, code, table, list, prose)              calls: {tools: true}
#   refund: {regex: 'refund|money back', side: prompt}                  easy: {field: level, equals: [1, 2]}
#   other: {otherwise: true}
"""
_TARGETS = """\
# Floors, in good rows. A cell is written facet=value, a pair `a=x & b=y`.
"""
_REMARKS = {
    "each_value": "every value of every facet",
    "each_pair": "every two values of different facets together",
    "values": "floors of single values, in place of each_value",
    "pairs": "floors of single pairs, in place of each_pair",
    "shares": "least share (0 to 1) of a value among the rows that have one in its facet",
    "impossible": "what no row can be",
}


def render_contract(brief: str, facets: Sequence[Facet], targets: Targets) -> str:
    """The text of a contract file."""
    parts = [_HEAD, _brief(brief), "\n", _FACETS, "facets:\n"]
    parts += [_facet(facet) for facet in facets]
    parts += ["\n", _TARGETS, "targets:\n"]
    for key in ("each_value", "each_pair"):
        parts.append(f"  {key}: {getattr(targets, key)}  # {_REMARKS[key]}\n")
    for key in ("values", "pairs", "shares"):
        cells: Mapping[str, Any] = getattr(targets, key)
        parts.append(f"  {key}:  # {_REMARKS[key]}\n")
        parts += [f"    {_word(cell)}: {number}\n" for cell, number in cells.items()]
    parts.append(f"  impossible:  # {_REMARKS['impossible']}\n")
    parts += [f"    - {_flow(cell)}\n" for cell in targets.impossible]
    return "".join(parts)


def _brief(brief: str) -> str:
    if not brief or not brief.isprintable():
        return f"brief: {_word(brief)}\n"
    lines = textwrap.wrap(brief, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "brief: >\n" + "".join(f"  {line}\n" for line in lines)


def _facet(facet: Facet) -> str:
    lines = [f"  - name: {_word(facet.name)}\n"]
    for key in ("field", "by", "rule", "side"):
        if getattr(facet, key) is not None:
            lines.append(f"    {key}: {_word(getattr(facet, key))}\n")
    rules = {word: rule.model_dump(exclude_none=True) for word, rule in facet.values.items()}
    if any(rules.values()):
        lines.append("    values:\n")
        lines += [f"      {_word(word)}: {_flow(rule) if rule else ''}".rstrip() + "\n"
                  for word, rule in rules.items()]  # fmt: skip
    else:
        lines += _wrapped_list(map(_word, facet.words))
    return "".join(lines)


def _wrapped_list(words: Iterable[str]) -> list[str]:
    """A flow list over as many lines as it needs."""
    head = "    values: ["
    lines, line = [], head
    for word in words:
        if line.strip() and line != head and len(line) + len(word) > _WIDTH:
            lines.append(line.rstrip() + "\n")
            line = " " * len(head)
        line += word + ", "
    return [*lines, line.removesuffix(", ") + "]\n"]


def _word(text: Any) -> str:
    """A word as it may stand anywhere, quoted where YAML would take it for something else."""
    return _flow([str(text)])[1:-1]


def _flow(value: Any) -> str:
    """A value on one line. Tuples are lists; numbers and switches stand bare."""
    bare = _bare(value)
    options: dict[str, Any] = {"default_flow_style": True, "width": 1_000_000, "sort_keys": False}
    plain: str = yaml.safe_dump(bare, allow_unicode=True, **options).strip()
    if plain.isprintable():
        return plain
    # A line break or a control character somewhere: everything is quoted, and escaped.
    quoted: str = yaml.safe_dump(_bare(value, as_text=True), default_style='"', **options)
    return quoted.strip()


def _bare(value: Any, as_text: bool = False) -> Any:
    """Lists, mappings and scalars only, as YAML knows them."""
    if isinstance(value, Mapping):
        return {key: _bare(inner, as_text) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_bare(inner, as_text) for inner in value]
    return field_text(value) if as_text and not isinstance(value, str) else value
