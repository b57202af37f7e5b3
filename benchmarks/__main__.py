"""`python -m benchmarks --data DIR`: import beside `datasets.load_dataset`, keys, searches, export.

DIR holds JSONL files with instruction and output, anywhere below it. Times of whole processes; read
the ratios and how they grow, not the seconds.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.rows import write_file
from benchmarks.terminal import Terminal

PEER = (
    "import sys, tempfile, datasets; datasets.disable_progress_bars();"
    "datasets.load_dataset('json', data_files=sys.argv[1], cache_dir=tempfile.mkdtemp(dir=sys.argv[2]))"
)


def run(*words: str) -> tuple[float, int]:
    """Wall seconds and peak memory (MB, the largest process) of a command."""
    begun = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, *words],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, stream, "/dev/null", os.O_WRONLY, 0) for stream in (1, 2)],
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(words)[:80]} failed")
    return time.perf_counter() - begun, usage.ru_maxrss // 1024


def timed(act: Callable[[], object]) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def measure_import(rows: Path, folder: Path, repeats: int) -> Path:
    """Import and peer in turn; the project of the last import."""
    ours, theirs, ratios = [], [], []
    project = folder / f"{rows.stem}.studio"
    for _ in range(repeats):
        for old in folder.glob(f"{project.name}*"):
            old.unlink()
        mine, memory = run("-m", "studio", "import", str(project), str(rows))
        peer, peer_memory = run("-c", PEER, str(rows), str(folder))
        ours.append(mine)
        theirs.append(peer)
        ratios.append(mine / peer)
        for cache in folder.glob("tmp*"):
            shutil.rmtree(cache, ignore_errors=True)
    print(
        f"| {int(rows.stem):,} | {statistics.median(ours):.1f} s, {memory} MB"
        f" | {statistics.median(theirs):.1f} s, {peer_memory} MB | {statistics.median(ratios):.2f} |"
    )
    return project


def measure_use(project: Path) -> None:
    """First screen, keys, searches and an export on one project."""
    from studio.core.verdict import Status
    from studio.exporters.recipe import Recipe
    from studio.jobs import drain
    from studio.session import Session

    terminal = Terminal(project)
    first = terminal.first_screen()
    figures = []
    for name, key in (("down", b"j"), ("page", b"\x1b[6~"), ("accept", b"a")):
        times = sorted(terminal.key(key) * 1000 for _ in range(40))
        figures.append(f"{name} {times[20]:.0f} / {times[37]:.0f} ms")
    terminal.close()
    with Session.open(project, reviewer="benchmark") as session:

        def first_hits(text: str) -> float:
            begun, found = time.perf_counter(), 0
            for part in session.search(text):
                found += len(part.ids)
                if found >= 40:
                    break
            return time.perf_counter() - begun

        common, absent = first_hits("because"), first_hits("zyxwvq")
        rows = min(10_000, session.tally().rows)
        bulk = timed(lambda: session.decide(range(1, rows + 1), Status.REJECTED))
        undo = timed(session.undo)
        recipe = Recipe(statuses=(Status.PENDING, Status.ACCEPTED))
        with tempfile.TemporaryDirectory(dir=project.parent) as work:
            export = timed(lambda: drain(session.export(recipe, Path(work) / "out")))
        total = session.tally().rows
    print(
        f"| {total:,} | {first:.2f} s | {', '.join(figures)} | {common:.2f} s | {absent:.2f} s"
        f" | {bulk:.2f} / {undo:.2f} s | {total / export:,.0f} rows/s |"
    )


def main() -> None:
    """Measure and print two Markdown tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with JSONL files")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="studio-benchmark-") as work:
        folder = Path(work)
        files = [write_file(options.data, count, folder) for count in options.rows]
        print("| rows | studio import | datasets.load_dataset | ratio |\n|---|---|---|---|")
        projects = [measure_import(path, folder, options.repeats) for path in files]
        print(
            "\n| rows | first screen | key to paint, median / p95 | 40 hits of a common word"
            " | a word that is nowhere | 10,000 rows: decide / undo | export |\n|---|---|---|---|---|---|---|"
        )
        for project in projects:
            measure_use(project)


if __name__ == "__main__":
    main()
