"""What every topic of the readiness page is told. It asks nothing itself."""

import sqlite3
from dataclasses import dataclass

from studio.core.rows import Tally
from studio.coverage.contract import Contract
from studio.store.ready import SetCounts


@dataclass(frozen=True, slots=True)
class Asked:
    """What a topic is told.

    Attributes:
        db: the project file, for reading.
        tally: how far the work is.
        counts: the set in numbers.
        accepted_only: the set is what was accepted; else all that nobody refused.
        contract: what it should cover; None where nobody said.
        validation_share: share of groups that an export puts aside.
        seed: of that split.

    """

    db: sqlite3.Connection
    tally: Tally
    counts: SetCounts
    accepted_only: bool
    contract: Contract | None
    validation_share: float
    seed: int

    @property
    def filter(self) -> str:
        """Finds the rows of the set, in the filter language."""
        return "status:accepted" if self.accepted_only else "-status:rejected|duplicate"

    def rows(self, count: int) -> str:
        """Some rows of the set in words, such as `12 rows (3 %)`."""
        return f"{count:,} row{'' if count == 1 else 's'} ({self.share(count)})"

    def share(self, rows: int) -> str:
        """A part of the set in words, such as `31 %`; small ones as `under 1 %`."""
        percent = 100 * rows / max(1, self.counts.rows)
        return "under 1 %" if 0 < percent < 1 else f"{percent:.0f} %"
