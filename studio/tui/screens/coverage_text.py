"""The lists beside the coverage grid: gaps, the rows that would close them, uncovered traffic."""

from collections.abc import Sequence

from studio.core.glyphs import one_line
from studio.coverage.asked import Uncovered
from studio.coverage.counting import NOTHING
from studio.coverage.coverage import Coverage
from studio.coverage.gaps import Gap
from studio.coverage.sampling import Looks
from studio.coverage.shape import balance_of
from studio.tui.widgets.entry_list import Entry

_SHOWN = 100
_PROMPTS = 4


def gap_entries(found: Coverage, gaps: Sequence[Gap]) -> list[Entry]:
    """Gaps, worst first, each by its shortest description."""
    if not gaps:
        return [Entry("No gaps: every target is met", style="title")]
    most = max(gap.missing for gap in gaps)
    entries = [Entry("Gaps, worst first: rows missing", style="title")]
    for place, gap in enumerate(gaps):
        demand = found.demand(gap.pattern)
        asked = f" · {100 * demand:.1f} % of traffic" if demand is not None else ""
        text = f"{one_line(found.contract.describe(gap.pattern), 60)}{asked}"
        entries.append(Entry(text, gap.missing, gap.missing / most, place=place))
    return entries


def closing_entries(found: Coverage) -> list[Entry]:
    """The fewest new rows that would close all gaps."""
    closing = found.closing()
    entries = [
        Entry(
            f"{closing.count:,} rows would close all gaps (no fewer than {closing.at_least:,})", style="title"
        )
    ]
    if closing.left:
        entries.append(Entry(f"{len(closing.left):,} gaps that no rows close: shares exclude each other"))
    facets = found.contract.facets
    for vector, count in closing.rows[:_SHOWN]:
        named = [facets[place].words[value] for place, value in enumerate(vector) if value != NOTHING]
        entries.append(Entry(one_line(" · ".join(named), 90), count, count / max(1, closing.rows[0][1])))
    if len(closing.rows) > _SHOWN:
        entries.append(Entry(f"… and {len(closing.rows) - _SHOWN:,} other kinds of row"))
    return entries


def traffic_entries(uncovered: Uncovered | None, count: int) -> list[Entry]:
    """What real users ask for and no good row is near, one gap after another."""
    if not count:
        return [
            Entry("No real traffic yet", style="title"),
            Entry(""),
            Entry("→ studio import PROJECT --as traffic FILE: prompts without answers", style="next"),
        ]
    if uncovered is None:
        return [Entry(f"Measuring {count:,} real prompts …", style="title")]
    found = uncovered.traffic
    share, beyond = found.share, found.beyond
    entries = [
        Entry(
            f"{100 * share.value:.0f} % of {found.prompt_count:,} real prompts are uncovered "
            f"({100 * share.low:.0f} to {100 * share.high:.0f} %)",
            style="title",
        ),
        Entry(
            f"beyond δ = {found.delta:.2f}: {100 * beyond.value:.0f} % "
            f"({100 * beyond.low:.0f} to {100 * beyond.high:.0f} %); 5 % of covered prompts are too"
        ),
    ]
    if found.is_shifted:
        entries.append(Entry("all of it is written otherwise than the set: only distances are gone by"))
    for gap in found.gaps[:_SHOWN]:
        entries.append(Entry(""))
        entries.append(Entry(f"{gap.size} prompts, distance {gap.distance:.2f}", style="title"))
        entries += [
            Entry(
                f"{found.distances[prompt]:.2f} {one_line(uncovered.asked[prompt].prompt, 160)}", place=prompt
            )
            for prompt in gap.prompts[:_PROMPTS]
        ]
    return entries


def shape_entries(looks: Looks | None, found: Coverage) -> list[Entry]:
    """What the good rows look like, as bars."""
    if looks is None:
        return [Entry("Measuring the set …", style="title")]
    shape = looks.shape
    entries = [Entry(f"{shape.rows:,} good rows; tokens are estimates", style="title")]
    for name, spread in (("prompt", shape.prompt_tokens), ("answer", shape.chosen_tokens)):
        if not spread.count:
            continue
        half, most = spread.percentiles.get(50, 0), spread.percentiles.get(95, 0)
        title = f"{name}: {spread.total:,} tokens, half under {half:,}, 95 % under {most:,}"
        entries += [Entry(""), Entry(title, style="title")]
        entries += _bars([(f"to {bound:,} tokens", count) for bound, count in spread.bins])
    blocks = (
        ("Turns", [(str(turns), count) for turns, count in shape.turns.items()]),
        ("Formats of answers", list(shape.formats.items())),
        (
            f"Openings ({shape.opening_count:,} different)",
            [(f"{verb} {of}".strip(), count) for verb, of, count in shape.openings[:20]],
        ),
        ("Good rows by day", [(day.day, day.total) for day in looks.growth[-20:]]),
    )
    for title, rows in blocks:
        if rows:
            entries += [Entry(""), Entry(title, style="title"), *_bars(rows)]
    for number, facet in enumerate(found.contract.facets):
        balance = balance_of(facet, number, found.counts)
        title = f"{facet.name}: evenness {balance.evenness:.2f} (1 is even), {balance.none:,} without a value"
        entries += [Entry(""), Entry(one_line(title, 90), style="title"), *_bars(list(balance.rows.items()))]
    variety = ", ".join(f"{order}-grams {share:.0%}" for order, share in shape.distinct.items())
    entries += [Entry(""), Entry(f"Different ones among the first {shape.distinct_words:,} words: {variety}")]
    return entries


def _bars(rows: Sequence[tuple[str, int]]) -> list[Entry]:
    most = max((count for _, count in rows), default=1)
    return [Entry(one_line(name, 60), count, count / max(1, most)) for name, count in rows]
