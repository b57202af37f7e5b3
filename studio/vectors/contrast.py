"""Says how much more a prompt looks like traffic than like the accepted set. It sees no labels.

Where the traffic asks for what the set lacks, words and their pieces tell the two apart; where the
set covers the traffic, nothing does. So a logistic regression of 'traffic, not set' is a score of
novelty (Elkan and Noto, 2008: learning from positive and unlabelled rows; Blanchard, Lee and Scott,
2010: novelty detection from them). Each row is scored by a model that has not seen it (cross-fitting).
"""

from collections.abc import Generator
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.jobs import Job, Step
from studio.vectors.encoder import Vectors

Scores = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_FOLDS = 3
_MOST_STEPS = 40
# The inverse of C in scikit-learn's terms; 1 is its default.
_RIDGE = 1.0
# More rows of a side than this are scored, but not learned from: time stays bounded.
_MOST_ROWS = 20_000
_NOTE = "setting traffic against the set"


def contrast_rows(
    accepted: Vectors, traffic: Vectors, groups: tuple[Rows, Rows], seed: int = 0
) -> Job[tuple[Scores, Scores]]:
    """Score accepted rows and prompts, higher = more like traffic only.

    Args:
        accepted: (n, d) vectors of length 1.
        traffic: (m, d) vectors of the same encoder.
        groups: (n,) and (m,) numbers of the texts: copies are never on both sides of a fold.
        seed: of the division into folds.

    Returns:
        (n,) and (m,) log-odds; all 0 where a side has fewer rows than there are folds.

    """
    count, prompts = accepted.shape[0], traffic.shape[0]
    scores = np.zeros(count + prompts)
    if min(count, prompts) < _FOLDS:
        return scores[:count], scores[count:]
    rows, labels = _pool(accepted, traffic)
    order = np.random.default_rng(seed)
    group = np.concatenate(groups)
    folds = order.integers(0, _FOLDS, int(group.max()) + 1)[group]
    ranks = np.concatenate([order.permutation(size) for size in (count, prompts)])
    sampled = ranks < _MOST_ROWS
    for fold in range(_FOLDS):
        held = folds == fold
        taught = sampled & ~held
        if len(set(labels[taught].tolist())) == 2:
            model = yield from _fit(rows[taught], labels[taught], fold)
            scores[held] = rows[held] @ model[:-1] + model[-1]
    return scores[:count], scores[count:]


def _pool(accepted: Vectors, traffic: Vectors) -> tuple[Any, Scores]:
    """All rows, with a feature that no one uses left out, and +1 for traffic, -1 for the set."""
    labels = np.concatenate((np.full(accepted.shape[0], -1.0), np.ones(traffic.shape[0])))
    if isinstance(accepted, np.ndarray):
        return np.concatenate((accepted, traffic)), labels
    from scipy.sparse import vstack

    sides: list[Any] = [accepted, traffic]
    both: Any = vstack(sides, format="csr")
    # A feature of one row alone cannot tell anything of another; of a few rows, little.
    least = 1 if len(labels) < _MOST_ROWS else 4
    used = np.flatnonzero(np.bincount(both.indices, minlength=both.shape[1]) > least)
    return both[:, used], labels


def _fit(rows: Any, labels: Scores, fold: int) -> Generator[Step, None, Scores]:
    """Weights and, last, the intercept of a balanced L2 logistic regression.

    Gradient descent with Barzilai and Borwein's (1988) step would do; L-BFGS is safer. The optimiser
    runs a few iterations at a time so that the job can be cancelled between them.
    """
    from scipy.optimize import minimize

    share = (labels > 0).mean()
    weight = np.where(labels > 0, 0.5 / share, 0.5 / (1 - share))
    turned = rows.T if isinstance(rows, np.ndarray) else rows.T.tocsr()

    def loss(model: Scores) -> tuple[float, Scores]:
        margin = labels * (rows @ model[:-1] + model[-1])
        slope = -labels * weight / (1 + np.exp(np.minimum(margin, 500)))
        value = float(weight @ np.logaddexp(0, -margin)) + _RIDGE / 2 * float(model[:-1] @ model[:-1])
        return value, np.append(turned @ slope + _RIDGE * model[:-1], slope.sum())

    model = np.zeros(rows.shape[1] + 1)
    step, total = 15, _FOLDS * _MOST_STEPS
    for done in range(0, _MOST_STEPS, step):
        yield Step(fold * _MOST_STEPS + done, total, _NOTE)
        found = minimize(
            loss, model, jac=True, method="L-BFGS-B", options={"maxiter": step, "maxcor": 10, "ftol": 1e-6}
        )
        model = found.x
        if found.status == 0:
            break
    return model
