"""`studio jobs`, `drafts`, `doctor`: what Claude was asked, what came of it, what is reachable."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_json, add_project
from studio.cli.ask_options import dollars, seconds
from studio.cli.commands import open_session
from studio.cli.output import emit, run, say, show
from studio.core.glyphs import one_line, show_usd
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.session import Session
    from studio.teacher.estimate import Estimate
    from studio.teaching import JobLine

_SHOWN_DRAFTS = 10
_WIDTH = 300


def money(estimate: "Estimate") -> str:
    """An estimate as a range of dollars."""
    if estimate.low_usd is None or estimate.high_usd is None:
        return "unknown"
    places = 2 if estimate.high_usd >= 1 else 4
    return f"${estimate.low_usd:.{places}f} to ${estimate.high_usd:.{places}f}"


def jobs(options: argparse.Namespace) -> int:
    """`studio jobs PROJECT [N]`."""
    from studio.settings import load_settings

    with open_session(options) as session:
        if options.project_cap is not None:
            session.set_project_cap(None if options.project_cap < 0 else options.project_cap)
        if options.job is None:
            if options.run_it or options.retry or options.cancel or options.cap is not None:
                raise StudioError(
                    "no job was named",
                    f"say which: studio jobs {session.path.name} N; --project-cap is for all",
                )
            _list(session, options)
            return 0
        if options.cap is not None:
            say(session.set_job_cap(options.job, None if options.cap < 0 else options.cap).message)
        if options.retry:
            say(session.retry_job(options.job).message)
        if options.cancel:
            say(run(session.cancel_job(options.job, load_settings())).message)
        if options.run_it or options.retry:
            settings = load_settings(offline=options.offline or None)
            line = run(session.run_job(options.job, settings, poll_seconds=options.poll))
            show_ended(session, line, options)
            return int(line.job.state != "done")
        show_ended(session, session.job_line(options.job), options)
        return 0


def _list(session: "Session", options: argparse.Namespace) -> None:
    lines = session.job_lines()
    for line in lines:
        show_line(line, options)
    spent, most = session.spending()
    cap = session.project_cap()
    if options.json:
        emit({"spent_usd": spent, "most_usd": most, "cap_usd": cap})
        return
    show(
        f"{len(lines)} jobs, ${spent:.4f} spent"
        + (f", at most ${most:.4f} with what is under way or was lost" if most - spent > 1e-9 else "")
        + (f"; the project's cap is {show_usd(cap)}" if cap is not None else "")
    )


def show_line(line: "JobLine", options: argparse.Namespace) -> None:
    """One job on a line, or as JSON."""
    job, sums = line.job, line.sums
    if options.json:
        emit(
            {
                "job": job.id,
                "verb": job.head.verb,
                "way": job.head.way,
                "model": job.head.model,
                "prompt": job.head.prompt,
                "state": job.state,
                "orphan": line.is_orphan,
                "note": job.note,
                "requests": sums.states,
                "drafts": line.drafts,
                "spent_usd": job.spent_usd,
                "held_usd": job.held_usd,
                "lost_usd": job.lost_usd,
                "cap_usd": job.head.cap_usd,
                "price_known": job.head.price is not None,
                "input_tokens": sums.input_tokens,
                "output_tokens": sums.output_tokens,
                "cache_read": sums.cache_read,
                "cache_write": sums.cache_write,
                "failed": [{"state": s, "reason": r, "count": n} for s, r, n in line.reasons],
            }
        )
        return
    state = "its process is gone, --run goes on" if line.is_orphan else job.state
    cost = "price unknown" if job.head.price is None else f"${job.spent_usd:.4f}"
    cached = sums.cache_read + sums.cache_write + sums.input_tokens
    hits = f", {100 * sums.cache_read // cached} % of input from the cache" if sums.cache_read else ""
    drafts = ", ".join(f"{count:,} {state}" for state, count in sorted(line.drafts.items()))
    requests = ", ".join(f"{count:,} {state}" for state, count in sorted(sums.states.items()))
    show(
        f"job {job.id} · {job.head.verb} · {job.head.way} · {job.head.model} · {state} · {requests}"
        f" · {cost}{hits}" + (f" · drafts: {drafts}" if drafts else "")
    )
    if job.note:
        show(f"  {one_line(job.note, 200)}")


def show_ended(session: "Session", line: "JobLine", options: argparse.Namespace) -> None:
    """One job, why requests of it failed or were refused, and what can be done."""
    show_line(line, options)
    if options.json:
        return
    for state, reason, count in line.reasons:
        show(f"  {count:>6,} {state}: {one_line(reason, 200)}")
    if line.sums.states.get("failed"):
        show(f"  ask again what failed: studio jobs {session.path} {line.job.id} --retry")


def drafts(options: argparse.Namespace) -> int:
    """`studio drafts PROJECT [JOB]`."""
    with open_session(options) as session:
        for numbers, act in (
            (options.accept, partial(session.accept_drafts, as_pair=options.as_pair)),
            (options.refuse, session.refuse_drafts),
            (options.admit, session.admit_drafts),
        ):
            if numbers:
                say(act(_there(session, _numbers(numbers))).message)
        if options.accept or options.refuse or options.admit:
            return 0
        lines = session.job_lines() if options.job is None else [session.job_line(options.job)]
        for line in lines:
            show_drafts(session, line.job.id, options, most=None)
        if not any(line.drafts for line in lines):
            say("there are no drafts" + (f" of job {options.job}" if options.job else ""))
    return 0


def _numbers(text: str) -> list[int]:
    parts = text.replace(",", " ").split()
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise StudioError(f"{one_line(text, 40)!r} names no drafts", "give their numbers: 3,4,7")
    return [int(part) for part in parts]


def _there(session: "Session", numbers: list[int]) -> list[int]:
    """The numbers, where there is a draft for each."""
    gone = sorted(set(numbers) - {draft.id for draft in session.read_drafts(numbers)})
    if gone:
        raise StudioError(
            f"there is no draft {', '.join(map(str, gone[:5]))}", f"studio drafts {session.path} lists them"
        )
    return numbers


def show_drafts(
    session: "Session", job: int, options: argparse.Namespace, most: int | None = _SHOWN_DRAFTS
) -> None:
    """What came of a job: each draft with its state and its beginning."""
    from studio.core.example import from_json, text_of

    for one in session.drafts(job)[:most]:
        if options.json:
            emit(one._asdict())
            continue
        about = f" #{one.example}" if one.example else ""
        show(
            f"draft {one.id}{about} · {one.state}" + (f" · {one_line(one.reason, 120)}" if one.reason else "")
        )
        if "example" in one.body:
            example = from_json(one.body["example"])
            show(f"  prompt: {one_line(text_of(example.prompt), _WIDTH)}")
            show(f"  answer: {one_line(text_of(example.chosen), _WIDTH)}")
            if example.rejected:
                show(f"  worse:  {one_line(text_of(example.rejected), _WIDTH)}")
        elif "text" in one.body:
            show(str(one.body["text"]))


def show_agreement(session: "Session", options: argparse.Namespace) -> None:
    """How far the judge and people agree, in words, or as JSON."""
    found = session.judge_agreement()
    if options.json:
        emit({"n": found.n, "spearman": found.spearman, "kappa": found.kappa, "words": found.words})
    else:
        show(found.words)


def doctor(options: argparse.Namespace) -> int:
    """`studio doctor`."""
    from studio.settings import load_settings, settings_path
    from studio.teacher.checkup import examine
    from studio.teacher.planning import prices_path

    settings = load_settings(offline=options.offline or None, model=options.model)
    found = run(examine(settings, prices_path()))
    if options.json:
        emit(found.to_json())
    else:
        show(f"settings   {settings_path()}" + ("" if settings_path().exists() else " (none: defaults)"))
        for name, words in found.lines():
            show(f"{name:10} {one_line(words, 200)}")
    return int(not found.works)


def _jobs(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    verb.add_argument("job", type=int, nargs="?", help="a job's number (default: all)")
    verb.add_argument("--run", dest="run_it", action="store_true", help="go on with what waits")
    verb.add_argument("--retry", action="store_true", help="ask again what failed")
    verb.add_argument("--cancel", action="store_true", help="send nothing more; what arrived stays")
    verb.add_argument("--cap", type=dollars, metavar="USD", help="the most that it may cost; -1 for no cap")
    verb.add_argument("--project-cap", type=dollars, metavar="USD", help="for all jobs together; -1 for none")
    verb.add_argument("--offline", action="store_true", help="refuse every call")
    verb.add_argument(
        "--poll", type=seconds, default=30.0, metavar="SECONDS", help="between looks at a batch"
    )


def _drafts(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    verb.add_argument("job", type=int, nargs="?", help="of this job only")
    verb.add_argument("--accept", metavar="NUMBERS", help="take these drafts: 3,4,7")
    verb.add_argument("--as-pair", action="store_true", help="and keep the old answer as the worse one")
    verb.add_argument("--refuse", metavar="NUMBERS", help="refuse these")
    verb.add_argument("--admit", metavar="NUMBERS", help="let these through, though a check held them back")


def _doctor(verb: argparse.ArgumentParser) -> None:
    add_json(verb)
    verb.add_argument("--model", metavar="ID", help="instead of the one in settings.toml")
    verb.add_argument("--offline", action="store_true", help="refuse every call")


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[Any], int]]] = {
    "jobs": ("what Claude was asked, what it cost; go on, cancel, retry", _jobs, jobs),
    "drafts": ("what Claude wrote; take or refuse it", _drafts, drafts),
    "doctor": ("whether Claude can be reached, and with what", _doctor, doctor),
}
