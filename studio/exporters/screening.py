"""Keeps rows that are like rows of named files out of train, and notes what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.core.comparison import compared_texts
from studio.exporters.against import Lookout, Signed, Texts
from studio.exporters.certificate import MOST_HITS, AgainstFile, Hit
from studio.exporters.filling import Left
from studio.exporters.outside import OutsideFile
from studio.jobs import Job, Pacer, Step


@dataclass(slots=True)
class _Found:
    file: OutsideFile
    exact: int = 0
    near: int = 0
    left_out: int = 0
    hits: list[Hit] = field(default_factory=list)

    def note(self, hit: Hit) -> None:
        """Keep a hit while it is among the closest."""
        self.hits.append(hit)
        if len(self.hits) > 4 * MOST_HITS:
            self.trim()

    def trim(self) -> None:
        self.hits.sort(key=lambda hit: (-hit.score, hit.row is None, hit.row or hit.our_line, hit.line))
        del self.hits[MOST_HITS:]


class Screen:
    """The files that nothing may be like, and what of ours is like them; `notes` is what to know of them."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._found: list[_Found] = []
        self._owners: list[int] = []
        self._lines: list[int] = []
        self._lookout = Lookout(Texts([], []))

    def __bool__(self) -> bool:
        return bool(self._found)

    def load(self, paths: Sequence[Path]) -> Job[None]:
        """Read every file.

        Raises:
            StudioError: one cannot be read, or no row of it says anything.

        """
        prompts: list[str] = []
        answers: list[str] = []
        pacer = Pacer()
        for path in paths:
            file, mute, first = OutsideFile(path), 0, len(prompts)
            for rows in file.read():
                for row in rows:
                    prompt, answer = compared_texts(row.example)
                    prompts.append(prompt)
                    answers.append(answer)
                    self._owners.append(len(self._found))
                    self._lines.append(row.line)
                    mute += not (prompt.strip() or answer.strip())
                if pacer.due():
                    yield Step(0, 0, f"reading {file.name}")
            if mute == len(prompts) - first:
                raise file.nothing_in()
            if mute or file.bad_lines:
                self.notes.append(f"{file.name}: nothing is held against {_unread(mute, file.bad_lines)}")
            self._found.append(_Found(file))
        self._lookout = Lookout(Texts(prompts, answers))

    def look(self, ours: Signed, rows: Sequence[int], trains: Sequence[bool]) -> dict[int, Left]:
        """Why some of our rows are to be left out of train, by place.

        Args:
            ours: the rows.
            rows: their numbers in the project.
            trains: True for those that go to train.

        """
        left: dict[int, Left] = {}
        seen: dict[tuple[int, int], bool] = {}
        for like in self._lookout.find(ours):
            owner, line = self._owners[like.theirs], self._lines[like.theirs]
            found, out = self._found[owner], trains[like.ours]
            score = round(like.score, 4)
            found.note(
                Hit(
                    row=rows[like.ours],
                    our_line=0,
                    line=line,
                    score=score,
                    kind=like.kind.value,
                    exact=like.exact,
                    left_out=out,
                )
            )
            seen[owner, like.ours] = seen.get((owner, like.ours), False) or like.exact
            if out and like.ours not in left:
                why = f"like line {line} of {found.file.name} ({like.score:.2f})"
                left[like.ours] = Left(f"like rows of {found.file.name}", why)
        for (owner, place), exact in seen.items():
            self._found[owner].exact += exact
            self._found[owner].near += not exact
            self._found[owner].left_out += trains[place]
        return left

    def refuses(self, general: Signed) -> set[int]:
        """Places of general rows that are like a row of the files."""
        return {like.ours for like in self._lookout.find(general)}

    def report(self) -> list[AgainstFile]:
        """What was found, by file."""
        for found in self._found:
            found.trim()
        return [
            AgainstFile(
                file=found.file.name,
                sha256=found.file.sha256,
                rows=found.file.rows,
                bad_lines=found.file.bad_lines,
                exact=found.exact,
                near=found.near,
                left_out=found.left_out,
                hits=found.hits,
            )
            for found in self._found
        ]


def _unread(mute: int, bad: int) -> str:
    rows = f"{mute:,} row{'s' * (mute != 1)} without a text"
    return f"{rows} and {bad:,} {'line that is no row' if bad == 1 else 'lines that are no rows'}"
