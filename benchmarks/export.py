"""`python -m benchmarks.export --data DIR`: how fast rows leave in one process, what is found like others.

DIR is any folder with JSONL of instruction and output. Told are rows a second of processor time and of
wall time, with split, provenance, manifest and certificate; the memory that more rows take; what
`verify` takes; and how many of some real rows are found again when their prompts have typing slips and
their answers are gone. It tunes nothing.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.rows import real_rows, write_file
from studio.core.verdict import Status
from studio.exporters.against import Lookout, Texts, sign
from studio.exporters.recipe import Recipe
from studio.exporters.verifying import verify_folder
from studio.jobs import drain
from studio.session import Session

_COUNTS = (10_000, 100_000, 1_000_000)
_MEGA = 1024
_LOST = 1_500


def peak_memory() -> int:
    """The most memory that this process had, in kilobytes (Linux); `getrusage` would tell its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def measure_one(project: Path, folder: Path) -> str:
    """One export in this process, and its verification: a line of the table."""
    with Session.open(project) as session:
        rows = session.tally().rows
        before = peak_memory()
        wall, cpu = time.perf_counter(), time.process_time()
        drain(session.export(Recipe(statuses=(Status.PENDING,)), folder))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = peak_memory()
    start = time.perf_counter()
    wrong = drain(verify_folder(folder)) if rows <= _COUNTS[1] else []
    taken = f"{time.perf_counter() - start:.1f} s" if rows <= _COUNTS[1] else "–"
    return (
        f"| {rows:,} | {rows / cpu:,.0f} | {rows / wall:,.0f} | {peak / _MEGA:.0f} MB"
        f" (+{(peak - before) / _MEGA:.0f}) | {taken}{', faults' if wrong else ''} |"
    )


def slip(text: str, chance: random.Random) -> str:
    """A text with two neighbouring letters exchanged in every sixty."""
    letters = list(text)
    for _ in range(1 + len(text) // 60):
        place = chance.randrange(len(letters) - 1)
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def found_again(data: Path, change: Callable[[str], str], *, answers: bool) -> float:
    """The share of some real rows that are found when their prompts are changed."""
    rows = real_rows(data)
    prompts = ["\n\n".join(filter(None, (row["instruction"], row["input"]))) for row in rows]
    said = [row["output"] for row in rows]
    whole = [place for place, prompt in enumerate(prompts) if len(prompt) >= 30]
    picked = random.Random(1).sample(whole, min(_LOST, len(whole)))
    theirs = Texts([change(prompts[i]) for i in picked], [said[i] if answers else "" for i in picked])
    lookout, found = Lookout(theirs), set()
    for start in range(0, len(prompts), 2_000):
        ours = sign(Texts(prompts[start : start + 2_000], said[start : start + 2_000]))
        found |= {like.theirs for like in lookout.find(ours) if picked[like.theirs] == start + like.ours}
    return len(found) / len(picked)


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int, nargs="*", default=list(_COUNTS))
    parser.add_argument("--one", type=Path, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(measure_one(*options.one))
        return
    print(
        "| rows | rows/s of processor time | rows/s | peak (over the start) | verify |\n|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as work:
        for count in options.rows:
            project = Path(work) / f"{count}.studio"
            with Session.open(project) as session:
                drain(session.import_files([write_file(options.data, count, Path(work))]))
                drain(session.check(("near-duplicate",)))
            command = [sys.executable, "-m", "benchmarks.export", "--data", str(options.data), "--one"]
            subprocess.run([*command, str(project), str(Path(work) / f"out-{count}")], check=True)
    chance = random.Random(2)
    for answers in (False, True):
        share = found_again(options.data, lambda text: slip(text, chance), answers=answers)
        print(f"found with slips, {'with' if answers else 'without'} answers: {share:.3f}")


if __name__ == "__main__":
    main()
