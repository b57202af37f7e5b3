"""The tables of a project file and how older files become new ones. It holds no query.

`example` is narrow (about 80 bytes a row), so counts, filters and sorts over a million rows read
80 MB, not the text. The text lies in `content`, in compressed blocks that are written once.
State (verdict, flag, tags, edits, what stays) is what the journal's changes fold to; `studio verify`
proves it. `likeness` holds pairs of like rows down to a floor, `member` the groups they form at the
project's threshold, `segment` the index that new rows are looked up in, `checked` how far checks came.
`traffic` is what real users asked, apart from the rows; `facets` each row's values of the contract's
facets (two bytes a facet, -1 for none); `request` what was asked to be written for a gap. A `job` is
`task`s for Claude, each one request with its answer and cost; `draft` is what an answer holds, `decided`
which drafts somebody took or refused, `judgement` what a judge said of rows. `vote` is what each reviewer
said of a row, each in a slot of its own; `lease` says which open session shows which row until when.
"""

import sqlite3

from studio.errors import StudioError

APPLICATION_ID = 0x53545544  # "STUD": tells a project file from any other SQLite file

_FIRST = """
CREATE TABLE source (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL DEFAULT '',
  bytes INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', at TEXT NOT NULL,
  complete INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE example (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, line INTEGER NOT NULL,
  format TEXT NOT NULL, shape TEXT NOT NULL,
  raw_hash INTEGER NOT NULL, text_hash INTEGER NOT NULL, prompt_hash INTEGER NOT NULL,
  prompt_chars INTEGER NOT NULL, chosen_chars INTEGER NOT NULL, rejected_chars INTEGER NOT NULL,
  blocked INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'pending', flagged INTEGER NOT NULL DEFAULT 0,
  edited INTEGER NOT NULL DEFAULT 0,
  reviewer TEXT, decided_at TEXT, reason TEXT
);
CREATE INDEX example_blocked ON example(id) WHERE blocked;
CREATE TABLE content (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE edit (example INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE tag (example INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (example, tag)) WITHOUT ROWID;
CREATE INDEX tag_name ON tag(tag);
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT, verb TEXT NOT NULL, reviewer TEXT NOT NULL, at TEXT NOT NULL,
  message TEXT NOT NULL, target INTEGER
);
CREATE INDEX event_target ON event(target) WHERE target IS NOT NULL;
CREATE TABLE change (
  event INTEGER NOT NULL, example INTEGER NOT NULL, field TEXT NOT NULL, before TEXT, after TEXT,
  PRIMARY KEY (event, example, field)
) WITHOUT ROWID;
CREATE INDEX change_example ON change(example);
CREATE TABLE finding (
  id INTEGER PRIMARY KEY, check_name TEXT NOT NULL, score REAL NOT NULL, message TEXT NOT NULL,
  blocking INTEGER NOT NULL, stage TEXT NOT NULL, evidence TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE finding_example (
  example INTEGER NOT NULL, finding INTEGER NOT NULL, PRIMARY KEY (example, finding)
) WITHOUT ROWID;
CREATE INDEX finding_check ON finding(check_name);
CREATE INDEX finding_rows ON finding_example(finding);
CREATE TABLE bad_line (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL,
  why TEXT NOT NULL, text BLOB NOT NULL, raw_hash INTEGER NOT NULL
);
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_LIKENESS = """
ALTER TABLE example ADD COLUMN keeper INTEGER;
CREATE TABLE stay (example INTEGER NOT NULL, mark TEXT NOT NULL, PRIMARY KEY (example, mark)) WITHOUT ROWID;
CREATE TABLE likeness (
  one INTEGER NOT NULL, other INTEGER NOT NULL, score REAL NOT NULL, kind TEXT NOT NULL,
  band TEXT NOT NULL, why TEXT NOT NULL, same INTEGER NOT NULL, PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX likeness_other ON likeness(other);
CREATE TABLE member (
  kind TEXT NOT NULL, example INTEGER NOT NULL, keeper INTEGER NOT NULL, band TEXT NOT NULL,
  score REAL NOT NULL, PRIMARY KEY (kind, example)
) WITHOUT ROWID;
CREATE INDEX member_example ON member(example);
CREATE TABLE segment (
  id INTEGER PRIMARY KEY, rows BLOB NOT NULL, sketches BLOB NOT NULL, keys BLOB NOT NULL,
  entries BLOB NOT NULL
);
CREATE TABLE stale (example INTEGER PRIMARY KEY);
CREATE TABLE checked (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
"""

_COVERAGE = """
CREATE TABLE traffic (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, line INTEGER NOT NULL, format TEXT NOT NULL,
  prompt TEXT NOT NULL, raw BLOB NOT NULL, raw_hash INTEGER NOT NULL
);
CREATE INDEX traffic_raw ON traffic(raw_hash);
CREATE TABLE facets (example INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE request (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, reviewer TEXT NOT NULL, cell TEXT NOT NULL,
  rows INTEGER NOT NULL, prompt TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT 'open'
)
"""

_TEACHER = """
CREATE TABLE job (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL, at TEXT NOT NULL, reviewer TEXT NOT NULL,
  verb TEXT NOT NULL, way TEXT NOT NULL, model TEXT NOT NULL, prompt TEXT NOT NULL, prefix TEXT NOT NULL,
  schema TEXT NOT NULL, options TEXT NOT NULL, price TEXT NOT NULL, privacy TEXT NOT NULL, cap_usd REAL,
  state TEXT NOT NULL DEFAULT 'waiting', note TEXT NOT NULL DEFAULT '', spent_usd REAL NOT NULL DEFAULT 0,
  held_usd REAL NOT NULL DEFAULT 0, lost_usd REAL NOT NULL DEFAULT 0,
  holder TEXT NOT NULL DEFAULT '', beat REAL NOT NULL DEFAULT 0
);
CREATE TABLE task (
  id INTEGER PRIMARY KEY, job INTEGER NOT NULL, target TEXT NOT NULL, text TEXT NOT NULL,
  places TEXT NOT NULL DEFAULT '{}', evidence TEXT NOT NULL DEFAULT '{}', bound_usd REAL NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
  batch TEXT, request_id TEXT, model TEXT, stop_reason TEXT, input_tokens INTEGER NOT NULL DEFAULT 0,
  output_tokens INTEGER NOT NULL DEFAULT 0, cache_read INTEGER NOT NULL DEFAULT 0,
  cache_write INTEGER NOT NULL DEFAULT 0, cost_usd REAL, answer TEXT, at TEXT
);
CREATE INDEX task_job ON task(job, state);
CREATE TABLE batch (
  id INTEGER PRIMARY KEY, job INTEGER NOT NULL, name TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
  requests INTEGER NOT NULL, at TEXT NOT NULL
);
CREATE TABLE draft (
  id INTEGER PRIMARY KEY, job INTEGER NOT NULL, task INTEGER NOT NULL, example INTEGER,
  body TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX draft_job ON draft(job, state);
CREATE INDEX draft_example ON draft(example);
CREATE TABLE decided (
  example INTEGER NOT NULL, mark TEXT NOT NULL, PRIMARY KEY (example, mark)
) WITHOUT ROWID;
CREATE TABLE judgement (
  example INTEGER NOT NULL, job INTEGER NOT NULL, score REAL NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (example, job)
) WITHOUT ROWID
"""

_PEOPLE = """
CREATE TABLE vote (
  example INTEGER NOT NULL, slot TEXT NOT NULL, reviewer TEXT NOT NULL, round TEXT NOT NULL,
  at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (example, slot)
) WITHOUT ROWID;
CREATE INDEX vote_reviewer ON vote(reviewer, round, at);
CREATE TABLE lease (
  example INTEGER PRIMARY KEY, holder TEXT NOT NULL, reviewer TEXT NOT NULL, until TEXT NOT NULL
);
CREATE INDEX lease_holder ON lease(holder)
"""

# Jobs are added up at every step of one, by the index alone: a request's text may be long.
_TALLY = """
DROP INDEX task_job;
CREATE INDEX task_job ON task(job, state, input_tokens, output_tokens, cache_read, cache_write);
DROP INDEX draft_job;
CREATE INDEX draft_job ON draft(job, state, example);
DROP INDEX draft_example;
CREATE INDEX draft_example ON draft(example, job, state)
"""

# One entry a version: entry n brings a file of version n to n + 1.
MIGRATIONS: tuple[str, ...] = (_FIRST, _LIKENESS, _COVERAGE, _TEACHER, _PEOPLE, _TALLY)
VERSION = len(MIGRATIONS)

# Exact copies are looked up here. Built after a first import, since filling it in random order
# while a million rows arrive would double the import's time.
LOOKUPS = ("CREATE INDEX IF NOT EXISTS example_text ON example(text_hash)",)


def migrate(db: sqlite3.Connection) -> None:
    """Bring a project file to this version, in one transaction.

    Raises:
        StudioError: the file is another program's, or a newer studio's.

    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    owner = db.execute("PRAGMA application_id").fetchone()[0]
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner != APPLICATION_ID and (tables or owner or version):
        raise StudioError(
            "this SQLite file belongs to another program", "name a project that ends in .studio"
        )
    if version > VERSION:
        raise StudioError(
            f"this project was written by a newer studio (version {version}, this one knows {VERSION})",
            "upgrade with: pip install --upgrade curation-studio",
        )
    if version == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    # Another process may have migrated while we waited for the lock.
    version = db.execute("PRAGMA user_version").fetchone()[0]
    for script in MIGRATIONS[version:]:
        for statement in script.split(";"):
            if statement.strip():
                db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")
