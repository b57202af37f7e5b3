"""KTO rows: prompt, completion and a thumb, `label`: true for good, false for bad."""

from studio.core.example import Example
from studio.core.finding import Problem
from studio.formats.fields import kind_of
from studio.formats.format import Patch, Reading, Record
from studio.formats.prompt_completion import FORMAT as SIDES


class KtoFormat:
    """TRL's unpaired preference rows, plain and conversational."""

    name = "kto"
    title = "KTO: prompt, completion and a label, true or false"
    sample = '{"prompt": "Hi", "completion": "Hello", "label": true}'

    def claims(self, record: Record) -> int:
        """Rows with `completion` and `label`."""
        return 75 if "label" in record and "completion" in record else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        reading = SIDES.read(record)
        label = record.get("label")
        if not isinstance(label, bool):
            said = f"label is {kind_of(label)}, true or false is wanted"
            reading.problems += (Problem("schema", said, True, "label"),)
            label = None
        return Reading(reading.example._replace(label=label), reading.problems)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        patches = SIDES.patch(record, new)
        if new.label != record.get("label"):
            patches.append(Patch(("label",), new.label))
        return patches


FORMAT = KtoFormat()
