"""Finds the nearest rows by cosine distance, exactly, block by block. It builds no index.

Sparse vectors are multiplied by the turned reference (Gustavson, 1978, in scipy), dense ones by
matrix product; two threads share the blocks, since both let go of the interpreter. A block's products
are all that is held, so memory does not grow with queries times reference.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.jobs import Job, Pacer, Step
from studio.vectors.encoder import Vectors
from studio.vectors.tfidf import Sparse

Distances = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Neighbours = tuple[Distances, Rows]

NONE = -1  # the row where there is no neighbour (left)
# The product of one block, in stored values: 64 MB at 8 bytes for sparse, at 4 for dense.
_BLOCK_VALUES = 1 << 23
_DENSE_VALUES = 1 << 24
_MOST_BLOCK = 1024
_THREADS = 2
_CHUNK = 64
# A cosine that few pairs reach.
_LIKELY = 0.12
_NOTE = "measuring distances"


def find_nearest(
    queries: Vectors,
    reference: Vectors,
    k: int,
    query_groups: Rows | None = None,
    reference_groups: Rows | None = None,
    note: str = _NOTE,
) -> Job[Neighbours]:
    """The `k` rows of the reference nearest to each query.

    Args:
        queries: (q, d), sparse or dense, rows of length 1 or 0.
        reference: (n, d), of the same kind.
        k: how many, at least 1.
        query_groups: (q,) a query never meets a row of its own group. With the number of each text for
            a group, a row meets neither itself nor its copies.
        reference_groups: (n,), given with `query_groups`.
        note: what the steps say.

    Returns:
        Distances (q, k), 1 - cosine, nearest first, and rows (q, k). Where fewer than `k` rows share a
        feature with the query (or, if dense, are left), the distance is 1 and the row `NONE`.

    """
    count, total = queries.shape[0], reference.shape[0]
    distances = np.ones((count, k), np.float32)
    rows = np.full((count, k), NONE, np.int64)
    if not count or not total:
        return distances, rows
    groups = (
        (np.full(count, -1, np.int64), np.full(total, -2, np.int64))
        if query_groups is None or reference_groups is None
        else (query_groups, reference_groups)
    )
    search = _dense_search if isinstance(reference, np.ndarray) else _sparse_search
    most = _DENSE_VALUES if isinstance(reference, np.ndarray) else _BLOCK_VALUES
    size = max(1, min(_MOST_BLOCK, most // total, -(-count // (2 * _THREADS))))
    pacer = Pacer()
    task = search(queries, reference, k, groups)
    for start, (near, which) in _shared(task, range(0, count, size), size):
        distances[start : start + size], rows[start : start + size] = near, which
        if pacer.due():
            yield Step(min(start + size, count), count, note)
    return distances, rows


def number_texts(*columns: Sequence[str]) -> list[Rows]:
    """The same number for the same text (case and white space aside), over all columns together."""
    numbers: dict[str, int] = {}
    return [
        np.fromiter(
            (numbers.setdefault(" ".join(text.casefold().split()), len(numbers)) for text in column),
            np.int64,
            len(column),
        )
        for column in columns
    ]


def _shared(
    task: Callable[[int, int], Neighbours], starts: range, size: int
) -> Iterator[tuple[int, Neighbours]]:
    """Run the blocks on the threads, in order, few ahead; closing waits only for those begun."""
    waiting: deque[tuple[int, Future[Neighbours]]] = deque()
    pool = ThreadPoolExecutor(_THREADS)
    try:
        for start in starts:
            waiting.append((start, pool.submit(task, start, start + size)))
            if len(waiting) > _THREADS:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _sparse_search(
    queries: Sparse, reference: Sparse, k: int, groups: tuple[Rows, Rows]
) -> Callable[[int, int], Neighbours]:
    turned: Any = reference.T.tocsr()

    def search(start: int, stop: int) -> Neighbours:
        block = queries[start:stop]
        product = block @ turned
        height = block.shape[0]
        distances, rows = np.ones((height, k), np.float32), np.full((height, k), NONE, np.int64)
        # Most products are of one common feature. The few that are not are looked at first, and only
        # where they are fewer than k is the whole line.
        likely = product.data > _LIKELY
        lines = np.repeat(np.arange(height), np.diff(product.indptr))
        lines, columns, values = lines[likely], product.indices[likely], product.data[likely]
        allowed = groups[1][columns] != groups[0][start + lines]
        lines, columns, values = lines[allowed], columns[allowed], values[allowed]
        bounds = np.searchsorted(lines, np.arange(height + 1))
        short = np.flatnonzero(np.diff(bounds) < k)
        for line in range(height):
            part = slice(bounds[line], bounds[line + 1])
            _take_best(values[part], columns[part], distances[line], rows[line])
        for line in short.tolist():
            part = slice(product.indptr[line], product.indptr[line + 1])
            which = product.indices[part]
            free = groups[1][which] != groups[0][start + line]
            _take_best(product.data[part][free], which[free], distances[line], rows[line])
        return np.maximum(distances, 0, out=distances), rows

    return search


def _take_best(
    values: npt.NDArray[np.float32], columns: npt.NDArray[np.int32], distances: Distances, rows: Rows
) -> None:
    """Write the best of one line in place; ties go to the earlier row, so that answers are stable."""
    k = len(rows)
    if len(values) > k:
        least = np.partition(values, len(values) - k)[-k]
        best = np.flatnonzero(values >= least)
        values, columns = values[best], columns[best]
    order = np.lexsort((columns, -values))[:k]
    distances[: len(order)] = 1 - values[order]
    rows[: len(order)] = columns[order]


def _dense_search(
    queries: npt.NDArray[np.float32], reference: npt.NDArray[np.float32], k: int, groups: tuple[Rows, Rows]
) -> Callable[[int, int], Neighbours]:
    total = len(reference)
    turned = reference.T
    padded = -(-total // _CHUNK) * _CHUNK
    # Rows by group, so that the few of one group are found without looking at all.
    order = np.argsort(groups[1], kind="stable")
    sorted_groups = groups[1][order]

    def search(start: int, stop: int) -> Neighbours:
        block = queries[start:stop]
        height = len(block)
        product = np.full((height, padded), -np.inf, np.float32)
        product[:, :total] = block @ turned
        lows = np.searchsorted(sorted_groups, groups[0][start : start + height], "left")
        highs = np.searchsorted(sorted_groups, groups[0][start : start + height], "right")
        for line in np.flatnonzero(highs > lows).tolist():
            product[line, order[lows[line] : highs[line]]] = -np.inf
        return _top(product, k)

    return search


def _top(product: npt.NDArray[np.float32], k: int) -> Neighbours:
    """The k largest of each line: they lie in the k chunks with the largest maxima; only those are sorted."""
    height, width = product.shape
    chunks = product.reshape(height, width // _CHUNK, _CHUNK)
    keep = min(k, chunks.shape[1])
    best = np.argpartition(chunks.max(axis=2), chunks.shape[1] - keep, axis=1)[:, -keep:]
    values = np.take_along_axis(chunks, best[:, :, None], axis=1).reshape(height, -1)
    columns = (best[:, :, None] * _CHUNK + np.arange(_CHUNK)).reshape(height, -1)
    keep = min(k, values.shape[1])
    top = np.argpartition(values, values.shape[1] - keep, axis=1)[:, -keep:]
    values, columns = np.take_along_axis(values, top, axis=1), np.take_along_axis(columns, top, axis=1)
    order = np.lexsort((columns, -values), axis=1)
    values, columns = np.take_along_axis(values, order, axis=1), np.take_along_axis(columns, order, axis=1)
    found = np.isfinite(values)
    distances, rows = np.ones((height, k), np.float32), np.full((height, k), NONE, np.int64)
    distances[:, :keep] = np.where(found, np.maximum(1 - values, 0), 1)
    rows[:, :keep] = np.where(found, columns, NONE)
    return distances, rows
