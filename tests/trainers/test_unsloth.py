"""The Unsloth scripts compile, and TRL knows every keyword that they give. They are not run: no GPU."""

import ast

import pytest

from tests.trainers.conftest import Workshop

CHECK = """
import ast, inspect, sys
import trl
tree = ast.parse(open(sys.argv[1]).read())
settings = {
    ast.unparse(node.targets[0]): ast.literal_eval(node.value)
    for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper()
}
for call in ast.walk(tree):
    name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
    if name.startswith(("SFT", "DPO")):
        known = set(inspect.signature(getattr(trl, name)).parameters)
        given = {word.arg for word in call.keywords if word.arg}
        if name.endswith("Config"):
            given |= set(settings["ARGUMENTS"])
        print(name, sorted(given - known))
"""


@pytest.mark.parametrize("stage", ["sft", "dpo"])
def test_keywords(stage: str, workshop: Workshop) -> None:
    path = workshop.folder / f"launch/unsloth/{stage}.py"
    compile(path.read_text(), path.name, "exec")
    assert ast.get_docstring(ast.parse(path.read_text()))
    said = workshop.python("trl", CHECK, f"launch/unsloth/{stage}.py").splitlines()
    name = stage.upper()
    assert sorted(said) == [f"{name}Config []", f"{name}Trainer []"]
