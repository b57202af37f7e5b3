"""Tokens of a request, and which of them come from the prompt cache. It counts bytes, not real tokens.

Order and look-back are as the API documents them for prompt caching: tools, then system, then messages; an
entry ends at a breakpoint; an earlier entry is found up to 20 blocks before one. Nothing ever expires.
"""

import json
from hashlib import blake2b
from typing import Any, NamedTuple

_LOOK_BACK = 20
_FIXED_TOKENS = 8


def count_text(text: str) -> int:
    """Tokens of a text: one for each four bytes, at least one for any text."""
    size = len(text.encode("utf-8", "surrogatepass"))
    return max(size // 4, 1) if size else 0


class _Block(NamedTuple):
    key: bytes
    size: int
    mark: dict[str, Any] | None


class Input(NamedTuple):
    """Where the input tokens of one request come from."""

    fresh: int
    written: int
    written_1h: int
    read: int

    @property
    def total(self) -> int:
        return self.fresh + self.written + self.read


def breakpoints(body: dict[str, Any]) -> list[dict[str, Any]]:
    """All cache_control marks of a request, the automatic one at its top level last."""
    marks = [block.get("cache_control") for block in _parts(body)]
    return [mark for mark in [*marks, body.get("cache_control")] if mark]


def count(body: dict[str, Any]) -> int:
    """Input tokens of a request, as count_tokens tells them."""
    return _tokens(sum(block.size for block in _blocks(body)))


class PromptCache:
    """The prefixes that were seen."""

    def __init__(self, floor: int = 0) -> None:
        self._floor = floor
        self._seen: set[bytes] = set()

    def look_up(self, body: dict[str, Any]) -> tuple[Input, list[bytes]]:
        """Where the tokens come from, and the entries that `keep` makes readable once the answer begins."""
        blocks = _blocks(body)
        sizes, total = [], 0
        for block in blocks:
            total += block.size
            sizes.append(total)
        marked = [n for n, block in enumerate(blocks) if block.mark and _tokens(sizes[n]) >= self._floor]
        if not marked:
            return Input(_tokens(total), 0, 0, 0), []
        read = self._found(blocks, marked)
        held = _tokens(sizes[read]) if read >= 0 else 0
        last = _tokens(sizes[marked[-1]])
        hour = max(
            (_tokens(sizes[n]) for n in marked if (blocks[n].mark or {}).get("ttl") == "1h"), default=0
        )
        written = max(last - held, 0)
        figures = Input(_tokens(total) - held - written, written, min(max(hour - held, 0), written), held)
        return figures, [blocks[n].key for n in marked]

    def keep(self, entries: list[bytes]) -> None:
        """Make prefixes readable, as they are from the start of the answer that wrote them."""
        self._seen.update(entries)

    def _found(self, blocks: list[_Block], marked: list[int]) -> int:
        for mark in reversed(marked):
            for place in range(mark, max(mark - _LOOK_BACK, -1), -1):
                if blocks[place].key in self._seen:
                    return place
        return -1


def _tokens(size: int) -> int:
    return size // 4 + _FIXED_TOKENS


def _parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The request's blocks in the order in which they are cached, each with the role that says it."""
    system = body.get("system") or []
    parts = list(body.get("tools") or [])
    parts += [{"type": "text", "text": system}] if isinstance(system, str) else system
    for message in body.get("messages") or []:
        content = message["content"]
        told = [{"type": "text", "text": content}] if isinstance(content, str) else content
        parts += [{**block, "role": message["role"]} for block in told]
    return parts


def _blocks(body: dict[str, Any]) -> list[_Block]:
    digest = blake2b(str(body.get("model")).encode(), digest_size=16)
    blocks = []
    for part in _parts(body):
        plain = {key: value for key, value in part.items() if key != "cache_control"}
        own = plain["text"] if plain.get("type") == "text" else json.dumps(plain, ensure_ascii=False)
        written = own.encode("utf-8", "surrogatepass")
        digest.update(f"{plain.get('role')} {len(written)} ".encode() + written)
        blocks.append(_Block(digest.digest(), len(written), part.get("cache_control")))
    if body.get("cache_control") and blocks:
        blocks[-1] = blocks[-1]._replace(mark=body["cache_control"])
    return blocks
