"""Gives rows, prompts and answers a number each, so that equal ones are found by sorting.

It finds equality only; likeness is for signatures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

from studio.similarity.normalise import GAP_BYTES, Block

Keys = npt.NDArray[np.uint64]

# Letters and digits of the text: what is left when these are gone. Only ASCII punctuation goes;
# what is finer than that is decided pair by pair.
_IGNORED = bytes(code for code in range(1, 128) if code != 10 and not chr(code).isalnum())

_OF_EMPTY_ROW = np.uint64(xxhash.xxh3_64_intdigest(b"\n"))


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """64-bit hashes (XXH3) of rows, n of them.

    Attributes:
        rows: (n,) the hash of the normalised row; equal texts have equal hashes.
        prompts, answers: (n,) hashes of the parts without spaces and ASCII punctuation.
        prompt_sizes, answer_sizes: (n,) bytes that were hashed for the parts; 0 for no text.

    """

    rows: Keys
    prompts: Keys
    answers: Keys
    prompt_sizes: npt.NDArray[np.int64]
    answer_sizes: npt.NDArray[np.int64]

    @classmethod
    def of_nothing(cls, count: int) -> "Fingerprints":
        """Room for the fingerprints of `count` rows."""
        keys = [np.zeros(count, np.uint64) for _ in range(3)]
        return cls(keys[0], keys[1], keys[2], np.zeros(count, np.int64), np.zeros(count, np.int64))

    def with_text(self) -> npt.NDArray[np.int64]:
        """The rows that are not empty once normalised, ascending."""
        return np.flatnonzero(self.rows != _OF_EMPTY_ROW)

    def put(self, rows: npt.NDArray[np.int64], own: "Fingerprints") -> None:
        """Write the fingerprints of some rows to their places."""
        self.rows[rows] = own.rows
        self.prompts[rows] = own.prompts
        self.answers[rows] = own.answers
        self.prompt_sizes[rows] = own.prompt_sizes
        self.answer_sizes[rows] = own.answer_sizes


def fingerprint_block(block: Block) -> Fingerprints:
    """Fingerprints of a block's rows, in the block's order."""
    encoded = block.encoded()
    lines = encoded.split(GAP_BYTES)
    bare = encoded.translate(None, _IGNORED).replace(b"\n", GAP_BYTES).split(GAP_BYTES)
    parts = _hash_all(bare)
    sizes = np.fromiter(map(len, bare), np.int64, len(bare))
    return Fingerprints(_hash_all(lines), parts[::2], parts[1::2], sizes[::2], sizes[1::2])


def _hash_all(texts: Sequence[bytes]) -> Keys:
    return np.fromiter(map(xxhash.xxh3_64_intdigest, texts), np.uint64, len(texts))


def pair_equal(
    keys: Keys, chosen: npt.NDArray[np.int64], most: int | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pair each row with the first row that has the same key.

    Args:
        keys: (n,) keys of all rows.
        chosen: the rows to look at, ascending.
        most: at most this many pairs of one key, the earliest.

    Returns:
        left and right rows of the pairs; left is the first of its key, so left < right.

    """
    order = np.argsort(keys[chosen], kind="stable")
    ordered = keys[chosen][order]
    new = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    firsts = np.flatnonzero(new)
    head = np.repeat(firsts, np.diff(np.append(firsts, len(ordered))))
    place = np.arange(len(ordered)) - head
    later = place > 0
    if most is not None:
        later &= place <= most
    return chosen[order[head[later]]], chosen[order[later]]
