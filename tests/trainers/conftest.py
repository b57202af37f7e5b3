"""One export of the sample data for every trainer, and a tiny random model to train on."""

import os
import subprocess
from pathlib import Path

import pytest

from studio.core.verdict import Status
from studio.exporters.recipe import Recipe
from studio.jobs import drain
from tests.conftest import open_with

collect_ignore_glob = [] if os.environ.get("STUDIO_TRAINERS") else ["test_*.py"]

_SAMPLE = Path(__file__).parents[2] / "sample_data"
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "AXOLOTL_DO_NOT_TRACK": "1",
    "CUDA_VISIBLE_DEVICES": "",
}
_MODEL = """
import sys
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

text, to = sys.argv[1:]
words = Tokenizer(models.BPE())
words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
words.decoder = decoders.ByteLevel()
marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
alphabet = pre_tokenizers.ByteLevel.alphabet()
lines = open(text, encoding="utf-8")
words.train_from_iterator(
    lines, trainers.BpeTrainer(vocab_size=1000, special_tokens=marks, initial_alphabet=alphabet)
)
tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, eos_token=marks[2], pad_token=marks[0])
tokenizer.chat_template = (
    "{%- for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' }}"
    "{%- if m['role'] == 'assistant' %}"
    "{% generation %}{{ (m['content'] or '') + '<|im_end|>' }}{% endgeneration %}{{ '\\n' }}"
    "{%- else %}{{ (m['content'] or '') + '<|im_end|>\\n' }}{%- endif %}{%- endfor %}"
    "{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}"
)
tokenizer.save_pretrained(to)
sizes = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4)
config = LlamaConfig(
    vocab_size=len(tokenizer), num_key_value_heads=2, pad_token_id=0, bos_token_id=1, eos_token_id=2, **sizes
)
LlamaForCausalLM(config).save_pretrained(to)
"""


GOLDEN = Path(__file__).parents[1] / "golden" / "launch"


class Workshop:
    """An exported folder, and the environments to run things in it."""

    def __init__(self, folder: Path, environments: Path, model: Path) -> None:
        self.folder = folder
        self.model = model
        self._environments = environments

    def run(self, name: str, *command: str) -> str:
        """Run a command of an environment in the export's folder; all that it said.

        Raises:
            AssertionError: it failed, or was not there; holds the last lines of what it said.

        """
        program = self._environments / name / "bin" / command[0]
        assert program.is_file(), f"{program} is not there: make test-trainers puts it in"
        done = subprocess.run(
            [str(program), *command[1:]],
            cwd=self.folder,
            env=os.environ | _OFFLINE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout

    def python(self, name: str, code: str, *arguments: str) -> str:
        """Run some Python by an environment's interpreter in the export's folder."""
        return self.run(name, "python", "-c", code, *arguments)

    def rows(self, path: str) -> int:
        """Lines of a data file."""
        return (self.folder / path).read_bytes().count(b"\n")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    # Not above: a default run reads this file too, before pytest has readied that module.
    from tests.exporters.test_export import ROWS

    environments = Path(os.environ["STUDIO_TRAINERS"]).resolve()
    # The name tells trainers whose chat template it has.
    model = tmp_path_factory.mktemp("model") / "qwen2.5-tiny"
    to = tmp_path_factory.mktemp("export") / "out"
    shop = Workshop(model.parent, environments, model)
    shop.python("trl", _MODEL, str(_SAMPLE / "support.jsonl"), str(model))
    with open_with(tmp_path_factory.mktemp("project"), ROWS[:4]) as session:
        drain(session.import_files([_SAMPLE / "support.jsonl", _SAMPLE / "preferences.jsonl"]))
        session.decide(session.ids("-is:blocked"), Status.ACCEPTED)
        drain(session.export(Recipe(trainers=("all",), base_model=str(model)), to))
    return Workshop(to, environments, model)
