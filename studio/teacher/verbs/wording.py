"""How briefs, contracts and rows are told in a request. Row text is always fenced here; it asks nothing."""

import json
from collections.abc import Iterable, Sequence

from studio.core.example import ROLES, Example, Message
from studio.coverage.contract import Contract
from studio.coverage.facet import Facet, Rule
from studio.teacher.delimiters import DATA_RULE, fence
from studio.teacher.verbs.verb import Setting

NONE = "(none)"
NO_BRIEF = "(none was written: go by the contract and the accepted rows)"
_TURN = "turn"


def stable_words(setting: Setting) -> dict[str, str]:
    """What every verb's system text may hold: `data_rule`, `brief`, `contract`, `examples`."""
    return {
        "data_rule": DATA_RULE,
        "brief": brief_of(setting) or NO_BRIEF,
        "contract": describe_contract(setting.contract) if setting.contract else NONE,
        "examples": show_examples(setting.shots, setting.secret),
    }


def brief_of(setting: Setting) -> str:
    """What the model is to do, as somebody wrote it; empty when nobody did."""
    return setting.brief.strip() or (setting.contract.brief if setting.contract else "")


def describe_contract(contract: Contract) -> str:
    """The facets, one a line, with what their values mean where a rule says it."""
    return "\n".join(_describe_facet(facet) for facet in contract.facets)


def show_examples(examples: Sequence[Example], secret: str) -> str:
    """Rows in full, each between plain tags `<example>`, its turns fenced."""
    shown = [f"<example>\n{show_example(example, secret)}\n</example>" for example in examples]
    return "\n".join(shown) or NONE


def show_example(example: Example, secret: str) -> str:
    """A row: its tools, its conversation, and its answer."""
    parts = [show_conversation(example, secret)]
    if example.chosen:
        parts.append(show_turns(example.chosen, secret, "answer"))
    return "\n".join(parts)


def show_conversation(example: Example, secret: str) -> str:
    """All turns before the answer, and the tools if there are any."""
    tools = [fence(_json(example.tools), "tools", secret)] if example.tools else []
    return "\n".join([*tools, show_turns(example.prompt, secret)])


def show_turns(messages: Iterable[Message], secret: str, kind: str = "") -> str:
    """Turns, each fenced by its role, or all by one word; calls of tools follow as JSON."""
    return "\n".join(fence(_said(message), kind or _kind(message), secret) for message in messages)


def one_line(text: str) -> str:
    """A text of data on one line, for a list; what cannot be seen is left out."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def show_cell(cell: Iterable[tuple[str, str]]) -> str:
    """Facets and values as `facet = value`, one a line."""
    return "\n".join(f"- {one_line(facet)} = {one_line(value)}" for facet, value in cell)


def _kind(message: Message) -> str:
    return f"{message.role}-{_TURN}" if message.role in ROLES else _TURN


def _said(message: Message) -> str:
    calls = [_json(list(message.tool_calls))] if message.tool_calls else []
    return "\n".join([*([message.content] if message.content or not calls else []), *calls])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _describe_facet(facet: Facet) -> str:
    values = (
        one_line(word) + (f" ({meaning})" if (meaning := _meaning(rule)) else "")
        for word, rule in zip(facet.words, facet.rules(), strict=True)
    )
    return f"- {one_line(facet.name)}: " + " | ".join(values)


def _meaning(rule: Rule) -> str:
    """What a rule says beyond its value's own word, as far as a writer can heed it."""
    said = []
    # As rules.py has it: lengths and formats are the answer's, where nothing else is said.
    side = {"prompt": "prompt", "rejected": "worse answer"}.get(rule.side or "", "answer")
    if rule.min_chars is not None and rule.min_chars > 1:
        said.append(f"at least {rule.min_chars:,} characters in the {side}")
    if rule.max_chars is not None:
        said.append(f"at most {rule.max_chars:,} characters in the {side}")
    if rule.turns is not None:
        low, high = rule.turns.min, rule.turns.max
        said.append("user turns: " + (f"{low or 1} or more" if high is None else f"{low or 1} to {high}"))
    if rule.tools is not None:
        said.append("a tool is called" if rule.tools else "no tool is called")
    if rule.format is not None:
        said.append(f"the {side} written as {rule.format}")
    if rule.language is not None:
        said.append("in the language " + " or ".join(map(one_line, rule.language)))
    if rule.otherwise:
        said.append("none of the others")
    return ", ".join(said)
