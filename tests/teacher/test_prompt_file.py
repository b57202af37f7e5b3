"""Prompt files: read, found wanting line by line, filled in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import StudioError
from studio.teacher.delimiters import DATA_RULE
from studio.teacher.prompt_file import PACKAGED, fill, prompt_names, read_prompt, read_rubric
from studio.teacher.verbs.verb import all_verbs, verb_named
from tests.teacher.verb_cases import items, setting

GOOD = """\
---
version: 3
max_tokens: 900
effort: low
---

# System

{{data_rule}} Be short.

# Request

Row: {{row}}
"""


def own(folder: Path, text: str, name: str = "tag") -> Path:
    folder.joinpath(f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", prompt_names())
def test_packaged_prompts_parse(name: str) -> None:
    prompt = read_prompt(name)
    assert prompt.version >= 1
    assert 500 <= prompt.max_tokens <= 20_000
    assert len(prompt.system) > 500
    assert "{{data_rule}}" in prompt.system
    assert prompt.mark == f"{name} v{prompt.version} ({prompt.digest})"


def test_each_verb_has_its_prompt_and_no_prompt_is_left_over() -> None:
    assert sorted({verb.prompt for verb in all_verbs()}) == prompt_names()


def test_the_first_folder_that_has_it_wins(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    own(other, GOOD)
    prompt = read_prompt("tag", [one, other])
    assert (prompt.version, prompt.max_tokens, prompt.effort) == (3, 900, "low")
    assert prompt.system == "{{data_rule}} Be short."
    assert prompt.request == "Row: {{row}}"
    assert prompt.digest != read_prompt("tag", [one]).digest
    own(one, GOOD.replace("version: 3", "version: 4"))
    assert read_prompt("tag", [one, other]).version == 4


def test_ones_own_prompt_may_leave_words_out(tmp_path: Path) -> None:
    short = setting("tag", prompt=read_prompt("tag", [own(tmp_path, GOOD)]))
    assert verb_named("tag").prefix(short) == f"{DATA_RULE} Be short."
    ask = verb_named("tag").ask(short, items("tag")[0])
    assert ask.text.startswith("Row: <user-turn-")


def test_the_digest_is_of_the_text(tmp_path: Path) -> None:
    first = read_prompt("tag", [own(tmp_path, GOOD)]).digest
    assert read_prompt("tag", [own(tmp_path, GOOD)]).digest == first
    assert read_prompt("tag", [own(tmp_path, GOOD.replace("short", "brief"))]).digest != first
    assert len(first) == 12


def test_windows_line_ends_and_a_mark_at_the_start_change_nothing(tmp_path: Path) -> None:
    plain = read_prompt("tag", [own(tmp_path, GOOD)])
    (tmp_path / "tag.md").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_prompt("tag", [tmp_path]) == plain


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("---\nversion", "version", "tag.md, line 1: the file does not begin with ---"),
        ("low\n---\n", "low\n", "tag.md, line 1: the head is never closed"),
        ("version: 3\n", "", "tag.md, line 1: the head has no version"),
        ("max_tokens: 900\n", "", "tag.md, line 1: the head has no max_tokens"),
        ("max_tokens: 900", "max_tokens: many", "tag.md, line 3, max_tokens: is not a whole number from 1"),
        ("max_tokens: 900", "max_tokens: 0", "tag.md, line 3, max_tokens: is not a whole number from 1"),
        ("version: 3", "version: 1.5", "tag.md, line 2, version: is not a whole number from 1"),
        ("effort: low", "effort: huge", "tag.md, line 4, effort: is not low, medium or high"),
        ("effort: low", "temperature: 1", "tag.md, line 4, temperature: there is no such key"),
        ("effort: low", "effort: [", "tag.md, line 4: this is not YAML"),
        ("# System", "# Sytem", "tag.md, line 7: text stands before # System"),
        ("# Request", "# Requests", "tag.md, line 14: there is no section # Request"),
        ("Be short.", "Be short.\n# System\n", "tag.md, line 10: # System stands here twice"),
        ("# System", "# Request\n\n# System", "tag.md, line 7: # Request stands before # System"),
        ("{{row}}", "{{rwo}}", "tag.md, line 13: there is no placeholder {{rwo}}"),
        ("Be short.", "Be {{row}}.", "tag.md, line 9: there is no placeholder {{row}}"),
        ("Be short.", "Be {{ brief }}.", "tag.md, line 9: there is no placeholder {{ brief }}"),
        ("{{data_rule}} ", "", "tag.md, line 7: # System does not hold {{data_rule}}"),
    ],
)
def test_a_broken_file_is_told_by_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(StudioError) as told:
        read_prompt("tag", [own(tmp_path, GOOD.replace(old, new, 1))])
    assert str(told.value).startswith(message)


def test_a_near_word_is_offered(tmp_path: Path) -> None:
    with pytest.raises(StudioError) as told:
        read_prompt("tag", [own(tmp_path, GOOD.replace("{{row}}", "{{rows}}"))])
    assert told.value.hint == "did you mean 'row'?"


@pytest.mark.parametrize("name", ["nothing", "../tag", "rubric", ""])
def test_there_is_no_such_prompt(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudioError, match="there is no prompt"):
        read_prompt(name, [tmp_path])


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "tag.md").write_bytes(b"\xff\xfe---")
    with pytest.raises(StudioError, match=r"tag\.md is not UTF-8 text"):
        read_prompt("tag", [tmp_path])


def test_the_rubric_can_be_ones_own(tmp_path: Path) -> None:
    assert read_rubric([tmp_path]) == (PACKAGED / "rubric.md").read_text(encoding="utf-8").strip()
    own(tmp_path, "5: it rhymes.\n", "rubric")
    assert read_rubric([tmp_path]) == "5: it rhymes."
    own(tmp_path, " \n", "rubric")
    with pytest.raises(StudioError, match=r"rubric\.md is empty"):
        read_rubric([tmp_path])


@given(st.text(), st.text())
def test_what_is_filled_in_is_not_looked_through_again(one: str, other: str) -> None:
    hostile = one + "{{b}}"
    filled = fill("<{{a}}|{{b}}>", {"a": hostile, "b": other})
    assert filled == f"<{hostile}|{other}>"


def test_a_word_without_a_value_is_a_bug() -> None:
    with pytest.raises(KeyError):
        fill("{{a}}", {})
