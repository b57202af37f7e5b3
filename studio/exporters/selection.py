"""Which rows an export takes, into which folder, and on which side of the split. It reads no text."""

from collections.abc import Iterator
from dataclasses import dataclass

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
    marks = ",".join("?" * len(recipe.statuses))
    cursor = project.reader.execute(
        "SELECT e.id, e.prompt_hash, e.shape, e.blocked, s.name, e.line"
        " FROM example e JOIN source s ON s.id = e.source"
        f" WHERE e.status IN ({marks}) AND e.id IN (SELECT id FROM example WHERE {condition.sql})"
        " ORDER BY e.id",
        (*(status.value for status in recipe.statuses), *condition.values),
    )
    for id_, group, shape, blocked, source, line in cursor:
        yield Chosen(id_, group, shape, bool(blocked), source, line)


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
