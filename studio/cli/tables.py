"""Tables for the README, made from what the program has. A test keeps the README to them."""

from studio.extension import all_checks, all_exporters, all_launchers
from studio.formats.format import all_formats
from studio.tui.keymap import key_rows


def keys_table() -> str:
    """Every command with its keys, as a Markdown table."""
    lines = ["| key | what it does | where |", "|---|---|---|"]
    for row in key_rows():
        keys = " ".join(f"`{key}`" for key in row["keys"].split())
        lines.append(f"| {keys} | {row['does']} | {row['screens']} |")
    return "\n".join(lines)


def formats_table() -> str:
    """What is read and written, as a Markdown table."""
    lines = ["| | name | what it looks like |", "|---|---|---|"]
    for kind, items in (("reads", all_formats()), ("writes", all_exporters()), ("trainer", all_launchers())):
        lines += [f"| {kind} | `{item.name}` | {item.title} |" for item in items]
    return "\n".join(lines)


def checks_table() -> str:
    """What is looked for in single rows, as a Markdown table."""
    lines = ["| check | what it flags |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{check.name}` | {check.title} |" for check in all_checks())])
