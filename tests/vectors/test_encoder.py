"""A user's own encoder: found by its files, refused in words."""

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from studio.errors import StudioError
from studio.vectors.encoder import ModelFolder, to_unit


def _folder(path: Path, kind: str) -> Path:
    if kind == "model2vec":
        (path / "config.json").write_text(json.dumps({"model_type": "model2vec"}))
    else:
        (path / "modules.json").write_text("[]")
    return path


class _Model:
    """Counts letters."""

    def encode(self, texts: list[str], **_: Any) -> list[list[float]]:
        return [[float(text.count("a")), float(text.count("b"))] for text in texts]


@pytest.mark.parametrize("kind", ["model2vec", "sentence_transformers"])
def test_a_folder_gives_vectors_of_length_one(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module: Any = ModuleType(kind)
    module.StaticModel = SimpleNamespace(from_pretrained=lambda path: _Model())
    module.SentenceTransformer = lambda path, **_: _Model()
    monkeypatch.setitem(sys.modules, kind, module)
    encoder = ModelFolder(_folder(tmp_path, kind))
    vectors = encoder.encode(["aab", "b", "zzz"])
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1, 1, 0])
    assert len(encoder.encode([])) == 0


@pytest.mark.parametrize("kind", ["model2vec", "sentence_transformers"])
def test_a_missing_package_is_named_with_the_line_that_installs_it(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, kind, None)
    with pytest.raises(StudioError, match=r"pip install"):
        ModelFolder(_folder(tmp_path, kind))


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no encoder"):
        ModelFolder(tmp_path)
    with pytest.raises(StudioError, match="no folder"):
        ModelFolder(tmp_path / "absent")
    (tmp_path / "config.json").write_text("{ broken")
    with pytest.raises(StudioError, match="no encoder"):
        ModelFolder(tmp_path)


def test_a_model_that_does_not_load_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str) -> None:
        raise OSError("no weights")

    module: Any = ModuleType("model2vec")
    module.StaticModel = SimpleNamespace(from_pretrained=fail)
    monkeypatch.setitem(sys.modules, "model2vec", module)
    with pytest.raises(StudioError, match="no weights"):
        ModelFolder(_folder(tmp_path, "model2vec"))


def test_rows_without_a_direction_become_zeros() -> None:
    assert to_unit(np.array([[np.nan, 0.0], [3.0, 4.0]])).tolist() == [
        [0, 0],
        [pytest.approx(0.6), pytest.approx(0.8)],
    ]
