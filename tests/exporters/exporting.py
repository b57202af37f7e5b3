"""What tests of exports share: an export as its files, and sets of rows that are not alike."""

import json
from pathlib import Path
from typing import Any

from studio.exporters.export import ExportReport
from studio.exporters.recipe import Recipe
from studio.jobs import drain
from studio.session import Session

_WORDS = """
pump valve lamp cover sieve basin meter pipe motor fan hinge spring bolt wheel gasket filter sensor cable
switch panel nozzle rail clamp screw washer tank hose blade belt chain plug fuse relay socket magnet
"""
WORDS = _WORDS.split()


def unlike(number: int, **more: object) -> dict[str, object]:
    """A row that is like no other number's."""
    one, two, three, four = (WORDS[(number * step + step * step) % len(WORDS)] for step in (1, 5, 11, 17))
    return {
        "instruction": f"Case {number * 7919}: the {one} near the {two} hums. Which {three} helps?",
        "input": "",
        "output": f"Take the {four} out, oil the {three}, and put part {number * 104_729} on the {one}.",
        **more,
    }


def export(session: Session, to: Path, *, force: bool = False, **recipe: Any) -> ExportReport:
    """Export, and return what was reported."""
    return drain(session.export(Recipe.model_validate({"trainers": (), **recipe}), to, force=force))


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    """The JSON lines of a file; none when it is not there."""
    path = folder / name
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def sides(folder: Path, data: str = "sft") -> dict[int, str]:
    """The side of every row of a folder."""
    return {
        value["row"]: Path(value["file"]).stem
        for value in lines(folder, "provenance.jsonl")
        if "row" in value and value["file"].startswith(f"{data}/")
    }
