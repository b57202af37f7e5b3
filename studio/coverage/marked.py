"""YAML that remembers its lines, for files a person edits. It builds no object: only words, lists, mappings.

Every scalar stays the text that was written (a `no` is the word no, not false); whoever knows what a key
means turns it into a number. Aliases, tags and deep nesting are refused before anything is put together,
so a small file cannot become a large one.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from studio.errors import StudioError

Path = tuple[str | int, ...]

_MOST_CHARS = 400_000
_MOST_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Marked:
    """A file's values and where they stand.

    Attributes:
        name: the file's name, for messages.
        value: mappings, lists, strings; None for what is left blank.
        lines: the 1-based line of every key and item.

    """

    name: str
    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a key or item, or of the nearest thing around it that is written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self, path: Path, message: str, hint: str = "") -> StudioError:
        """What is wrong at a place, as an error that names file, line and key."""
        where = f"{self.name}, line {self.line(path)}"
        key = self._key(path)
        return StudioError(f"{where}, {key}: {message}" if key else f"{where}: {message}", hint)

    def _key(self, path: Path) -> str:
        """A path in words: an item of a list goes by its `name` where it has one, else by its number."""
        parts: list[str] = []
        value = self.value
        for step in path:
            value = _inside(value, step)
            named = value.get("name") if isinstance(step, int) and isinstance(value, dict) else None
            parts.append(str(named or step + 1) if isinstance(step, int) else step)
        return ".".join(parts)


def read_marked(text: str, name: str) -> Marked:
    """Read a YAML text.

    Raises:
        StudioError: it is not YAML, or uses what is not read here; names the file and the line.

    """
    if len(text) > _MOST_CHARS:
        raise StudioError(f"{name} is too large to be written by a person: {len(text):,} characters")
    try:
        _look_through(text, name)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise StudioError(
            f"{name}{where}: this is not YAML: {error.problem or error.context}",
            "check the indentation, and put quotes around text with a colon, a # or a quote in it",
        ) from None
    except yaml.YAMLError:  # a character that no YAML file may have
        raise StudioError(f"{name}, line {_bad_line(text)}: a control character stands in the text") from None
    marked = Marked(name, None)
    lines: dict[Path, int] = marked.lines
    value = None if node is None else _plain(node, (), lines, name)
    return Marked(name, value, lines)


def _look_through(text: str, name: str) -> None:
    """Refuse what is never needed here, event by event: nothing is built yet, and nothing recurses."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise StudioError(
                f"{name}, line {line}: anchors and aliases (& and *) are not read", "write the value out"
            )
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise StudioError(f"{name}, line {line}: the tag {str(tag)[:40]} is not read", "leave it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > _MOST_DEPTH:
            raise StudioError(f"{name}, line {line}: nested too deep")
        if documents > 1:
            raise StudioError(f"{name}, line {line}: a second document begins", "keep one, without `---`")


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], name: str) -> Any:
    """A node as mappings, lists and strings; its lines are noted on the way."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in ("", "~", "null") else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, place), lines, name) for place, item in enumerate(node.value)]
    plain: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise StudioError(f"{name}, line {line}: a key must be a word")
        key = str(key_node.value)
        if key in plain:
            raise StudioError(f"{name}, line {line}, {key}: stands here twice", "keep one of the two")
        lines[*path, key] = line
        plain[key] = _plain(value_node, (*path, key), lines, name)
    return plain


def _inside(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _bad_line(text: str) -> int:
    """The line of the first character that YAML forbids."""
    for place, char in enumerate(text):
        if not (char.isprintable() or char in "\t\n\r\x85\ufeff\xa0\u2028\u2029"):
            return text.count("\n", 0, place) + 1
    return 1
