"""Rows that ask the same and answer otherwise, the other answers of a row, rows to hold their pairs.

It reads only.
"""

import json
import sqlite3
from collections.abc import Iterable

from studio.core.example import Example, from_json, message_json
from studio.core.fingerprint import hash_bytes
from studio.core.pairs import Source
from studio.core.vote import sides_of
from studio.store.examples import held_rows
from studio.store.journal import history

MOST = 24
PAIRS_SOURCE = "pairs of ranked answers"
_OPEN = "status IN ('pending', 'skipped', 'accepted') AND shape = 'sft'"
_GROUPS = (
    f"SELECT prompt_hash FROM example WHERE {_OPEN} AND prompt_chars > 0 GROUP BY prompt_hash"
    " HAVING count(DISTINCT text_hash) > 1 ORDER BY min(id) LIMIT ?"
)
_MEMBERS = (
    f"SELECT min(id) FROM example WHERE {_OPEN} AND prompt_hash = ? GROUP BY text_hash ORDER BY 1 LIMIT ?"
)


def candidate_groups(db: sqlite3.Connection, limit: int) -> list[tuple[int, ...]]:
    """Groups of open rows with one prompt and several answers; of equal rows only the first, at most 24."""
    prompts = [prompt for (prompt,) in db.execute(_GROUPS, (limit,))]
    return [tuple(row for (row,) in db.execute(_MEMBERS, (prompt, MOST))) for prompt in prompts]


def other_answers(db: sqlite3.Connection, row: int) -> list[Source]:
    """Answers that could stand beside a row's own: its earlier ones, drafts of it, rows that ask the same."""
    held = held_rows(db, [row])[row]
    found = [*_versions(db, row, held.original), *_drafts(db, row), *_rows(db, row)]
    seen, own = set(), sides_of(held.example)[0]
    kept = []
    for source in found:
        key = sides_of(Example(chosen=source.answer))[0]
        if key not in (0, own) and key not in seen:
            seen.add(key)
            kept.append(source)
    return kept


def _versions(db: sqlite3.Connection, row: int, original: Example) -> list[Source]:
    found = []
    for past in history(db, row):
        for field, before, _ in past.changes:
            if field == "content":
                old = original if before is None else from_json(json.loads(before))
                words = "as it was imported" if before is None else f"before {past.reviewer} rewrote it"
                found.append(Source("version", words, old.chosen))
    return found[::-1]


def _drafts(db: sqlite3.Connection, row: int) -> list[Source]:
    query = (
        "SELECT d.body, j.verb, j.model FROM draft d JOIN job j ON j.id = d.job"
        " WHERE d.example = ? ORDER BY d.id DESC LIMIT ?"
    )
    found = []
    for body, verb, model in db.execute(query, (row, MOST)):
        value = json.loads(body).get("example")
        if value is not None:
            example = from_json(value)
            answer = example.rejected if verb == "reject" else example.chosen
            words = "a weaker answer" if verb == "reject" else "a draft"
            found.append(Source("draft", f"{words} by {model}", answer))
    return found


def _rows(db: sqlite3.Connection, row: int) -> list[Source]:
    query = (
        "SELECT x.id FROM example e JOIN example x ON x.prompt_hash = e.prompt_hash AND x.id <> e.id"
        " WHERE e.id = ? AND e.prompt_chars > 0 AND x.shape = 'sft' AND x.status <> 'duplicate'"
        " ORDER BY x.id LIMIT ?"
    )
    others = [other for (other,) in db.execute(query, (row, MOST))]
    return [
        Source("row", f"the answer of #{other}", held.example.chosen, other)
        for other, held in held_rows(db, others).items()
    ]


def pair_line(better: Example, worse: Example, better_row: int, worse_row: int) -> bytes:
    """Two rows' answers to one prompt as a line of a preference file, with where they come from."""
    record: dict[str, object] = {
        "prompt": [message_json(turn) for turn in better.prompt],
        "chosen": [message_json(turn) for turn in better.chosen],
        "rejected": [message_json(turn) for turn in worse.chosen],
    }
    if better.tools:
        record["tools"] = better.tools
    record["origin"] = {"chosen_row": better_row, "rejected_row": worse_row}
    return json.dumps(record).encode()  # ASCII: half a character can only be written as an escape


def spare_rows(db: sqlite3.Connection, lines: Iterable[bytes]) -> dict[bytes, int]:
    """Rows made of these very lines before, whose pairs were taken back."""
    query = (
        "SELECT raw_hash, min(id) FROM example WHERE source = (SELECT id FROM source WHERE path = ?)"
        " AND status = 'duplicate' AND NOT edited GROUP BY raw_hash"
    )
    spare = dict(db.execute(query, (PAIRS_SOURCE,)))
    places = ((line, spare.get(hash_bytes(line))) for line in lines)
    return {line: row for line, row in places if row is not None}
