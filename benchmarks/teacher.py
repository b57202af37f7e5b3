"""`python -m benchmarks.teacher`: what a job for Claude costs beside the SDK alone, and what keys feel of it.

A loopback server that answers at once runs in a process of its own. Every run is a process of its own,
in turn; read requests per second of its CPU time, and the ratio to the bare loop.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.terminal import Terminal

_KEY = "sk-ant-api03-loopback"
_MODEL = "claude-haiku-5-5"
_VERBS = ("judge", "rewrite")


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """The URL of a loopback server that keeps nothing."""
    command = [sys.executable, "-m", "tests.teacher.server", "--forget", "--until-stdin-ends", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.stdin.close()


def write_rows(path: Path, count: int) -> Path:
    """A file of short rows, no two alike."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            output = f"Row {n}: " + " ".join(f"word{(n * k) % 9973}" for k in range(1, 40))
            file.write(json.dumps({"instruction": f"Tell of {n}.", "input": "", "output": output}) + "\n")
    return path


def run_one(kind: str, url: str, rows: int, at_once: int) -> dict[str, float]:
    """In the process that is measured: one job, or the bare loop over the same requests."""
    from studio.commissioning import Wish
    from studio.jobs import drain
    from studio.session import Session
    from studio.settings import Settings
    from studio.store import jobs
    from studio.teacher.planning import form_of

    settings = Settings(api_key=_KEY, base_url=url, model=_MODEL, at_once=at_once)
    with tempfile.TemporaryDirectory() as folder:
        file = write_rows(Path(folder) / "rows.jsonl", rows)
        with Session.open(Path(folder) / "b.studio", create=True, reviewer="benchmark") as session:
            drain(session.import_files([file]))
            verb = "judge" if kind == "bare" else kind
            planned = session.plan_rows(settings, verb, list(session.ids("")), Wish(instruction="shorter"))
            job = session.commit_plan(drain(planned), "send", 100.0)
            import anthropic

            begun, cpu = time.perf_counter(), time.process_time()
            if kind == "bare":
                form = form_of(session.job_line(job).job.head)
                tasks = jobs.tasks_in(session._project.reader, job, "waiting")
                bodies = [form.request(task.text) for task in tasks]
                client = anthropic.AsyncAnthropic(api_key=_KEY, base_url=url, max_retries=0)
                asyncio.run(_bare(client, bodies, at_once))
            else:
                line = drain(session.run_job(job, settings))
                assert line.sums.states == {"done": rows}, line.sums.states
            return {"wall": time.perf_counter() - begun, "cpu": time.process_time() - cpu}


async def _bare(client: object, bodies: Sequence[dict[str, object]], at_once: int) -> None:
    waiting = list(bodies)

    async def ask() -> None:
        while waiting:
            await client.messages.create(**waiting.pop())  # type: ignore[attr-defined]

    async with client:  # type: ignore[attr-defined]
        await asyncio.gather(*(ask() for _ in range(at_once)))


def measure_requests(rows: int, at_once: int, repeats: int) -> None:
    """Print requests per CPU second of each kind, in turn."""
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in ("bare", *_VERBS)}
    with serving() as url:
        for _ in range(repeats):
            for kind, runs in found.items():
                words = ["--child", kind, "--url", url, "--rows", str(rows), "--at-once", str(at_once)]
                done = subprocess.run(
                    [sys.executable, "-m", "benchmarks.teacher", *words],
                    stdout=subprocess.PIPE,
                    text=True,
                    check=True,
                )
                runs.append(json.loads(done.stdout))
    print(f"| {rows:,} requests, {at_once} at once | per CPU second | per second | of the bare loop |")
    print("|---|---|---|---|")
    bare = statistics.median(rows / run["cpu"] for run in found["bare"])
    for kind, runs in found.items():
        cpu = statistics.median(rows / run["cpu"] for run in runs)
        wall = statistics.median(rows / run["wall"] for run in runs)
        print(f"| {kind} | {cpu:,.0f} | {wall:,.0f} | {cpu / bare:.2f} |")


def measure_keys(presses: int) -> None:
    """Print how long keys take with and without a job beside them."""
    from studio.commissioning import Wish
    from studio.jobs import drain
    from studio.session import Session
    from studio.settings import Settings

    print("| keys | down p50 / p95 | page p50 / p95 |")
    print("|---|---|---|")
    with serving("--latency", "0.05") as url, tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "k.studio"
        file = write_rows(Path(folder) / "rows.jsonl", 10_000)
        with Session.open(project, create=True, reviewer="benchmark") as session:
            drain(session.import_files([file]))
            settings = Settings(api_key=_KEY, base_url=url, model=_MODEL)
            planned = session.plan_rows(settings, "judge", list(session.ids("")), Wish())
            session.commit_plan(drain(planned), "send", 1000.0)
        for name, busy in (("no job", False), ("a job of 10,000 runs", True), ("no job", False)):
            terminal = Terminal(project, {"ANTHROPIC_API_KEY": _KEY, "ANTHROPIC_BASE_URL": url})
            terminal.first_screen()
            if busy:
                for key in (b"\x1b[18~", b"c", b"y", b"\x1b[13~"):  # F7, go on, yes, F3
                    terminal.key(key)
                    time.sleep(1.0)
            down = [terminal.key(b"j") * 1000 for _ in range(presses)]
            page = [terminal.key(b"\x1b[6~") * 1000 for _ in range(presses)]
            terminal.close()
            print(f"| {name} | {_two(down)} | {_two(page)} |", flush=True)
        with Session.open(project, create=False) as session:
            print(session.job_line(1).sums.states)


def _two(values: list[float]) -> str:
    ordered = sorted(values)
    return f"{ordered[len(ordered) // 2]:.0f} / {ordered[int(len(ordered) * 0.95)]:.0f} ms"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.teacher", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--keys", action="store_true", help="keys only")
    parser.add_argument("--child", choices=("bare", *_VERBS), help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.child:
        print(json.dumps(run_one(told.child, told.url, told.rows, told.at_once)))
        return
    if not told.keys:
        measure_requests(told.rows, told.at_once, told.repeats)
    measure_keys(told.presses)


if __name__ == "__main__":
    main()
