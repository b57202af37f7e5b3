"""Rows with a list of answers: one is learned, two that the row ranks are a pair, others become rows.

Where the row says which answers are better, the best is chosen and the worst rejected. Where it does
not, `split` makes a row of each, so that they meet again as candidates of one prompt. It ranks none.
Sources: UltraFeedback (completions), Nectar (answers with ranks), SQuAD (answers.text), distilabel.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from studio.core.example import Example, Message
from studio.core.finding import Problem
from studio.formats import flat
from studio.formats.conversation import read_tools
from studio.formats.fields import Keys
from studio.formats.format import Patch, Path, Reading, Record
from studio.formats.prompts import answer_key
from studio.formats.question import AROUND, ASK, ask_key, patch_question, read_question
from studio.formats.side import patch_side, read_side

_LISTS = ("responses", "answers", "completions", "generations", "outputs", "candidates", "targets")
_KEYS = Keys({"ask": ASK, "answer": _LISTS, **AROUND}, tasks=("definition",))
_TEXTS = ("answer", "response", "text", "content", "output", "completion")
_RANKS: tuple[str, ...] = ("rank",)  # of an object: the lowest is best
_SCORES = ("score", "overall_score", "rating", "reward")  # of an object: the highest is best
_RANK_LISTS = ("ranks", "rank")
_SCORE_LISTS = ("scores", "ratings", "rating", "rewards")
# Lists beside the answers, one item for each.
_BESIDE = (
    *(*_RANK_LISTS, *_SCORE_LISTS, "labels", "models", "model"),
    *("generation_models", "generation_model", "rationale", "rationales"),
)


class Answer(NamedTuple):
    """One answer of a row: its text, its place in the list, its path in the row."""

    text: str
    place: int
    path: Path


class AnswersFormat:
    """A prompt and several answers, as texts or objects, with or without scores or ranks."""

    name = "answers"
    title = "a prompt and a list of answers: best over worst where ranked, else a row for each"
    sample = '{"prompt": "Hi", "responses": ["Hello", "What?"], "scores": [0.9, 0.1]}'

    def claims(self, record: Record) -> int:
        """Rows with a question and a list of texts, or of objects with a text."""
        found, _ = _KEYS.find(record)
        key = found.get("answer", "")
        if not ask_key(found) or not _holds_answers(record, key):
            return 0
        if flat.has_both(record):  # the row's own answer is another, except under `targets`
            return 73 if flat.KEYS.find(record)[0]["answer"] == key else 0
        return 60

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        found, remarks = _KEYS.find(record)
        problems = list(remarks)
        key = found.get("answer", "")
        example = Example(read_question(record, found, problems), tools=read_tools(record))
        answers = _answers(record, key)
        if not answers or _are_steps(record, key):
            added = answer_key(found)
            if record.get(added) is not None:  # an edit gave the prompt an answer
                example = example._replace(chosen=read_side(record[added], added, problems))
                return Reading(example, tuple(problems))
            said = f"no answer was found under {key}"
            if answers:
                said = f"{key} with labels are the steps of one answer"
            problems.append(Problem("schema", f"{said}: read as a prompt alone", False, key))
        elif (ends := _ends(record, key, answers)) is not None:
            chosen, rejected = (_read(answer, problems) for answer in ends)
            example = example._replace(chosen=chosen, rejected=rejected)
            if len(answers) > len(ends):
                others = len(answers) - len(ends)
                said = f"best over worst; left unread in the row: {_count(others)} under {key}"
                problems.append(Problem("schema", said, False, key))
        else:
            example = example._replace(chosen=_read(answers[0], problems))
            count = len({answer.text for answer in answers})
            if count > 1:
                said = f"the first of {count} answers under {key} was read"
                problems.append(Problem("schema", said, False, key))
        return Reading(example, tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. The order stays: its ends get the new texts."""
        found, _ = _KEYS.find(record)
        key = found.get("answer", "")
        patches = patch_question(record, found, new.prompt)
        answers = _answers(record, key)
        added = answer_key(found)
        if not answers or _are_steps(record, key):
            if new.chosen or record.get(added) is not None:
                patches += patch_side(record.get(added), (added,), new.chosen)
            return patches
        ends = _ends(record, key, answers)
        if ends is not None:
            for answer, side in zip(ends, (new.chosen, new.rejected), strict=True):
                patches += patch_side(answer.text, answer.path, side)
            return patches
        for answer in answers:
            if answer.text == answers[0].text:
                patches += patch_side(answer.text, answer.path, new.chosen)
        return patches

    def split(self, record: Record) -> list[dict[str, Any]]:
        """See `SplitFormat.split`: one part for each different answer, where none is ranked."""
        key = _KEYS.find(record)[0].get("answer", "")
        answers = _answers(record, key)
        if len(answers) < 2 or _are_steps(record, key) or _ends(record, key, answers) is not None:
            return []
        first: dict[str, Answer] = {}
        for answer in answers:
            first.setdefault(answer.text, answer)
        if len(first) < 2:
            return []
        return [_part(record, key, answer.place) for answer in first.values()]


