"""Self-Instruct seed tasks: an instruction with instances of input and output. The first one is read."""

from studio.core.example import Example, Message, say
from studio.core.finding import Problem
from studio.formats.fields import blank, is_blank
from studio.formats.format import Patch, Reading, Record


class SelfInstructFormat:
    """`instruction` and `instances`, a list of {input, output}."""

    name = "self-instruct"
    title = "Self-Instruct: instruction and instances (the first one)"
    sample = '{"instruction": "Add.", "instances": [{"input": "1 2", "output": "3"}]}'

    def claims(self, record: Record) -> int:
        """Rows with an instruction and a list of instances."""
        return 85 if isinstance(record.get("instances"), list) and "instruction" in record else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        ask, instances = record["instruction"], record["instances"]
        first = instances[0] if instances and isinstance(instances[0], dict) else {}
        more, answer = first.get("input", ""), first.get("output")
        if not (isinstance(ask, str) and isinstance(more, str) and isinstance(answer, str)):
            problem = Problem("schema", "no instance with a text input and output", True, "instances[0]")
            return Reading(Example(), (problem,))
        problems: tuple[Problem, ...] = ()
        if is_blank(ask) or is_blank(answer):
            problems += (blank("instruction" if is_blank(ask) else "instances[0].output"),)
        if len(instances) > 1:
            problems += (Problem("schema", f"the first of {len(instances)} instances was read", False),)
        prompt = ask if is_blank(more) else f"{ask}\n\n{more}"
        return Reading(Example(say("user", prompt), (Message("assistant", answer),)), problems)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. A changed prompt becomes the instruction, and the input is emptied."""
        old = self.read(record).example
        patches = []
        if new.prompt != old.prompt:
            patches.append(Patch(("instruction",), new.prompt[0].content if new.prompt else ""))
            patches.append(Patch(("instances", 0, "input"), ""))
        if new.chosen != old.chosen:
            answer = new.chosen[0].content if new.chosen else ""
            patches.append(Patch(("instances", 0, "output"), answer))
        return patches


FORMAT = SelfInstructFormat()
