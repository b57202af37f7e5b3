"""Files and folders that appear whole or not at all. It knows nothing of what is in them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StudioError


def write_file(path: Path, data: bytes) -> None:
    """Write a file through a neighbour and a rename, on disk when it returns.

    Raises:
        StudioError: it cannot be written; what was there stays as it was.

    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StudioError(
            f"{path} could not be written: {error.strerror}", "nothing was changed; choose another place"
        ) from None


@contextmanager
def new_folder(path: Path, *, replace: bool) -> Iterator[Path]:
    """A folder to fill beside `path`; it takes that name when the block ends, or goes when it raises.

    Args:
        path: where the folder shall be.
        replace: take the place of the folder that is there.

    Raises:
        StudioError: the parent cannot be written, or the disk is full.

    """
    prefix = f".{path.name}.partial-"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for stale in path.parent.glob(f"{prefix}*"):
            shutil.rmtree(stale, ignore_errors=True)  # a run that was killed left it
        work = Path(tempfile.mkdtemp(prefix=prefix, dir=path.parent))
    except OSError as error:
        raise StudioError(
            f"{path.parent} cannot be written: {error.strerror}", "choose another folder"
        ) from None
    try:
        yield work
        for file in sorted(work.rglob("*")):
            _sync(file)
        _sync(work)
        work.chmod(0o755)
        _move(work, path, replace=replace)
        _sync(path.parent)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        raise StudioError(
            f"the folder could not be written: {error.strerror}",
            "nothing was changed; make room, then again",
        ) from None
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _move(work: Path, path: Path, *, replace: bool) -> None:
    if path.exists() and replace:
        old = Path(tempfile.mkdtemp(prefix=f".{path.name}.partial-", dir=path.parent))
        os.rename(path, old / "old")
        os.rename(work, path)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(work, path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