def _holds_answers(record: Record, key: str) -> bool:
    """True for SQuAD's object, and for a list that begins with a text or an object with a text."""
    value = record.get(key)
    if isinstance(value, dict):
        return key == "answers"
    first = value[0] if isinstance(value, list) and value else None
    if isinstance(first, dict):
        return "role" not in first and "from" not in first and any(key in first for key in _TEXTS)
    return isinstance(first, str)


def _answers(record: Record, key: str) -> list[Answer]:
    """The answers that have a text, in the row's order."""
    value = record.get(key)
    start: Path = (key,)
    if isinstance(value, dict):
        value, start = value.get("text"), (key, "text")
    if not isinstance(value, list):
        return []
    found = []
    for place, item in enumerate(value):
        if isinstance(item, str):
            found.append(Answer(item, place, (*start, place)))
        elif isinstance(item, dict):
            name = next((name for name in _TEXTS if isinstance(item.get(name), str)), None)
            if name is not None:
                found.append(Answer(item[name], place, (*start, place, name)))
    return found


def _are_steps(record: Record, key: str) -> bool:
    """True for TRL's stepwise rows, whose completions follow one another."""
    return key == "completions" and isinstance(record.get("labels"), list)


def _ends(record: Record, key: str, answers: Sequence[Answer]) -> tuple[Answer, Answer] | None:
    """The best and the worst answer by the row's own order; None where it tells none."""
    worth = _worth(record, key, answers)
    if worth is None or min(worth) == max(worth):
        return None
    return answers[worth.index(max(worth))], answers[worth.index(min(worth))]


def _worth(record: Record, key: str, answers: Sequence[Answer]) -> list[float] | None:
    """A number for each answer, higher is better; None where the row does not rank them all."""
    items = record[key]
    if not isinstance(items, list):
        return None
    if all(isinstance(items[answer.place], dict) for answer in answers):
        for sign, names in ((-1, _RANKS), (1, _SCORES)):
            for name in names:
                values = [items[answer.place].get(name) for answer in answers]
                if values and all(map(_is_number, values)):
                    return [sign * value for value in values]
    for sign, lists in ((-1, _RANK_LISTS), (1, _SCORE_LISTS)):
        for name in lists:
            beside = _beside(record.get(name), items)
            if beside and all(map(_is_number, beside)):
                return [sign * beside[answer.place] for answer in answers]
    labels = _beside(record.get("labels"), items)
    if labels and all(isinstance(label, bool) for label in labels):
        return [float(labels[answer.place]) for answer in answers]
    return None


def _beside(value: object, items: Sequence[Any]) -> list[Any]:
    """A list with one item for each of `items`; empty where the value is no such list."""
    return value if isinstance(value, list) and len(value) == len(items) else []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read(answer: Answer, problems: list[Problem]) -> tuple[Message, ...]:
    key, *rest = answer.path
    where = str(key) + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)
    return read_side(answer.text, where, problems)


def _count(others: int) -> str:
    return "one other answer" if others == 1 else f"{others} other answers"


def _part(record: Record, key: str, place: int) -> dict[str, Any]:
    """The row with one answer, and with what the lists beside it say of that one."""
    value = record[key]
    part = dict(record)
    if isinstance(value, dict):
        texts = value["text"]
        part[key] = {
            name: [inner[place]] if _beside(inner, texts) else inner for name, inner in value.items()
        }
        return part
    part[key] = [value[place]]
    for name in _BESIDE:
        beside = _beside(record.get(name), value)
        if beside:
            part[name] = [beside[place]]
    return part


FORMAT = AnswersFormat()
