"""Where the rows of an earlier export stand, from its provenance. It trusts the folder's own notes."""

import json
from pathlib import Path

import numpy as np

from studio.core.splits import SIDES
from studio.errors import StudioError
from studio.exporters.splitting import Earlier

_PROVENANCE = "provenance.jsonl"


def read_earlier(folder: Path) -> Earlier:
    """The side of every row in an export of the same project.

    Raises:
        StudioError: its provenance cannot be read.

    """
    codes = {side: code for code, side in enumerate(SIDES)}
    rows: list[int] = []
    sides: list[int] = []
    try:
        with (folder / _PROVENANCE).open("rb") as file:
            for line in file:
                value = json.loads(line)
                if "row" in value:
                    rows.append(int(value["row"]))
                    sides.append(codes[Path(value["file"]).stem])
    except (OSError, ValueError, KeyError, TypeError):
        raise StudioError(f"{folder / _PROVENANCE} cannot be read", "name an export that is whole") from None
    found, first = np.unique(np.array(rows, np.int64), return_index=True)
    return Earlier(found, np.array(sides, np.uint8)[first])
