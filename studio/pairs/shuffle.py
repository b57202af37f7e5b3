"""Which answer of a pair stands on the left, so that the judge is blind to it. It records nothing.

The side is one bit of a hash over seed, row and texts: the same pair always lies the same way for the
same seed, half of all pairs each way, and neither the row's place nor the row before it tells which. XXH3
(Collet, 2019) is no secret: someone who reads the project file can work it out.
"""

import xxhash

from studio.core.example import Example, text_of
from studio.core.fingerprint import hash_bytes

_BYTES = 8


def texts_hash(example: Example) -> int:
    """A number that is the same for both orders of the two answers, so that a swap does not give it away."""
    sides = sorted(
        hash_bytes(text_of(side).encode("utf-8", "surrogatepass"))
        for side in (example.chosen, example.rejected)
    )
    return hash_bytes(b"".join(side.to_bytes(_BYTES, "little") for side in sides))


def left_is_chosen(seed: int, row: int, texts: int) -> bool:
    """True when the answer that the row calls chosen goes to the left.

    Args:
        seed: of the project or the session; any whole number.
        row: id of the row.
        texts: what `texts_hash` says of the row.

    """
    mixed = f"{seed}:{row}:{texts}".encode()
    value: int = xxhash.xxh3_64_intdigest(mixed)
    return bool(value >> 63)
