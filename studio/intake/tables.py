"""Rows of Parquet, Arrow and hub datasets, through `datasets`, streamed. It copies nothing to a cache."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.core.glyphs import one_line
from studio.errors import StudioError

TABLE_SUFFIXES = {".parquet": "parquet", ".arrow": "arrow", ".feather": "arrow"}
HUB = "hub:"


def table_rows(path: Path, suffix: str) -> Iterator[tuple[int, bytes]]:
    """The rows of a table file as (1-based row number, JSON bytes).

    Raises:
        StudioError: the file is not what its name says.

    """
    from datasets import load_dataset

    name = one_line(path.name, 80)
    try:
        rows = load_dataset(
            TABLE_SUFFIXES[suffix], data_files=str(path.absolute()), split="train", streaming=True
        )
        yield from _numbered(rows)
    except (OSError, ValueError) as error:
        raise StudioError(
            f"{name} is not a {TABLE_SUFFIXES[suffix]} file: {one_line(str(error), 120)}",
            "check how it was written",
        ) from None


def hub_rows(name: str) -> Iterator[tuple[int, bytes]]:
    """The rows of a hub dataset, `hub:OWNER/NAME[:CONFIG[:SPLIT]]`, as (row number, JSON bytes).

    Raises:
        StudioError: there is none of that name, or the network is not there.

    """
    from datasets import load_dataset

    owner, _, rest = name.removeprefix(HUB).partition(":")
    config, _, split = rest.partition(":")
    try:
        rows = load_dataset(owner, config or None, split=split or "train", streaming=True)
        yield from _numbered(rows)
    except (OSError, ValueError) as error:
        raise StudioError(
            f"the hub dataset {owner} could not be read: {one_line(str(error), 120)}",
            "check its name and the network, or download it and give the files",
        ) from None


def _numbered(rows: Any) -> Iterator[tuple[int, bytes]]:
    for number, row in enumerate(rows, 1):
        yield (
            number,
            json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"),
        )
