"""One project file: its connections and its transactions. It knows no table.

Reading uses one connection a thread and never waits (WAL); writing uses one connection behind a
lock, with `synchronous=FULL`, so that what returned is on disk.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StudioError
from studio.store.schema import migrate

_WAIT_SECONDS = 15
_MAPPED = "PRAGMA mmap_size = 1073741824"


class Project:
    """An open project file.

    Args:
        path: the `.studio` file.
        create: make it when it is not there.

    Raises:
        StudioError: no such file, not a project, newer than this studio, or not to be written.

    """

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        if not path.exists() and not create:
            raise StudioError(f"there is no project {path.name}", f"make one: studio import {path} FILE")
        if path.is_dir():
            raise StudioError(f"{path.name} is a folder, not a project file")
        if not path.parent.is_dir():
            raise StudioError(f"the folder of {path.name} does not exist", "make the folder first")
        self._local = threading.local()
        self._open: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._lock = threading.RLock()
        with told(path):
            self._writer = self._connect()
            try:
                migrate(self._writer)
                self._writer.execute("PRAGMA journal_mode = WAL")
                self._writer.execute("PRAGMA synchronous = FULL")
            except (sqlite3.Error, StudioError):
                self.close()
                raise

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=_WAIT_SECONDS)
        db.execute("PRAGMA temp_store = MEMORY")
        self._open.append((threading.current_thread(), db))
        return db

    @property
    def reader(self) -> sqlite3.Connection:
        """The connection for reading of the thread that asks."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._connect()
            db.execute("PRAGMA query_only = 1")
            db.execute(_MAPPED)
            self._local.db = db
        return db

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: on disk when the block ends, undone when it raises.

        Raises:
            StudioError: the disk is full, the file is locked or read-only.

        """
        with self._lock, told(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def bulk(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own whose commits do not wait for the disk: for imports.

        An import can be run again, a decision cannot: those keep their own connection and their
        own durability while rows arrive. A power cut may lose the last rows, a kill loses none.
        """
        with told(self.path):
            db = self._connect()
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA cache_size = -65536")
            db.execute("PRAGMA temp_store = FILE")  # sorting ten million hashes must not take memory
            db.execute("PRAGMA wal_autocheckpoint = 8000")
            try:
                yield db
                db.execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                self._open = [(thread, other) for thread, other in self._open if other is not db]
                db.close()

    def version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self.reader.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the connections; the last one folds the write-ahead log into the file.

        A thread that lives may be in the middle of a query: SQLite dies of a connection that is closed
        then. Its reader is left to it, and goes when the thread does.
        """
        here = threading.current_thread()
        with self._lock:
            for thread, db in reversed(self._open):
                if db is self._writer or thread is here or not thread.is_alive():
                    db.close()
            self._open.clear()


def open_reading(path: Path) -> sqlite3.Connection:
    """A connection that can only read a project file: for a process that does not hold the project.

    Args:
        path: of a project file that exists; the caller closes the connection.

    Raises:
        sqlite3.OperationalError: it cannot be opened.

    """
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    db.execute(_MAPPED)
    return db


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into sentences that say what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if isinstance(error, sqlite3.OperationalError):
            if "locked" in text or "busy" in text:
                raise StudioError(
                    f"{path.name} is held by another program", "close it there, or try again"
                ) from None
            if "full" in text:
                raise StudioError(
                    "the disk is full: the last act was not stored, everything before it was",
                    "make room, then do it again",
                ) from None
            if "readonly" in text or "unable to open" in text:
                raise StudioError(
                    f"{path.name} cannot be written here",
                    "copy it to a folder that you may write to, and open the copy",
                ) from None
            if "disk I/O" in text:
                raise StudioError(
                    f"the disk refused to read or write {path.name}",
                    "nothing was changed; check the disk",
                ) from None
        elif "not a database" in text or "malformed" in text:
            raise StudioError(
                f"{path.name} is not a project file, or it is damaged",
                "studio verify tells more; a copy of the file is a backup",
            ) from None
        raise
