"""Gives every row of a project its values of the contract's facets, by rule and by person. It counts nothing.

A person's word is the last: rules give way to a tag `facet=value`.
"""

import hashlib
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.core.batch import Batch
from studio.coverage.contract import Contract, read_contract
from studio.coverage.counting import NOTHING, Vectors
from studio.coverage.rules import needs_answer, tag_rows
from studio.coverage.vocabulary import Unknown
from studio.jobs import Job, Pacer, Step
from studio.similarity.partner import Partner, map_shared
from studio.store import facets
from studio.store.examples import read_example, record_of, walk
from studio.store.project import Project, open_reading
from studio.store.queries import TAGS, by_row
from studio.store.traffic import Asked

_STRETCH = 2_000
_WORTH_A_PARTNER = 6_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows of which project to tag, by which contract (its text)."""

    path: Path
    rows: Sequence[int]
    contract: str


def tag_stretch(stretch: Stretch) -> Vectors:
    """(rows, facets) the values of some rows, in whichever process is free."""
    contract = read_contract(stretch.contract, "contract")
    with closing(open_reading(stretch.path)) as db:
        held = list(walk(db, stretch.rows))
        tagged = by_row(db, TAGS, list(stretch.rows))
    examples = [one.example for one in held]
    fields = [record_of(one.raw) for one in held]
    tags = [[str(name) for (name,) in tagged.get(one.id, ())] for one in held]
    return tag_rows(contract, Batch(examples), fields, tags)


def said_by_person(contract: Contract, tags: Collection[str]) -> dict[int, int]:
    """The values that tags of the form `facet=value` name, by facet."""
    said = {}
    for tag in tags:
        facet, equals, value = tag.partition("=")
        if equals:
            try:
                place = contract.words.place(facet, value)
            except Unknown:
                continue
            said[place[0]] = place[1]
    return said


def digest_of(text: str) -> str:
    """What tells one contract's facets from another's."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def tag_project(project: Project, text: str) -> Job[int]:
    """Give every row without them its values, and all rows after the contract changed; how many rows.

    Args:
        project: whose rows.
        text: the contract, as it is written.

    """
    digest = digest_of(text)
    if facets.tagged_for(project.reader) != digest:
        with project.bulk() as db:
            db.execute("BEGIN IMMEDIATE")
            names = [(facet.name, facet.words) for facet in read_contract(text, "contract").facets]
            facets.begin_tagging(db, digest, names)
            db.execute("COMMIT")
    rows = facets.untagged(project.reader)
    stretches = [
        Stretch(project.path, rows[at : at + _STRETCH], text) for at in range(0, len(rows), _STRETCH)
    ]
    partner = Partner() if len(rows) >= _WORTH_A_PARTNER else None
    pacer, done = Pacer(), 0
    try:
        with project.bulk() as db:
            for stretch, vectors in zip(stretches, map_shared(tag_stretch, stretches, partner), strict=True):
                db.execute("BEGIN IMMEDIATE")
                facets.store_vectors(db, stretch.rows, vectors)
                db.execute("COMMIT")
                done += len(stretch.rows)
                if pacer.due():
                    yield Step(done, len(rows), "tagging rows")
    finally:
        if partner is not None:
            partner.close()
    return len(rows)


def tag_traffic(contract: Contract, asked: Sequence[Asked]) -> Vectors:
    """(prompts, facets) the values of real prompts, as far as rules can tell them without an answer."""
    vectors = np.full((len(asked), len(contract.facets)), NOTHING, np.int16)
    of_answers = [place for place, facet in enumerate(contract.facets) if needs_answer(facet)]
    for at in range(0, len(asked), _STRETCH):
        part = asked[at : at + _STRETCH]
        examples = [
            read_example(one.raw, one.format).example._replace(chosen=(), rejected=()) for one in part
        ]
        fields = [record_of(one.raw) for one in part]
        vectors[at : at + _STRETCH] = tag_rows(contract, Batch(examples), fields, [()] * len(part))
    vectors[:, of_answers] = NOTHING
    return vectors
