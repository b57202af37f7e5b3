"""How many rows there are and who has looked at them. It reads no text."""

from collections.abc import Iterator

from studio.core.verdict import Status
from studio.readiness.asked import Asked
from studio.readiness.item import Item, Level
from studio.store.facets import good_rows
from studio.store.ready import accepted_together, answered_in, disagreed, unfinished_sources

FEW, ENOUGH, MANY = 50, 500, 5_000
# Nobody reads more rows than this and then gives them one verdict.
_ONE_ACT = 20


def size(asked: Asked) -> Iterator[Item]:
    """The set against the range in which a person can still read all of it and a model can learn from it."""
    if not asked.accepted_only:
        yield Item(
            Level.STOP,
            "size",
            "no row is accepted yet: what follows is about all rows that nobody refused",
            "read them and accept the good ones with a",
            "status:pending",
            "review",
        )
    good = answered_in(asked.db, good_rows(asked.db, accepted_only=asked.accepted_only))
    alike = f" (of {asked.counts.rows:,}: look-alikes count once, cut and missing answers not at all)"
    told = f"{good:,} rows count{alike if good < asked.counts.rows else ''}"
    if good < FEW:
        remedy = "studio fewshot puts them into a prompt instead; studio advise says when that is better"
        if not good:
            remedy = "rows with an answer are what a model learns from: import some, or write answers"
        yield Item(Level.STOP, "size", f"{told}: too few for a model to learn from", remedy)
    elif good < ENOUGH:
        remedy = f"{ENOUGH - good:,} more make {ENOUGH:,}; gaps in Coverage say which ones"
        yield Item(Level.WARN, "size", f"{told}: fewer than the usual {ENOUGH:,} to {MANY:,}", remedy)
    elif good <= MANY:
        yield Item(Level.NOTE, "size", f"{told}: within the usual {ENOUGH:,} to {MANY:,}")
    else:
        remedy = "a smaller set that somebody has read is often the better one"
        yield Item(Level.NOTE, "size", f"{told}: more than the usual {ENOUGH:,} to {MANY:,}", remedy)
    answers = asked.counts.rows - asked.counts.by_shape.get("prompt", 0)
    if answers < asked.counts.rows:
        without = asked.counts.rows - answers
        where = f"{asked.filter} shape:prompt"
        yield Item(
            Level.WARN,
            "size",
            f"{asked.rows(without)} without an answer: nothing of them is written",
            "write one with e, or ask Claude for it with c",
            where,
            "review",
        )


def review(asked: Asked) -> Iterator[Item]:
    """How much was decided, how much of it in bulk, what waits, where reviewers disagree."""
    tally = asked.tally
    accepted = tally.status.get(Status.ACCEPTED, 0)
    if tally.left:
        share = 100 * tally.decided / max(1, tally.rows)
        sentence = f"{share:.0f} % of {tally.rows:,} rows are decided; {tally.left:,} wait"
        yield Item(
            Level.NOTE, "review", sentence, "they stay out of an export", "status:pending|skipped", "review"
        )
    together = accepted_together(asked.db, _ONE_ACT)
    if together:
        share = 100 * together / accepted
        sentence = f"{together:,} of {accepted:,} accepted rows ({share:.0f} %) were accepted in bulk"
        remedy = "nobody can have read them one by one: read some of them, and reject what is not right"
        level = Level.WARN if share >= 10 else Level.NOTE
        yield Item(level, "review", sentence, remedy, "status:accepted", "review")
    unsettled = disagreed(asked.db)
    if unsettled:
        sentence = f"reviewers disagree on {unsettled:,} rows"
        yield Item(
            Level.WARN, "review", sentence, "settle them: one of you decides", "is:disagreed", "review"
        )
    if tally.bad_lines:
        sentence = f"{tally.bad_lines:,} lines of the sources are no rows"
        yield Item(Level.NOTE, "review", sentence, "studio bad lists them with reasons")
    cut_off = unfinished_sources(asked.db)
    if cut_off:
        sentence = f"the import of {cut_off} source{'s' if cut_off > 1 else ''} was cut off"
        yield Item(Level.WARN, "review", sentence, "import it again to finish")
