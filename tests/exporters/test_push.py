"""Pushing to the hub, with a hub of our own making: no test needs a network."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

from studio.cli.main import main
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.pushing import push_folder
from studio.jobs import drain
from studio.session import Session
from tests.exporters.exporting import export


class Hub:
    """Notes what is asked of it, and fails as it is told to."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, **_: Any) -> "Hub":
        return self

    def whoami(self) -> None:
        if self.fault is not None:
            raise self.fault

    def create_repo(self, name: str, **given: Any) -> None:
        self.asked.append((name, given))

    def upload_folder(self, **given: Any) -> Any:
        self.asked.append(("upload", given))
        return SimpleNamespace(commit_url="https://hub.example/commit/1")


@pytest.fixture
def folder(session: Session, tmp_path: Path) -> Path:
    session.decide(range(1, 10), Status.ACCEPTED)
    export(session, tmp_path / "out")
    return tmp_path / "out"


def test_it_is_sent_when_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    monkeypatch.setattr("huggingface_hub.HfApi", hub)
    assert main(["push", str(folder), "--repo", "ana/set", "--private"]) == 0
    (name, made), (_, sent) = hub.asked
    assert (name, made["private"], made["repo_type"]) == ("ana/set", True, "dataset")
    assert (sent["repo_id"], sent["folder_path"], sent["repo_type"]) == ("ana/set", folder, "dataset")


def _refusal(status: int) -> Exception:
    response = SimpleNamespace(status_code=status, headers={}, request=None)
    return HfHubHTTPError("no", response=response)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (LocalTokenNotFoundError("no token"), "wants a token"),
        (_refusal(401), "the token is not valid"),
        (_refusal(403), "may not write there"),
        (_refusal(500), "status 500"),
        (HfHubHTTPError.__bases__[0]("no route"), "cannot be reached"),
        (ConnectionError("no route"), "cannot be reached"),
    ],
)
def test_what_can_go_wrong_is_told(
    fault: Exception, words: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(fault)
    monkeypatch.setattr("huggingface_hub.HfApi", hub)
    with pytest.raises(StudioError, match=words):
        drain(push_folder(folder, "ana/set", private=False))
    assert not hub.asked


def test_a_changed_export_is_not_sent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    monkeypatch.setattr("huggingface_hub.HfApi", hub)
    (folder / "sft" / "train.jsonl").write_text("{}\n")
    with pytest.raises(StudioError, match="not as it was written"):
        drain(push_folder(folder, "ana/set", private=False))
    with pytest.raises(StudioError, match="is no name on the hub"):
        drain(push_folder(folder, "../set", private=False))
    assert not hub.asked
