"""Checks single rows against the set at once: after an import, an edit, a new draft. No full scan.

The index is opened when first asked for and kept; another process that changes it is noticed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from studio.checking import groups
from studio.checking.contradictions import renew_contradictions
from studio.checking.worker import check_examples
from studio.core.comparison import compared_texts
from studio.core.example import Example
from studio.extension import all_checks
from studio.jobs import Job, Pacer, Step
from studio.similarity.index import Index, Segment, sign_row
from studio.similarity.kinds import IDENTICAL, Kind, judge_pair
from studio.similarity.normalise import normalise_row
from studio.similarity.scan import FLOOR
from studio.similarity.signatures import Signatures, join_signatures
from studio.similarity.verification import measure_pairs
from studio.store import likeness
from studio.store.examples import held_rows
from studio.store.likeness import NEAR_DUPLICATE, Pair
from studio.store.project import Project
from studio.store.sights import Seen, add_sights, forget_sights
from studio.store.tallies import row_count

_MOST_CANDIDATES = 64
_BATCH = 500
# The estimate of a signature errs by some 0.06 either way.
_LEAST_ESTIMATE = FLOOR - 0.1


class Texts(NamedTuple):
    """What of a row is compared."""

    prompt: str
    answer: str


class LiveIndex:
    """The stored index of a project, opened, and kept in step with the file."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._numbers: list[int] = []
        self._index = Index()

    def open(self) -> Index:
        """The index as it is stored now."""
        stored = [n for (n,) in self._project.reader.execute("SELECT id FROM segment ORDER BY id")]
        if stored != self._numbers:
            loaded = likeness.load_segments(self._project.reader)
            self._index = Index(Segment.from_bytes(blobs) for blobs in loaded.values())
            self._numbers = list(loaded)
        return self._index

    def add(self, signatures: Signatures) -> None:
        """Add rows, here and in the file. A row's older signatures stay: they find it, and are outvoted."""
        index = self.open()
        before = dict(zip(map(id, index.segments), self._numbers, strict=True))
        index.add(signatures)
        kept = [before[id(segment)] for segment in index.segments if id(segment) in before]
        fresh = [segment.to_bytes() for segment in index.segments if id(segment) not in before]
        with self._project.bulk() as db:
            db.execute("BEGIN IMMEDIATE")
            gone = [number for number in self._numbers if number not in kept]
            self._numbers = kept + likeness.store_segments(db, fresh, gone)
            db.execute("COMMIT")


def renew(project: Project, index: LiveIndex, rows: Sequence[int]) -> Job[int]:
    """Check some rows anew, by themselves and against all others; how many findings and pairs there are.

    Rows that no full scan has seen are added to the index; without an index only the row itself is
    looked at.
    """
    found, pacer = 0, Pacer()
    total = row_count(project.reader)
    touched: set[int] = set()
    for start in range(0, len(rows), _BATCH):
        part = list(rows[start : start + _BATCH])
        count, changed = _renew(project, index, part)
        found += count
        touched |= changed
        if pacer.due():
            yield Step(start + len(part), len(rows), "checking rows")
    with project.bulk() as db:
        db.execute("BEGIN IMMEDIATE")
        for name in (NEAR_DUPLICATE, *(check.name for check in all_checks())):
            seen = likeness.checked_rows(db, name)
            if seen and rows and min(rows) <= seen + 1:
                likeness.note_checked(db, (name,), max(seen, min(total, max(rows))))
        db.execute("COMMIT")
    if touched:
        yield from groups.regroup_around(project, touched)
    return found


def _renew(project: Project, index: LiveIndex, rows: list[int]) -> tuple[int, set[int]]:
    """Renew a batch: how many findings and pairs there are, and the rows whose pairs came or went."""
    examples = {row: held.example for row, held in held_rows(project.reader, rows).items()}
    rows = list(examples)
    names = tuple(check.name for check in all_checks())
    seen: list[Seen] = check_examples(rows, list(examples.values()), names)
    pairs: list[Pair] = []
    scanned = likeness.checked_rows(project.reader, NEAR_DUPLICATE) > 0
    if scanned:
        texts = {row: Texts(*compared_texts(example)) for row, example in examples.items()}
        signed = {row: _numbered(sign_row(*text), row) for row, text in texts.items()}
        index.add(join_signatures(list(signed.values())))
        pairs = [
            pair for row in rows for pair in _pairs_of(project, index.open(), row, texts[row], signed[row])
        ]
    before = likeness.partners(project.reader, rows)
    changed = {row for pair in pairs for row in pair[:2]}
    if len(before) > len(rows):
        changed |= before
    with project.bulk() as db:
        db.execute("BEGIN IMMEDIATE")
        for row in rows:
            forget_sights(db, row)
            likeness.forget_pairs(db, row)
        likeness.forget_stale(db, rows)
        add_sights(db, seen)
        likeness.add_pairs(db, pairs)
        renew_contradictions(db, {*rows, *changed})
        db.execute("COMMIT")
    return len(seen) + len(pairs), changed


def find_like(project: Project, index: LiveIndex, example: Example) -> list[tuple[int, float]]:
    """Rows that say the same as an example that is no row yet, with their similarity, the nearest first."""
    text = Texts(*compared_texts(example))
    pairs = _pairs_of(project, index.open(), 0, text, _numbered(sign_row(*text), 0))
    same = [(pair.other, pair.score) for pair in pairs if pair.kind == Kind.DUPLICATE]
    return sorted(same, key=lambda found: (-found[1], found[0]))


def _numbered(signatures: Signatures, row: int) -> Signatures:
    return Signatures(np.full(len(signatures.rows), row), signatures.bands, signatures.sketches)


def _pairs_of(project: Project, index: Index, row: int, text: Texts, signed: Signatures) -> list[Pair]:
    """The pairs of a row with all others, measured and judged."""
    near, _ = index.find(signed, _LEAST_ESTIMATE)
    asked = likeness.asking_the_same(project.reader, row, _MOST_CANDIDATES)
    wanted = list(dict.fromkeys([*near[:_MOST_CANDIDATES].tolist(), *asked]))
    held = held_rows(project.reader, [other for other in wanted if other != row])
    others = {other: Texts(*compared_texts(one.example)) for other, one in held.items()}
    prompts = [text.prompt, *(other.prompt for other in others.values())]
    answers = [text.answer, *(other.answer for other in others.values())]
    right = np.arange(1, len(prompts))
    scores = measure_pairs(prompts, answers, np.zeros(len(right), np.int64), right).tolist()
    here = normalise_row(*text)
    pairs = []
    for (other, its), score in zip(others.items(), scores, strict=True):
        if score < FLOOR and other not in asked:
            continue
        same = score == 1.0 and here == normalise_row(*its)
        first, second = (text, its) if row < other else (its, text)
        judged = (
            IDENTICAL if same else judge_pair((first.prompt, second.prompt), (first.answer, second.answer))
        )
        low, high = min(row, other), max(row, other)
        pairs.append(Pair(low, high, score, judged.kind.value, judged.band.value, judged.why, same))
    return pairs
