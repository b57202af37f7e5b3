"""Cells of a terminal: text that fills so many, and the colours in them. Wide characters count two."""

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.widget import Widget


def fit(text: str, width: int) -> str:
    """A text cut or padded to exactly `width` cells."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def tint(widget: Widget, name: str) -> Style:
    """The style of a component class, blended with the widget's; a background only where it asks for one."""
    whole = widget.get_component_rich_style(name)
    asked = widget.get_component_rich_style(name, partial=True)
    return Style(
        color=whole.color,
        bgcolor=whole.bgcolor if asked.bgcolor else None,
        bold=asked.bold,
        underline=asked.underline,
    )
