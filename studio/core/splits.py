"""Where a group stands between 0 and 1, and which side of a split that is. It looks at the hash alone."""

import hashlib

import numpy as np
import numpy.typing as npt

SIDES = ("train", "validation", "test")
TRAIN, VALIDATION, TEST = range(3)


def positions(seed: int, groups: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """(g,) numbers in [0, 1), each of which depends on the seed and the group's hash only.

    The same group keeps its position as the set grows, so a row never changes side because others
    came. The hash is mixed with the seed by SplitMix64's last step (Steele, Lea, Flood 2014), which
    spreads groups evenly whatever their hashes look like.
    """
    key = hashlib.blake2b(f"split {seed}".encode(), digest_size=8).digest()
    mixed = groups.astype(np.uint64) ^ np.uint64(int.from_bytes(key, "big"))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def sides(
    places: npt.NDArray[np.float64], validation_share: float, test_share: float = 0.0
) -> npt.NDArray[np.uint8]:
    """(g,) `TRAIN`, `VALIDATION` or `TEST` for each position.

    The test split lies lowest, validation above it: a larger validation share takes from train
    alone, so the rows of a locked test split stay where they are.

    Args:
        places: what `positions` gave.
        validation_share: 0..1, the share of groups that go to validation.
        test_share: 0..1, the share of groups that go to test.

    """
    held_out = np.where(places < test_share, TEST, VALIDATION)
    return np.where(places < test_share + validation_share, held_out, TRAIN).astype(np.uint8)
