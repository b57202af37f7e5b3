"""Rows that say more than role and content (tools, tool calls) come first in their files. It drops none.

`datasets` settles a file's columns by its first ten megabytes, and a data set's by its train file: a tool
call that turns up later stops it ("Couldn't cast"). With such a row in front every file is read.
"""

import sqlite3

import numpy as np

from studio.exporters.reading import RowReader
from studio.exporters.selection import Bits, Numbers, Selection
from studio.jobs import Job, Pacer, Step
from studio.store.examples import Held, Stretch, stretches

# One of them is in every row that has tools: `tools`, `tool_calls`, the roles tool and function …
_MARKS = (b'"tool', b'"function')


class MoreFound(Exception):
    """Some row has tools, and nobody has looked yet which rows of the set have."""


def rows_with_more(db: sqlite3.Connection, rows: Selection) -> Job[Bits]:
    """(n,) rows with tools, or with a turn that holds more than role and content.

    Args:
        db: the project file.
        rows: n rows, growing.

    """
    found = np.zeros(len(rows), bool)
    reader, pacer = RowReader(db, rows, plain=False), Pacer()
    edited = rows.edited
    for start, _, raws in stretches(db, rows.ids):
        for place, raw in enumerate(raws, start):
            if edited[place] or any(mark in raw for mark in _MARKS):
                (item,) = reader.read(Stretch(place, place + 1, [raw]))
                found[place] = isinstance(item, Held) and has_more(item)
        if pacer.due():
            yield Step(start, len(rows), "looking for tools")
    return found


def has_more(row: Held) -> bool:
    """True when a row has tools, or a turn that holds more than role and content."""
    example = row.example
    turns = (*example.prompt, *example.chosen, *example.rejected)
    return bool(example.tools) or any(turn.extra for turn in turns)


def in_front(more: Bits) -> Numbers:
    """(n,) places in the order of writing: those rows first, each part in its own order."""
    return np.concatenate([np.flatnonzero(more), np.flatnonzero(~more)])
