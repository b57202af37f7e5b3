"""Measures an export again, from its folder alone, and says what differs from what it claims.

It needs no project: hashes, counts, rows on two sides word for word, prompts on two sides, and
look-alikes across the split, found anew by the engine. It repairs nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from studio.core.comparison import compared_texts
from studio.core.fingerprint import measure
from studio.core.glyphs import one_line
from studio.core.splits import SIDES
from studio.exporters.against import HITS, Lookout, Texts, sign
from studio.exporters.certificate import Certificate, read_certificate
from studio.exporters.filling import PROVENANCE
from studio.exporters.manifest import Manifest, check_folder, read_manifest
from studio.exporters.outside import OutsideFile
from studio.jobs import Job, Step
from studio.similarity.pairs import KINDS
from studio.similarity.scan import Scan, scan_rows

_TELL = 5
_AT_ONCE = 2_000


@dataclass(slots=True)
class _Rows:
    """What one folder's files hold, line by line.

    `places` are the file's side and the 1-based line; `prompts` and `texts` are hashes.
    """

    places: list[tuple[int, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    prompts: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    bad: int = 0


def verify_folder(folder: Path, against: Sequence[Path] = ()) -> Job[list[str]]:
    """What in an export is not as it says, each in a sentence; an empty list when all is.

    Args:
        folder: what an export wrote.
        against: files to hold the training rows against.

    Raises:
        StudioError: the folder is no export, or a file cannot be read.

    """
    yield Step(0, 0, "hashing files")
    wrong = check_folder(folder)
    changed = bool(wrong)
    certificate = read_certificate(folder)
    manifest = read_manifest(folder)
    if certificate is None:
        wrong.append("there is no certificate")
    elif not changed:
        wrong += _contradictions(certificate, manifest)
    known, mixed = _provenance(folder)
    if not changed:
        wrong += _unknown_lines(manifest, known)
    names = sorted({Path(name).parent.as_posix() for name in manifest.files})
    for name in names:
        sides = [folder / name / f"{side}.jsonl" for side in SIDES]
        if "/" in name or not any(path.is_file() for path in sides):
            continue
        yield Step(0, 0, f"reading {name}")
        rows = _read(sides)
        if not changed:  # else the hashes have said it
            wrong += _counts(name, rows, certificate, mixed)
        wrong += _leaks(name, rows)
        if certificate is None or name in certificate.folders:
            wrong += yield from _look_alikes(name, rows)
        if against:
            wrong += yield from _hits(name, rows, against)
    return wrong


def _read(sides: Sequence[Path]) -> _Rows:
    found = _Rows()
    for code, path in enumerate(sides):
        if not path.is_file():
            continue
        file = OutsideFile(path)
        for part in file.read():
            for row in part:
                asked, answered = compared_texts(row.example)
                measures = measure(row.example)
                found.places.append((code, row.line))
                found.asked.append(asked)
                found.answered.append(answered)
                found.prompts.append(measures.prompt_hash if asked.strip() else 0)
                found.texts.append(measures.text_hash)
        found.bad += file.bad_lines
    return found


def _contradictions(certificate: Certificate, manifest: Manifest) -> Iterator[str]:
    """What the two notes on one export say differently."""
    recipe = manifest.recipe
    same = {
        "project": (certificate.project, manifest.project),
        "seed": (certificate.seed, recipe.seed),
        "shares": (
            certificate.shares,
            {"validation": recipe.validation_share, "test": recipe.test_share},
        ),
        "stratify": (certificate.stratify, list(recipe.stratify)),
        "files held against": ([file.file for file in certificate.against], [p.name for p in recipe.against]),
        "general rows": (certificate.mixed.rows if certificate.mixed else 0, manifest.mixed),
    }
    for what, (one, other) in same.items():
        if one != other:
            yield f"certificate.json and manifest.json differ: {what}"


def _provenance(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """How many rows of each file the provenance names, and how many of them are general rows."""
    known, mixed = Counter[str](), Counter[str]()
    path = folder / PROVENANCE
    if path.is_file():
        with path.open("rb") as file:
            for line in file:
                try:
                    value = json.loads(line)
                    name, is_mixed = str(value["file"]), "mix" in value
                except (ValueError, KeyError, TypeError):
                    name, is_mixed = "", False
                known[name] += 1
                mixed[name] += is_mixed
    return known, mixed


def _unknown_lines(manifest: Manifest, known: Counter[str]) -> Iterator[str]:
    """Data files of which the provenance names more rows than there are, or fewer."""
    files = {name: entry.rows or 0 for name, entry in manifest.files.items() if Path(name).stem in SIDES}
    for name in sorted({*known, *(name for name in files if name.endswith(".jsonl"))}):
        if known[name] != files.get(name, 0):
            told = one_line(name, 80) or "no file"
            yield f"{PROVENANCE} names {known[name]:,} rows of {told}, which has {files.get(name, 0):,}"


def _counts(name: str, rows: _Rows, certificate: Certificate | None, mixed: Counter[str]) -> Iterator[str]:
    if rows.bad:
        yield f"{name}: {rows.bad} line{'s are no rows' if rows.bad > 1 else ' is no row'}"
    if certificate is None:
        return
    claimed = certificate.folders.get(name)
    if claimed is None:
        yield f"{name}: the certificate does not know it"
        return
    for code, side in enumerate(SIDES):
        there = sum(place[0] == code for place in rows.places) - mixed[f"{name}/{side}.jsonl"]
        said = claimed.sides[side].rows if side in claimed.sides else 0
        if there != said:
            yield f"{name}: {there} rows in {side}, the certificate says {said}"


def _leaks(name: str, rows: _Rows) -> Iterator[str]:
    """Rows and prompts that stand on two sides, case and white space aside."""
    for what, hashes in (("row", rows.texts), ("prompt", rows.prompts)):
        side_of: dict[int, int] = {}
        leaks = []
        for (side, line), key in zip(rows.places, hashes, strict=True):
            if key and side_of.setdefault(key, side) != side:
                leaks.append(f"{SIDES[side]}.jsonl:{line}")
        if leaks:
            more = " …" if len(leaks) > _TELL else ""
            yield (
                f"{name}: {len(leaks)} {what}{'s' * (len(leaks) > 1)} of one side on another too:"
                f" {', '.join(leaks[:_TELL])}{more}"
            )


def _look_alikes(name: str, rows: _Rows) -> Job[list[str]]:
    """Pairs across the split that say, ask or answer the same."""
    scan = yield from scan_rows(rows.asked, rows.answered)
    found = _across(scan, rows)
    if not found:
        return []
    listed = [
        f"{_at(rows, one)} and {_at(rows, other)} ({kind} {score:.2f})" for score, kind, one, other in found
    ]
    more = " …" if len(listed) > _TELL else ""
    pairs = f"{len(found)} pair{'s' * (len(found) > 1)}"
    return [f"{name}: {pairs} of look-alikes across the split: {', '.join(listed[:_TELL])}{more}"]


def _across(scan: Scan, rows: _Rows) -> list[tuple[float, str, int, int]]:
    """Score, kind and rows of the pairs that must not straddle and do, closest first."""
    pairs = scan.pairs
    sides = np.array([side for side, _ in rows.places], np.int64)
    must = np.isin(pairs.kinds, [KINDS.index(kind) for kind in HITS])
    across = np.flatnonzero(must & (sides[pairs.left] != sides[pairs.right]))
    order = across[np.argsort(-pairs.scores[across], kind="stable")]
    return [
        (
            float(pairs.scores[pair]),
            KINDS[pairs.kinds[pair]].value,
            int(pairs.left[pair]),
            int(pairs.right[pair]),
        )
        for pair in order.tolist()
    ]


def _at(rows: _Rows, place: int) -> str:
    side, line = rows.places[place]
    return f"{SIDES[side]}.jsonl:{line}"


def _hits(name: str, rows: _Rows, against: Sequence[Path]) -> Job[list[str]]:
    """Training rows that are like rows of other files."""
    train = [place for place, (side, _) in enumerate(rows.places) if side == 0]
    wrong = []
    for path in against:
        file = OutsideFile(path)
        theirs = [(row.line, *compared_texts(row.example)) for part in file.read() for row in part]
        if not any(asked.strip() or answered.strip() for _, asked, answered in theirs):
            raise file.nothing_in()
        lookout = Lookout(Texts([asked for _, asked, _ in theirs], [answered for *_, answered in theirs]))
        hits: dict[int, str] = {}
        for start in range(0, len(train), _AT_ONCE):
            part = train[start : start + _AT_ONCE]
            ours = sign(Texts([rows.asked[i] for i in part], [rows.answered[i] for i in part]))
            for like in lookout.find(ours):
                there = f"line {theirs[like.theirs][0]} ({like.score:.2f})"
                hits.setdefault(part[like.ours], f"{_at(rows, part[like.ours])} like {there}")
            yield Step(start, len(train), f"{name} against {file.name}")
        if hits:
            more = " …" if len(hits) > _TELL else ""
            listed = ", ".join(list(hits.values())[:_TELL])
            wrong.append(
                f"{name}: {len(hits)} training rows are like rows of {one_line(file.name, 80)}:"
                f" {listed}{more}"
            )
    return wrong
