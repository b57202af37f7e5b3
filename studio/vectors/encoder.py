"""Encoders: what turns texts into vectors of length 1. It downloads nothing; a model is a local folder.

The default is `TfIdf`. A user's own sentence-transformers or model2vec folder gives dense vectors, which
know meaning; their packages are imported only when such a folder is named.
"""

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from studio.errors import StudioError
from studio.vectors.tfidf import Sparse

Vectors = Sparse | npt.NDArray[np.float32]

_BATCH = 64


class Encoder(Protocol):
    """Anything that gives vectors: (n, d) rows of length 1 (or 0), sparse or dense, in float32."""

    @property
    def name(self) -> str:
        """What a user calls it."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, d) vectors of the texts."""
        ...


class ModelFolder:
    """A user's own encoder, from a folder that sentence-transformers or model2vec wrote.

    Args:
        folder: where the model is.

    Raises:
        StudioError: the folder holds no model, the package it needs is not installed, or the model does
            not load.

    """

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        package, load = _kind_of(folder)
        try:
            module = import_module(package)
        except ImportError as error:
            name = package.replace("_", "-")
            raise StudioError(
                f"The encoder {folder} needs {name}, which is not installed.",
                f'Install it: pip install "{name}"',
            ) from error
        try:
            self._encode = load(module, folder)
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            raise StudioError(f"The encoder {folder} does not load: {error}") from error

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, d) float32 rows of length 1; a text that the model gives no direction is a row of zeros."""
        if not texts:
            return np.zeros((0, 1), np.float32)
        return to_unit(np.asarray(self._encode(list(texts))))


def to_unit(vectors: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Rows brought to length 1; rows without a finite length become zeros."""
    dense = np.nan_to_num(vectors.astype(np.float32), posinf=0, neginf=0)
    lengths = np.linalg.norm(dense, axis=1, keepdims=True)
    unit: npt.NDArray[np.float32] = np.divide(dense, lengths, out=np.zeros_like(dense), where=lengths > 0)
    return unit


_Encode = Callable[[list[str]], Any]


def _kind_of(folder: Path) -> tuple[str, Callable[[Any, Path], _Encode]]:
    """The package that a folder's files tell of, and how it loads."""
    if not folder.is_dir():
        raise StudioError(f"There is no folder {folder}.", "Name the local folder of a model.")
    if (folder / "modules.json").is_file():
        return "sentence_transformers", _load_sentence_transformers
    config = folder / "config.json"
    try:
        told = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    if isinstance(told, dict) and told.get("model_type") == "model2vec":
        return "model2vec", _load_model2vec
    raise StudioError(
        f"The folder {folder} holds no encoder that is known.",
        "A sentence-transformers folder has modules.json; a model2vec one has model_type in config.json.",
    )


def _load_sentence_transformers(module: Any, folder: Path) -> _Encode:
    # A folder may name code of its own; it is not run.
    model = module.SentenceTransformer(str(folder), trust_remote_code=False, local_files_only=True)
    return lambda texts: model.encode(
        texts, batch_size=_BATCH, convert_to_numpy=True, show_progress_bar=False
    )


def _load_model2vec(module: Any, folder: Path) -> _Encode:
    model = module.StaticModel.from_pretrained(str(folder))
    return lambda texts: model.encode(texts, show_progress_bar=False)
