"""What a person can say about a row. It holds the words; the journal holds who said them and when."""

from enum import StrEnum


class Status(StrEnum):
    """Where a row stands. `duplicate` rows are kept out in favour of their group's keeper."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    DUPLICATE = "duplicate"

    @property
    def glyph(self) -> str:
        """One character that tells the status without colour."""
        return _GLYPHS[self]


_GLYPHS = {
    Status.PENDING: "·",
    Status.ACCEPTED: "✓",
    Status.REJECTED: "✗",
    Status.SKIPPED: "→",
    Status.DUPLICATE: "≡",
}

DECIDED = (Status.ACCEPTED, Status.REJECTED, Status.DUPLICATE)
