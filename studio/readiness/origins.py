"""Where the rows come from: drafts by Claude, licences of sources. It looks at a few rows of each source."""

from collections import Counter
from collections.abc import Iterator

from studio.core.glyphs import one_line
from studio.readiness.asked import Asked
from studio.readiness.item import Item, Level
from studio.store.content import read_rows
from studio.store.examples import record_of
from studio.store.ready import SourceCount, some_rows_of, sources_in

CLAUDE = "claude job"  # how the source of drafts is called
_SAMPLE = 50
_FIELDS = ("license", "licence")
_NOT_FOR_ALL = ("nc", "noncommercial", "non-commercial", "research", "nd", "proprietary")


def drafts(asked: Asked) -> Iterator[Item]:
    """How much of the set Claude wrote, and which drafts nobody has read."""
    sources = [
        source
        for source in sources_in(asked.db, accepted_only=asked.accepted_only)
        if source.name.lower().startswith(CLAUDE)
    ]
    waiting = sum(source.waiting for source in sources)
    if waiting:
        sentence = f"drafts by Claude that wait for a verdict: {waiting:,}"
        where = f'status:pending|skipped source:"{CLAUDE}"'
        yield Item(Level.WARN, "drafts", sentence, "read them: none is written before", where, "review")
    rows = sum(source.rows for source in sources)
    if rows and asked.accepted_only:
        level = Level.WARN if rows > 0.5 * asked.counts.rows else Level.NOTE
        sentence = f"{asked.rows(rows)} written by Claude and accepted by a person"
        remedy = "the terms of the model's provider say what may be trained on its output"
        yield Item(level, "drafts", sentence, remedy, f'{asked.filter} source:"{CLAUDE}"', "review")


def licences(asked: Asked) -> Iterator[Item]:
    """What the rows themselves say of their licence; a project keeps no other word on it."""
    unknown: list[SourceCount] = []
    for source in sources_in(asked.db, accepted_only=asked.accepted_only):
        if not source.rows or source.name.lower().startswith(CLAUDE):
            continue
        named = _licences_of(asked, source)
        if not named:
            unknown.append(source)
            continue
        told = ", ".join(one_line(name, 40) for name, _ in named.most_common(3))
        bound = any(word in _NOT_FOR_ALL for name in named for word in _words(name))
        sentence = f"{one_line(source.name, 40)}: its rows say {told}"
        remedy = "not for every use: ask whether a model for yours may be trained on it" if bound else ""
        yield Item(Level.WARN if bound else Level.NOTE, "licences", sentence, remedy)
    if unknown:
        names = ", ".join(one_line(source.name, 30) for source in unknown[:3])
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        sentence = f"the licence of {names}{more} is not stated in the rows"
        yield Item(Level.NOTE, "licences", sentence, "know it before a model is given to others")


def _licences_of(asked: Asked, source: SourceCount) -> Counter[str]:
    rows = some_rows_of(asked.db, source.id, _SAMPLE, accepted_only=asked.accepted_only)
    found: Counter[str] = Counter()
    for raw in read_rows(asked.db, rows).values():
        record = record_of(raw)
        for place in (record, record.get("metadata"), record.get("meta")):
            if isinstance(place, dict):
                found.update(
                    str(value).strip()
                    for key in _FIELDS
                    if isinstance(value := place.get(key), str) and value.strip()
                )
    return found


def _words(name: str) -> list[str]:
    return [*name.lower().replace("-", " ").replace("_", " ").split(), name.lower()]
