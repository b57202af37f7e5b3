"""Files that are no project, or cannot be one: a sentence that says what to do, nothing lost."""

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from studio.core.verdict import Status
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from studio.store import project as project_file
from tests.conftest import alpaca, open_with


def _refused(path: Path, word: str, *, create: bool = False) -> None:
    with pytest.raises(StudioError) as caught:
        Session.open(path, create=create)
    assert word in str(caught.value)
    assert caught.value.hint or word == "is a folder"


def test_no_such_project(tmp_path: Path) -> None:
    _refused(tmp_path / "no.studio", "there is no project")
    _refused(tmp_path / "no" / "no.studio", "folder", create=True)
    _refused(tmp_path, "is a folder")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.studio"
    path.write_text("just some notes, longer than a header would be " * 40)
    _refused(path, "not a project file")
    assert path.read_text().startswith("just some notes")


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "other.studio"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (a)")
    _refused(path, "another program")


def test_a_newer_project(tmp_path: Path) -> None:
    open_with(tmp_path, [alpaca(1)]).close()
    path = tmp_path / "set.studio"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    _refused(path, "newer studio")


def test_a_locked_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_file, "_WAIT_SECONDS", 0.05)
    with open_with(tmp_path, [alpaca(1)]) as session:
        other = sqlite3.connect(session.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudioError, match="held by another program"):
            session.decide([1], Status.ACCEPTED)
        other.execute("ROLLBACK")
        other.close()
        assert session.decide([1], Status.ACCEPTED).event


def test_a_full_disk(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(n) for n in range(50)]) as session:
        session.decide([1], Status.ACCEPTED)
        writer = session._project._writer
        pages = writer.execute("PRAGMA page_count").fetchone()[0]
        writer.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StudioError, match="disk is full"):
            session.decide(range(2, 51), Status.REJECTED, "x" * 20_000)
        assert session.tally().decided == 1
        assert drain(session.verify()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    open_with(tmp_path, [alpaca(1)]).close()
    tmp_path.chmod(0o500)
    try:
        _refused(tmp_path / "set.studio", "cannot be written")
    finally:
        tmp_path.chmod(0o700)


def test_a_copy_is_a_backup(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(n) for n in range(5)]) as session:
        session.decide([1, 2], Status.ACCEPTED)
    copy = shutil.copy(tmp_path / "set.studio", tmp_path / "copy.studio")
    with Session.open(copy, create=False) as again:
        assert again.tally().decided == 2
        assert drain(again.verify()) == []


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (
            "UPDATE example SET status = 'accepted' WHERE id = 3",
            "stored verdict disagree on rows #3",
        ),
        ("UPDATE example SET flagged = 1 WHERE id = 2", "stored flagged disagree"),
        ("DELETE FROM tag", "stored tags disagree"),
        ("DELETE FROM edit", "stored content disagree"),
        ("UPDATE example SET raw_hash = 1 WHERE id = 4", "rows are not what was imported: #4"),
        ("DELETE FROM content", "are not what was imported"),
        ("DELETE FROM example WHERE id = 2", "holes"),
        ("DELETE FROM change WHERE event = 1", "disagree"),
        ("UPDATE change SET before = '[]' WHERE event = 1", "do not follow"),
    ],
)
def test_verify_finds_damage(tmp_path: Path, damage: str, word: str) -> None:
    with open_with(tmp_path, [alpaca(n) for n in range(5)]) as session:
        session.decide([1], Status.ACCEPTED)
        session.tag([1], add=["t"])
        session.edit(5, session.card(4).example)
        assert drain(session.verify()) == []
    with sqlite3.connect(tmp_path / "set.studio") as db:
        db.execute(damage)
    with Session.open(tmp_path / "set.studio") as session:
        assert word in " ".join(drain(session.verify()))


def test_a_thread_in_the_middle_of_a_query_survives_the_closing(tmp_path: Path) -> None:
    project = project_file.Project(tmp_path / "set.studio", create=True)
    begun, counted = threading.Event(), []
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000)"

    def count() -> None:
        db = project.reader
        begun.set()
        counted.append(db.execute(f"{numbers} SELECT count(*) FROM n").fetchone()[0])

    thread = threading.Thread(target=count)
    thread.start()
    begun.wait()
    project.close()
    thread.join()
    assert counted == [2_000_000]
