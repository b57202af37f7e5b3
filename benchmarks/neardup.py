"""`python -m benchmarks.neardup --data DIR [FILE ...]`: speed, memory, recall and kinds of a scan.

DIR holds `sft/alpaca_52k.jsonl.gz` and `neardup/` (rows.jsonl, truth.jsonl); further FILEs of rows
with instruction, input and output are timed as well. Each file is scanned in a process of its own.
It tunes nothing; `benchmarks.peers` holds it against other engines.
"""

import argparse
import gzip
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xxhash

from studio.jobs import drain
from studio.similarity.index import Index, sign_row
from studio.similarity.kinds import Kind
from studio.similarity.normalise import normalise_row
from studio.similarity.scan import FLOOR, Scan, scan_rows
from studio.similarity.shingles import shingle_set

Columns = tuple[list[str], list[str]]
Pair = tuple[int, int]

_BITS = 1 << 14


def read_columns(path: Path, most: int | None = None) -> Columns:
    """Prompts (instruction and input) and answers of a JSONL file, packed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    prompts, answers = [], []
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number == most:
                break
            row = json.loads(line)
            prompts.append("\n".join(filter(None, (row["instruction"], row.get("input")))))
            answers.append(row["output"])
    return prompts, answers


def resident_megabytes() -> int:
    """Most memory that this process ever held; counted anew from the moment it was started."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def hash_once(columns: Columns) -> float:
    """Seconds to fold the case of every row and hash it once: the least that any scan must do."""
    begun = time.perf_counter()
    for column in columns:
        for text in column:
            xxhash.xxh3_64_intdigest(text.lower().encode("utf-8", "surrogatepass"))
    return time.perf_counter() - begun


def time_scan(path: Path) -> None:
    """Print what one scan of a file takes, and one look-up in the index of it."""
    columns = read_columns(path)
    before, floor = resident_megabytes(), hash_once(columns)
    begun = time.perf_counter()
    scan = drain(scan_rows(*columns))
    seconds = time.perf_counter() - begun
    print(
        f"{path.name}: {len(columns[0]):,} rows, {scan.lengths.sum() / 1e6:.0f} million characters: "
        f"{seconds:.2f} s, {seconds / floor:.1f} times one hashing pass ({floor:.2f} s); "
        f"peak {resident_megabytes()} MB, of which texts {before} MB; "
        f"{int(scan.pairs.identical.sum()):,} copies, {int((~scan.pairs.identical).sum()):,} other pairs"
    )
    begun = time.perf_counter()
    groups = scan.group()
    print(f"  {len(groups.rows):,} rows in groups: {1000 * (time.perf_counter() - begun):.0f} ms")
    index = Index()
    index.add(scan.signatures)
    begun = time.perf_counter()
    chosen = range(0, len(columns[0]), max(1, len(columns[0]) // 200))
    for row in chosen:
        index.find(sign_row(columns[0][row], columns[1][row]))
    print(f"  one row against the index: {1000 * (time.perf_counter() - begun) / len(chosen):.2f} ms")


def brute_force(columns: Columns, least: float) -> dict[Pair, float]:
    """All pairs at least so similar: bitmaps rule pairs out, sets decide the rest."""
    sets = [shingle_set(normalise_row(*row)) for row in zip(*columns, strict=True)]
    bits = np.zeros((len(sets), _BITS), bool)
    for row, shingles in enumerate(sets):
        bits[row, [hash(shingle) % _BITS for shingle in shingles]] = True
    packed = np.packbits(bits, axis=1).view(np.uint64)
    sizes = np.bitwise_count(packed).sum(axis=1, dtype=np.int64)
    found = {}
    for row in range(len(sets)):
        both: npt.NDArray[np.int64] = np.bitwise_count(packed[row] & packed[row + 1 :]).sum(
            axis=1, dtype=np.int64
        )
        rough = both / np.maximum(sizes[row] + sizes[row + 1 :] - both, 1)
        for other in (np.flatnonzero(rough >= least - 0.1) + row + 1).tolist():
            union = len(sets[row] | sets[other])
            score = len(sets[row] & sets[other]) / union if union else 0.0
            if score >= least:
                found[row, other] = score
    return found


def compare_with_brute_force(path: Path, most: int) -> None:
    """Print recall and precision of the pairs of a file's first rows."""
    columns = read_columns(path, most)
    truth = brute_force(columns, FLOOR)
    scan = drain(scan_rows(*columns))
    pairs = zip(scan.pairs.left.tolist(), scan.pairs.right.tolist(), strict=True)
    found = dict(zip(pairs, scan.pairs.scores.tolist(), strict=True))
    copies = set(scan.pairs.right[scan.pairs.identical].tolist())
    wrong = [pair for pair, score in found.items() if abs(truth.get(pair, score) - score) > 1e-9]
    for least in (0.8, 0.7, 0.6, FLOOR):
        near = {pair for pair, score in truth.items() if score >= least and not copies & set(pair)}
        false = [pair for pair, score in found.items() if score >= least and pair not in truth]
        print(
            f"  Jaccard >= {least}: {len(near & found.keys())} of {len(near)} pairs found, {len(false)} false"
        )
    print(f"  scores that are not exact: {len(wrong)} of {len(found)}")


def score_planted(folder: Path) -> None:
    """Print what became of each label of the planted set."""
    scan: Scan = drain(scan_rows(*read_columns(folder / "rows.jsonl")))
    groups = scan.group()
    keeper_of = dict(zip(groups.rows.tolist(), groups.keepers.tolist(), strict=True))
    rows = zip(scan.pairs.left.tolist(), scan.pairs.right.tolist(), strict=True)
    judged = dict(zip(rows, scan.pairs.judgements, strict=True))
    together, kinds = Counter[str](), Counter[tuple[str, str]]()
    labels = Counter[str]()
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        one, other = sorted((truth["a_line"] - 1, truth["b_line"] - 1))
        labels[truth["label"]] += 1
        together[truth["label"]] += one in keeper_of and keeper_of[one] == keeper_of.get(other)
        judgement = judged.get((one, other))
        kinds[truth["label"], f"{judgement.kind}, {judgement.band}" if judgement else "no pair"] += 1
    for label, count in labels.items():
        print(f"  {label}: {together[label]} of {count} in one group of kind {Kind.DUPLICATE}")
        for (of_label, kind), number in sorted(kinds.items()):
            if of_label == label:
                print(f"    {kind}: {number}")


def share(part: set[int], whole: set[int]) -> float:
    """How much of a set is a part of it; 1 of an empty one."""
    return len(part) / len(whole) if whole else 1.0


def in_own_process(act: Callable[..., None], *values: object) -> None:
    """Run something in a fresh process, so that its peak memory is its own."""
    sys.stdout.flush()
    child = multiprocessing.get_context("spawn").Process(target=act, args=values)
    child.start()
    child.join()


def main(words: Iterable[str] | None = None) -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=6000, help="rows compared with brute force")
    parser.add_argument("files", type=Path, nargs="*")
    chosen = parser.parse_args(None if words is None else list(words))
    for path in [chosen.data / "sft" / "alpaca_52k.jsonl.gz", *chosen.files]:
        in_own_process(time_scan, path)
    planted = chosen.data / "neardup"
    print(f"planted set, its first {chosen.sample} rows against brute force")
    compare_with_brute_force(planted / "rows.jsonl", chosen.sample)
    print("planted set, by label")
    score_planted(planted)


if __name__ == "__main__":
    main()
