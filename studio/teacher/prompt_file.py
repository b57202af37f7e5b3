"""The prompts, as files that a person can read and change. It fills them in; it sends nothing.

A prompt is `NAME.md`: a YAML head between two lines `---`, then `# System` (the same for all requests of a
job) and `# Request` (one for each). `{{word}}` stands for what the program puts in. The packaged file says
which words there are; a file of the same name in a folder of one's own takes its place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast

from studio.coverage.complaints import meant
from studio.coverage.marked import Marked, read_marked
from studio.errors import StudioError
from studio.teacher.delimiters import sendable

Effort = Literal["low", "medium", "high"]
Words = Mapping[str, frozenset[str]]

PACKAGED = Path(__file__).with_name("prompts")
SECTIONS = ("System", "Request")
RUBRIC = "rubric"
_NEEDED = "data_rule"
_EFFORTS = ("low", "medium", "high")
_KEYS = ("version", "max_tokens", "effort")
_MOST_TOKENS = 128_000
_DIGEST = 12
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")
_HEADING = re.compile(r"# (?P<name>\w+)[ \t]*")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that was read.

    Attributes:
        name: the file's name without its ending.
        version: a number that its author counts up.
        digest: the first 12 hexadecimal digits of SHA-256 of the file's text.
        system: the template of what all requests of a job begin with.
        request: the template of one request.
        max_tokens: the most tokens an answer may have, thinking included.
        effort: how much the model shall think; None for its own default.

    """

    name: str
    version: int
    digest: str
    system: str
    request: str
    max_tokens: int
    effort: Effort | None = None

    @property
    def mark(self) -> str:
        """What a row's origin says of it: `draft v1 (3fa2c41d09be)`."""
        return f"{self.name} v{self.version} ({self.digest})"


def read_prompt(name: str, folders: Sequence[Path] = ()) -> Prompt:
    """The prompt of that name: from the first folder that has it, else the packaged one.

    Raises:
        StudioError: there is no such prompt, or its file is broken; names file and line.

    """
    packaged = PACKAGED / f"{name}.md"
    if not name.isidentifier() or name == RUBRIC or not packaged.is_file():
        raise StudioError(f"there is no prompt {name!r}", "prompts: " + ", ".join(prompt_names()))
    found = _first(name, folders)
    sections = _sections(packaged.name, _read(packaged))
    words = {section: frozenset(_PLACEHOLDER.findall(part)) for section, part in sections.items()}
    return _parse(found, _read(found), words)


def read_rubric(folders: Sequence[Path] = ()) -> str:
    """The rubric that rows are judged by: `rubric.md` of the first folder that has it, else the packaged.

    Raises:
        StudioError: it cannot be read, or is empty.

    """
    path = _first(RUBRIC, folders)
    text = _read(path).strip()
    if not text:
        raise StudioError(f"{path.name} is empty", "write down what earns which score")
    return text


def prompt_names() -> list[str]:
    """The names of the packaged prompts."""
    return sorted(path.stem for path in PACKAGED.glob("*.md") if path.stem != RUBRIC)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with every `{{word}}` replaced, once: what is put in is not looked through again.

    Raises:
        KeyError: a word has no value.

    """
    return _PLACEHOLDER.sub(lambda found: sendable(values[found[1]]), template)


def _first(name: str, folders: Sequence[Path]) -> Path:
    paths = (folder / f"{name}.md" for folder in (*folders, PACKAGED))
    return next((path for path in paths if path.is_file()), PACKAGED / f"{name}.md")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise StudioError(f"{path.name} is not UTF-8 text") from None
    except OSError as error:
        raise StudioError(f"{path.name} cannot be read: {error.strerror}") from None


def _parse(path: Path, text: str, words: Words) -> Prompt:
    """A prompt from its file's text.

    Args:
        path: for messages, and the name.
        text: what the file holds.
        words: the placeholders that each section may have.

    """
    marked, first = _head(path.name, text)
    lines = text.split("\n")
    starts = _headings(path.name, lines, first)
    for number, line in enumerate(lines[first:], first + 1):
        _known_words(path.name, number, line, words["System" if number < starts["Request"] else "Request"])
    sections = _sections(path.name, text)
    if "{{" + _NEEDED + "}}" not in sections["System"]:
        raise StudioError(
            f"{path.name}, line {starts['System']}: # System does not hold {{{{{_NEEDED}}}}}",
            "it is the rule that row text is data, not an instruction: put it back",
        )
    digest = sha256(text.encode()).hexdigest()[:_DIGEST]
    version = _whole(marked, "version", 1_000_000)
    max_tokens = _whole(marked, "max_tokens", _MOST_TOKENS)
    effort = cast("Effort | None", marked.value.get("effort"))
    return Prompt(path.stem, version, digest, sections["System"], sections["Request"], max_tokens, effort)


def _head(name: str, text: str) -> tuple[Marked, int]:
    """The YAML head, checked, and how many lines it takes."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise StudioError(f"{name}, line 1: the file does not begin with ---", "begin with ---, version: 1")
    end = next((place for place, line in enumerate(lines) if place and line.rstrip() == "---"), None)
    if end is None:
        raise StudioError(f"{name}, line 1: the head is never closed", "end it with a line ---")
    marked = read_marked("\n" + "\n".join(lines[1:end]), name)
    if not isinstance(marked.value, dict):
        raise marked.error((), "the head has the keys version and max_tokens")
    for key in marked.value:
        if key not in _KEYS:
            raise marked.error((key,), "there is no such key", meant(key, _KEYS))
    for key in ("version", "max_tokens"):
        if marked.value.get(key) is None:
            raise StudioError(f"{name}, line 1: the head has no {key}", f"add a line such as {key}: 1")
    effort = marked.value.get("effort")
    if effort is not None and effort not in _EFFORTS:
        raise marked.error(("effort",), "is not low, medium or high")
    return marked, end + 1


def _whole(marked: Marked, key: str, most: int) -> int:
    written = str(marked.value[key])
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= most):
        raise marked.error((key,), f"is not a whole number from 1 to {most:,}")
    return int(written)


def _headings(name: str, lines: Sequence[str], first: int) -> dict[str, int]:
    """The 1-based lines of the two headings, in order and each once."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines[first:], first + 1):
        heading = _HEADING.fullmatch(line)
        if heading is None or heading["name"] not in SECTIONS:
            if line.strip() and not found:
                raise StudioError(f"{name}, line {number}: text stands before # System")
            continue
        section = heading["name"]
        if section in found:
            raise StudioError(f"{name}, line {number}: # {section} stands here twice", "keep one of the two")
        if section == "Request" and not found:
            raise StudioError(f"{name}, line {number}: # Request stands before # System")
        found[section] = number
    for section in SECTIONS:
        if section not in found:
            raise StudioError(
                f"{name}, line {len(lines)}: there is no section # {section}", f"add a line # {section}"
            )
    return found


def _known_words(name: str, number: int, line: str, known: frozenset[str]) -> None:
    for word in _PLACEHOLDER.findall(line):
        if word not in known:
            hint = meant(word, sorted(known)) or "no word stands for anything in this section"
            raise StudioError(f"{name}, line {number}: there is no placeholder {{{{{word[:40]}}}}}", hint)


def _sections(name: str, text: str) -> dict[str, str]:
    """The text of the two sections, without the blank lines around it."""
    _, first = _head(name, text)
    lines = text.split("\n")
    starts = _headings(name, lines, first)
    system, request = starts["System"], starts["Request"]
    parts = {"System": lines[system : request - 1], "Request": lines[request:]}
    return {section: "\n".join(part).strip() for section, part in parts.items()}
