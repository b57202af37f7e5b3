"""The second lens: pairs of rows that mean alike, though they are not written alike.

It never calls a pair a duplicate: every one is of the band 'look closely', and of a kind of its own
that no other act looks at.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from studio.checking.worker import Looked
from studio.core.finding import Band
from studio.jobs import Job, Step
from studio.store import likeness
from studio.store.likeness import PARAPHRASE, Pair
from studio.store.project import Project

if TYPE_CHECKING:
    from studio.vectors.encoder import Encoder, Vectors

# The lowest cosine told. A model of meaning calls all texts of one language a little alike.
_LEAST_BY_WORDS, _LEAST_BY_MODEL = 0.6, 0.85


def find_paraphrases(project: Project, looked: Looked, folder: Path | None) -> Job[int]:
    """Find pairs by the vectors of their texts and keep them; how many there are.

    Args:
        project: where they are kept.
        looked: the texts of all rows.
        folder: the user's own encoder (sentence-transformers or model2vec); TF-IDF if none.

    Raises:
        StudioError: the folder holds no model, or its package is not installed.

    """
    from studio.vectors.encoder import ModelFolder
    from studio.vectors.nearest import number_texts
    from studio.vectors.paraphrases import semantic_pairs
    from studio.vectors.tfidf import TfIdf

    yield Step(0, 0, "making vectors")
    texts = [f"{prompt}\n{answer}" for prompt, answer in zip(looked.prompts, looked.answers, strict=True)]
    vectors: Vectors
    if folder is None:
        vectors, least, name = TfIdf.of(texts)[1], _LEAST_BY_WORDS, "words"
    else:
        encoder: Encoder = ModelFolder(folder)
        vectors, least, name = encoder.encode(texts), _LEAST_BY_MODEL, encoder.name
    known = {(one - 1, other - 1) for one, other in likeness.known_pairs(project.reader)}
    groups = number_texts(texts)[0]
    for row, keeper in likeness.keepers(project.reader):  # a group of duplicates counts as one row
        groups[row - 1] = groups[keeper - 1]
    found = yield from semantic_pairs(vectors, least, known, groups)
    why = f"not written alike, but near in meaning (by {name})"
    with project.bulk() as db:
        db.execute("BEGIN IMMEDIATE")
        likeness.replace_paraphrases(
            db,
            (
                Pair(
                    pair.left + 1, pair.right + 1, pair.score, PARAPHRASE, Band.LOOK_CLOSELY.value, why, False
                )
                for pair in found
            ),
        )
        likeness.note_checked(db, (PARAPHRASE,), len(texts))
        db.execute("COMMIT")
    return len(found)
