"""The commands that ask Claude: plan, tell what it costs and shows, ask a person, run. No logic of a verb."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studio.cli import ask_options, jobs
from studio.cli.commands import open_session
from studio.cli.output import count_of, emit, run, say, show
from studio.core.glyphs import one_line, show_usd
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.commissioning import Wish
    from studio.jobs import Job
    from studio.session import Session
    from studio.settings import Settings
    from studio.teacher.planning import Plan, Privacy

_SAMPLE = 3
_SHOWN_ROWS = 20
Planner = Callable[["Session", "Settings"], "Job[Plan]"]


def draft(options: argparse.Namespace) -> int:
    """`studio draft PROJECT`."""
    with open_session(options) as session:
        if options.requests:
            return _ask(session, options, lambda s, settings: s.plan_requests(settings, _way(options)))
        cells = [(dict(_facet(text) for text in options.cell), options.k)]
        return _ask(session, options, lambda s, settings: s.plan_drafts(settings, cells, _way(options)))


def _facet(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise StudioError(f"{one_line(text, 40)!r} is no cell", "say it as --cell facet=value")
    return name, value


def answer(options: argparse.Namespace) -> int:
    """`studio answer PROJECT`."""
    with open_session(options) as session:
        if options.traffic:
            return _ask(session, options, lambda s, settings: s.plan_traffic(settings, [], _wish(options)))
        return _ask_rows(session, options, "answer", "shape:prompt")


def rewrite(options: argparse.Namespace) -> int:
    """`studio rewrite PROJECT INSTRUCTION FILTER`."""
    with open_session(options) as session:
        return _ask_rows(session, options, "rewrite", None)


def weaken(options: argparse.Namespace) -> int:
    """`studio weaken PROJECT`."""
    with open_session(options) as session:
        return _ask_rows(session, options, "reject", "shape:sft status:accepted")


def alternative(options: argparse.Namespace) -> int:
    """`studio alternative PROJECT`."""
    with open_session(options) as session:
        return _ask_rows(session, options, "alternative", None)


def judge(options: argparse.Namespace) -> int:
    """`studio judge PROJECT`."""
    with open_session(options) as session:
        if options.agreement:
            jobs.show_agreement(session, options)
            return 0
        code = _ask_rows(session, options, "judge", "-shape:prompt")
        if not options.dry_run:
            jobs.show_agreement(session, options)
        return code


def suggest_tags(options: argparse.Namespace) -> int:
    """`studio suggest-tags PROJECT`."""
    with open_session(options) as session:
        return _ask_rows(session, options, "tag", "-status:rejected -status:duplicate")


def draft_contract(options: argparse.Namespace) -> int:
    """`studio draft-contract PROJECT --brief TEXT`."""
    with open_session(options) as session:
        code = _ask(session, options, lambda s, settings: s.plan_contract(settings, options.brief))
        if options.dry_run:
            return code
        newest = session.job_lines()[0].job.id
        for one in session.drafts(newest, ("proposed",)):
            path = session.write_contract_draft(newest, str(one.body["text"]))
            say(f"wrote {path}: read it, change it, then name it {session.contract_path.name}")
        return code


def _ask_rows(session: "Session", options: argparse.Namespace, verb: str, usual: str | None) -> int:
    text = " ".join(options.filter) or (usual if usual is not None else "")
    if not text and usual is None and not options.all:
        raise StudioError("no rows were named", "give a filter such as status:pending, or --all")
    rows = session.ids(text)
    if not len(rows):
        raise StudioError(f"no row matches {text!r}")
    return _ask(session, options, lambda s, settings: s.plan_rows(settings, verb, rows, _wish(options)))


def _way(options: argparse.Namespace) -> Any:
    return "batch" if options.batch else "live"


def _wish(options: argparse.Namespace) -> "Wish":
    from studio.commissioning import Wish

    rubric = getattr(options, "rubric", None)
    try:
        text = rubric.read_text(encoding="utf-8") if rubric else ""
    except (OSError, UnicodeDecodeError):
        raise StudioError(f"{rubric} cannot be read as text") from None
    return Wish(
        instruction=getattr(options, "instruction", ""),
        rubric=text,
        flaws=tuple(getattr(options, "flaw", ())),
        side="rejected" if getattr(options, "rejected", False) else "chosen",
        ground=getattr(options, "ground", None),
        number=getattr(options, "number", 1),
        way=_way(options),
    )


def _ask(session: "Session", options: argparse.Namespace, planner: Planner) -> int:
    """Plan, tell, ask, run."""
    from studio.settings import load_settings
    from studio.teacher.connection import require_key

    settings = load_settings(model=options.model, effort=options.effort, offline=options.offline or None)
    if not options.dry_run:
        require_key(settings)
    plan = run(planner(session, settings))
    if options.count:
        from studio.teacher.counting import count_plan

        plan = run(count_plan(plan, _privacy(plan, session, options), settings))
    _tell(plan, options)
    if options.dry_run:
        return 0
    privacy = _privacy(plan, session, options)
    if not options.yes:
        _agree(f"send {count_of(len(plan.asks), 'request')} to {one_line(plan.form.model, 60)}?")
    cap = None if options.no_cap else (options.cap if options.cap is not None else settings.cap_usd)
    job = session.commit_plan(plan, privacy, cap)
    if getattr(options, "requests", False):
        session.order_requests(plan.verb.name)
    say(f"job {job}" + (f", at most {show_usd(cap)}" if cap is not None else ", without a cap"))
    sample = options.sample if options.sample is not None else (_SAMPLE if _is_many(plan, options) else 0)
    if sample and len(plan.asks) > sample:
        line = run(session.run_job(job, settings, limit=sample, poll_seconds=options.poll))
        jobs.show_ended(session, line, options)
        jobs.show_drafts(session, job, options)
        left = session.rest_estimate(job)
        say(f"the other {left.requests:,} may cost {jobs.money(left)} ({left.note})")
        if options.yes or not sys.stdin.isatty():
            say(f"go on with: studio jobs {session.path} {job} --run")
            return 0
        _agree("go on with all of them?")
    line = run(session.run_job(job, settings, poll_seconds=options.poll))
    jobs.show_ended(session, line, options)
    return int(line.job.state != "done" or bool(line.sums.states.get("failed")))


def _is_many(plan: "Plan", options: argparse.Namespace) -> bool:
    """Texts that people will read one by one are tried on three first."""
    return sys.stdin.isatty() and not options.yes and len(plan.asks) > _SAMPLE and plan.verb.name != "judge"


def _tell(plan: "Plan", options: argparse.Namespace) -> None:
    """What would be sent, what it shows and what it may cost."""
    found = plan.exposure
    exposed = [plan.asks[place].target for place in plan.exposed]
    if options.json:
        emit(
            {
                "verb": plan.verb.name,
                "requests": len(plan.asks),
                "model": plan.form.model,
                "prompt": plan.prompt,
                "characters": found.characters,
                "exposed": dict(found.counts),
                "exposed_rows": [target.row for target in exposed if target.row],
                "left_out": plan.left_out,
                "low_usd": plan.estimate.low_usd,
                "high_usd": plan.estimate.high_usd,
                "note": plan.estimate.note,
            }
        )
        return
    asked = count_of(len(plan.asks), "request")
    show(f"{plan.verb.name}: {asked} to {plan.form.model} by prompt {plan.prompt}")
    show(f"estimate {jobs.money(plan.estimate)}: {plan.estimate.note}")
    show(f"{found.characters:,} characters would leave this machine")
    for reason, count in plan.left_out.items():
        show(f"not asked about {count:,}: {reason}")
    if found.counts:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in found.counts.items())
        rows = " ".join(f"#{target.row}" for target in exposed[:_SHOWN_ROWS] if target.row)
        show(f"{_holders(plan)} what looks secret or personal ({kinds}) {rows}".rstrip())


def _holders(plan: "Plan") -> str:
    """Who holds secrets: some requests, or what all of them begin with."""
    count = len(plan.exposed)
    requests = f"{count:,} request{'s' * (count != 1)} hold{'s' * (count == 1)}"
    if not plan.exposure.spans[0]:
        return requests
    return "the examples and instructions hold" if not count else f"the examples, and {requests}"


def _privacy(plan: "Plan", session: "Session", options: argparse.Namespace) -> "Privacy":
    chosen: Privacy | None = options.privacy or session.privacy()
    if not plan.exposure.counts:
        return chosen or "redact"
    if chosen is None and sys.stdin.isatty():
        say("redact: hide them behind placeholders · leave-out: skip those rows · send: send as they are")
        told = input("redact, leave-out or send? ").strip()
        chosen = next(
            (known for known in ("redact", "leave-out", "send") if known.startswith(told or "r")), None
        )
    if chosen is None:
        raise StudioError(
            "rows hold what looks secret or personal, and nobody said what to do with it",
            "choose with --privacy redact, leave-out or send; it is remembered for the project",
        )
    say(f"secrets and personal data: {chosen}")
    return chosen


def _agree(question: str) -> None:
    if not sys.stdin.isatty():
        raise StudioError("nobody is here to say yes", "say it with --yes")
    if input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise StudioError("nothing was sent")


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[Any], int]]] = {
    "draft": ("let Claude write rows for a gap", ask_options.add_draft, draft),
    "answer": ("let Claude answer rows without an answer, or real prompts", ask_options.add_answer, answer),
    "rewrite": ("let Claude rewrite rows by one line of instruction", ask_options.add_rewrite, rewrite),
    "weaken": ("let Claude write the worse answer of a pair", ask_options.add_weaken, weaken),
    "alternative": (
        "let Claude write another answer",
        ask_options.add_alternative,
        alternative,
    ),
    "judge": ("let Claude score rows by a rubric", ask_options.add_judge, judge),
    "suggest-tags": ("let Claude tag facets of the contract", ask_options.add_rows, suggest_tags),
    "draft-contract": ("let Claude draft a contract", ask_options.add_contract, draft_contract),
}
