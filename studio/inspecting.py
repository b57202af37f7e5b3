"""The verbs about likeness and checks: run them, group what is alike, settle a group. It judges no text."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from studio.acting import Acting, count_rows
from studio.apart import apart
from studio.checking import groups
from studio.checking.grouping import Likenesses
from studio.checking.renewing import LiveIndex, renew
from studio.checking.report import Finding, Wanted
from studio.checking.running import CheckReport, check_file, check_new, run_checks, unchecked_rows
from studio.core.events import Change, Verdict
from studio.core.example import to_json
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.jobs import Job, Step
from studio.store import cards, journal
from studio.store.likeness import checked_rows
from studio.store.project import Project


class Inspecting(Acting):
    """A session that looks for trouble in rows and for rows that are alike."""

    def __init__(self, project: Project, reviewer: str, now: Callable[[], str]) -> None:
        super().__init__(project, reviewer, now)
        self._index = LiveIndex(project)

    # Checks

    def check(self, names: Sequence[str] = (), encoder: Path | None = None) -> Job[CheckReport]:
        """Look at every row with the named checks, all by default, and keep what they see.

        `encoder` is a folder with a model for `paraphrase`, which runs only where it is named.
        """
        return run_checks(self._project, names, encoder)

    def check_new(self) -> Job[int]:
        """Check the rows that are new or changed since checks ran; how many findings that gave."""
        return check_new(self._project, self._index)

    def check_apart(self, names: Sequence[str] | None = None) -> Job[int]:
        """As `check`, or `check_new` where no names are given, in a process of its own."""
        return apart(check_file, self.path.absolute(), names)

    def renew(self, rows: Sequence[int]) -> Job[int]:
        """Check some rows anew, against all others too."""
        return renew(self._project, self._index, rows)

    def report(
        self, tell: Callable[[Project, Wanted], Iterator[Finding]], wanted: Wanted
    ) -> Iterator[Finding]:
        """What checks found, as plain JSON values: `report.findings` or `report.like_pairs`."""
        return tell(self._project, wanted)

    def sources(self) -> list[tuple[int, str, str]]:
        """Number, path and name of every source."""
        return cards.sources(self._project.reader)

    def was_checked(self, name: str) -> bool:
        """True when a check has run on this project."""
        return checked_rows(self._project.reader, name) > 0

    def unchecked(self) -> int:
        """How many rows some check has not seen as they are now."""
        return unchecked_rows(self._project)

    # Groups of like rows

    @property
    def threshold(self) -> float:
        """The least score that joins duplicates in this project, 0..1."""
        return groups.threshold_of(self._project)

    @property
    def keeper_rule(self) -> str:
        """Which member of a group is kept: a name in `RULES`."""
        return groups.rule_of(self._project)

    def likenesses(self) -> Job[Likenesses]:
        """All pairs of like rows, to be grouped at any threshold."""
        yield Step(0, 0, "reading pairs")
        return groups.load(self._project)

    def regroup(self, threshold: float, rule: str) -> Job[int]:
        """Keep the groups that form at a threshold by a keeper rule; how many there are.

        Filters, the split and coverage go by them.
        """
        return groups.regroup(self._project, threshold, rule)

    def set_aside(self, keeper_of: Mapping[int, int]) -> Done:
        """Make rows duplicates of their keepers, as one act. Nothing is deleted."""
        rows, at = list(keeper_of), self._now()
        if not rows:
            return Done("nothing to set aside")
        keepers = len(set(keeper_of.values()))
        of = f"of #{keeper_of[rows[0]]}" if keepers == 1 else f"of {keepers:,} others"

        def changes(db: sqlite3.Connection) -> list[Change]:
            before = journal.values_now(db, rows, "verdict")
            return [
                Change(row, "verdict", old, self._duplicate(at, keeper_of[row]))
                for row, old in before.items()
                if Verdict.from_text(old).keeper != keeper_of[row]
            ]

        message = f"set {count_rows(rows)} aside as duplicate{'s' if len(rows) > 1 else ''} {of}"
        return self._act("duplicate", message, changes, f"{count_rows(rows)} set aside already")

    def keep_both(self, groups_of_rows: Sequence[Sequence[int]]) -> Done:
        """Remember that the rows of a group are no duplicates of each other."""
        at = self._now()
        marks = {row: f"{at} {number}" for number, rows in enumerate(groups_of_rows) for row in rows}
        rows = list(marks)

        def changes(db: sqlite3.Connection) -> list[Change]:
            held = journal.values_now(db, rows, "stay")
            return [
                Change(row, "stay", old, journal.tags_text([*journal.tags_of(old), marks[row]]))
                for row, old in held.items()
            ]

        return self._act("keep-both", f"{count_rows(rows)} may all stay", changes, "no rows")

    def pair_up(self, keeper: int, other: int) -> Done:
        """Make one pair of two answers to one prompt: the keeper's is chosen, the other's rejected.

        The other row is set aside as a duplicate of the keeper.

        Raises:
            StudioError: the keeper has a rejected side already, or one of the two has no answer.

        """
        held = cards.examples(self._project.reader, [keeper, other])
        better, worse = held[keeper], held[other]
        if better.rejected or worse.rejected:
            raise StudioError("one of the two is a pair already", "edit it with e in Review")
        if not better.chosen or not worse.chosen:
            raise StudioError("one of the two has no answer", "write one with e in Review")
        example = better._replace(rejected=worse.chosen)

        def changes(db: sqlite3.Connection) -> list[Change]:
            text = cards.content_text(db, keeper, to_json(example))
            old = journal.current(db, other, "verdict")
            return [
                Change(keeper, "content", journal.current(db, keeper, "content"), text),
                Change(other, "verdict", old, self._duplicate(self._now(), keeper)),
            ]

        return self._act("pair", f"made #{keeper} a pair with #{other}", changes, "nothing was changed")

    def _duplicate(self, at: str, keeper: int) -> str:
        return Verdict(Status.DUPLICATE, self.reviewer, at, "", keeper).to_text()
