"""Gemini rows: `contents`, a list of role and parts, and a system instruction beside it.

Source: the supervised tuning rows of Google's Vertex AI. Parts that hold no text are told and kept.
"""

from studio.core.example import Example
from studio.formats.conversation import patch_conversation, read_conversation, read_system
from studio.formats.format import Patch, Path, Reading, Record
from studio.formats.turns import GEMINI, read_turns

_KEY = "contents"
_SYSTEM = ("systemInstruction", "system_instruction")


class GeminiFormat:
    """The tuning rows of Vertex AI: user and model, each with a list of parts."""

    name = "gemini"
    title = "Gemini: contents, a list of {role, parts}, and systemInstruction"
    sample = (
        '{"contents": [{"role": "user", "parts": [{"text": "Hi"}]},'
        ' {"role": "model", "parts": [{"text": "Hello"}]}]}'
    )

    def claims(self, record: Record) -> int:
        """Rows whose `contents` begin with an object that has parts."""
        value = record.get(_KEY)
        first = value[0] if isinstance(value, list) and value else None
        return 46 if isinstance(first, dict) and GEMINI.text in first else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        return read_conversation(_view(record), _KEY, GEMINI)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. A system turn goes to the row's system instruction."""
        view = _view(record)
        patches: list[Patch] = []
        own = (*read_system(view), *read_turns(record.get(_KEY), _KEY, GEMINI).messages[:1])
        said = new.prompt[:1]
        if said and said[0].role == "system" and not (own and own[0].role == "system"):
            patches = [Patch((_system_key(record),), {GEMINI.text: [{"text": said[0].content}]})]
            new = new._replace(prompt=new.prompt[1:])
        for patch in patch_conversation(view, _KEY, GEMINI, new):
            patches.append(Patch(_path(record, patch.path), patch.value))
        return patches


def _system_key(record: Record) -> str:
    return next((key for key in _SYSTEM if key in record), _SYSTEM[0])


def _view(record: Record) -> Record:
    """The row with the words of its system instruction where chat rows have them."""
    value = record.get(_system_key(record))
    said = value.get(GEMINI.text) if isinstance(value, dict) else value
    return {**record, "system": said}


def _path(record: Record, path: Path) -> Path:
    if path[0] != "system":
        return path
    key = _system_key(record)
    return (key, GEMINI.text) if isinstance(record.get(key), dict) else (key,)


FORMAT = GeminiFormat()
