"""`datasets` loads every config that the card names, with all rows, by the names of its splits."""

import json

import yaml

from tests.trainers.conftest import Workshop

LOAD = """
import json, os, sys
from datasets import load_dataset
counts = {}
for name in sys.argv[1:]:
    counts[name] = {split: rows.num_rows for split, rows in load_dataset(os.getcwd(), name).items()}
print("COUNTS" + json.dumps(counts))
"""


def test_every_config_of_the_card(workshop: Workshop) -> None:
    front = yaml.safe_load((workshop.folder / "README.md").read_text().split("---")[1])
    names = [config["config_name"] for config in front["configs"]]
    said = workshop.python("trl", LOAD, *names)
    counts = json.loads(said.split("COUNTS")[1])
    for config in front["configs"]:
        want = {entry["split"]: workshop.rows(entry["path"]) for entry in config["data_files"]}
        assert counts[config["config_name"]] == want
