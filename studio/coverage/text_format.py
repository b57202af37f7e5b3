"""What a text looks like: JSON, code, a table, a list, prose. It looks at marks, not at meaning.

A text has one format, the first of these that fits, so that a facet of formats counts each row once.
"""

import json
import re

from studio.coverage.facet import TextFormat

# A whole text that is one fenced block: what is inside is looked at.
_ONE_FENCE = re.compile(r"\A\s*(`{3,}|~{3,})[\w+-]*[ \t]*\n(?P<inside>.*?)\n\1\s*\Z", re.DOTALL)
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)
# The line under a Markdown table's head: | --- | :-: |
_TABLE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_HTML_TABLE = re.compile(r"<table\b.*?<tr\b", re.DOTALL | re.IGNORECASE)
_ITEM = re.compile(r"[ \t]*(?:[-*+•–][ \t]+\S|\(?(?:[0-9]{1,3}|[a-zA-Z])[.)][ \t]+\S)")
_LIST_SHARE = 0.5
_FIRST_ITEM = re.compile(_ITEM.pattern, re.MULTILINE)


def format_of(text: str) -> TextFormat | None:
    """The format of a text; None for a blank one.

    JSON is an object or array that parses, also in a fence of its own; code is anything with a fence;
    a list has two items or more on at least half of its lines.
    """
    stripped = text.strip()
    if not stripped:
        return None
    fenced = _ONE_FENCE.match(stripped) if stripped[0] in "`~" else None
    if is_json(fenced["inside"] if fenced else stripped):
        return "json"
    if ("```" in stripped or "~~~" in stripped) and _FENCE.search(stripped):
        return "code"
    if "|" in stripped and "-" in stripped and _TABLE.search(stripped):
        return "table"
    if "<t" in stripped and _HTML_TABLE.search(stripped):
        return "table"
    return "list" if _is_list(stripped) else "prose"


def is_json(text: str) -> bool:
    """True for a text that is one JSON object or array."""
    text = text.strip()
    if not text or text[0] + text[-1] not in ("{}", "[]"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_list(text: str) -> bool:
    if "\n" not in text or not _FIRST_ITEM.search(text):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    items, inside = 0, 0
    within = False
    for line in lines:
        if _ITEM.match(line):
            items += 1
            within = True
        elif within and line[0] in " \t":
            inside += 1  # an item goes on
        else:
            within = False
    return items >= 2 and items + inside >= _LIST_SHARE * len(lines)
