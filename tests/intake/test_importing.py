"""Files as users really have them: every row or a reason, the right line, and no source changed."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from studio.errors import StudioError
from studio.intake.importing import ImportReport
from studio.jobs import drain
from studio.session import Session
from tests.conftest import alpaca, write_rows

Read = Callable[..., tuple[Session, ImportReport]]
GOOD = [json.dumps(alpaca(n)).encode() for n in range(3)]
LINES = b"\n".join(GOOD) + b"\n"
TEXT = LINES.decode()

FILES: dict[str, tuple[bytes, int, list[int]]] = {
    "bom.jsonl": (b"\xef\xbb\xbf" + LINES, 3, []),
    "crlf.jsonl": (LINES.replace(b"\n", b"\r\n"), 3, []),
    "old-mac.jsonl": (LINES.replace(b"\n", b"\r"), 3, []),
    "blank-lines.jsonl": (b"\n" + GOOD[0] + b"\n  \n\n" + GOOD[1] + b"\nnot json\n\n", 2, [6]),
    "cut.jsonl": (LINES + GOOD[0][:20], 3, [4]),
    "array.jsonl": (b"[" + b", ".join(GOOD) + b"]", 3, []),
    "array.json": (json.dumps([json.loads(g) for g in GOOD], indent=2).encode(), 3, []),
    "broken-array.json": (b"[\n" + GOOD[0] + b",\n{oops},\n" + GOOD[1] + b"\n]", 2, [3]),
    "spread.jsonl": (
        b"".join(json.dumps(json.loads(g), indent=1).encode() + b"\n" for g in GOOD),
        3,
        [],
    ),
    "utf16.jsonl": (TEXT.encode("utf-16"), 3, []),
    "utf16be.jsonl": (TEXT.encode("utf-16-be"), 3, []),
    "packed.gz": (gzip.compress(LINES), 3, []),
    "packed.jsonl": (gzip.compress(LINES), 3, []),
    "packed.jsonl.zst": (zstandard.ZstdCompressor().compress(LINES), 3, []),
    "two-frames.zst": (zstandard.ZstdCompressor().compress(LINES) * 2, 6, []),
    "plain.gz": (LINES, 3, []),
    "splitlines.jsonl": (
        GOOD[0].replace(b"answer", "an\u2028sw\x85er".encode()) + b"\n" + GOOD[1],
        2,
        [],
    ),
    "nul-padded.jsonl": (LINES + b"\x00" * 4096, 3, [4]),
    "empty.jsonl": (b"", 0, []),
    "blank.jsonl": (b"\n\n\n", 0, []),
    "rows.csv": (b'question,answer\r\n"a ""b""\nc",x\r\nd,y\r\n1,2,3\r\n', 2, [5]),
    "rows.tsv": (b"prompt\tresponse\na\tb\n", 1, []),
    "long.jsonl": (json.dumps(alpaca(1, output="word " * 400_000)).encode() + b"\n" + LINES, 4, []),
}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Import a file into a new project."""

    def run(path: Path, **options: str) -> tuple[Session, ImportReport]:
        session = Session.open(tmp_path / f"{path.name.replace(':', '-')}.studio", reviewer="ana")
        report = drain(session.import_files([path], **options))
        assert drain(session.verify()) == []
        return session, report

    return run


@pytest.mark.parametrize("name", FILES)
def test_rows_and_bad_lines(name: str, tmp_path: Path, read: Read) -> None:
    data, rows, bad = FILES[name]
    path = tmp_path / name
    path.write_bytes(data)
    session, report = read(path)
    assert path.read_bytes() == data
    assert (report.imported, [line.line for _, line in session.bad_lines()]) == (rows, bad)
    assert report.read == rows + len(bad)
    assert not report.errors
    session.close()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("cut.gz", gzip.compress(LINES * 50)[:-9], "ends early"),
        ("cut.zst", zstandard.ZstdCompressor().compress(LINES * 50)[:-4], "ends early"),
        ("table.jsonl", b"a,b,c\n1,2,3\n4,5,6\n", "looks like CSV"),
        ("binary.jsonl", bytes(range(256)) * 20, "is binary"),
        ("rows.parquet", b"not parquet at all", "is not a parquet file"),
        ("latin.csv", "question,answer\nné,à\n".encode("latin-1"), "--encoding"),
    ],
)
def test_one_clear_error(name: str, data: bytes, said: str, tmp_path: Path, read: Read) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    session, report = read(path)
    assert len(report.errors) == 1
    assert said == "ends early" or not drain(session.overview()).sources
    assert said in report.errors[0]
    session.close()


