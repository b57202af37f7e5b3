"""The jinja2 environment that strangers' templates run in. It applies none of them.

jinja2's sandbox keeps a template from Python's internals, not from running for ever or filling the
memory. So loops and calls look at a clock, and what multiplies, joins, pads or replaces text is measured
before or after. What is left is bounded: some steps on strings of bounded size.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, cast

import jinja2
from jinja2 import TemplateError, ext, nodes
from jinja2.parser import Parser
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

_MOST_CHARACTERS = 64 * 1024 * 1024
_MOST_BITS = 4096
_PADDING = ("center", "just", "zfill", "expandtabs", "indent", "batch", "slice")
_NESTED = re.compile(r"\{[^{}]*\{")
_WIDE_FORMAT = 7  # digits in a row in a format string: a width of millions


class TooMuch(TemplateError):
    """A template ran into a limit."""


class Limits:
    """How long a template may run, and how large what it makes may be.

    Args:
        seconds: for one row.
        clock: monotonic seconds.

    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until = 0.0

    def begin(self) -> None:
        """Start to count anew."""
        self._until = self._clock() + self._seconds

    def check_time(self) -> None:
        """Stop the template when its time is over.

        Raises:
            TooMuch: it is.

        """
        if self._clock() > self._until:
            raise TooMuch("the chat template takes too long on this row")

    def check_size(self, characters: int) -> None:
        """Stop the template when a text has more characters than any row.

        Raises:
            TooMuch: it has.

        """
        if characters > _MOST_CHARACTERS:
            raise TooMuch("the chat template makes too large a text of this row")

    def check_value(self, value: object) -> Any:
        """The value, where it is of bearable size.

        Raises:
            TooMuch: it is not.

        """
        if isinstance(value, str | list | tuple):
            self.check_size(len(value))
        elif isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise TooMuch("the chat template makes too large a number")
        return value

    def steps(self, values: Iterable[Any]) -> Iterator[Any]:
        """The values one by one, with a look at the clock for each."""
        for value in values:
            self.check_time()
            yield value


