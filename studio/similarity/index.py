"""Answers which rows a new text is like, among millions, at once. It measures nothing exactly.

The index is a few segments. A segment holds the signatures of some rows and, for each band, its
keys in sorted order, so that looking a row up is sixteen binary searches in each segment. Rows
are added as a new small segment; a segment is merged with the one before it while that is less
than twice its size, so there are only as many segments as the count of rows has binary digits.
Segments are plain arrays that can be stored as bytes and used again without being unpacked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from studio.similarity.normalise import normalise_block
from studio.similarity.signatures import BANDS, VALUES, Signatures, join_signatures, sign_block

# Of the rows that share one band key, at most this many are looked at: the rest are more of the same.
_MOST_OF_ONE_KEY = 64
_WORD = np.uint64(32)


@lru_cache(maxsize=8)  # a draft is compared with rows, with drafts, and kept: signed once
def sign_row(prompt: str, answer: str) -> Signatures:
    """The signatures of one row, as row 0; none for a row without text."""
    return join_signatures([sign_block(block) for block in normalise_block([prompt], [answer])])


@dataclass(frozen=True, slots=True)
class Segment:
    """The signatures of some rows, and their band keys sorted.

    Attributes:
        rows: (e,) int64, the row of each entry.
        sketches: (e, VALUES) uint8.
        keys: (BANDS, e) uint32, the keys of each band in ascending order.
        entries: (BANDS, e) uint32, the entries in the order of the keys.

    """

    rows: npt.NDArray[np.int64]
    sketches: npt.NDArray[np.uint8]
    keys: npt.NDArray[np.uint32]
    entries: npt.NDArray[np.uint32]

    @classmethod
    def of_signatures(cls, signatures: Signatures) -> "Segment":
        """Sort the band keys of some signatures."""
        count = len(signatures.rows)
        keys = np.empty((BANDS, count), np.uint32)
        entries = np.empty((BANDS, count), np.uint32)
        for band in range(BANDS):
            packed = signatures.bands[band].astype(np.uint64) << _WORD
            packed |= np.arange(count, dtype=np.uint64)
            packed.sort()
            keys[band] = packed >> _WORD
            entries[band] = packed.astype(np.uint32)
        return cls(signatures.rows, signatures.sketches, keys, entries)

    @classmethod
    def from_bytes(cls, blobs: Mapping[str, bytes]) -> "Segment":
        """A segment that `to_bytes` stored; its arrays look into the bytes and copy nothing.

        Raises:
            ValueError: a blob has the wrong size.
            KeyError: a blob is missing.

        """
        rows = np.frombuffer(blobs["rows"], np.int64)
        return cls(
            rows,
            np.frombuffer(blobs["sketches"], np.uint8).reshape(len(rows), VALUES),
            np.frombuffer(blobs["keys"], np.uint32).reshape(BANDS, len(rows)),
            np.frombuffer(blobs["entries"], np.uint32).reshape(BANDS, len(rows)),
        )

    def to_bytes(self) -> dict[str, bytes]:
        """The arrays as bytes by name, in this machine's byte order."""
        return {
            "rows": self.rows.tobytes(),
            "sketches": self.sketches.tobytes(),
            "keys": self.keys.tobytes(),
            "entries": self.entries.tobytes(),
        }

    def signatures(self) -> Signatures:
        """The signatures that the segment was made of."""
        bands = np.empty_like(self.keys)
        for band in range(BANDS):
            bands[band, self.entries[band]] = self.keys[band]
        return Signatures(self.rows, bands, self.sketches)

    def sharing(self, bands: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """Entries that share at least one of the (BANDS,) keys, each once."""
        found = []
        for band, key in enumerate(bands):
            start = int(np.searchsorted(self.keys[band], key, "left"))
            stop = int(np.searchsorted(self.keys[band], key, "right"))
            found.append(self.entries[band, start : min(stop, start + _MOST_OF_ONE_KEY)])
        return np.unique(np.concatenate(found)).astype(np.int64)


class Index:
    """All rows known so far, ready to be asked which of them a text is like.

    Args:
        segments: what `segments` gave when the index was stored; nothing for an empty index.

    """

    def __init__(self, segments: Iterable[Segment] = ()) -> None:
        self._segments = list(segments)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments, oldest first; store those that are not stored yet, forget those gone."""
        return tuple(self._segments)

    def add(self, signatures: Signatures) -> None:
        """Add rows. Rows must not be in the index yet; `Signatures.rows` are their numbers."""
        if not len(signatures.rows):
            return
        while self._segments and len(self._segments[-1].rows) < 2 * len(signatures.rows):
            older = self._segments.pop()
            signatures = join_signatures([older.signatures(), signatures])
        self._segments.append(Segment.of_signatures(signatures))

    def find(
        self, signatures: Signatures, least: float = 0.4
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Rows that may be like one row, the likeliest first.

        Args:
            signatures: of that row (`sign_row`).
            least: the least estimate to report, 0..1; 0.1 below the similarity that is wanted.

        Returns:
            rows, each once, and an estimate of their Jaccard similarity, 0..1, give or take 0.06.
            `measure_pairs` gives the true one.

        """
        rows, estimates = [np.empty(0, np.int64)], [np.empty(0)]
        for segment in self._segments:
            for entry in range(len(signatures.rows)):
                close = segment.sharing(signatures.bands[:, entry])
                equal = segment.sketches[close] == signatures.sketches[entry]
                rows.append(segment.rows[close])
                estimates.append(np.count_nonzero(equal, axis=1) / VALUES)
        every, estimate = np.concatenate(rows), np.concatenate(estimates)
        chosen = np.flatnonzero(estimate >= least)
        order = chosen[np.lexsort((every[chosen], -estimate[chosen]))]
        _, first = np.unique(every[order], return_index=True)
        order = order[np.sort(first)]
        return every[order], estimate[order]
