"""The readiness page as a job: asks each topic for its items. It reads samples of texts, never all."""

from studio.core.rows import Tally
from studio.core.verdict import Status
from studio.coverage.contract import Contract
from studio.jobs import Job, Step
from studio.readiness import amounts, contents, measuring, origins
from studio.readiness.asked import Asked
from studio.readiness.item import Item, Readiness, in_order
from studio.store.project import Project
from studio.store.ready import set_counts

_TOPICS = (
    ("counting rows", amounts.size),
    ("counting verdicts", amounts.review),
    ("reading findings", contents.trouble),
    ("reading findings", contents.private),
    ("counting look-alikes", contents.alike),
    ("reading gaps", measuring.gaps),
    ("measuring balance", measuring.balance),
    ("measuring the split", measuring.validation),
    ("measuring pairs", measuring.pairs),
    ("reading sources", origins.drafts),
    ("reading licences", origins.licences),
)


def readiness(
    project: Project,
    tally: Tally,
    contract: Contract | None,
    *,
    validation_share: float = 0.2,
    seed: int = 42,
) -> Job[Readiness]:
    """All there is to say before a set is written.

    Args:
        project: where the rows are.
        tally: how far the work is.
        contract: what the set should cover; None where nobody said.
        validation_share: share of groups that an export puts aside, 0 for none.
        seed: of that split.

    """
    accepted_only = tally.status.get(Status.ACCEPTED, 0) > 0
    yield Step(0, len(_TOPICS), "counting rows")
    counts = set_counts(project.reader, accepted_only=accepted_only)
    asked = Asked(project.reader, tally, counts, accepted_only, contract, validation_share, seed)
    items: list[Item] = []
    for done, (note, topic) in enumerate(_TOPICS):
        yield Step(done, len(_TOPICS), note)
        items += topic(asked)
    return Readiness(counts.rows, accepted_only, in_order(items))
