"""Files of many rows from few real ones: repeated with words changed, so that no two are alike."""

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path


def real_rows(data: Path) -> list[dict[str, str]]:
    """The instruction rows of every JSONL file below a folder that has some."""
    rows: list[dict[str, str]] = []
    for path in sorted([*data.rglob("*.jsonl"), *data.rglob("*.jsonl.gz")]):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict) and isinstance(row.get("instruction"), str) and row.get("output"):
                    rows.append({key: str(row.get(key, "")) for key in ("instruction", "input", "output")})
    if not rows:
        raise SystemExit(f"{data} holds no JSONL with instruction and output")
    return rows


def many_rows(rows: list[dict[str, str]], count: int) -> Iterator[dict[str, str]]:
    """`count` rows: the real ones, then the real ones with some words from others."""
    chance = random.Random(1)
    words = " ".join(row["output"] for row in rows[:2000]).split()
    for number in range(count):
        row = dict(rows[number % len(rows)])
        if number >= len(rows):
            parts = row["output"].split(" ")
            for _ in range(1 + len(parts) // 6):
                parts[chance.randrange(len(parts))] = chance.choice(words)
            row["output"] = " ".join(parts)
        yield row


def write_file(data: Path, count: int, folder: Path) -> Path:
    """A JSONL file of `count` rows, made once."""
    path = folder / f"{count}.jsonl"
    if not path.exists():
        rows = real_rows(data)
        with path.open("w", encoding="utf-8") as file:
            for row in many_rows(rows, count):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
