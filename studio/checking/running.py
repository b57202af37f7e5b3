"""Runs checks over all rows of a project, and keeps what they find. It changes no row."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from studio.checking import groups
from studio.checking.contradictions import CONTRADICTION, replace_contradictions
from studio.checking.grouping import round_sizes
from studio.checking.paraphrases import find_paraphrases
from studio.checking.renewing import LiveIndex, renew
from studio.checking.worker import Looked, Stretch, look_at
from studio.errors import StudioError
from studio.extension import all_checks
from studio.jobs import Job, Pacer, Step
from studio.similarity.groups import rank_by_length
from studio.similarity.index import Segment
from studio.similarity.pairs import KINDS
from studio.similarity.partner import Partner, map_shared
from studio.similarity.scan import Scan, scan_rows
from studio.similarity.signatures import VERSION
from studio.store import likeness
from studio.store.likeness import NEAR_DUPLICATE, PARAPHRASE, Pair
from studio.store.project import Project
from studio.store.sights import replace_sights
from studio.store.tallies import row_count

# What near-duplicates tell as well, and what is looked for only where it is named.
_ASIDE = (CONTRADICTION, PARAPHRASE)
_STRETCH = 2_000
# A second process takes a third of a second to start.
_WORTH_A_PARTNER = 6_000
# More new rows than this, or than this share of all, are found sooner by a scan of all.
_FEW_ROWS = 2_000
_FEW_SHARE = 50


@dataclass(slots=True)
class CheckReport:
    """What a run of checks found: rows looked at, findings by check, pairs of like rows."""

    rows: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    pairs: int = 0


def check_names() -> tuple[str, ...]:
    """The name of every check that runs by itself."""
    return (NEAR_DUPLICATE, *(check.name for check in all_checks()))


def known_checks(names: Iterable[str]) -> tuple[str, ...]:
    """These names, or all where none is given.

    Raises:
        StudioError: there is no such check.

    """
    every = check_names()
    wanted = tuple(names) or every
    for name in wanted:
        if name not in (*every, *_ASIDE):
            raise StudioError(f"there is no check {name!r}", "checks: " + ", ".join((*every, *_ASIDE)))
    return wanted


def run_checks(project: Project, names: Sequence[str] = (), encoder: Path | None = None) -> Job[CheckReport]:
    """Look at every row with the named checks, all by default, and keep what they see.

    Closing the job keeps what was stored before.

    Args:
        project: whose rows.
        names: checks; paraphrases are looked for only where they are named.
        encoder: a folder with a model that gives vectors for paraphrases; TF-IDF if none.

    Raises:
        StudioError: there is no such check, or no such model.

    """
    wanted = known_checks(names)
    of_rows = tuple(name for name in wanted if name not in (NEAR_DUPLICATE, CONTRADICTION, PARAPHRASE))
    near = NEAR_DUPLICATE in wanted or CONTRADICTION in wanted
    total = row_count(project.reader)
    report = CheckReport(total)
    looked = yield from _look(project, total, of_rows, texts=len(of_rows) < len(wanted))
    if of_rows:
        for seen in looked.seen:
            report.findings[seen.check] = report.findings.get(seen.check, 0) + 1
        with project.bulk() as db:
            db.execute("BEGIN IMMEDIATE")
            replace_sights(db, of_rows, looked.seen)
            likeness.note_checked(db, of_rows, total)
            if near:
                likeness.forget_stale(db, likeness.stale_rows(db))
            db.execute("COMMIT")
    if near:
        report.pairs, report.findings[CONTRADICTION] = yield from _scan(
            project, looked.prompts, looked.answers
        )
        report.findings[NEAR_DUPLICATE] = yield from groups.regroup(project)
    if PARAPHRASE in wanted:
        report.findings[PARAPHRASE] = yield from find_paraphrases(project, looked, encoder)
    return report


def _look(project: Project, total: int, names: tuple[str, ...], *, texts: bool) -> Job[Looked]:
    """What the checks see in all rows, and their compared texts."""
    every = Looked()
    starts = range(1, total + 1, _STRETCH)
    stretches = (
        Stretch(project.path, range(start, min(start + _STRETCH, total + 1)), names, texts)
        for start in starts
    )
    partner = Partner() if total >= _WORTH_A_PARTNER else None
    pacer, done = Pacer(), 0
    try:
        for looked in map_shared(look_at, stretches, partner):
            every.seen.extend(looked.seen)
            every.prompts.extend(looked.prompts)
            every.answers.extend(looked.answers)
            done += _STRETCH
            if pacer.due():
                yield Step(min(done, total), total, "checking rows")
    finally:
        if partner is not None:
            partner.close()
    return every


def _scan(project: Project, prompts: list[str], answers: list[str]) -> Job[tuple[int, int]]:
    """Find all pairs of like rows, and keep them with the index; how many there are, how many contradict."""
    total = len(prompts)
    sizes = [len(prompt) + len(answer) for prompt, answer in zip(prompts, answers, strict=True)]
    # As near to the project's rule as can be told before groups are formed: clearly longer, then earlier.
    scan = yield from scan_rows(prompts, answers, ranks=rank_by_length(round_sizes(sizes)))
    yield Step(0, 0, "keeping what was found")
    # Places in the columns start at 0, rows at 1.
    signatures = replace(scan.signatures, rows=scan.signatures.rows + 1)
    with project.bulk() as db:
        db.execute("BEGIN IMMEDIATE")
        likeness.replace_pairs(db, _pairs(scan))
        contradictions = replace_contradictions(db)
        added = [Segment.of_signatures(signatures).to_bytes()] if len(signatures.rows) else []
        likeness.store_segments(db, added, None)
        likeness.note_index_version(db, VERSION)
        likeness.note_checked(db, (NEAR_DUPLICATE,), total)
        likeness.index_prompts(db)
        db.execute("COMMIT")
    return len(scan.pairs.left), contradictions


def _pairs(scan: Scan) -> Iterator[Pair]:
    found = scan.pairs
    columns = (found.left + 1, found.right + 1, found.scores, found.kinds, found.identical)
    values = zip(*(column.tolist() for column in columns), found.judgements, strict=True)
    for one, other, score, kind, same, judgement in values:
        yield Pair(one, other, score, KINDS[kind].value, judgement.band.value, judgement.why, same)


def seen_rows(project: Project, name: str) -> int:
    """How many of the first rows a check has seen; none where the index is an older studio's."""
    if name == NEAR_DUPLICATE and likeness.index_version(project.reader) != VERSION:
        return 0
    return likeness.checked_rows(project.reader, name)


def unchecked_rows(project: Project) -> int:
    """How many rows some check has not seen as they are now."""
    total = row_count(project.reader)
    new = max(total - seen_rows(project, name) for name in check_names())
    return new + len(likeness.stale_rows(project.reader))


def check_new(project: Project, index: LiveIndex) -> Job[int]:
    """Check what is new or changed; how many findings and pairs that gave.

    A few rows are looked up in the index. Many, or the first ones, are a scan of all.
    """
    total = row_count(project.reader)
    seen = min(seen_rows(project, name) for name in check_names())
    if not total:
        return 0
    if not seen or total - seen > max(_FEW_ROWS, total // _FEW_SHARE):
        report = yield from run_checks(project)
        return sum(report.findings.values())
    stale = likeness.stale_rows(project.reader)
    rows = [*(row for row in stale if row <= seen), *range(seen + 1, total + 1)]
    return (yield from renew(project, index, rows))


def check_file(path: Path, names: Sequence[str] | None) -> Job[int]:
    """The named checks over a whole project file, or (None) over what is new: for a process of its own."""
    with closing(Project(path, create=False)) as project:
        if names is None:
            return (yield from check_new(project, LiveIndex(project)))
        report = yield from run_checks(project, names)
        return sum(report.findings.values())
