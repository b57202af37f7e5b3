"""KTO rows: an answer and a thumb, `label`: true for good, false for bad. It guesses no thumb."""

from studio.core.example import Example
from studio.core.finding import Problem
from studio.formats.exchanges import FORMAT as EXCHANGES
from studio.formats.fields import kind_of
from studio.formats.flat import has_both, patch_flat, read_flat
from studio.formats.format import Format, Patch, Reading, Record
from studio.formats.messages import FORMAT as MESSAGES
from studio.formats.sharegpt import FORMAT as SHAREGPT

_THUMBS = ("label", "kto_tag")


class KtoFormat:
    """TRL's unpaired preference rows, plain and conversational, and LLaMA-Factory's with turns."""

    name = "kto"
    title = "KTO: prompt, completion and a label, true or false"
    sample = '{"prompt": "Hi", "completion": "Hello", "label": true}'

    def claims(self, record: Record) -> int:
        """Rows with `completion` and `label`, and any answered rows whose thumb is true or false.

        Read as anything else, a thumb down would teach the bad answer.
        """
        if "completion" in record and "label" in record and has_both(record):
            return 75
        if not isinstance(record.get(_thumb(record)), bool):
            return 0
        return 85 if _turns_format(record) else 75 if has_both(record) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        inner = _turns_format(record)
        reading = inner.read(record) if inner else read_flat(record)
        key = _thumb(record)
        label = record.get(key)
        if isinstance(label, bool):
            return Reading(reading.example._replace(label=label), reading.problems)
        said = f"{key} is {kind_of(label)}, true or false is wanted"
        problem = Problem("schema", said, True, key)
        return Reading(reading.example, (*reading.problems, problem))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        inner = _turns_format(record)
        patches = inner.patch(record, new) if inner else patch_flat(record, new)
        key = _thumb(record)
        old = record.get(key)
        if new.label is not (old if isinstance(old, bool) else None):
            patches.append(Patch((key,), new.label))
        return patches


def _thumb(record: Record) -> str:
    return next((key for key in _THUMBS if key in record), _THUMBS[0])


def _turns_format(record: Record) -> Format | None:
    return next((form for form in (MESSAGES, EXCHANGES, SHAREGPT) if form.claims(record)), None)


FORMAT = KtoFormat()
