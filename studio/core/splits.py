"""Which side of the split a row falls on. It looks at the row's group alone, so look-alikes never part."""

import hashlib


def position(seed: int, group: int) -> float:
    """A number in [0, 1) that depends on the seed and the group's hash only.

    The same group keeps its position as the set grows, so a row never changes side because
    others came. BLAKE2b spreads groups evenly whatever their hashes look like.
    """
    digest = hashlib.blake2b(f"{seed}:{group}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def side(seed: int, group: int, validation_share: float) -> str:
    """`validation` or `train` for a group.

    Args:
        seed: the recipe's seed.
        group: 64-bit hash that all members of the group share.
        validation_share: 0..1, the share of groups that go to validation.

    """
    return "validation" if position(seed, group) < validation_share else "train"
