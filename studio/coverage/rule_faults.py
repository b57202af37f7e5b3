"""Rules that cannot be read or can never match, told before any row is looked at. It runs no rule."""

import re

from studio.coverage.facet import FORMATS, Facet, Rule, fold

Fault = tuple[str, str]

# English and own names of languages that people write for the two letters that detection gives.
_CODES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "swedish": "sv", "danish": "da",
    "norwegian": "no", "finnish": "fi", "polish": "pl", "czech": "cs", "russian": "ru", "ukrainian": "uk",
    "turkish": "tr", "arabic": "ar", "hebrew": "he", "hindi": "hi", "chinese": "zh", "japanese": "ja",
    "korean": "ko", "greek": "el", "hungarian": "hu", "romanian": "ro", "vietnamese": "vi", "thai": "th",
}  # fmt: skip
_LOOKING = frozenset({"min_chars", "max_chars", "format", "regex", "language"})
_NEEDED = {
    "length": ("min_chars", "max_chars"),
    "turns": ("turns",),
    "regex": ("regex",),
    "tools": ("tools",),
}
_EXAMPLES = {
    "length": "{max_chars: 200}",
    "turns": "{turns: {min: 2}}",
    "regex": "{regex: 'refund|money back'}",
    "tools": "{tools: true}",
}


def fault_of_rule(word: str, rule: Rule, facet: Facet) -> Fault | None:
    """What is wrong with a value's rule (with the facet's own words filled in), and what to do about it."""
    if rule.otherwise:
        return _fault_of_rest(rule, facet)
    if not rule.says:
        return _nothing_said(word, facet)
    needed = _NEEDED.get(facet.rule or "", ())
    if needed and not rule.says.intersection(needed):
        return f"says nothing about {facet.rule}", f"write {word}: {_EXAMPLES[facet.rule or '']}"
    if rule.equals is not None and rule.field is None:
        return "`equals` needs a `field`", "name the key of the row that is compared"
    if rule.side is not None and facet.side is None and not rule.says & _LOOKING:
        return "`side` is given, but nothing looks at a text", "leave it out"
    return _never_matches(rule) or _unreadable(rule)


def shadow_of_rule(number: int, rules: list[Rule]) -> int | None:
    """An earlier value of the facet that takes every row which this rule would take."""
    rule = rules[number]
    for earlier in range(number):
        if _takes_all_of(rules[earlier], rule):
            return earlier
    return None


def _fault_of_rest(rule: Rule, facet: Facet) -> Fault | None:
    if rule.says != {"otherwise"}:
        return "`otherwise` stands alone", "leave out the other conditions"
    if sum(bool(other.otherwise) for other in facet.values.values()) > 1:
        return "two values of a facet are `otherwise`", "keep one"
    if len(facet.values) == 1:
        return "it is the only value, so every row has it", "add the values that it is the rest of"
    return None


def _nothing_said(word: str, facet: Facet) -> Fault:
    if facet.rule == "tools":
        return f"{word!r} is neither yes nor no", f"write {word}: {{tools: true}}"
    if facet.rule == "format":
        return f"{word!r} is none of the formats that are told", "there are: " + ", ".join(FORMATS)
    hint = _EXAMPLES.get(facet.rule or "", "")
    return "nothing says when a row has this value", f"write {word}: {hint}" if hint else ""


def _never_matches(rule: Rule) -> Fault | None:
    if rule.min_chars is not None and rule.max_chars is not None and rule.min_chars > rule.max_chars:
        return "can never match: min_chars is more than max_chars", "swap the two"
    turns = rule.turns
    if turns is not None and turns.min is not None and turns.max is not None and turns.min > turns.max:
        return "can never match: turns.min is more than turns.max", "swap the two"
    for code in rule.language or ():
        if not re.fullmatch("[a-z]{2}", code):
            known = _CODES.get(fold(code))
            hint = f"write {code}: {{language: {known}}}" if known else "use the two letters of ISO 639-1"
            return f"can never match: {code!r} is not a language's two letters", hint
    for name, words in (("equals", rule.equals), ("tag", rule.tag)):
        if words is not None and not any(word.strip() for word in words):
            return f"can never match: `{name}` is empty", ""
    return None


def _unreadable(rule: Rule) -> Fault | None:
    if rule.regex is None:
        return None
    if not rule.regex:
        return "the regex is empty and matches every row", "write what must be found"
    try:
        re.compile(rule.regex)
    except (re.error, OverflowError, RecursionError) as error:
        return f"the regex cannot be read: {error}", "put it in single quotes; write \\. for a dot"
    return None


def _takes_all_of(earlier: Rule, later: Rule) -> bool:
    """Whether each condition of the earlier rule is implied by the later one."""
    if earlier.otherwise or later.otherwise:
        return False
    if earlier.says & _LOOKING and earlier.side != later.side:
        return False
    return all(_implied(name, earlier, later) for name in earlier.says)


def _implied(name: str, earlier: Rule, later: Rule) -> bool:
    one, other = getattr(earlier, name), getattr(later, name)
    if other is None:
        return False
    if name == "min_chars":
        return bool(one <= other)
    if name == "max_chars":
        return bool(one >= other)
    if name == "turns":
        open_end = float("inf")
        return (one.min or 0) <= (other.min or 0) and (
            (open_end if one.max is None else one.max) >= (open_end if other.max is None else other.max)
        )
    if name in ("equals", "language", "tag"):
        return {fold(word) for word in other} <= {fold(word) for word in one}
    return bool(one == other)
