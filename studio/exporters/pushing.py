"""Sends a finished export to the Hugging Face hub, when somebody asks. It never does so by itself."""

import re
from pathlib import Path

from studio.errors import StudioError
from studio.exporters.manifest import check_folder, read_manifest
from studio.jobs import Job, Step

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)


def push_folder(folder: Path, repository: str, *, private: bool) -> Job[str]:
    """Upload an export as a data set; its address.

    Args:
        folder: what an export wrote; it must be as it was written.
        repository: `OWNER/NAME`; it is made when it is not there.
        private: make it for its owner only.

    Raises:
        StudioError: no such export, a changed one, no token, no network, no right to write there.

    """
    if not _NAME.fullmatch(repository):
        raise StudioError(f"{repository!r} is no name on the hub", "OWNER/NAME, such as acme/support-answers")
    yield Step(0, 0, "checking the export")
    read_manifest(folder)
    wrong = check_folder(folder)
    if wrong:
        raise StudioError(f"the export is not as it was written: {wrong[0]}", "export it again, then push")
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    # The library that the hub's client talks through changes; its errors are the base of the hub's own.
    no_line: type[Exception] = HfHubHTTPError.__bases__[0]
    hub = HfApi(library_name="curation-studio")
    yield Step(0, 0, f"sending to {repository}")
    try:
        hub.whoami()
        hub.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        done = hub.upload_folder(
            repo_id=repository,
            folder_path=folder,
            repo_type="dataset",
            commit_message="Export from the studio",
        )
    except LocalTokenNotFoundError:
        raise StudioError("the hub wants a token", "hf auth login, or set HF_TOKEN") from None
    except HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        why = {401: "the token is not valid", 403: "the token may not write there"}.get(status)
        raise StudioError(
            f"the hub refused: {why or f'status {status}'}", "check the token's rights and the owner's name"
        ) from None
    except (no_line, OSError):
        raise StudioError("the hub cannot be reached", "nothing was sent, or a part; push again") from None
    return str(done.commit_url)
