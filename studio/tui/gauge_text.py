"""The bias gauge as text: one line, or a column. It counts nothing."""

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

from studio.core.glyphs import one_line
from studio.pairs.readings import Level, Reading
from studio.tui.card_text import Look

_SIGNS = {Level.FEW: "·", Level.FINE: "✓", Level.WATCH: "!", Level.BIAS: "✗"}
_SHARES = ("longer-is-better", "model", "left")
_MARKS = ("lists", "headings", "bold")
_BAR = 20
_MODELS = 3


def gauge_line(readings: Sequence[Reading], pairs: int, look: Look) -> Text:
    """The readings in short, the worst first."""
    if not readings:
        return Text("bias gauge: no pair is decided yet", look.quiet)
    line = Text().append(f"bias of {_count(pairs)}  ", look.title)
    for reading in _telling(readings):
        line.append(f"{_SIGNS[reading.level]} {_name(reading)} {_figure(reading)}   ", _style(reading, look))
    return line


def gauge_advice(readings: Sequence[Reading], look: Look) -> Text:
    """What the worst reading means, and what to do about it."""
    if not readings:
        return Text()
    worst = _telling(readings)[0]
    words = f"{worst.about}: {worst.words}" if worst.name == "model" else worst.words
    said = Text().append(one_line(words, 160), _style(worst, look))
    return said.append(f" → {one_line(worst.advice, 120)}", look.warn) if worst.advice else said


def gauge_column(readings: Sequence[Reading], pairs: int, look: Look) -> list[tuple[int, Text]]:
    """All readings, the worst first, as lines to wrap, each with its indent.

    A figure has its interval as a bar, what it means, and what to do about it.
    """
    if not readings:
        return [(0, Text("Bias gauge", look.title)), (0, Text("no pair is decided yet", look.quiet))]
    lines = [(0, Text(f"Bias gauge · {_count(pairs)}", look.title))]
    for reading in _telling(readings):
        style = _style(reading, look)
        lines.append((0, Text()))
        lines.append((0, Text(f"{_SIGNS[reading.level]} {_name(reading)}  {_figure(reading)}", style)))
        if reading.name in _SHARES:
            lines.append((2, Text(_bar(reading), style)))
        lines.append((2, Text(one_line(reading.words, 200), look.quiet)))
        if reading.advice:
            lines.append((2, Text(f"→ {one_line(reading.advice, 160)}", look.warn)))
    return lines


def _telling(readings: Sequence[Reading]) -> list[Reading]:
    """The worst first; marks that neither side has say nothing, and of many models the most compared do."""
    order = (Level.BIAS, Level.WATCH, Level.FINE, Level.FEW)
    models = [reading for reading in readings if reading.name == "model"]
    told = [reading for reading in readings if reading.value or reading.name not in _MARKS]
    told = [reading for reading in told if reading not in models[_MODELS:]]
    return sorted(told, key=lambda reading: order.index(reading.level))


def _count(pairs: int) -> str:
    return f"{pairs:,} pair{'s' if pairs != 1 else ''}"


def _name(reading: Reading) -> str:
    return one_line(f"{reading.name.replace('-', ' ')} {reading.about}".strip(), 40)


def _figure(reading: Reading) -> str:
    if reading.name in _SHARES:
        return f"{reading.value:.0%} ({reading.low:.0%} to {reading.high:.0%})"
    if reading.name in _MARKS:
        return f"{reading.value:+.0%}"
    return f"{reading.value:+.2f}" if reading.n > 1 else "unknown"


def _bar(reading: Reading) -> str:
    """The interval on a line from 0 to 1; `┼` is the value of no bias, `●` the figure."""
    cells = ["─"] * (_BAR + 1)
    for place in range(round(reading.low * _BAR), round(reading.high * _BAR) + 1):
        cells[place] = "━"
    cells[round(reading.neutral * _BAR)] = "┼"
    cells[round(reading.value * _BAR)] = "●"
    return f"0 {''.join(cells)} 1"


def _style(reading: Reading, look: Look) -> Style:
    styles = {Level.FEW: look.quiet, Level.FINE: look.good, Level.WATCH: look.warn, Level.BIAS: look.bad}
    return styles[reading.level]
