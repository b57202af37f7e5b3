"""What of a project Claude is shown: good rows, the rows of a cell, real prompts. It only reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from studio.core import query as filters
from studio.core.example import Example
from studio.core.rows import Order
from studio.store.examples import held_rows, read_example, walk
from studio.store.project import Project
from studio.store.queries import select_ids, where
from studio.store.traffic import traffic_by_id
from studio.teacher.asks import Target
from studio.teacher.harvest import Norms
from studio.teacher.screening import usual_lengths
from studio.teacher.verbs.draft import draft_items
from studio.teacher.verbs.verb import Item, Passage

if TYPE_CHECKING:
    from studio.teacher.grounding import Passages

_LOOKED_AT = 300
_SHOTS, _SEEDS, _NEIGHBOURS, _PASSAGES = 5, 4, 40, 4
_LEAST_SHARE = 0.2


def shots_of(project: Project) -> list[Example]:
    """Accepted rows that show what good looks like."""
    return choose_shots(_accepted(project, "status:accepted", _LOOKED_AT), _SHOTS)


def manners_of(shots: Sequence[Example]) -> dict[str, bool]:
    """Whether rows of this set are conversations of several turns, and whether they have a system text."""
    several = sum(sum(turn.role == "user" for turn in shot.prompt) > 1 for shot in shots)
    systems = sum(any(turn.role == "system" for turn in shot.prompt) for shot in shots)
    least = _LEAST_SHARE * len(shots)
    return {"multi_turn": several > least, "with_system": systems > least}


def norms_of(project: Project, shots: Sequence[Example]) -> Norms:
    """What new rows must be like, from the accepted ones: usual lengths, and the one language."""
    from studio.core.language import language_of  # its patterns are many, and only wanted here

    query = "SELECT chosen_chars FROM example WHERE status = 'accepted' AND chosen_chars > 0 LIMIT 20000"
    lengths = usual_lengths([chars for (chars,) in project.reader.execute(query)])
    spoken = {language_of(" ".join(turn.content for turn in shot.prompt)) for shot in shots} - {""}
    return Norms(lengths, spoken.pop() if len(spoken) == 1 and len(shots) >= _SHOTS else "")


def items_for_cell(project: Project, cell: Mapping[str, str], rows: int, before: int) -> list[Item]:
    """Requests for new rows of a cell, seeded with its best accepted rows, or with its nearest.

    Args:
        project: whose rows.
        cell: facet to value; empty for any.
        rows: how many are wanted.
        before: how many were asked for earlier, so that directions go on from there.

    """
    terms = [f'cell:"{facet}={value}"' for facet, value in cell.items()]
    seeds: list[tuple[Example, bool]] = []
    for text in (" ".join(terms), *terms):
        seeds = seeds or _accepted(project, f"status:accepted {text}", _LOOKED_AT)
    there = _ids(project, " ".join(["-status:rejected", "-status:duplicate", *terms]), _NEIGHBOURS)
    held = held_rows(project.reader, there)
    prompts = [_last_request(held[row].example) for row in there if row in held]
    return draft_items(cell, rows, choose_shots(seeds, _SEEDS), [p for p in prompts if p], before)


def items_for_rows(project: Project, rows: Sequence[int], number: int = 1) -> Iterator[Item]:
    """One request for each row."""
    for held in walk(project.reader, sorted(rows)):
        yield Item(Target(row=held.id, number=number), held.example)


def items_for_traffic(project: Project, numbers: Sequence[int]) -> Iterator[Item]:
    """One request for each real prompt."""
    for number, asked in traffic_by_id(project.reader, numbers):
        example = read_example(asked.raw, asked.format).example
        yield Item(Target(traffic=number), example._replace(chosen=(), rejected=(), label=None))


def with_passages(items: Iterator[Item], passages: "Passages") -> Iterator[Item]:
    """The items, each with the passages that are nearest to its prompt."""
    for item in items:
        found = passages.best(_last_request(item.example) if item.example else "", _PASSAGES)
        shown = tuple(Passage(f"{one.source}:{one.line}", one.text) for one in found)
        yield Item(item.target, item.example, shown)


def sample_for_contract(project: Project, most: int = 30) -> Item:
    """Rows, or real prompts where there are no rows, that a contract shall fit."""
    step = "SELECT id FROM {} WHERE (id - 1) % (SELECT max(1, count(*) / {}) FROM {}) = 0 LIMIT {}"
    rows = [row for (row,) in project.reader.execute(step.format("example", most, "example", most))]
    examples = [held.example for held in held_rows(project.reader, rows).values()]
    if not examples:
        numbers = [n for (n,) in project.reader.execute(step.format("traffic", most, "traffic", most))]
        examples = [item.example for item in items_for_traffic(project, numbers) if item.example]
    return Item(Target(), seeds=examples)


def _accepted(project: Project, text: str, limit: int) -> list[tuple[Example, bool]]:
    held = held_rows(project.reader, _ids(project, text, limit))
    return [(one.example, one.edited) for one in held.values() if one.example.chosen]


def _ids(project: Project, text: str, limit: int) -> list[int]:
    return select_ids(project.reader, where(filters.parse(text)), Order("added", reverse=True), limit)


def _last_request(example: Example) -> str:
    asked = [turn.content for turn in example.prompt if turn.role == "user"]
    return asked[-1] if asked else ""


def choose_shots(rows: Sequence[tuple[Example, bool]], most: int = 5) -> list[Example]:
    """Which accepted rows show what good looks like: edited ones first, then spread over the rest.

    Args:
        rows: accepted rows in order, with True for those that a person edited.
        most: how many to show.

    """
    edited = [example for example, is_edited in rows if is_edited]
    others = [example for example, is_edited in rows if not is_edited]
    shots = _spread(edited, most)
    return shots + _spread(others, most - len(shots))


def _spread(examples: Sequence[Example], most: int) -> list[Example]:
    if most <= 0 or not examples:
        return []
    step = max(1, len(examples) // most)
    return list(examples[::step][:most])
