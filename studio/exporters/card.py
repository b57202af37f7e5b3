"""The dataset card: the front matter by which `datasets.load_dataset(DIR, "sft")` finds the splits."""

from collections.abc import Mapping
from typing import Any

import yaml

from studio.core.glyphs import one_line
from studio.core.splits import SIDES

# A key that is not in every row, so that no config hangs on which rows a file begins with.
_FEATURES = {
    "bedrock": [
        {"name": "system", "dtype": "string"},
        {
            "name": "messages",
            "list": [{"name": "role", "dtype": "string"}, {"name": "content", "dtype": "string"}],
        },
    ]
}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def write_card(
    project: str, shapes: Mapping[str, str], files: Mapping[str, int], parquet: Mapping[str, str]
) -> str:
    """`README.md` of an export. It claims no license and no language: nobody told them.

    Where there is Parquet the configs name it: `datasets` reads one kind of file from a folder.

    Source: the hub's dataset card format (YAML front matter, `configs` with `data_files`).

    Args:
        project: its name.
        shapes: row shape of each folder.
        files: rows of each data file, by path.
        parquet: the Parquet file of each data file that has one.

    """
    configs: list[dict[str, Any]] = []
    table = [f"| config | row shape | {' | '.join(SIDES)} |", "|---|---|" + "---|" * len(SIDES)]
    for name, shape in shapes.items():
        paths = {side: f"{name}/{side}.jsonl" for side in SIDES}
        entries = [
            {"split": side, "path": parquet.get(path, path)} for side, path in paths.items() if path in files
        ]
        configs.append({"config_name": name, "data_files": entries})
        counts = " | ".join(f"{files.get(path, 0):,}" for path in paths.values())
        table.append(f"| {name} | {shape} | {counts} |")
    if configs:
        configs[0]["default"] = True
    # The same rows in other shapes do not make the set larger.
    sizes = [sum(files.get(f"{name}/{side}.jsonl", 0) for side in SIDES) for name in shapes]
    total = max(sizes, default=0)
    title = one_line(project, 100)
    head = {
        "pretty_name": title,
        "task_categories": ["text-generation"],
        "size_categories": [next((word for limit, word in _SIZES if total < limit), "1M<n<10M")],
        **({"configs": configs} if configs else {}),
    }
    features = [
        {"config_name": name, "features": _FEATURES[shape]}
        for name, shape in shapes.items()
        if shape in _FEATURES and not parquet
    ]
    if features:
        head["dataset_info"] = features
    front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True)
    also = "\nThe same rows as JSON Lines are beside the Parquet files.\n" if parquet else ""
    return (
        f"---\n{front}---\n\n# {title}\n\n" + "\n".join(table) + "\n\n"
        "Rows with the same prompt, and look-alikes, are on one side of the split: `CERTIFICATE.md`\n"
        "says how that was measured. `provenance.jsonl` names the source line of every row,\n"
        "`left_out.jsonl` the rows that were left out and why, `manifest.json` the recipe and the hash of\n"
        f"every file (`studio verify DIR` checks them).\n{also}"
    )
