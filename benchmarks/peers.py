"""`python -m benchmarks.peers --data DIR`: near-duplicate engines side by side, on the same rows, in one run.

DIR holds `neardup/rows.jsonl` (instruction, input, output). Truth are all pairs of Jaccard 0.8 or more of
5-character shingles of normalised rows, by brute force; recall and precision are of the rows to drop (the
later of each pair). Each engine runs in a process of its own at the setting nearest to that truth; one
that is not installed is skipped with a line. With `--timed FILE` all are timed on a larger file too.
"""

import argparse
import importlib
import importlib.util
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.neardup import Columns, brute_force, read_columns, resident_megabytes, share
from studio.jobs import drain
from studio.similarity.normalise import normalise_row
from studio.similarity.scan import scan_rows
from studio.similarity.shingles import shingle_set

_LEAST = 0.8
Engine = Callable[[Columns], set[int]]


def by_studio(columns: Columns) -> set[int]:
    """The engine of this program, judging of kinds included."""
    pairs = drain(scan_rows(*columns)).pairs
    return set(pairs.right[pairs.scores >= _LEAST].tolist())


def _rows(columns: Columns) -> list[str]:
    return [normalise_row(*row) for row in zip(*columns, strict=True)]


def by_datasketch(columns: Columns) -> set[int]:
    """MinHashLSH, 128 permutations."""
    peer: Any = importlib.import_module("datasketch")
    index = peer.MinHashLSH(threshold=_LEAST, num_perm=128)
    found = set()
    for number, row in enumerate(_rows(columns)):
        sketch = peer.MinHash(num_perm=128)
        sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingle_set(row)])
        if index.query(sketch):
            found.add(number)
        index.insert(number, sketch)
    return found


def by_rensa(columns: Columns) -> set[int]:
    """RMinHash and its LSH, 128 permutations in 16 bands."""
    peer: Any = importlib.import_module("rensa")
    index = peer.RMinHashLSH(threshold=_LEAST, num_perm=128, num_bands=16)
    found = set()
    for number, row in enumerate(_rows(columns)):
        sketch = peer.RMinHash(num_perm=128, seed=1)
        sketch.update(list(shingle_set(row)))
        near = index.query(sketch)
        if near:
            found.add(number)
        index.insert(number, sketch)
    return found


def by_gaoya(columns: Columns) -> set[int]:
    """MinHashStringIndex, characters in fives, 42 bands of 3."""
    peer: Any = importlib.import_module("gaoya.minhash")
    index = peer.MinHashStringIndex(
        hash_size=32, jaccard_threshold=_LEAST, num_bands=42, band_size=3, analyzer="char", ngram_range=(5, 5)
    )
    found = set()
    for number, row in enumerate(_rows(columns)):
        if index.query(row):
            found.add(number)
        index.insert_document(number, row)
    return found


ENGINES: dict[str, tuple[str, Engine]] = {
    "studio": ("studio", by_studio),
    "rensa": ("rensa", by_rensa),
    "gaoya": ("gaoya", by_gaoya),
    "datasketch": ("datasketch", by_datasketch),
}


def _run(name: str, path: Path, pipe: Connection) -> None:
    columns = read_columns(path)
    begun = time.perf_counter()
    found = ENGINES[name][1](columns)
    pipe.send((time.perf_counter() - begun, resident_megabytes(), found))


def measure(name: str, path: Path) -> tuple[float, int, set[int]]:
    """Seconds, peak memory (MB) and the rows that an engine would drop, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_run, args=(name, path, theirs))
    child.start()
    theirs.close()
    try:
        result: tuple[float, int, set[int]] = ours.recv()
    finally:
        child.join()
    return result


def main() -> None:
    """Measure every engine and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--timed", type=Path, help="a larger JSONL file, for seconds only")
    options = parser.parse_args()
    path = options.data / "neardup" / "rows.jsonl"
    columns = read_columns(path)
    truth = {later for (_, later), score in brute_force(columns, _LEAST).items() if score >= _LEAST}
    print(f"{len(columns[0]):,} rows, {len(truth):,} to drop")
    print("| engine | seconds | peak MB | recall | precision | larger file: seconds | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for name, (module, _) in ENGINES.items():
        if importlib.util.find_spec(module) is None:
            print(f"| {name} | not installed | | | | | |")
            continue
        seconds, peak, found = measure(name, path)
        line = f"| {name} | {seconds:.2f} | {peak} | {share(found & truth, truth):.3f} | "
        line += f"{share(found & truth, found):.3f} | "
        if options.timed:
            larger, most, _ = measure(name, options.timed)
            line += f"{larger:.1f} | {most} |"
        print(line, flush=True)


if __name__ == "__main__":
    main()
