"""The verbs about coverage: the contract, what falls short of it, real traffic, requests."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from studio.apart import apart
from studio.atomic import write_file
from studio.core.batch import Batch
from studio.core.rows import Done
from studio.coverage import asked
from studio.coverage.contract import Contract, read_contract, write_contract
from studio.coverage.counting import Counts
from studio.coverage.coverage import Coverage, measure_tags
from studio.coverage.rules import tag_rows
from studio.coverage.sampling import Looks, propose, shape_of
from studio.coverage.tagging import said_by_person, tag_project, tag_traffic
from studio.errors import StudioError
from studio.inspecting import Inspecting
from studio.jobs import Job
from studio.store import facets
from studio.store.examples import held_rows, record_of
from studio.store.queries import TAGS, by_row
from studio.store.sights import replace_gaps
from studio.store.traffic import all_traffic, count_traffic

_MOST_CHECKED = 2_000


class Covering(Inspecting):
    """A session that knows what the set should cover."""

    @property
    def contract_path(self) -> Path:
        """Where the contract lies: `NAME.contract.yaml` beside the project."""
        return self.path.with_name(f"{self.path.stem}.contract.yaml")

    def contract_text(self) -> str | None:
        """The contract as it is written; None where there is none.

        Raises:
            StudioError: the file cannot be read as text.

        """
        try:
            return self.contract_path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StudioError(f"{self.contract_path.name} cannot be read: {error}") from None

    def contract(self) -> Contract | None:
        """What the set should cover; None where nobody said.

        Raises:
            StudioError: the file is no contract: line and key are named.

        """
        text = self.contract_text()
        return None if text is None else read_contract(text, self.contract_path.name)

    def write_contract(self, text: str, *, force: bool = False) -> Path:
        """Write a contract beside the project.

        Raises:
            StudioError: it is no contract, or there is one already and not `force`.

        """
        read_contract(text, self.contract_path.name)
        if self.contract_path.exists() and not force:
            raise StudioError(
                f"{self.contract_path.name} is there already", "edit it, or write it anew with --force"
            )
        write_file(self.contract_path, text.encode())
        return self.contract_path

    def propose_contract(self) -> Job[str]:
        """A first contract from the rows, as YAML with comments, to be edited."""
        return write_contract((yield from propose(self._project)))

    def shape(self, *, accepted_only: bool = True) -> Job[Looks]:
        """What the good rows look like: lengths, turns, formats, openings, variety, growth."""
        return shape_of(self._project, accepted_only=accepted_only)

    def coverage(self, *, accepted_only: bool = True) -> Job[Coverage]:
        """Good rows by cell: tags what has no tags yet, then counts. Gaps are kept as findings.

        Raises:
            StudioError: there is no contract, or it is none.

        """
        text = self.contract_text()
        contract = self.contract()
        if contract is None or text is None:
            raise StudioError(
                f"there is no {self.contract_path.name}",
                f"studio contract {self.path.name} --init proposes one from the rows",
            )
        yield from tag_project(self._project, text)
        vectors = facets.load_vectors(self._project.reader, len(contract.facets))
        traffic = None
        if count_traffic(self._project.reader):
            traffic = Counts(contract.sizes, tag_traffic(contract, all_traffic(self._project.reader)))
        found = Coverage(contract, accepted_only, vectors, traffic)
        found.follow(self._project)
        gaps = found.gaps()
        with self._project.bulk() as db:
            db.execute("BEGIN IMMEDIATE")
            replace_gaps(
                db,
                (
                    (
                        contract.describe(gap.pattern),
                        gap.missing,
                        gap.target,
                        contract.words.named(gap.pattern),
                    )
                    for gap in gaps.worst
                ),
            )
            db.execute("COMMIT")
        return found

    def is_tagged(self, coverage: Coverage) -> bool:
        """True when no row came or changed its values since these counts were made."""
        rows = self.tally().rows
        return len(coverage.vectors) == rows + 1 and facets.count_tagged(self._project.reader) == rows

    def follow(self, coverage: Coverage) -> None:
        """Bring counts up to the newest decisions."""
        coverage.follow(self._project)

    def tag_accuracy(self, contract: Contract) -> list[tuple[int, int]]:
        """For each facet: on how many rows a person gave a value, and where the rule agrees."""
        query = "SELECT DISTINCT example FROM tag WHERE instr(tag, '=') ORDER BY example LIMIT ?"
        rows = [row for (row,) in self._project.reader.execute(query, (_MOST_CHECKED,))]
        held = held_rows(self._project.reader, rows)
        tags = by_row(self._project.reader, TAGS, rows)
        names = [[str(name) for (name,) in tags.get(row, ())] for row in held]
        said = [said_by_person(contract, own) for own in names]
        # The rule alone: a person's `facet=value` is not shown to it.
        bare = [[name for name in own if "=" not in name] for own in names]
        fields = [record_of(one.raw) for one in held.values()]
        by_rule = tag_rows(contract, Batch([one.example for one in held.values()]), fields, bare)
        return measure_tags(contract, said, by_rule)

    def uncovered(self, options: asked.Options = asked.Options()) -> Job[asked.Uncovered]:  # noqa: B008
        """Real traffic against the good rows."""
        return asked.measure(self._project, self.contract_text(), options)

    def uncovered_apart(self, options: asked.Options = asked.Options()) -> Job[asked.Uncovered]:  # noqa: B008
        """As `uncovered`, in a process of its own."""
        return apart(asked.measure_file, self.path.absolute(), self.contract_text(), options)

    def traffic_count(self) -> int:
        """How many real prompts there are."""
        return count_traffic(self._project.reader)

    def request(self, cell: Mapping[str, str], rows: int, prompt: str = "") -> Done:
        """Note that rows are wanted for a cell, or for a real prompt."""
        with self._project.write() as db:
            number = facets.add_request(db, self._now(), self.reviewer, cell, rows, prompt)
        what = " × ".join(cell.values()) or "a real prompt"
        return Done(f"request {number}: {rows} rows for {what}")

    def requests(self) -> Sequence[facets.Request]:
        """What was asked to be written, oldest first."""
        return facets.all_requests(self._project.reader)

    def request_values(self) -> list[dict[str, Any]]:
        """Requests as plain JSON values."""
        return [request._asdict() for request in self.requests()]
