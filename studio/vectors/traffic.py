"""Measures what real traffic asks for and an accepted set lacks. It writes no rows and asks no model.

Three signs say that the set does not cover a prompt: its mean distance to the nearest accepted rows; that
distance beside the one to the nearest other prompts (a local density ratio, as Breunig et al.'s LOF, 2000,
between two sets instead of one); and how much more its words are the traffic's than the set's
(`contrast_rows`). Each is measured for accepted rows too, left out in turn, which gives the scale on which
they are added and the scores of covered prompts from which the share is estimated (`share`). For the
ranking, a prompt's score is then blended with those of the prompts around it (Zhou et al., 2004, Learning
with local and global consistency): a gap is seldom one prompt alone.

Traffic in a style of its own (curt, polite, much repeated) differs from the set in every prompt: then the
last two signs see only that, and call nearly all of it uncovered, while hardly any of it is far away.
Where they do, only the distance to the nearest row is gone by, and the measure says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.jobs import Job, Step
from studio.vectors.contrast import contrast_rows
from studio.vectors.encoder import Encoder, Vectors
from studio.vectors.gaps import Gap, group_prompts
from studio.vectors.nearest import NONE, Neighbours, Rows, find_nearest, number_texts
from studio.vectors.share import QUANTILE, Share, correct_share, find_threshold, wilson
from studio.vectors.tfidf import TfIdf

Scores = npt.NDArray[np.float64]

_NEAR = 5
_AROUND = 10
_BLENDED = 10
# Neighbours by which groups are found: of 5, 8 and 15, this lost fewest hidden intents to larger ones.
_CLIMBED = 8
_ROUNDS = 5
# Accepted rows that are left out in turn: enough to know a percentile to half a point.
_CALIBRATION_ROWS = 10_000
_SOFT = 0.05
# A share beyond this, of prompts that are mostly within delta, is a matter of style.
_NEARLY_ALL = 0.8
# The farthest are told even where the share is 0: a person may see what the estimate does not.
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Traffic:
    """How well a set covers traffic.

    Attributes:
        prompt_count: n.
        delta: the distance that `quantile` of the accepted rows are within, of their nearest other row.
        beyond: share of prompts with no accepted row within delta, with Wilson's interval, as counted.
        corrected: the same, less the covered prompts that lie beyond delta by construction.
        share: the best estimate of the uncovered share, from all signs, and its interval.
        by_facet: for each value of each facet, `share` among its prompts.
        distances: (n,) of each prompt to its nearest accepted row.
        nearest: (n,) that row, or -1.
        scores: (n,) how surely the prompt is uncovered; only the order means something.
        ranking: (n,) prompts, the most surely uncovered first.
        gaps: groups of the uncovered prompts, worst first.
        is_shifted: the traffic is written otherwise than the set throughout; see the module.

    """

    prompt_count: int
    delta: float
    beyond: Share
    corrected: Share
    share: Share
    by_facet: dict[str, dict[str, Share]]
    distances: npt.NDArray[np.float32]
    nearest: Rows
    scores: Scores
    ranking: Rows
    gaps: list[Gap]
    is_shifted: bool = False


@dataclass(frozen=True, slots=True)
class _Near:
    """The four searches: prompts and a sample of accepted rows, each against both sides."""

    prompt_to_set: Neighbours
    prompt_to_prompt: Neighbours
    row_to_set: Neighbours
    row_to_prompt: Neighbours
    sample: Rows


def measure_traffic(
    accepted: Sequence[str],
    prompts: Sequence[str],
    encoder: Encoder | None = None,
    facets: dict[str, Sequence[str]] | None = None,
    quantile: float = QUANTILE,
    seed: int = 0,
) -> Job[Traffic]:
    """Compare prompts with the prompts of accepted rows.

    Args:
        accepted: prompts of the accepted rows, each duplicate group once.
        prompts: the traffic.
        encoder: gives the vectors; TF-IDF of both sides if none is given.
        facets: for each facet, the value of each prompt.
        quantile: of the nearest-neighbour distances inside the set that is delta, 0..1.
        seed: of the rows that are sampled, and of the folds.

    """
    if not prompts or not accepted:
        return _measure_nothing(len(prompts), len(accepted), facets or {}, quantile)
    yield Step(0, 0, "making vectors")
    if encoder is None:
        # Weights of both sides: a word that only the traffic uses is then no rarity.
        both: Vectors = TfIdf.of([*accepted, *prompts])[1]
    else:
        both = encoder.encode([*accepted, *prompts])
    rows, traffic = both[: len(accepted)], both[len(accepted) :]
    groups = number_texts(accepted, prompts)
    sample = np.arange(len(accepted))
    if len(accepted) > _CALIBRATION_ROWS:
        sample = np.sort(np.random.default_rng(seed).permutation(sample)[:_CALIBRATION_ROWS])
    near = yield from _search(rows, traffic, (groups[0], groups[1]), sample)
    contrast = yield from contrast_rows(rows, traffic, (groups[0], groups[1]), seed)
    yield Step(0, 0, "grouping what is uncovered")
    return _conclude(near, (contrast[0][sample], contrast[1]), facets or {}, quantile)


def _measure_nothing(
    prompt_count: int, row_count: int, facets: dict[str, Sequence[str]], quantile: float
) -> Traffic:
    """An empty set covers nothing; empty traffic asks for nothing."""
    share = correct_share(np.zeros(row_count), np.zeros(prompt_count), 0.0)
    counted = wilson(prompt_count, prompt_count)
    chosen = np.arange(prompt_count)
    far = np.ones(prompt_count, np.float32)
    gaps = [Gap(chosen.tolist(), 1.0)] if prompt_count else []
    by_facet = {
        facet: {v: wilson(c, c) for v in sorted(set(values)) if (c := list(values).count(v))}
        for facet, values in facets.items()
    }
    return Traffic(
        prompt_count, 1.0, counted, share, share, by_facet, far,
        np.full(prompt_count, NONE, np.int64), np.zeros(prompt_count), chosen, gaps,
    )  # fmt: skip


def _search(rows: Vectors, traffic: Vectors, groups: tuple[Rows, Rows], sample: Rows) -> Job[_Near]:
    """Copies count as near between the two sides, never within one."""
    own, theirs = groups
    to_set = yield from find_nearest(traffic, rows, _NEAR, note="traffic against the set")
    to_prompt = yield from find_nearest(traffic, traffic, _AROUND, theirs, theirs, "traffic against itself")
    some = rows[sample]
    row_to_set = yield from find_nearest(some, rows, _NEAR, own[sample], own, "the set against itself")
    row_to_prompt = yield from find_nearest(some, traffic, _NEAR, note="the set against traffic")
    return _Near(to_set, to_prompt, row_to_set, row_to_prompt, sample)


def _conclude(
    near: _Near, contrast: tuple[Scores, Scores], facets: dict[str, Sequence[str]], quantile: float
) -> Traffic:
    of_rows, of_prompts = _add_signs(near, contrast)
    threshold = find_threshold(of_rows, of_prompts)
    share = correct_share(of_rows, of_prompts, threshold)
    distances, inside = near.prompt_to_set[0][:, 0], near.row_to_set[0][:, 0]
    delta = float(np.quantile(inside, quantile))
    corrected = correct_share(inside.astype(np.float64), distances.astype(np.float64), delta)
    is_shifted = share.value > _NEARLY_ALL and corrected.value < _NEARLY_ALL / 2
    if is_shifted:
        of_rows, of_prompts = inside.astype(np.float64), distances.astype(np.float64)
        threshold = find_threshold(of_rows, of_prompts)
        share = correct_share(of_rows, of_prompts, threshold)
    scores = _blend(of_prompts, near.prompt_to_prompt)
    count = len(scores)
    ranking = np.argsort(-scores, kind="stable")
    listed = min(count, max(_FEWEST, round(share.value * count)))
    close, which = near.prompt_to_prompt
    gaps = group_prompts(
        ranking[:listed], close[:, :_CLIMBED], which[:, :_CLIMBED], _mean(near.prompt_to_set), delta
    )
    return Traffic(
        prompt_count=count,
        delta=delta,
        beyond=wilson(int((distances > delta).sum()), count),
        corrected=corrected,
        share=share,
        by_facet={
            facet: _share_by(np.asarray(values, object), of_rows, of_prompts, threshold)
            for facet, values in facets.items()
        },
        distances=distances,
        nearest=near.prompt_to_set[1][:, 0],
        scores=scores,
        ranking=ranking,
        gaps=gaps,
        is_shifted=is_shifted,
    )


def _share_by(
    values: npt.NDArray[np.object_], of_rows: Scores, of_prompts: Scores, threshold: float
) -> dict[str, Share]:
    return {
        str(value): correct_share(of_rows, of_prompts[values == value], threshold)
        for value in sorted(set(values.tolist()))
    }


def _add_signs(near: _Near, contrast: tuple[Scores, Scores]) -> tuple[Scores, Scores]:
    """The three signs, each in standard deviations of the accepted rows, for rows and for prompts."""
    total = np.zeros(len(near.sample)), np.zeros(len(near.prompt_to_set[0]))
    far = [_mean(found) for found in (near.row_to_set, near.prompt_to_set)]
    apart = [_mean(found) for found in (near.row_to_prompt, near.prompt_to_prompt)]
    ratio = [np.log(mine + _SOFT) - np.log(other + _SOFT) for mine, other in zip(far, apart, strict=True)]
    for of_rows, of_prompts in (far, ratio, list(contrast)):
        deviation = of_rows.std() or of_prompts.std() or 1.0
        for sums, sign in zip(total, (of_rows, of_prompts), strict=True):
            sums += (sign - of_rows.mean()) / deviation
    return total


def _mean(found: Neighbours) -> Scores:
    means: Scores = found[0][:, :_NEAR].mean(axis=1, dtype=np.float64)
    return means


def _blend(scores: Scores, around: Neighbours) -> Scores:
    """Half of a prompt's score is that of the prompts around it, by squared likeness."""
    distances, rows = (part[:, :_BLENDED] for part in around)
    weights = np.where(rows == NONE, 0, (1 - distances.astype(np.float64)).clip(0) ** 2)
    sums = weights.sum(axis=1, keepdims=True)
    weights = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    alone = (1 - weights.sum(axis=1)) * scores
    blended = scores
    for _ in range(_ROUNDS):
        blended = 0.5 * scores + 0.5 * ((weights * blended[rows]).sum(axis=1) + alone)
    return blended
