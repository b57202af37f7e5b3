"""Checks a stretch of rows of a project, in whichever process is free. It writes nothing."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from studio.core.batch import Batch
from studio.core.comparison import compared_texts
from studio.core.example import Example
from studio.extension import all_checks
from studio.store.examples import walk
from studio.store.project import open_reading
from studio.store.sights import Seen

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows of which project to look at, with which checks, and whether to hand back their texts."""

    path: Path
    rows: Sequence[int]
    checks: tuple[str, ...]
    texts: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen in a stretch, and the compared texts of its rows where they were asked for."""

    seen: list[Seen] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)


def look_at(stretch: Stretch) -> Looked:
    """Look at a stretch of rows."""
    looked = Looked()
    with closing(open_reading(stretch.path)) as db:
        examples = [held.example for held in walk(db, stretch.rows)]
    if stretch.texts:
        for prompt, answer in map(compared_texts, examples):
            looked.prompts.append(prompt)
            looked.answers.append(answer)
    for start in range(0, len(examples), AT_ONCE):
        rows = stretch.rows[start : start + AT_ONCE]
        looked.seen.extend(check_examples(rows, examples[start : start + AT_ONCE], stretch.checks))
    return looked


def check_examples(rows: Sequence[int], examples: Sequence[Example], names: Sequence[str]) -> list[Seen]:
    """What the named checks see in some rows."""
    batch = Batch(examples)
    return [
        Seen(check.name, sight._replace(row=rows[sight.row]))
        for check in all_checks()
        if check.name in names
        for sight in check.look(batch)
    ]
