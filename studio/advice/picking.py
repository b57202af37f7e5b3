"""Picks rows that stand for a set: examples for a prompt, few and unlike each other. It judges none of them.

Greedy facility location: each pick is the row that brings the most rows nearer to a picked one. Unlike
picking what lies farthest, it does not end up with the odd rows; the greedy choice is within 1 - 1/e of the
best (Nemhauser, Wolsey and Fisher, 1978).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_BLOCK = 512


def pick_examples(prompts: Sequence[str], answers: Sequence[str], count: int) -> list[int]:
    """Places of the rows picked, in the order of picking: the first few serve alone, too.

    Args:
        prompts: (n,) what is asked; memory grows with n squared, 4 bytes each.
        answers: (n,) what is answered.
        count: how many; fewer where there are fewer different rows.

    """
    if not prompts or count <= 0:
        return []
    alike = 0.7 * _similarities(prompts) + 0.3 * _similarities(answers)
    nearest = np.zeros(len(prompts), np.float32)
    picked: list[int] = []
    left = np.ones(len(prompts), bool)
    while len(picked) < min(count, len(prompts)):
        gains = np.concatenate(
            [
                np.maximum(alike[start : start + _BLOCK] - nearest, 0).sum(axis=1)
                for start in range(0, len(alike), _BLOCK)
            ]
        )
        gains[~left] = -1
        best = int(gains.argmax())
        if gains[best] <= 1e-6:
            break  # what is left says what a picked one says
        picked.append(best)
        left[best] = False
        nearest = np.maximum(nearest, alike[best])
    return picked


def _similarities(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """(n, n) cosines; a row is 1 to itself even where it holds no word."""
    from studio.vectors.tfidf import TfIdf

    _, vectors = TfIdf.of(texts)
    found: npt.NDArray[np.float32] = (vectors @ vectors.T).toarray().astype(np.float32)
    np.fill_diagonal(found, 1.0)
    return found
