"""Rows that no format knows: kept, shown and told, none lost. It guesses no meaning."""

from studio.core.example import Example
from studio.core.finding import Problem
from studio.formats.fields import show
from studio.formats.format import Patch, Reading, Record
from studio.formats.messages import FORMAT as MESSAGES
from studio.formats.turn_patches import write_turn
from studio.formats.turns import CHAT


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
        if MESSAGES.claims(record):  # an edit gave the row turns
            return MESSAGES.read(record)
        if not record:
            return Reading(Example(), (Problem("empty", "the row is an empty object"),))
        names = ", ".join(show(key) for key in list(record)[:8])
        more = " …" if len(record) > 8 else ""
        said = f"no known keys; this row has: {names}{more}"
        return Reading(Example(), (Problem("schema", said),))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`: the row becomes a `messages` row beside what it had."""
        if new == self.read(record).example:
            return []
        if MESSAGES.claims(record):
            return MESSAGES.patch(record, new)
        turns = [write_turn(message, CHAT) for message in new.prompt + new.chosen]
        return [Patch(("messages",), turns)]


FORMAT = UnknownFormat()
