"""The characters of a text beyond ASCII: few, in most texts, and soon looked through. It judges none."""

_ASCII = bytes(range(128))


def beyond_ascii(text: str) -> str:
    """The characters of a text that are not ASCII, in order: many times faster than a pattern finds them."""
    if text.isascii():
        return ""
    # In UTF-8 no byte of such a character is an ASCII one.
    left = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return left.decode("utf-8", "surrogatepass")
