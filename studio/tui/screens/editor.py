"""Edit a row in the user's own editor, as one text with a marked line before each turn.

The text goes to a private temporary file and nowhere else; no shell ever sees it.
"""

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from studio.core.example import Example, Message
from studio.core.rows import Card
from studio.errors import StudioError

_MARK = re.compile(
    r"^#### (prompt|chosen|rejected) (system|user|assistant|tool)( [0-9]+)? ####$", re.MULTILINE
)


def write_sections(example: Example) -> str:
    """An example as text: `#### prompt user 1 ####` and the turn, and so on."""
    lines = []
    for name, part in _parts(example):
        for number, message in enumerate(part, 1):
            lines.append(f"#### {name} {message.role} {number} ####\n{message.content}\n")
    return "\n".join(lines)


def read_sections(text: str, old: Example) -> Example:
    """The example that an edited text says; tool calls and names stay with turns of the same place.

    Raises:
        StudioError: the marked lines are gone.

    """
    pieces = _MARK.split(text)
    if len(pieces) < 5 or pieces[0].strip():
        raise StudioError("the lines '#### prompt user 1 ####' are gone", "leave them as they are")
    turns: dict[str, list[Message]] = {"prompt": [], "chosen": [], "rejected": []}
    olds = dict(_parts(old))
    for name, role, _, said in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
        place = len(turns[name])
        extra = olds[name][place].extra if place < len(olds[name]) else ()
        content = said.removeprefix("\n").removesuffix("\n")
        content = content.removesuffix("\n") if said.endswith("\n\n") else content
        turns[name].append(Message(role, content, extra))
    return old._replace(
        prompt=tuple(turns["prompt"]), chosen=tuple(turns["chosen"]), rejected=tuple(turns["rejected"])
    )


def _parts(example: Example) -> tuple[tuple[str, tuple[Message, ...]], ...]:
    return (
        ("prompt", example.prompt or (Message("user", ""),)),
        ("chosen", example.chosen or (Message("assistant", ""),)),
        ("rejected", example.rejected),
    )


def edit_outside(app: App[int], card: Card) -> Example | None:
    """Let the user change a row in `$VISUAL` or `$EDITOR` (vi); None when nothing was changed.

    Raises:
        StudioError: the editor cannot be started, the terminal cannot be lent, or the text
            cannot be read back (it is kept in a file that the message names).

    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    before = write_sections(card.example)
    handle, name = tempfile.mkstemp(prefix="studio-", suffix=".md")
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        file.write(before)
    keep = False
    try:
        with app.suspend():
            subprocess.run([*command, str(path)], check=True)  # noqa: S603 - the user's own editor
        after = path.read_text(encoding="utf-8", errors="surrogatepass")
        if after == before:
            return None
        keep = True
        example = read_sections(after, card.example)
        keep = False
        return example
    except SuspendNotSupported:
        raise StudioError("this terminal cannot be lent to an editor", "edit here with e") from None
    except (OSError, subprocess.CalledProcessError):
        raise StudioError(
            f"the editor {command[0]!r} did not end well", "set EDITOR, such as EDITOR=nano"
        ) from None
    except StudioError as error:
        raise StudioError(f"{error.message}; your text is kept in {path}", error.hint) from None
    finally:
        if not keep:
            path.unlink(missing_ok=True)
