"""Makes drafts, tags and judgements of the answers that arrived. It asks nothing, and accepts nothing.

An answer is stored before it is read here, so that a kill between the two loses nothing: what is marked
`answered` is read the next time. A row, its draft and the end of its task are one transaction.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic_core import from_json, to_json

from studio.checking.renewing import LiveIndex, find_like
from studio.core.events import Change
from studio.core.example import Example, message_json
from studio.core.example import to_json as example_json
from studio.coverage.contract import Contract
from studio.coverage.rules import PROPOSED
from studio.intake.own_rows import add_own_rows
from studio.store import drafts, jobs, journal, queries
from studio.store.drafts import Judged, NewDraft
from studio.store.jobs import Job, Task
from studio.store.project import Project
from studio.teacher.alike import Alike
from studio.teacher.asks import Ask, Malformed, Outcome, Target
from studio.teacher.redaction import Places, names_in, restore_values, unknown_places
from studio.teacher.screening import outside_cell, screen
from studio.teacher.verbs.sides import BEFORE
from studio.teacher.verbs.verb import verb_named

_NEW_ROWS = ("draft", "alternative")
_MOST_TRIES = 3
_FORMAT = "messages"


@dataclass(frozen=True, slots=True)
class Norms:
    """What rows of the set are like: characters of an answer, language of prompts ('' = any), contract."""

    lengths: tuple[int, int] | None = None
    language: str = ""
    contract: Contract | None = None


@dataclass(slots=True)
class Reaped:
    """What some answers held."""

    drafts: list[NewDraft] = field(default_factory=list)
    rows: list[tuple[int, bytes]] = field(default_factory=list)  # place among the drafts, bytes
    tags: dict[int, dict[str, str]] = field(default_factory=dict)  # row: facet to value
    row_tags: dict[int, dict[str, str]] = field(default_factory=dict)  # place among the drafts
    judged: list[Judged] = field(default_factory=list)
    ends: list[tuple[str, str, int]] = field(default_factory=list)


class Harvest:
    """Reads the answers of one job.

    Args:
        project: the open project.
        job: whose answers.
        index: of the project's rows.
        norms: what rows of this set are like, for screening.

    """

    def __init__(self, project: Project, job: Job, index: LiveIndex, norms: Norms) -> None:
        self._project = project
        self._job = job
        self._index = index
        self._norms = norms
        self._verb = verb_named(job.head.verb)
        self._makes_rows = job.head.verb in _NEW_ROWS
        self._earlier = Alike()

    def reap(self, limit: int, now: str) -> int:
        """Read up to `limit` answers; how many were read."""
        tasks = jobs.tasks_in(self._project.reader, self._job.id, "answered", limit)
        if not tasks:
            return 0
        reaped = Reaped()
        read = [(task, outcome) for task in tasks for outcome in self._read(task, reaped)]
        held = self._screen([outcome for _, outcome in read])
        for (task, outcome), reason in zip(read, held, strict=True):
            self._sort_in(task, outcome, reason, reaped)
        with self._project.write() as db:
            if jobs.count_in(db, [task.id for task in tasks], "answered") < len(tasks):
                return 0  # another process has the job now, and read them
            self._store(db, reaped, now)
        return len(tasks)

    def _read(self, task: Task, reaped: Reaped) -> list[Outcome]:
        places = Places(task.places, frozenset(names_in(task.text)))
        target = Target(**task.target)
        try:
            if not task.answer.strip():
                raise Malformed("the answer is empty")
            answer = from_json(task.answer)
            if not isinstance(answer, dict):
                raise Malformed("the answer is no JSON object")
            strange = unknown_places(task.answer, places)
            if strange:
                raise Malformed("it holds a placeholder that stands for nothing")
            outcomes = self._verb.read(Ask(target, task.text, task.evidence), restore_values(answer, places))
        except (ValueError, Malformed) as error:
            why = str(error) if isinstance(error, Malformed) else "the answer is not JSON"
            again = task.tries < _MOST_TRIES and self._job.head.way == "live"
            reaped.ends.append(("waiting" if again else "failed", "" if again else why, task.id))
            return []
        reaped.ends.append(("done", "", task.id))
        return outcomes

    def _screen(self, outcomes: Sequence[Outcome]) -> list[str]:
        """Why each is held back; empty where it is not, or holds no row."""
        fresh = [outcome for outcome in outcomes if outcome.example is not None]
        own_prompts = self._job.head.verb == "draft"
        new_rows = self._makes_rows or bool(fresh and not fresh[0].target.row)
        sources = {id(outcome.example): outcome.target.row for outcome in fresh}

        def like(example: Example) -> list[tuple[int, float]]:
            own = sources[id(example)]
            return [found for found in find_like(self._project, self._index, example) if found[0] != own]

        reasons = screen(
            [outcome.example for outcome in fresh if outcome.example is not None],
            like=like,
            language=self._norms.language if own_prompts else "",
            lengths=self._norms.lengths if new_rows else None,
            earlier=self._earlier,
            new_prompts=own_prompts,
        )
        by_outcome = {
            id(outcome): reason or self._outside(outcome)
            for outcome, reason in zip(fresh, reasons, strict=True)
        }
        return [by_outcome.get(id(outcome), "") for outcome in outcomes]

    def _outside(self, outcome: Outcome) -> str:
        """Why a draft is not in the cell that it was written for, as far as rules can tell."""
        if self._norms.contract is None or outcome.example is None or not outcome.target.cell:
            return ""
        return outside_cell(self._norms.contract, outcome.target.cell, [outcome.example])[0]

    def _sort_in(self, task: Task, outcome: Outcome, reason: str, reaped: Reaped) -> None:
        row = outcome.target.row
        if outcome.score is not None:
            reaped.judged.append(Judged(row, self._job.id, outcome.score, outcome.reason))
        elif outcome.tags:
            reaped.tags[row] = dict(outcome.tags)
        elif outcome.example is not None:
            self._sort_in_row(task, outcome, reason, reaped)
        elif outcome.text:
            reaped.drafts.append(
                NewDraft(task.id, 0, {"text": outcome.text}, "proposed", "", outcome.evidence)
            )

    def _sort_in_row(self, task: Task, outcome: Outcome, reason: str, reaped: Reaped) -> None:
        if outcome.example is None:
            return
        new = self._makes_rows or not outcome.target.row
        state = "held" if reason else ("row" if new else "proposed")
        body = {"example": example_json(outcome.example)}
        wanted = {**outcome.target.cell, **outcome.evidence.get("wanted", {})}
        about = 0 if new else outcome.target.row
        evidence = {**outcome.evidence, "wanted": wanted}
        if about and BEFORE in task.evidence:
            evidence["before"] = task.evidence[BEFORE]
        draft = NewDraft(task.id, about, body, state, reason, evidence)
        if state == "row":
            place = len(reaped.drafts)
            reaped.rows.append((place, row_bytes(self._job, task, draft, outcome.example)))
            reaped.row_tags[place] = wanted
        reaped.drafts.append(draft)

    def _store(self, db: sqlite3.Connection, reaped: Reaped, now: str) -> None:
        tags = dict(reaped.tags)
        for row, (place, _) in zip(
            add_rows(db, self._job, [line for _, line in reaped.rows], now), reaped.rows, strict=True
        ):
            reaped.drafts[place] = reaped.drafts[place]._replace(example=row)
            if reaped.row_tags[place]:
                tags[row] = reaped.row_tags[place]
        drafts.add_drafts(db, self._job.id, reaped.drafts)
        drafts.add_judgements(db, reaped.judged)
        if tags:
            _propose_tags(db, self._job, tags, now)
        jobs.finish_tasks(db, reaped.ends)


def row_bytes(job: Job, task: Task, draft: NewDraft, example: Example) -> bytes:
    """A draft as the line of a file, with where it came from."""
    turns = (*example.prompt, *example.chosen)
    record: dict[str, object] = {"messages": [message_json(turn) for turn in turns]}
    if example.tools:
        record["tools"] = example.tools
    record["origin"] = {
        "model": task.model or job.head.model,
        "prompt": job.head.prompt,
        "job": job.id,
        "task": task.id,
        "request": task.request_id,
        "usd": task.cost_usd,
    }
    if draft.evidence.get("wanted"):
        record["cell"] = draft.evidence["wanted"]
    if task.target.get("traffic"):
        record["traffic"] = task.target["traffic"]
    return to_json(record)


def add_rows(db: sqlite3.Connection, job: Job, lines: Sequence[bytes], now: str) -> list[int]:
    """Drafts as pending rows of the source `claude job N`; their numbers. Call it inside a transaction."""
    return add_own_rows(db, job.label, "written by Claude", _FORMAT, lines, now)


def _propose_tags(db: sqlite3.Connection, job: Job, tags: dict[int, dict[str, str]], now: str) -> None:
    """Note tags as Claude's: `?facet=value`, by the reviewer `claude`, whom nobody's undo meets."""
    held = queries.by_row(db, queries.TAGS, list(tags))
    changes = []
    for row, said in tags.items():
        before = [str(tag) for (tag,) in held.get(row, ())]
        kept = [t for t in before if not t.startswith(PROPOSED) or t[1:].partition("=")[0] not in said]
        fresh = [f"{PROPOSED}{facet}={value}" for facet, value in said.items()]
        changes.append(Change(row, "tags", journal.tags_text(before), journal.tags_text([*kept, *fresh])))
    act = journal.Act("tag", "claude", now, f"job {job.id} proposed tags")
    journal.record_changes(db, act, changes)
