"""The verbs that ask Claude for something: what is wanted becomes a plan, a plan a job. They send nothing."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from studio.advising import Advising
from studio.atomic import write_file
from studio.core.example import Example
from studio.coverage.tagging import tag_project
from studio.coverage.vocabulary import Unknown
from studio.errors import StudioError
from studio.jobs import Job
from studio.settings import Settings
from studio.store import facets, jobs, spending
from studio.store.facets import Request
from studio.store.traffic import numbers_of, traffic_numbers
from studio.teacher import material
from studio.teacher.batches import MOST_REQUESTS
from studio.teacher.planning import PRIVACIES, Commission, Plan, Privacy, commit, plan, prompt_folders
from studio.teacher.prompt_file import read_rubric
from studio.teacher.verbs.draft import MOST_ROWS
from studio.teacher.verbs.verb import Item, Side

Way = Literal["live", "batch"]


class Wish(NamedTuple):
    """What is wanted besides the rows.

    Attributes:
        instruction: one line (rewrite, alternative).
        rubric: what a judge goes by; empty: the rubric file.
        flaws: which flaws the rejected side may have; empty: all in turn.
        side: which answer is rewritten or judged.
        ground: a folder of documents that answers rest on.
        number: tells several wishes about the same rows apart.
        way: `live` or `batch`.

    """

    instruction: str = ""
    rubric: str = ""
    flaws: Sequence[str] = ()
    side: Side = "chosen"
    ground: Path | None = None
    number: int = 1
    way: Way = "live"


class Commissioning(Advising):
    """A session that can plan jobs for Claude."""

    def plan_drafts(
        self, settings: Settings, cells: Sequence[tuple[Mapping[str, str], int]], way: Way = "live"
    ) -> Job[Plan]:
        """Plan new rows: for each cell (facet to value; empty for any) how many.

        Raises:
            StudioError: there is neither a contract nor a brief, or nothing to write.

        """
        wanted = sum(rows for _, rows in cells)
        if wanted > MOST_REQUESTS * MOST_ROWS:
            raise StudioError(f"one job drafts at most {MOST_REQUESTS * MOST_ROWS:,} rows", "do it in parts")
        text = self.contract_text()
        self._check_cells([cell for cell, _ in cells])
        if text is not None:
            yield from tag_project(self._project, text)
        shots = material.shots_of(self._project)
        before = self._asked_before()

        def items() -> Iterator[Item]:
            for cell, rows in cells:
                key = tuple(sorted(cell.items()))
                yield from material.items_for_cell(self._project, cell, rows, before.get(key, 0))

        named = [{"cell": dict(cell), "rows": rows} for cell, rows in cells]
        words = {**material.manners_of(shots), **self._words(shots)}
        commission = Commission("draft", words, items(), way, {"cells": named})
        return (yield from plan(commission, settings, self.path))

    def _check_cells(self, cells: Sequence[Mapping[str, str]]) -> None:
        contract = self.contract()
        for facet, value in (pair for cell in cells for pair in cell.items()):
            if contract is None:
                raise StudioError(
                    f"there is no {self.contract_path.name}, so there are no cells",
                    f"studio contract {self.path.name} --init proposes one from the rows",
                )
            try:
                contract.words.place(facet, value)
            except Unknown as unknown:
                near = ", ".join(unknown.near)
                raise StudioError(
                    f"{self.contract_path.name}: {unknown}", near and f"it has: {near}"
                ) from None

    def plan_rows(self, settings: Settings, verb: str, rows: Sequence[int], wish: Wish) -> Job[Plan]:
        """Plan a request for each of some rows: rewrite, answer, reject, alternative, judge or tag.

        Raises:
            StudioError: no row can be asked about, or the wish lacks something.

        """
        items = material.items_for_rows(self._project, rows, wish.number)
        return (yield from self._plan(settings, verb, items, wish, len(rows)))

    def plan_traffic(self, settings: Settings, numbers: Sequence[int], wish: Wish) -> Job[Plan]:
        """Plan an answer to each of some real prompts; all of them where none is named.

        Raises:
            StudioError: there are none.

        """
        chosen = list(numbers) or traffic_numbers(self._project.reader)
        if not chosen:
            raise StudioError(
                "there are no real prompts",
                f"studio import {self.path.name} --as traffic FILE brings them in",
            )
        items = material.items_for_traffic(self._project, chosen)
        return (yield from self._plan(settings, "answer", items, wish, len(chosen)))

    def plan_requests(self, settings: Settings, way: Way = "live") -> Job[Plan]:
        """Plan what was asked for and not ordered yet: rows for cells, or else answers to real prompts.

        Raises:
            StudioError: nothing was asked for.

        """
        waiting = self.open_requests()
        cells = [(one.cell, one.rows) for one in waiting if one.cell]
        if cells:
            return (yield from self.plan_drafts(settings, cells, way))
        numbers = numbers_of(self._project.reader, [one.prompt for one in waiting if one.prompt])
        if not numbers:
            raise StudioError("no rows were asked for", "c on a gap of the Coverage screen asks for some")
        return (yield from self.plan_traffic(settings, numbers, Wish(way=way)))

    def plan_prompts(self, settings: Settings, prompts: Sequence[str]) -> Job[Plan]:
        """Plan answers to real prompts, named by their texts."""
        return self.plan_traffic(settings, numbers_of(self._project.reader, prompts), Wish())

    def open_requests(self) -> list[Request]:
        """What was asked for and not ordered yet."""
        return [one for one in self.requests() if one.status == "open"]

    def order_requests(self, verb: str) -> None:
        """Note that the requests of a plan went into a job: those for cells, or those for real prompts."""
        numbers = [one.id for one in self.open_requests() if bool(one.cell) == (verb == "draft")]
        with self._project.write() as db:
            facets.order_requests(db, numbers)

    def plan_contract(self, settings: Settings, brief: str) -> Job[Plan]:
        """Plan a contract from a brief and a sample of rows or real prompts."""
        items = iter([material.sample_for_contract(self._project)])
        commission = Commission("contract", {"brief": brief}, items, "live", {"brief": brief})
        return (yield from plan(commission, settings, self.path))

    def _plan(
        self, settings: Settings, verb: str, items: Iterator[Item], wish: Wish, count: int
    ) -> Job[Plan]:
        words: dict[str, Any] = {
            **self._words(material.shots_of(self._project)),
            "instruction": wish.instruction,
            "flaws": wish.flaws,
            "side": wish.side,
        }
        if verb == "judge":
            words["rubric"] = wish.rubric or read_rubric(prompt_folders(self.path))
        if wish.ground is not None:
            from studio.teacher.grounding import Passages

            passages = yield from Passages.read(wish.ground)
            items = material.with_passages(items, passages)
            words["grounded"] = True
        options = {
            "instruction": wish.instruction,
            "flaws": list(wish.flaws),
            "side": wish.side,
            "ground": wish.ground.name if wish.ground else "",
            "items": count,
        }
        commission = Commission(verb, words, items, wish.way, {k: v for k, v in options.items() if v})
        return (yield from plan(commission, settings, self.path))

    def _words(self, shots: Sequence[Example]) -> dict[str, Any]:
        contract = self.contract()
        return {"contract": contract, "shots": shots}

    def _asked_before(self) -> dict[tuple[tuple[str, str], ...], int]:
        """How many rows each cell was asked for in earlier jobs."""
        asked: dict[tuple[tuple[str, str], ...], int] = {}
        for job in jobs.all_jobs(self._project.reader):
            for one in job.head.options.get("cells", ()):
                key = tuple(sorted(one["cell"].items()))
                asked[key] = asked.get(key, 0) + int(one["rows"])
        return asked

    def write_contract_draft(self, job: int, text: str) -> Path:
        """Write a contract that Claude drafted beside the project's own, to be read and changed."""
        path = self.path.with_name(f"{self.path.stem}.contract.job-{job}.yaml")
        write_file(path, text.encode())
        return path

    # From a plan to a job

    def commit_plan(self, made: Plan, privacy: Privacy, cap_usd: float | None) -> int:
        """Store a plan as a job that waits to be run; its number. The choice of privacy is remembered.

        Raises:
            StudioError: nothing is left to send, or the cap cannot be kept.

        """
        head, tasks = commit(made, privacy, cap_usd, self.reviewer, self._now())
        with self._project.write() as db:
            job = jobs.create_job(db, head, tasks)
            if made.exposed or made.exposure.spans[0]:
                db.execute("INSERT OR REPLACE INTO setting VALUES ('project/privacy', ?)", (f'"{privacy}"',))
        return job

    def privacy(self) -> Privacy | None:
        """What was chosen the last time for texts with secrets or personal data; None for never."""
        row = self._project.reader.execute(
            "SELECT value FROM setting WHERE key = 'project/privacy'"
        ).fetchone()
        value = None if row is None else str(row[0]).strip('"')
        return next((known for known in PRIVACIES if known == value), None)

    def project_cap(self) -> float | None:
        """The most that all jobs of the project may cost together, in US dollars."""
        return spending.project_cap(self._project.reader)

    def set_project_cap(self, cap_usd: float | None) -> None:
        """Set or lift the project's cap."""
        with self._project.write() as db:
            spending.set_project_cap(db, cap_usd)

    def spending(self) -> tuple[float, float]:
        """US dollars that Claude cost so far: for certain, and at the most."""
        return spending.project_spending(self._project.reader)
