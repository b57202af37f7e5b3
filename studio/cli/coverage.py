"""`studio coverage`, `contract`, `requests`: what the set lacks, in words and as JSON. It counts nothing."""

import argparse
from typing import TYPE_CHECKING, Any

from studio.cli.commands import open_session
from studio.cli.output import emit, run, say, show
from studio.core.glyphs import one_line

if TYPE_CHECKING:
    from studio.coverage.asked import Uncovered
    from studio.session import Session

_SHOWN = 30
_SHOWN_PROMPTS = 3
_SHOWN_OPENINGS = 15
_BAR = 30


def coverage(options: argparse.Namespace) -> int:
    """`studio coverage PROJECT`."""
    from studio.coverage.asked import Options

    with open_session(options) as session:
        gaps = 0
        has_contract = session.contract_text() is not None
        if has_contract or not options.traffic:
            gaps = _contract_part(session, options)
        if options.traffic:
            how = Options(options.quantile, options.encoder, not options.all)
            _traffic_part(run(session.uncovered(how)), options)
    return int("gap" in options.fail_on and gaps > 0)


def _contract_part(session: "Session", options: argparse.Namespace) -> int:
    """Cells and gaps; how many gaps there are."""
    found = run(session.coverage(accepted_only=not options.all))
    gaps = found.gaps()
    values = list(found.gap_values(gaps))
    if options.json:
        for value in (*found.cells(), *values):
            emit(value)
        return gaps.count
    closing = found.closing()
    show(f"{found.counts.total:,} good rows; {gaps.count:,} gaps, which {closing.count:,} rows would close")
    for value in values[:_SHOWN]:
        asked = f"  {100 * value['demand']:.1f} % of traffic" if value["demand"] is not None else ""
        show(
            f"  {value['missing']:>6,} missing ({value['good']} of {value['target']})  "
            f"{one_line(value['description'], 80)}{asked}"
        )
    if gaps.count > _SHOWN:
        show(f"  … and {gaps.count - _SHOWN:,} more: --json tells all")
    return gaps.count


def _traffic_part(uncovered: "Uncovered", options: argparse.Namespace) -> None:
    value = uncovered.to_json()
    if options.json:
        emit(value)
        return
    low, high = value["interval"]
    show(
        f"{100 * value['share']:.0f} % of {value['n']:,} real prompts are uncovered "
        f"({100 * low:.0f} to {100 * high:.0f} %); beyond δ = {value['delta']:.2f}: "
        f"{100 * value['beyond_delta']:.0f} %"
    )
    if value["written_otherwise"]:
        show("  all of it is written otherwise than the set: only distances are gone by")
    for group in value["groups"][:_SHOWN]:
        show(f"  {group['size']:>5} prompts, distance {group['distance']:.2f}")
        for prompt in group["prompts"][:_SHOWN_PROMPTS]:
            place = f"{one_line(prompt['source'], 40)}:{prompt['line']}"
            show(f"        {place}  {one_line(prompt['prompt'], 100)}")


def contract(options: argparse.Namespace) -> int:
    """`studio contract PROJECT`: show it, or propose a first one."""
    with open_session(options) as session:
        if options.init:
            path = session.write_contract(run(session.propose_contract()), force=options.force)
            say(f"wrote {path}: edit it, then studio coverage {session.path}")
            return 0
        found = session.contract()
        if found is None:
            say(f"there is no {session.contract_path.name}: --init proposes one from the rows")
            return 2
        described: dict[str, Any] = {
            "brief": found.brief,
            "facets": {facet.name: list(facet.words) for facet in found.facets},
        }
        if options.json:
            emit(described)
            return 0
        show(found.brief)
        for name, words in described["facets"].items():
            show(f"  {one_line(name, 30)}: {one_line(', '.join(words), 120)}")
    return 0


def shape(options: argparse.Namespace) -> int:
    """`studio shape PROJECT`."""
    from dataclasses import asdict

    with open_session(options) as session:
        looks = run(session.shape(accepted_only=not options.all))
    if options.json:
        emit(looks.shape.to_json() | {"growth": [asdict(day) for day in looks.growth]})
        return 0
    found = looks.shape
    show(f"{found.rows:,} good rows (tokens are estimates)")
    for name, spread in (("prompt", found.prompt_tokens), ("answer", found.chosen_tokens)):
        show(f"  {name:7} {spread.total:,} tokens, mean {spread.mean:.0f}, most {spread.most:,}")
        _bars([(f"≤ {bound:,}", count) for bound, count in spread.bins])
    show("  turns")
    _bars([(str(turns), count) for turns, count in found.turns.items()])
    show("  formats of answers")
    _bars(list(found.formats.items()))
    show(f"  openings ({found.opening_count:,} different)")
    _bars([(f"{verb} {of}".strip(), count) for verb, of, count in found.openings[:_SHOWN_OPENINGS]])
    for order, share in found.distinct.items():
        show(f"  different {order}-grams among the first {found.distinct_words:,} words: {share:.0%}")
    return 0


def _bars(rows: list[tuple[str, int]]) -> None:
    most = max((count for _, count in rows), default=1)
    for name, count in rows:
        show(f"    {one_line(name, 24):24} {'█' * (_BAR * count // max(1, most)):{_BAR}} {count:,}")


def requests(options: argparse.Namespace) -> int:
    """`studio requests PROJECT`."""
    with open_session(options) as session:
        for value in session.request_values():
            if options.json:
                emit(value)
                continue
            cell = " × ".join(f"{facet}={word}" for facet, word in value["cell"].items())
            what = one_line(cell or value["prompt"], 100)
            show(f"#{value['id']} {value['status']}  {value['rows']} rows  {what}  ({value['reviewer']})")
    return 0
