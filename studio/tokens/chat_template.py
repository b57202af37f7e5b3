"""Applies a model's chat template to turns, as transformers does. It reads no file and counts no token.

A template is a program by a stranger. It runs in jinja2's immutable sandbox, on plain values, and is
ended when it takes too long or its text grows too large: loops, calls, joined strings and filters are
counted while they run.

Source of the environment (blocks trimmed, `raise_exception`, `strftime_now`, `tojson`, loop controls, the
tag `generation`): transformers 5, utils/chat_template_utils.py.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from studio.errors import StudioError

if TYPE_CHECKING:
    import jinja2

MOST_SOURCE = 256 * 1024  # the longest template in use has some 30 KB
_SECONDS = 5.0
# A template may fail on a row in any of these ways; none of them is the studio's fault.
_FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError, MemoryError)


class TemplateRefused(Exception):
    """The template cannot be applied to a row. The message is the template's own words, or a short reason."""


class Rendered(NamedTuple):
    """A conversation as text.

    Attributes:
        text: what the tokenizer reads.
        marked: (start, end) in characters of what stands between `{% generation %}` marks; empty
            where the template has none.

    """

    text: str
    marked: tuple[tuple[int, int], ...]


class ChatTemplate:
    """A template ready to be applied; any thread may call, one at a time is served.

    Args:
        source: the template.
        tokens: special tokens by their name in the template, such as `bos_token`.
        seconds: how long one row may take.
        clock: monotonic seconds.
        now: the time that `strftime_now` shows.

    Raises:
        StudioError: it is no template, or too large.

    """

    def __init__(
        self,
        source: str,
        tokens: Mapping[str, str],
        *,
        seconds: float = _SECONDS,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        from jinja2 import TemplateError

        from studio.tokens.sandbox import Limits, compile_template

        if len(source) > MOST_SOURCE:
            raise StudioError(
                f"the chat template has {len(source):,} characters: more than any real one",
                f"at most {MOST_SOURCE:,} are read",
            )
        self.source = source
        self._tokens = dict(tokens)
        self._limits = Limits(seconds, clock)
        self._lock = threading.Lock()
        words = {"raise_exception": _raise, "strftime_now": lambda form: now().strftime(str(form))}
        try:
            self._template, self._marks = compile_template(source, self._limits, words)
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            raise StudioError(f"the chat template is no template{f': line {line}' if line else ''}") from None
        except (RecursionError, SyntaxError, MemoryError):
            raise StudioError("the chat template is nested too deeply") from None

    @property
    def marks_answers(self) -> bool:
        """True when `{% generation %}` tags say which text the assistant wrote."""
        return self._marks.used

    def render(self, turns: Sequence[Mapping[str, Any]], tools: Any = None, *, ask: bool = False) -> Rendered:
        """A conversation as the model would see it.

        Args:
            turns: `{"role", "content", …}` of plain JSON values.
            tools: the row's tool list, or its JSON text.
            ask: end with the opening of an answer, as before generating.

        Raises:
            TemplateRefused: the template does not take such a row, or takes too long.

        """
        from jinja2 import TemplateError

        values: dict[str, Any] = self._tokens | {
            "messages": [dict(turn) for turn in turns],
            "tools": _tool_values(tools),
            "documents": None,
            "add_generation_prompt": ask,
        }
        with self._lock:
            self._limits.begin()
            self._marks.begin()
            try:
                for part in self._template.generate(values):
                    self._marks.add(part)
                    self._limits.check_size(self._marks.length)
                return Rendered(*self._marks.taken())
            except TemplateError as error:
                raise TemplateRefused(self._words(error)) from None
            except _FAILURES:
                raise TemplateRefused("the row has not the shape that the template expects") from None

    def _words(self, error: "jinja2.TemplateError") -> str:
        """What the template says, where the words are its own: else they may hold row text."""
        from studio.tokens.sandbox import TooMuch

        said = str(error.message or "")
        if isinstance(error, TooMuch):
            return said
        return said if said and said in self.source else "the template stops at this row"


def _tool_values(tools: Any) -> Any:
    if isinstance(tools, str):
        try:
            tools = json.loads(tools)
        except ValueError:
            raise TemplateRefused("the row's tools are no JSON") from None
    return tools or None


def _raise(message: object) -> None:
    from jinja2 import TemplateError

    raise TemplateError(str(message))
