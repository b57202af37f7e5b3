"""Unsloth's scripts: Python that compiles, imports in the right order, names of data as literals only."""

import ast
from typing import Any

import pytest

from studio.launchers.unsloth import LAUNCHER
from tests.launchers.launches import make_launch

OLD = {
    "tokenizer",
    "evaluation_strategy",
    "max_seq_length",
    "dataset_text_field",
    "torch_dtype",
    "warmup_ratio",
}


def _settings(text: str) -> dict[str, Any]:
    return {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value)
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper()
    }


@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
def test_scripts(method: str) -> None:
    files = LAUNCHER.files(make_launch(training={"method": method}))
    assert set(files) == {"sft.py", "dpo.py"}
    for text in files.values():
        tree = ast.parse(text)
        imports = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert imports[0] == "unsloth"
        arguments = _settings(text)["ARGUMENTS"]
        assert not OLD & set(arguments)
        assert arguments["save_steps"] % arguments["eval_steps"] == 0
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        trainer = next(call for call in calls if ast.unparse(call.func) in ("SFTTrainer", "DPOTrainer"))
        assert not OLD & {word.arg for word in trainer.keywords}
    assert _settings(files["sft.py"])["LOADING"]["load_in_4bit"] is (method == "qlora")


def test_dpo_starts_from_what_sft_made() -> None:
    files = LAUNCHER.files(make_launch())
    merged = _settings(files["sft.py"])["MERGED"]
    assert _settings(files["dpo.py"])["MODEL"] == merged
    assert "save_pretrained_merged(MERGED" in files["sft.py"]


def test_a_model_name_is_only_ever_a_value() -> None:
    name = '"""\nimport os\nos.abort()\n#\''
    text = LAUNCHER.files(make_launch(base_model=name))["sft.py"]
    assert _settings(text)["MODEL"] == name
    assert "os" not in {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