def test_no_file_at_all(tmp_path: Path) -> None:
    loop = tmp_path / "loop.jsonl"
    loop.symlink_to(loop)
    gone = tmp_path / "gone.jsonl"
    gone.symlink_to(tmp_path / "nothing")
    paths = [tmp_path, loop, gone, tmp_path / "no.jsonl", Path("/dev/zero")]
    with Session.open(tmp_path / "p.studio") as session:
        good = write_rows(tmp_path / "good.jsonl", [alpaca(1)])
        report = drain(session.import_files([*paths, good]))
    assert report.imported == 1
    words = ("is a folder", "link to itself", "points to nothing", "is not there", "is a device")
    for error, word in zip(report.errors, words, strict=True):
        assert word in error


def test_a_pipe_is_read(tmp_path: Path) -> None:
    import threading

    pipe = tmp_path / "rows.jsonl"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(LINES,))
    writer.start()
    with Session.open(tmp_path / "p.studio") as session:
        report = drain(session.import_files([pipe]))
    writer.join()
    assert (report.imported, report.errors) == (3, [])


def test_an_encoding_can_be_named(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("question,answer\nné,à\n".encode("latin-1"))
    session, report = read(path, encoding="latin-1")
    assert report.imported == 1
    assert session.card(1).example.prompt[0].content == "né"
    session.close()


def test_the_same_file_again_adds_nothing_and_a_changed_one_only_what_is_new(
    tmp_path: Path,
) -> None:
    path = write_rows(tmp_path / "rows.jsonl", [alpaca(1), alpaca(2), alpaca(2), b"bad"])
    with Session.open(tmp_path / "p.studio") as session:
        first = drain(session.import_files([path]))
        assert (first.imported, first.bad, first.exact_duplicates) == (3, 1, 1)
        again = drain(session.import_files([path]))
        assert (again.imported, again.already, session.tally().rows) == (0, 4, 3)
        write_rows(path, [b"bad", alpaca(0), alpaca(2), alpaca(2), alpaca(2), alpaca(1), b"worse"])
        changed = drain(session.import_files([path]))
        assert (changed.imported, changed.bad, changed.already) == (2, 1, 4)
        assert drain(session.verify()) == []


def test_an_import_that_was_stopped_is_finished_by_the_next(tmp_path: Path) -> None:
    rows = [alpaca(n, output="long words " * 3000) for n in range(400)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    with Session.open(tmp_path / "p.studio") as session:
        job = session.import_files([path])
        next(job)
        job.close()
        some = session.poll().added and session.tally().rows
        assert 0 < some < 400
        assert "cut off" in drain(session.overview()).next_steps[0]
        report = drain(session.import_files([path]))
        assert (report.already, report.imported) == (some, 400 - some)
        assert drain(session.verify()) == []


def test_large_files_are_read_by_two_processes_to_the_same_end(tmp_path: Path) -> None:
    rows = [alpaca(n, output=f"{n} " + "words and more words " * 200) for n in range(4500)]
    rows[1234] = b'{"broken": '  # type: ignore[call-overload]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    assert path.stat().st_size > 16 << 20
    with Session.open(tmp_path / "p.studio") as session:
        report = drain(session.import_files([path]))
        assert (report.imported, report.bad) == (4499, 1)
        assert session.bad_lines()[0][1].line == 1235
        assert session.card(4499).row.line == 4500
        assert drain(session.verify()) == []


def test_a_hub_dataset_without_a_network(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets.config
    import huggingface_hub.constants

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    session, report = read(Path("hub:nobody/nothing"))
    assert "hub dataset nobody/nothing could not be read" in report.errors[0]
    session.close()


def test_the_format_can_be_named(tmp_path: Path, read: Read) -> None:
    path = write_rows(tmp_path / "rows.jsonl", [{"instruction": "a", "output": "b"}])
    session, _ = read(path, format_name="kto")
    assert session.card(1).row.format == "kto"
    session.close()
    with Session.open(tmp_path / "p.studio") as other, pytest.raises(StudioError, match="no format"):
        drain(other.import_files([path], format_name="poem"))


def test_tables_come_through_datasets(tmp_path: Path, read: Read) -> None:
    from datasets import Dataset

    rows = {"instruction": ["a", "b"], "output": ["x", "y"], "score": [1, None]}
    Dataset.from_dict(rows).to_parquet(str(tmp_path / "rows.parquet"))
    session, report = read(tmp_path / "rows.parquet")
    assert report.imported == 2
    assert session.card(1).fields == {"score": 1}
    session.close()
