"""Project files of every version that there was become files of this one."""

import sqlite3

import pytest

from studio.errors import StudioError
from studio.store.schema import APPLICATION_ID, MIGRATIONS, VERSION, migrate


def _made(version: int, scripts: int) -> sqlite3.Connection:
    """A file that says it is of a version, with the tables of so many scripts."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for script in MIGRATIONS[:scripts]:
        db.executescript(script)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {version}")
    return db


def _layout(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_older_file_gets_all_that_a_new_one_has(version: int) -> None:
    new, old = sqlite3.connect(":memory:", isolation_level=None), _made(version, version)
    migrate(new)
    migrate(old)
    assert _layout(old) == _layout(new)
    assert old.execute("PRAGMA user_version").fetchone()[0] == VERSION


def test_a_file_that_was_made_whole_and_called_version_5_is_taken() -> None:
    new, old = sqlite3.connect(":memory:", isolation_level=None), _made(5, 6)
    migrate(new)
    migrate(old)
    assert _layout(old) == _layout(new)


def test_a_newer_file_is_refused() -> None:
    with pytest.raises(StudioError, match="newer studio"):
        migrate(_made(VERSION + 1, VERSION))
