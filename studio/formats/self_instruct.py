"""Self-Instruct seed tasks: an instruction with instances of input and output.

The first instance is read; the others are told, kept, and never made rows of their own.
"""

from typing import Any

from studio.core.example import Example
from studio.core.finding import Problem
from studio.formats.flat import patch_flat, read_flat
from studio.formats.format import Patch, Path, Reading, Record

_PARTS = ("input", "output")


class SelfInstructFormat:
    """`instruction` and `instances`, a list of {input, output}."""

    name = "self-instruct"
    title = "Self-Instruct: instruction and instances (the first one is read)"
    sample = '{"instruction": "Add.", "instances": [{"input": "1 2", "output": "3"}]}'

    def claims(self, record: Record) -> int:
        """Rows with an instruction and a list of instances."""
        return 85 if isinstance(record.get("instances"), list) and "instruction" in record else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        flat = _flat(record)
        if flat is None:
            problem = Problem("schema", "no instance {input, output}", True, "instances")
            return Reading(Example(), (problem,))
        reading = read_flat(flat)
        problems = tuple(_placed(problem) for problem in reading.problems)
        count = len(record["instances"])
        if count > 1:
            said = f"the first of {count} instances was read"
            problems += (Problem("schema", said, False, "instances"),)
        return Reading(reading.example, problems)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        flat = _flat(record)
        if flat is None:
            return []
        return [Patch(_path(patch.path), patch.value) for patch in patch_flat(flat, new)]


def _flat(record: Record) -> dict[str, Any] | None:
    """The row as Alpaca would have it, None without an instance."""
    instances = record.get("instances")
    first = instances[0] if isinstance(instances, list) and instances else None
    if not isinstance(first, dict):
        return None
    parts = {key: first[key] for key in _PARTS if key in first}
    return {"instruction": record.get("instruction"), **parts}


def _path(path: Path) -> Path:
    return ("instances", 0, *path) if path[0] in _PARTS else path


def _placed(problem: Problem) -> Problem:
    if problem.where not in _PARTS:
        return problem
    where = f"instances[0].{problem.where}"
    return problem._replace(where=where, message=f"instances[0].{problem.message}")


FORMAT = SelfInstructFormat()
