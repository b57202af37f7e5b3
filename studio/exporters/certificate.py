"""The certificate of a split: what it proves, in a shape for programs and as a page. It measures nothing."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio.core.glyphs import one_line
from studio.core.splits import SIDES
from studio.errors import StudioError

NAME, PAGE = "certificate.json", "CERTIFICATE.md"
MOST_PAIRS, MOST_HITS = 50, 200
_ON_PAGE = 20


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SideCount(_Part):
    """How much stands on one side."""

    rows: int
    groups: int


class FolderSplit(_Part):
    """The split of one folder. Straddling groups and prompts stand on two sides; there must be none."""

    sides: dict[str, SideCount]
    largest_group: int
    straddling_groups: int
    straddling_prompts: int


class Place(_Part):
    """Where a row stands: in the project, and in the export."""

    row: int
    file: str
    line: int


class AcrossPair(_Part):
    """Two like rows on different sides. Template variants and paraphrases may be."""

    score: float
    kind: str
    band: str
    one: Place
    other: Place


class Hit(_Part):
    """One of our rows and the row of another file that it is like; `line` is the line there.

    `row` is None for a general row that was to be mixed in; it is then named by `our_line`.
    """

    row: int | None
    our_line: int
    line: int
    score: float
    kind: str
    exact: bool
    left_out: bool


class AgainstFile(_Part):
    """What was found like the rows of another file.

    `exact` and `near` count our rows, `left_out` those of them that were taken out of train for it;
    those on other sides stay. `hits` lists the closest.
    """

    file: str
    sha256: str
    rows: int
    bad_lines: int
    exact: int
    near: int
    left_out: int
    hits: list[Hit]


class Mixed(_Part):
    """General rows among the training rows."""

    file: str
    sha256: str
    rows: int
    share: float
    read: int
    bad_lines: int
    unfit: int
    like_ours: int


class Moved(_Part):
    """Rows that changed side since an earlier export, by row number."""

    rows: int
    listed: list[int]


class Measured(_Part):
    """How likeness was measured."""

    engine: str
    floor: float
    signature_version: int
    looked_through: bool
    unseen_rows: int
    straddles: list[str] = Field(description="kinds that may stand on both sides")


class Certificate(_Part):
    """`certificate.json`, version 1."""

    format: Literal[1] = 1
    project: str
    seed: int
    shares: dict[str, float]
    stratify: list[str]
    folders: dict[str, FolderSplit]
    like_pairs_across: int
    closest: list[AcrossPair]
    against: list[AgainstFile]
    mixed: Mixed | None = None
    moved: Moved | None = None
    notes: list[str]
    how: Measured

    @property
    def is_clean(self) -> bool:
        """True when nothing straddles."""
        folders = self.folders.values()
        return not self.like_pairs_across and not any(
            folder.straddling_groups or folder.straddling_prompts for folder in folders
        )


def read_certificate(folder: Path) -> Certificate | None:
    """The certificate of an export; None for one without.

    Raises:
        StudioError: it is there and is none.

    """
    try:
        return Certificate.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, OSError):
        raise StudioError(f"{folder / NAME} cannot be read as a certificate") from None


def write_certificate(folder: Path, certificate: Certificate) -> None:
    """Write both files."""
    (folder / NAME).write_text(certificate.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (folder / PAGE).write_text(render_page(certificate), encoding="utf-8")


def render_page(certificate: Certificate) -> str:
    """The certificate in Markdown. It holds no text of a row."""
    how = certificate.how
    parts = [
        f"# Certificate of the split: {_safe(certificate.project)}",
        _verdict(certificate),
    ]
    parts += ["## Sides", _sides_table(certificate), "## The closest pairs across", _closest(certificate)]
    for against in certificate.against:
        parts += [f"## Against {_safe(against.file)}", _against(against)]
    if certificate.mixed:
        mixed = certificate.mixed
        parts += [
            "## General rows",
            f"{mixed.rows:,} rows of {_safe(mixed.file)} (sha256 `{mixed.sha256}`) are {mixed.share:.1%} of"
            f" `sft/train.jsonl`. Of {mixed.read:,} rows read {mixed.unfit:,} did not fit,"
            f" {mixed.like_ours:,} were like rows of the set or of the files above and were not taken,"
            f" and {mixed.bad_lines:,} lines were no rows.",
        ]
    if certificate.moved and certificate.moved.rows:
        parts += [
            "## Changed sides",
            f"{certificate.moved.rows:,} rows stand on another side than in the earlier export, since"
            f" their groups were joined: rows {_listed(certificate.moved)}.",
        ]
    if certificate.notes:
        parts += ["## Notes", "\n".join(f"- {_safe(note)}" for note in certificate.notes)]
    parts += [
        "## How it was measured",
        f"Engine: {how.engine}, signatures of version {how.signature_version}; pairs of a Jaccard similarity"
        f" of {how.floor} or more. Rows with one prompt, duplicates, conflicts and same-answer pairs are one"
        f" group, directly or through others; {' and '.join(how.straddles)} pairs may stand on both sides."
        f" Seed {certificate.seed}. `studio verify DIR` measures the split again from this folder alone.",
        "What it does not say: whether rows mean alike in other words or in another language (`studio check"
        " PROJECT --only paraphrase` looks for the first), and what the base model has seen before.",
    ]
    return "\n\n".join(parts) + "\n"


def _verdict(certificate: Certificate) -> str:
    if not certificate.is_clean:
        return "**Look-alikes stand on two sides: see the counts below.**"
    if certificate.how.looked_through:
        return "No group of look-alikes stands on two sides."
    return (
        f"**Not proven: {certificate.how.unseen_rows:,} rows of the project were never looked through for"
        " look-alikes.** Equal prompts stand on one side; of rows that are only nearly alike nothing is known"
        " yet. `studio check PROJECT` looks, then export again."
    )


def _listed(moved: Moved) -> str:
    more = " …" if moved.rows > len(moved.listed) else ""
    return ", ".join(map(str, moved.listed)) + more


def _sides_table(certificate: Certificate) -> str:
    lines = ["| folder | " + " | ".join(f"{side}: rows, groups" for side in SIDES) + " | largest group |"]
    lines.append("|---|" + "---|" * (len(SIDES) + 1))
    for name, folder in certificate.folders.items():
        cells = [
            f"{folder.sides[side].rows:,}, {folder.sides[side].groups:,}" if side in folder.sides else "–"
            for side in SIDES
        ]
        lines.append(f"| {name} | {' | '.join(cells)} | {folder.largest_group:,} |")
    straddling = sum(f.straddling_groups + f.straddling_prompts for f in certificate.folders.values())
    return (
        "\n".join(lines) + f"\n\nGroups and prompts on two sides: {straddling}. Pairs on two sides that are"
        f" duplicates, conflicts or same-answer pairs: {certificate.like_pairs_across}."
    )


def _closest(certificate: Certificate) -> str:
    if not certificate.closest:
        return "None of the known pairs of like rows stands across the split."
    lines = [
        "Variants are one template filled in otherwise, such as 5 km and 8 km: they may stand on both sides."
        " Where they are too close for what you measure, set one of each aside on Duplicates (`F5`) and"
        " export again.",
        "",
        "| similarity | kind | one | other |",
        "|---|---|---|---|",
    ]
    for pair in certificate.closest[:_ON_PAGE]:
        places = [f"#{place.row} {place.file}:{place.line}" for place in (pair.one, pair.other)]
        lines.append(f"| {pair.score:.3f} | {pair.kind} ({pair.band}) | {' | '.join(places)} |")
    more = len(certificate.closest) - _ON_PAGE
    return "\n".join(lines) + (f"\n\n{more} more are in `{NAME}`." if more > 0 else "")


def _against(against: AgainstFile) -> str:
    head = (
        f"sha256 `{against.sha256}`, {against.rows:,} rows, {against.bad_lines:,} lines that are no rows."
        f" {against.exact:,} of our rows ask the same, {against.near:,} are near; {against.left_out:,} were"
        " left out of train for it; those on other sides stay."
    )
    if not against.hits:
        return head
    lines = [head, "", "| similarity | kind | our row | line there | left out |", "|---|---|---|---|---|"]
    for hit in against.hits[:_ON_PAGE]:
        ours = f"#{hit.row}" if hit.row is not None else f"general, line {hit.our_line}"
        kind = f"{hit.kind}, exact" if hit.exact else hit.kind
        left = "yes" if hit.left_out else "no"
        lines.append(f"| {hit.score:.3f} | {kind} | {ours} | {hit.line} | {left} |")
    return "\n".join(lines)


def _safe(text: str) -> str:
    """A name on one line in which nothing is Markdown."""
    return "".join(f"\\{char}" if char in r"\`*_[]<>|#" else char for char in one_line(text, 200))
