"""Rows that no format knows: kept, shown and told, so that nothing is lost."""

from studio.core.example import Example
from studio.core.finding import Problem
from studio.core.glyphs import one_line
from studio.formats.fields import show
from studio.formats.format import Patch, Reading, Record


class UnknownFormat:
    """The last resort: an object without known keys."""

    name = "unknown"
    title = "any other object: kept, but nothing to train on is found in it"
    sample = '{"title": "A row", "body": "without known keys"}'

    def claims(self, record: Record) -> int:
        """Every row, most weakly."""
        return 1

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        if not record:
            return Reading(Example(), (Problem("empty", "the row is an empty object"),))
        names = ", ".join(one_line(show(key), 40) for key in list(record)[:8])
        more = ", …" if len(record) > 8 else ""
        why = f"no known keys; this row has: {names}{more}. Try --format, or rename the keys"
        return Reading(Example(), (Problem("schema", why),))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`: the row becomes a `messages` row beside what it had."""
        turns = [{"role": m.role, "content": m.content} for m in new.prompt + new.chosen]
        return [Patch(("messages",), turns)]


FORMAT = UnknownFormat()