class Marks:
    """What was rendered so far, and which of it stands between generation tags."""

    def __init__(self) -> None:
        self.used = False
        self.length = 0
        self._parts: list[str] = []
        self._marked: list[tuple[int, int]] = []

    def begin(self) -> None:
        """Forget the row before."""
        self.length, self._parts, self._marked = 0, [], []

    def add(self, part: str) -> None:
        """Take in what comes next."""
        self._parts.append(part)
        self.length += len(part)

    def mark(self, text: str) -> str:
        """Note that the text that is added next stands between generation tags."""
        self._marked.append((self.length, self.length + len(text)))
        return text

    def taken(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """All the text, and (start, end) of what is marked in it."""
        return "".join(self._parts), tuple(self._marked)


class _Generation(ext.Extension):
    """The tag `{% generation %}`: what stands in it was written by the assistant."""

    tags = {"generation"}  # noqa: RUF012 - jinja2's own declaration

    def parse(self, parser: Parser) -> nodes.Node:
        """See `Extension.parse`."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        marks = self.environment.marks  # type: ignore[attr-defined]
        marks.used = True
        return nodes.CallBlock(self.call_method("_mark"), [], [], body).set_lineno(line)

    def _mark(self, caller: Macro) -> str:
        marks: Marks = self.environment.marks  # type: ignore[attr-defined]
        return marks.mark(caller())


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox with limits on time and size."""

    intercepted_binops = frozenset(("*", "**", "+", "%"))

    def __init__(self, limits: Limits) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            optimized=False,  # nothing of a template is computed while it is compiled
            cache_size=0,
            extensions=[_Generation, ext.loopcontrols],
        )
        self.limits = limits
        self.marks = Marks()
        self.filters = {name: _measured(each, limits) for name, each in self.filters.items()}
        del self.globals["lipsum"]
        self.filters |= {"tojson": _tojson, "_steps": limits.steps, "_text": limits.check_value}

    def call(self, context: Context, callee: Any, /, *values: Any, **named: Any) -> Any:
        """See `SandboxedEnvironment.call`."""
        self.limits.check_time()
        _check_call(self.limits, callee, values, named)
        return self.limits.check_value(super().call(context, callee, *values, **named))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """See `SandboxedEnvironment.wrap_str_format`: `str.format` comes here before it is called."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None:
            text = str(value.__self__)
            _check_format(text)
            if _NESTED.search(text.replace("{{", "").replace("}}", "")):
                raise TooMuch("the chat template takes a text's width from a value")
        return wrapped

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """See `SandboxedEnvironment.call_binop`."""
        if operator == "*":
            size, times = (left, right) if isinstance(right, int) else (right, left)
            if isinstance(size, str | list | tuple) and isinstance(times, int):
                self.limits.check_size(len(size) * max(0, times))
        elif operator == "**" and not (abs(right) <= 64 and abs(left) <= 1 << 32):
            raise TooMuch("the chat template makes too large a number")
        elif operator == "%" and isinstance(left, str):
            _check_format(left)
        return self.limits.check_value(super().call_binop(context, operator, left, right))


class _Count(NodeTransformer):
    """Has every loop counted and every joined text measured."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        """A loop."""
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_steps")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        """Texts joined with `~`."""
        self.generic_visit(node)
        return _filtered(node, "_text")

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.AssignBlock:
        """`{% set x %}…{% endset %}`."""
        self.generic_visit(node)
        node.filter = _filtered(node.filter, "_text")
        return node


def compile_template(source: str, limits: Limits, words: Mapping[str, Any]) -> tuple[jinja2.Template, Marks]:
    """A template that keeps to limits and knows some more words, and the marks it will make.

    Raises:
        TemplateError: it is none.

    """
    sandbox = _Sandbox(limits)
    sandbox.globals.update(words)
    tree = sandbox.parse(source)
    _Count().visit(tree)
    code = sandbox.compile(tree)
    return jinja2.Template.from_code(sandbox, code, sandbox.make_globals(None)), sandbox.marks


def _filtered(node: nodes.Node | None, name: str) -> nodes.Filter:
    filtered = nodes.Filter(cast("nodes.Expr | None", node), name, [], [], None, None)
    filtered.set_lineno(1 if node is None else node.lineno)
    return filtered


def _measured(run: Callable[..., Any], limits: Limits) -> Callable[..., Any]:
    """A filter whose numbers, replacements and result are of bearable size."""

    @wraps(run)
    def measured(*values: Any, **named: Any) -> Any:
        limits.check_time()
        _check_call(limits, run, values, named)
        return limits.check_value(run(*values, **named))

    return measured


def _check_call(limits: Limits, callee: Any, values: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Stop what would make a text of unbearable size out of small ones."""
    own = getattr(callee, "__self__", None)
    given = (own, *values, *named.values())
    name = getattr(callee, "__name__", "")
    texts = [value for value in given if isinstance(value, str)]
    if any(word in name for word in _PADDING):
        limits.check_size(max((abs(value) for value in given if isinstance(value, int)), default=0))
    elif "replace" in name and texts:
        limits.check_size(len(texts[0]) * max(1, len(texts[-1])))
    elif "join" in name:
        lists = [value for value in given if isinstance(value, list | tuple)]
        limits.check_size(sum(len(item) for items in lists for item in items if isinstance(item, str)))
    elif "format" in name and texts:
        _check_format(texts[0])


def _check_format(text: str) -> None:
    digits = 0
    for char in text:
        digits = digits + 1 if char.isdigit() else 0
        if digits >= _WIDE_FORMAT:
            raise TooMuch("the chat template makes too large a text of this row")
    if "%*" in text:
        raise TooMuch("the chat template makes too large a text of this row")


def _tojson(
    value: Any,
    ensure_ascii: bool = False,
    indent: Any = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """JSON as transformers writes it: jinja2's own filter escapes what HTML would not bear."""
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=min(indent, 16) if isinstance(indent, int) else indent,
        separators=separators,
        sort_keys=sort_keys,
    )
