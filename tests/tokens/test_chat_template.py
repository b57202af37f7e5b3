"""Chat templates: rendered as transformers does, and hostile ones ended."""

from datetime import datetime
from itertools import count
from typing import Any

import pytest

from studio.errors import StudioError
from studio.tokens.chat_template import MOST_SOURCE, ChatTemplate, TemplateRefused
from tests.tokens.models import MARKED

HI = [{"role": "user", "content": "hi"}]


def _render(source: str, turns: list[dict[str, Any]] = HI, **more: Any) -> str:
    return ChatTemplate(source, {"bos_token": "<s>"}).render(turns, **more).text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ bos_token }}{{ messages[0].content }}", "<s>hi"),
        ("  {% if true %}\nx\n  {% endif %}\ny", "x\ny"),  # blocks are trimmed
        ("{{ {'a': 'ü<b>'} | tojson }}", '{"a": "ü<b>"}'),
        ("{{ [1] | tojson(indent=2) }}", "[\n  1\n]"),
        ("{% for i in range(9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}", "01"),
        ("{% for m in messages %}{{ loop.first }}{{ loop.last }}{{ loop.length }}{% endfor %}", "TrueTrue1"),
        ("{% set n = namespace(x=1) %}{% for i in 'ab' %}{% set n.x = n.x + 1 %}{% endfor %}{{ n.x }}", "3"),
        ("{% set x %}a{{ 1 }}{% endset %}{{ x ~ '!' }}", "a1!"),
        ("{{ 'a-b'.split('-')[-1] | upper }}", "B"),
        ("{{ '%s %03d' % ('n', 7) }}", "n 007"),
        ("{{ none_of_this }}{{ tools is none }}", "True"),
        ("{{ '{{{}}} {:>4}'.format(1, 2) }}", "{1}    2"),
        ("{{ 4155550123 | string }}{{ 'x' * 3 }}{{ 2 ** 3 }}", "4155550123xxx8"),
    ],
)
def test_what_templates_use(source: str, text: str) -> None:
    assert _render(source) == text


def test_tools_come_as_values_and_as_text() -> None:
    source = "{{ tools[0].name }}"
    assert _render(source, tools=[{"name": "f"}]) == _render(source, tools='[{"name": "f"}]') == "f"
    with pytest.raises(TemplateRefused, match="no JSON"):
        _render(source, tools="[")


def test_the_time_is_handed_in() -> None:
    template = ChatTemplate("{{ strftime_now('%d %b %Y') }}", {}, now=lambda: datetime(2026, 5, 4))
    assert template.render(HI).text == "04 May 2026"


def test_what_the_assistant_wrote_is_marked() -> None:
    template = ChatTemplate(MARKED, {})
    assert template.marks_answers
    turns = [*HI, {"role": "assistant", "content": "yes"}, *HI, {"role": "assistant", "content": "no"}]
    text, marked = template.render(turns)
    assert [text[start:end] for start, end in marked] == ["yes<|im_end|>", "no<|im_end|>"]
    assert template.render(HI, ask=True).text.endswith("<|im_start|>assistant\n")
    assert not ChatTemplate("{{ 'generation' }}", {}).marks_answers


def test_a_refusal_says_the_template_s_words_and_no_row_text() -> None:
    with pytest.raises(TemplateRefused, match=r"^roles must alternate$"):
        _render("{{ raise_exception('roles must alternate') }}")
    with pytest.raises(TemplateRefused, match=r"^the template stops at this row$"):
        _render("{{ raise_exception(messages[0].content) }}")
    with pytest.raises(TemplateRefused, match="shape"):
        _render("{{ messages[0].content + 1 }}")


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ messages.append(1) }}",
        "{{ lipsum(9) }}",
        "{% include '/etc/passwd' %}",
        "{{ 'a' * 10000000000 }}",
        "{{ [0] * 10000000000 }}",
        "{{ 'a' | center(10000000000) }}",
        "{{ 'a'.ljust(10000000000) }}",
        "{{ 'a' | indent(10000000000) }}",
        "{{ '%09999999999d' % 1 }}",
        "{{ '%*d' % (9999999999, 1) }}",
        "{{ '{:9999999999}'.format(1) }}",
        "{{ '{:{w}}'.format(1, w=9999999999) }}",
        "{{ 2 ** 99999999 }}",
        "{% set n = namespace(x=9) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{% set n = namespace(s='a' * 99) %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "{% set n = namespace(s='a' * 99) %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "{% set n = namespace(s='a' * 99) %}{% for i in range(60) %}"
        "{% set n.s = n.s.replace('a', n.s) %}{% endfor %}",
        "{% set n = namespace(s='a' * 99) %}{% for i in range(60) %}"
        "{% set n.s = [n.s, n.s] | join %}{% endfor %}",
        "{% set n = namespace(s='a' * 99) %}{% for i in range(60) %}"
        "{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_a_hostile_template_is_stopped(source: str) -> None:
    with pytest.raises(TemplateRefused):
        _render(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}{% set x = 1 %}{% endfor %}{% endfor %}",
        "{% macro m(n) %}{% for i in range(9) %}{{ m(n + 1) if n < 99 }}{% endfor %}{% endmacro %}{{ m(0) }}",
    ],
)
def test_a_template_without_end_runs_out_of_time(source: str) -> None:
    ticks = count()
    template = ChatTemplate(source, {}, seconds=1000, clock=lambda: float(next(ticks)))
    with pytest.raises(TemplateRefused, match=r"too long|shape"):
        template.render(HI)
    assert next(ticks) < 2000


def test_a_text_without_end_is_stopped() -> None:
    source = "{% for i in range(99999) %}{{ 'a' * 9999 }}{% endfor %}"
    with pytest.raises(TemplateRefused, match="too large"):
        _render(source)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{% if %}", "line 1"),
        ("x\n{{ 1", "line 2"),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "deeply"),
        ("{% for x in y %}" * 100 + "{% endfor %}" * 100, "deeply"),
        ("x" * (MOST_SOURCE + 1), "characters"),
    ],
)
def test_what_is_no_template(source: str, why: str) -> None:
    with pytest.raises(StudioError, match=why):
        ChatTemplate(source, {})
