"""Rows with two answers and a word on which one is better. It guesses no winner.

Sources: PKU-SafeRLHF (better_response_id), SHP (labels: 1 is A), WebGPT comparisons (scores) and the
Chatbot Arena (winner). What names a winner is listed in `_winner`; all else is none.
"""

from typing import NamedTuple

from studio.core.example import Example, Message
from studio.core.finding import Problem
from studio.formats.conversation import read_tools
from studio.formats.fields import Keys
from studio.formats.flat import has_both
from studio.formats.format import Patch, Reading, Record
from studio.formats.prompts import answer_key
from studio.formats.question import AROUND, ASK, ask_key, patch_question, read_question
from studio.formats.side import count_shared, patch_side, read_side

_KEYS = Keys({"ask": ASK, **AROUND})
_STEMS = ("response", "answer", "output", "completion")
_ENDS = (("_0", "_1"), ("_1", "_2"), ("1", "2"), ("_a", "_b"))
_WINNERS = ("better_response_id", "winner", "preference", "preferred", "better", "choice", "label")
_OWNERS = ("model", "assistant", "response", "answer", "output", "completion")
_TEXT = "full_text"  # WebGPT keeps its question in an object

Run = tuple[Message, ...]


class Two(NamedTuple):
    """The keys of two answers, of what names the better one, and of their scores.

    `winner` is empty where the scores alone tell; the higher one is better.
    """

    answers: tuple[str, str]
    winner: str
    scores: tuple[str, str]


_SHP = Two(("human_ref_A", "human_ref_B"), "labels", ("score_A", "score_B"))
_CONVERSATIONS = ("conversation_a", "conversation_b")
_PAIRS = (*((stem + first, stem + second) for first, second in _ENDS for stem in _STEMS), _CONVERSATIONS)


class ComparisonFormat:
    """Two answers, or two conversations with one beginning, and a winner or two scores."""

    name = "comparison"
    title = "two answers and a winner: response_0, response_1, better_response_id (also _a/_b, _1/_2, scores)"
    sample = '{"prompt": "Hi", "response_0": "Hello", "response_1": "What?", "better_response_id": 0}'

    def claims(self, record: Record) -> int:
        """Rows with two answers, what tells the better one, and a prompt."""
        two = _find(record)
        if two is None or has_both(record):
            return 0
        return 68 if two.answers == _CONVERSATIONS or ask_key(_found(record, two)) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`. Without a winner the row is a prompt alone."""
        two = _find(record)
        if two is None:
            return Reading(Example(), (Problem("schema", "no two answers with a winner in this row"),))
        problems: list[Problem] = []
        prompt, sides = _parts(record, two, problems)
        tools = read_tools(record)
        better = _winner(record, two)
        if better is not None:
            return Reading(Example(prompt, sides[better], sides[1 - better], tools=tools), tuple(problems))
        key = answer_key(_found(record, two))
        if record.get(key) is not None:  # an edit gave the prompt an answer
            chosen = read_side(record[key], key, problems)
            return Reading(Example(prompt, chosen, tools=tools), tuple(problems))
        names = " and ".join(two.answers)
        where = two.winner or two.scores[0]
        said = f"two answers, {names}, and {where} names no winner: read as a prompt alone"
        problems.append(Problem("schema", said, False, where))
        return Reading(Example(prompt, tools=tools), tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. The winner's name stays: its text becomes the chosen one."""
        two = _find(record)
        if two is None:
            return []
        whole = two.answers == _CONVERSATIONS
        head = new.prompt if whole else ()
        written: dict[str, Run] = {}
        better = _winner(record, two)
        if better is not None:
            written[two.answers[better]] = head + new.chosen
            written[two.answers[1 - better]] = head + new.rejected
        else:
            if whole:
                sides = _parts(record, two, [])[1]
                written = {key: head + side for key, side in zip(two.answers, sides, strict=True)}
            key = answer_key(_found(record, two))
            if new.chosen or record.get(key) is not None:
                written[key] = new.chosen
        patches = [] if whole else _patch_prompt(record, two, new.prompt)
        for key, side in written.items():
            patches += patch_side(record.get(key), (key,), side)
        return patches


def _find(record: Record) -> Two | None:
    """The two answers of a row that has what can name the better one."""
    if all(key in record for key in (*_SHP.answers, _SHP.winner)):
        return _SHP
    for answers in _PAIRS:
        if answers[0] in record and answers[1] in record:
            scores = (_score_key(answers[0]), _score_key(answers[1]))
            winner = next((key for key in _WINNERS if key in record), "")
            if winner or (scores[0] in record and scores[1] in record):
                return Two(answers, winner, scores)
    return None


def _score_key(answer: str) -> str:
    """`score_0` for `answer_0`, `score1` for `response1`."""
    stem = next((stem for stem in _STEMS if answer.startswith(stem)), "conversation")
    return f"score{answer.removeprefix(stem)}"


def _winner(record: Record, two: Two) -> int | None:
    """0 or 1, the place of the better answer; None for a tie and for any other word.

    A winner is told by the answer's own key, by its number where the keys have numbers, or by a or
    b, alone or after `model_`, `assistant_`, `response_` and their like; case and outer blanks do
    not count. Numbers say nothing about a and b: some files count from 0, others from 1.
    """
    value = record.get(two.winner)
    if not two.winner:
        first, second = (record.get(key) for key in two.scores)
        if not (_is_number(first) and _is_number(second)) or first == second:
            return None
        return int(second > first)  # type: ignore[operator]
    if two is _SHP:
        return {1: 0, 0: 1}.get(int(value)) if _is_number(value) and value in (0, 1) else None
    if _is_number(value):
        value = f"{value:g}"
    said = value.strip().casefold() if isinstance(value, str) else ""
    for place, key in enumerate(two.answers):
        letter = "ab"[place]
        end = key[-1]
        names = {key.casefold(), letter, *(f"{stem}_{letter}" for stem in _OWNERS)}
        if end.isdigit():
            names |= {end, *(f"{stem}_{end}" for stem in _OWNERS)}
        if said in names:
            return place
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _found(record: Record, two: Two) -> dict[str, str]:
    """The keys of the question; SHP asks under `history`."""
    found = dict(_KEYS.find(record)[0])
    if two is _SHP and not ask_key(found) and isinstance(record.get("history"), str):
        return {"ask": "history"}
    return found


def _view(record: Record) -> Record:
    """The row with WebGPT's question in the place where others have it."""
    value = record.get("question")
    return {**record, "question": value[_TEXT]} if isinstance(value, dict) and _TEXT in value else record


def _parts(record: Record, two: Two, problems: list[Problem]) -> tuple[Run, tuple[Run, Run]]:
    """The prompt and the two answers, in the order of their keys."""
    whole = two.answers == _CONVERSATIONS
    prompt = () if whole else read_question(_view(record), _found(record, two), problems)
    first, second = (read_side(record[key], key, problems) for key in two.answers)
    if whole:
        shared = count_shared(first, second)
        prompt, first, second = first[:shared], first[shared:], second[shared:]
        if not prompt:
            said = f"no prompt: {two.answers[0]} and {two.answers[1]} share no turn"
            problems.append(Problem("schema", said, True, two.answers[0]))
    return prompt, (first, second)


def _patch_prompt(record: Record, two: Two, new: Run) -> list[Patch]:
    view = _view(record)
    patches = patch_question(view, _found(record, two), new)
    if view is record:
        return patches
    return [
        Patch(("question", _TEXT), patch.value) if patch.path == ("question",) else patch for patch in patches
    ]


FORMAT = ComparisonFormat()
