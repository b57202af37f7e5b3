"""The overview as text, for terminals without a screen and for pipes."""

from pathlib import Path

from studio.cli.output import say, show
from studio.core.glyphs import one_line
from studio.core.rows import Overview
from studio.core.verdict import Status

_BAR = 30


def print_overview(overview: Overview, path: Path) -> None:
    """Print counts, lengths and what to do next; how to go on, on standard error."""
    tally = overview.tally
    show(f"{one_line(path.stem, 60)}: {tally.rows:,} rows, {tally.decided:,} decided, {tally.left:,} left")
    for status in Status:
        if tally.status.get(status):
            show(f"  {status.glyph} {status:10} {tally.status[status]:>10,}")
    for title, counts in (
        ("shape", overview.shapes),
        ("format", overview.formats),
        ("flag", overview.flags),
    ):
        for name, count in counts.items():
            show(f"  {title:7} {one_line(name, 30):20} {count:>10,}")
    for name, rows, bad, complete in overview.sources:
        note = (f", {bad:,} bad lines" if bad else "") + ("" if complete else ", cut off")
        show(f"  source  {one_line(name, 40)}: {rows:,} rows{note}")
    if overview.exact_copies:
        show(f"  {overview.exact_copies:,} rows are exact copies of others")
    for title, lengths in (
        ("prompt", overview.prompt_lengths),
        ("answer", overview.answer_lengths),
    ):
        most = max((count for _, count in lengths), default=0)
        if most:
            show(f"  {title} length in characters")
        for bound, count in lengths:
            label = "longer" if bound >= 1_000_000_000 else f"≤ {bound:,}"
            show(f"  {label:>10} {'█' * (_BAR * count // most):{_BAR}} {count:,}")
    for step in overview.next_steps:
        show(f"→ {step}")
    say(f"go on: studio {path} in a terminal, or studio list {path} --json; studio --help tells the rest")
