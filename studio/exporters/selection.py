"""Which rows an export takes, into which folder, and on which side of the split. It reads no text."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.core import query as filters
from studio.core.splits import position
from studio.exporters.recipe import Recipe
from studio.store.project import Project
from studio.store.queries import where


@dataclass(slots=True)
class Chosen:
    """One row of the export before it is read."""

    id: int
    group: int
    shape: str
    blocked: bool
    source: str
    line: int


def select_rows(project: Project, recipe: Recipe) -> Iterator[Chosen]:
    """The rows that the recipe names, in order of row number."""
    condition = where(filters.parse(recipe.filter))
    groups = like_groups(project.reader)
    marks = ",".join("?" * len(recipe.statuses))
    cursor = project.reader.execute(
        "SELECT e.id, e.prompt_hash, e.shape, e.blocked, s.name, e.line"
        " FROM example e JOIN source s ON s.id = e.source"
        f" WHERE e.status IN ({marks}) AND e.id IN (SELECT id FROM example WHERE {condition.sql})"
        " ORDER BY e.id",
        (*(status.value for status in recipe.statuses), *condition.values),
    )
    for id_, group, shape, blocked, source, line in cursor:
        yield Chosen(id_, groups.get(group, group), shape, bool(blocked), source, line)


def like_groups(db: sqlite3.Connection) -> dict[int, int]:
    """The split's group of each prompt hash that does not stand for itself.

    Rows with one prompt are one group, and so are rows that say the same, ask the same or answer
    the same, directly or through others (union-find). Template variants are not: a set made of one
    template would be one group. A group goes by its earliest row, so that rows that come later do not
    move it to the other side.
    """
    first: dict[int, int] = {}
    owner: dict[int, int] = {}

    def find(prompt: int) -> int:
        while (above := owner.setdefault(prompt, prompt)) != prompt:
            owner[prompt] = owner[above]
            prompt = above
        return prompt

    query = (
        "SELECT l.one, a.prompt_hash, l.other, b.prompt_hash FROM likeness l"
        " JOIN example a ON a.id = l.one JOIN example b ON b.id = l.other"
        " WHERE l.kind NOT IN ('variant', 'paraphrase')"
    )
    for row, prompt, like, other in db.execute(query):
        for number, key in ((row, prompt), (like, other)):
            first[key] = min(first.get(key, number), number)
        one, two = sorted((find(prompt), find(other)), key=first.__getitem__)
        owner[two] = one
        first[one] = min(first[one], first[two])
    return {prompt: root for prompt in owner if (root := find(prompt)) != prompt}


def set_aside(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Rows that are duplicates of others, with the row kept in their stead."""
    query = (
        "SELECT e.id, s.name, e.line, k.id, t.name, k.line FROM example e JOIN source s ON s.id = e.source"
        " LEFT JOIN example k ON k.id = e.keeper LEFT JOIN source t ON t.id = k.source"
        " WHERE e.status = 'duplicate' ORDER BY e.id"
    )
    for row, source, line, keeper, its_source, its_line in db.execute(query):
        kept = {"row": keeper, "source": its_source, "line": its_line} if keeper else None
        yield {"row": row, "source": source, "line": line, "duplicate_of": kept}


def accepted_look_alikes(db: sqlite3.Connection) -> int:
    """Accepted rows that say the same as another accepted row, the one to keep not counted."""
    query = (
        "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM member m"
        " JOIN example e ON e.id = m.example WHERE m.kind = 'duplicate' AND e.status = 'accepted'"
        " GROUP BY m.keeper)"
    )
    return int(db.execute(query).fetchone()[0])


def takes(folder: str, shape: str, recipe: Recipe) -> bool:
    """True when a folder takes rows of a shape."""
    if folder == "rows":
        return True
    if folder == "dpo":
        return shape == "pair"
    return shape == "sft" or (shape == "pair" and recipe.pairs_in_sft)


def no_taker(shape: str) -> str:
    """Why no folder took a row of a shape."""
    return {
        "prompt": "no answer yet",
        "kto": "a KTO row: none of the shapes holds a label",
        "pair": "a pair: add the shape preference",
        "sft": "an SFT row: add the shape messages",
    }[shape]


def sides_of(rows: list[Chosen], recipe: Recipe) -> dict[int, str]:
    """Which side each group is on; both sides have at least one group where there are two.

    A group's place depends on its own hash only, so a row stays on its side as the set grows. Only
    where chance would leave one side empty, the nearest group moves over.
    """
    groups = {row.group for row in rows}
    share = recipe.validation_share
    places = {group: position(recipe.seed, group) for group in groups}
    if share and len(groups) > 1:
        lowest, highest = min(places.values()), max(places.values())
        share = min(max(share, lowest + 1e-15), highest)
    return {group: "validation" if place < share else "train" for group, place in places.items()}
