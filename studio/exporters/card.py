"""The dataset card: the front matter by which `datasets.load_dataset(DIR, "sft")` finds the splits."""

from typing import Any

import yaml

from studio.core.glyphs import one_line
from studio.extension import Launch

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def write_card(project: str, launch: Launch) -> str:
    """`README.md` of an export.

    Source: the hub's dataset card format (YAML front matter, `configs` with `data_files`).
    """
    configs: list[dict[str, Any]] = []
    for name, (train, validation) in launch.rows.items():
        files = [{"split": "train", "path": f"{name}/train.jsonl"}] if train else []
        if validation:
            files.append({"split": "validation", "path": f"{name}/validation.jsonl"})
        configs.append({"config_name": name, "data_files": files})
    if configs:
        configs[0]["default"] = True
    total = sum(sum(counts) for counts in launch.rows.values())
    title = one_line(project, 100)
    head = {
        "pretty_name": title,
        "task_categories": ["text-generation"],
        "size_categories": [next((word for limit, word in _SIZES if total < limit), "1M<n<10M")],
        **({"configs": configs} if configs else {}),
    }
    front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True)
    rows = "\n".join(
        f"| {name} | {launch.shapes[name]} | {train:,} | {validation:,} |"
        for name, (train, validation) in launch.rows.items()
    )
    return (
        f"---\n{front}---\n\n# {title}\n\n"
        "| config | row shape | train | validation |\n|---|---|---|---|\n"
        f"{rows}\n\n"
        "Rows with the same prompt are on one side of the split. `provenance.jsonl` names the source\n"
        "line of every row, `left_out.jsonl` the rows that were left out and why, `manifest.json` the\n"
        "recipe and the hash of every file (`studio verify DIR` checks them).\n"
    )
