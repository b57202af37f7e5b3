"""The verbs about drafts: read what Claude wrote, take it, refuse it, let through what was held back.

Nothing is taken here by itself: a person takes it, as an event that undo takes back.
"""

import sqlite3
from collections.abc import Sequence

from studio.acting import count_rows
from studio.commissioning import Commissioning
from studio.core.events import Change, Verdict
from studio.core.example import Example, from_json, to_json
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.store import cards, drafts, jobs, journal
from studio.store.drafts import STATES, Draft, Judged
from studio.teacher.agreement import Agreement, agree
from studio.teacher.harvest import add_rows, row_bytes


class Taking(Commissioning):
    """A session that decides on drafts."""

    def drafts(self, number: int, states: Sequence[str] = drafts.STATES) -> list[Draft]:
        """What came of a job, oldest first."""
        return drafts.drafts_of(self._project.reader, number, states)

    def draft_numbers(
        self, number: int, states: Sequence[str] = STATES, *, open_only: bool = False
    ) -> list[int]:
        """The drafts of a job by number, oldest first; with `open_only` those that wait for a person."""
        return drafts.draft_numbers(self._project.reader, number, states, open_only=open_only)

    def read_drafts(self, numbers: Sequence[int]) -> list[Draft]:
        """Some drafts, by number."""
        return drafts.read_drafts(self._project.reader, numbers)

    def drafts_about(self, row: int) -> list[Draft]:
        """All that Claude wrote about a row, newest first."""
        return drafts.drafts_about(self._project.reader, row)

    def judgements(self, row: int) -> list[Judged]:
        """What judges said of a row, newest first."""
        return drafts.judgements_of(self._project.reader, row)

    def task(self, number: int) -> jobs.Task | None:
        """One request with its answer."""
        return jobs.read_task(self._project.reader, number)

    def accept_drafts(
        self, numbers: Sequence[int], *, as_pair: bool = False, edited: Example | None = None
    ) -> Done:
        """Take drafts: a proposed text becomes its row's, a drafted row is accepted. One event.

        Args:
            numbers: the drafts.
            as_pair: keep the former answer as the rejected side: new ≻ old.
            edited: what a person made of the draft, where there is one draft only.

        Raises:
            StudioError: a row was changed since Claude saw it, or a draft holds no row.

        """
        chosen = drafts.read_drafts(self._project.reader, numbers)
        proposals = [d for d in chosen if d.state == "proposed" and d.example]
        rows = [d.example for d in chosen if d.state == "row"]
        if not proposals and not rows:
            raise StudioError(
                "none of these can be taken: they were decided, or are held back, or are not there",
                "held ones are let through first: b on Drafts (F7), or studio drafts --admit",
            )
        verdict = Verdict(Status.ACCEPTED, self.reviewer, self._now()).to_text()

        def changes(db: sqlite3.Connection) -> list[Change]:
            made = [
                change for d in proposals for change in self._taken(db, d, as_pair=as_pair, edited=edited)
            ]
            accepted = journal.values_now(db, [*rows, *(d.example for d in proposals)], "verdict")
            return made + [Change(row, "verdict", old, verdict) for row, old in accepted.items()]

        touched = [*rows, *(d.example for d in proposals)]
        what = "took Claude's text for" if proposals else "accepted"
        pairs = "as a pair" if len(touched) == 1 else "as pairs"
        pair = f" {pairs}, the new answer above the old" if as_pair else ""
        return self._act("take", f"{what} {count_rows(touched)}{pair}", changes, "taken already")

    def _taken(
        self, db: sqlite3.Connection, draft: Draft, *, as_pair: bool, edited: Example | None
    ) -> list[Change]:
        if "example" not in draft.body:
            raise StudioError(f"draft {draft.id} holds no row")
        now = cards.examples(db, [draft.example])[draft.example]
        seen = draft.evidence.get("before")
        if seen is not None and to_json(now) != seen:
            raise StudioError(
                f"#{draft.example} was changed since Claude saw it", "ask again with r, or refuse the draft"
            )
        new = edited or from_json(draft.body["example"])
        if as_pair:
            new = new._replace(rejected=now.chosen)
        text = cards.content_text(db, draft.example, to_json(new))
        old = journal.current(db, draft.example, "content")
        return [Change(draft.example, "content", old, text), _decided(db, draft, "+")]

    def refuse_drafts(self, numbers: Sequence[int]) -> Done:
        """Refuse drafts: a proposed text is set aside, a drafted row rejected. One event."""
        chosen = drafts.read_drafts(self._project.reader, numbers)
        proposals = [d for d in chosen if d.state in ("proposed", "held") and d.example]
        rows = [d.example for d in chosen if d.state == "row"]
        verdict = Verdict(Status.REJECTED, self.reviewer, self._now()).to_text()

        def changes(db: sqlite3.Connection) -> list[Change]:
            before = journal.values_now(db, rows, "verdict")
            return [Change(row, "verdict", old, verdict) for row, old in before.items()] + [
                _decided(db, d, "-") for d in proposals
            ]

        count = len(proposals) + len(rows)
        return self._act(
            "refuse", f"refused {count:,} draft{'s' * (count != 1)}", changes, "nothing to refuse"
        )

    def admit_drafts(self, numbers: Sequence[int]) -> Done:
        """Let drafts through that were held back: new rows become pending rows, others proposals."""
        chosen = [d for d in drafts.read_drafts(self._project.reader, numbers) if d.state == "held"]
        if not chosen:
            return Done("none of these is held back")
        with self._project.write() as db:
            drafts.let_through(db, [d.id for d in chosen if d.example])
            fresh = [d for d in chosen if not d.example and "example" in d.body]
            for draft in fresh:
                task = jobs.read_task(db, draft.task)
                job = jobs.read_job(db, draft.job)
                if task is None or job is None:
                    continue
                new = drafts.NewDraft(draft.task, 0, draft.body, "row", "", draft.evidence)
                line = row_bytes(job, task, new, from_json(draft.body["example"]))
                drafts.become_row(db, draft.id, add_rows(db, job, [line], self._now())[0])
        self._recount()
        return Done(f"let {len(chosen):,} through: pending rows and proposals now")

    def judge_agreement(self, job: int | None = None) -> Agreement:
        """How far a judge's scores agree with what people decided; of the newest judge if none is named."""
        found = drafts.judged_and_decided(self._project.reader, job)
        return agree([score for score, _ in found], [accepted for _, accepted in found])


def _decided(db: sqlite3.Connection, draft: Draft, sign: str) -> Change:
    held = journal.current(db, draft.example, "decided")
    marks = [*journal.tags_of(held), f"{draft.id}{sign}"]
    return Change(draft.example, "decided", held, journal.tags_text(marks))
