"""Opens a model's tokenizer from its files and counts with it. It downloads nothing unless it is named so.

Read are `tokenizer.json` (the library `tokenizers`, which every trainer uses underneath),
`tokenizer_config.json` for the special tokens, and the chat template: `chat_template.jinja`,
`chat_template.json`, or the one inside the config, in this order (transformers 5,
tokenization_utils_base.py).
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.example import Example, Message, chat_json
from studio.errors import StudioError
from studio.tokens.chat_template import MOST_SOURCE, ChatTemplate, TemplateRefused
from studio.tokens.row_tokens import RowTokens, Texts, cut_row

if TYPE_CHECKING:
    import tokenizers

_NAMES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "chat_template.json")
_MOST_BYTES = 256 * 1024 * 1024
_SPECIAL = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
_HOW = "give a folder with tokenizer.json, the file itself, or a hub id such as OWNER/NAME"


class Tokenizer:
    """A model's own tokenizer, and its chat template where it has one.

    Attributes:
        name: what it was opened by.
        template: None for a model without a chat template: turns are then joined by blank lines.
        special: texts that stand for one control token each.

    """

    def __init__(
        self,
        name: str,
        inner: "tokenizers.Tokenizer",
        template: ChatTemplate | None,
        special: frozenset[str],
        begins: bool,
    ) -> None:
        self.name = name
        self.template = template
        self.special = special
        self._inner = inner
        self._begins = begins

    def count(self, text: str) -> int:
        """How many tokens a text has, control tokens of a sequence not counted."""
        return len(self._inner.encode(_clean(text), add_special_tokens=False))

    def encode_row(self, example: Example) -> RowTokens:
        """The tokens of a row as it would be trained on.

        Raises:
            TemplateRefused: the chat template does not take the row.

        """
        found = self.encode_rows([example])[0]
        if isinstance(found, TemplateRefused):
            raise found
        return found

    def encode_rows(self, examples: Sequence[Example]) -> list[RowTokens | TemplateRefused]:
        """As `encode_row`, of many rows at once, which is several times faster."""
        texts: list[Texts | TemplateRefused] = [self._render(example) for example in examples]
        every = [text for each in texts if isinstance(each, Texts) for text in each.parts]
        # A template writes the sequence's start itself; plain text gets it from the tokenizer.
        encoded = iter(self._inner.encode_batch(every, add_special_tokens=self._begins))
        rows: list[RowTokens | TemplateRefused] = []
        for each in texts:
            if isinstance(each, Texts):
                rows.append(cut_row(each, [next(encoded) for _ in each.parts], self._ids))
            else:
                rows.append(each)
        return rows

    def loss_characters(
        self, example: Example, max_length: int | None
    ) -> tuple[str, list[tuple[int, int]], int]:
        """The text of a row, (start, end) in characters of what gets loss, and where the limit falls.

        Raises:
            TemplateRefused: the chat template does not take the row.

        """
        texts = self.render(example)
        text = texts.full[0] if texts.full else texts.asked
        encoded = self._inner.encode_batch(list(texts.parts), add_special_tokens=self._begins)
        row = cut_row(texts, encoded, self._ids)
        offsets = encoded[0].offsets
        loss = [(offsets[first][0], offsets[end - 1][1]) for first, end in row.loss]
        is_cut = max_length is not None and max_length < len(offsets)
        return text, loss, offsets[max_length][0] if is_cut and max_length is not None else len(text)

    def render(self, example: Example) -> Texts:
        """The texts that a trainer makes of a row.

        Raises:
            TemplateRefused: the chat template does not take the row.

        """
        found = self._render(example)
        if isinstance(found, TemplateRefused):
            raise found
        return found

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._inner.encode(text, add_special_tokens=self._begins).ids
        return ids

    def _render(self, example: Example) -> Texts | TemplateRefused:
        prompt = [_plain(message) for message in example.prompt]
        sides = [[_plain(message) for message in side] for side in (example.chosen, example.rejected) if side]
        if self.template is None:
            start = "\n\n".join(str(turn["content"]) for turn in prompt)
            joined = ["\n\n".join(str(turn["content"]) for turn in [*prompt, *side]) for side in sides]
            return Texts(start, tuple(joined), None)
        try:
            asked = self.template.render(prompt, example.tools, ask=True)
            full = [self.template.render([*prompt, *side], example.tools) for side in sides]
        except TemplateRefused as refused:
            return refused
        marked = full[0].marked if full and self.template.marks_answers and not example.rejected else None
        return Texts(asked.text, tuple(each.text for each in full), marked)


def open_tokenizer(name: str) -> Tokenizer:
    """A tokenizer by the path of a file or folder, or by a hub id.

    Args:
        name: `…/tokenizer.json`, a folder that holds one, or `OWNER/NAME` on the Hugging Face hub.

    Raises:
        StudioError: there is none, it cannot be read, or the hub cannot be reached.

    """
    path = Path(name).expanduser()
    if path.is_file():
        files = {"tokenizer.json": path} | {
            other: path.with_name(other) for other in _NAMES[1:] if path.with_name(other).is_file()
        }
    elif path.is_dir():
        files = {other: path / other for other in _NAMES if (path / other).is_file()}
    elif name.count("/") == 1 and not name.startswith((".", "/", "~")):
        files = _from_hub(name)
    else:
        raise StudioError(f"there is no tokenizer {name}", _HOW)
    if "tokenizer.json" not in files:
        raise StudioError(f"{name} holds no tokenizer.json", _HOW)
    return _open(name, files)


def _open(name: str, files: Mapping[str, Path]) -> Tokenizer:
    from tokenizers import Tokenizer as Inner

    raw = _read(files["tokenizer.json"])
    inner = None
    with suppress(Exception):  # the library raises nothing narrower
        inner = Inner.from_str(raw)
    if inner is None:
        raise StudioError(f"the tokenizer.json of {name} is damaged or of another kind", _HOW)
    inner.no_truncation()
    inner.no_padding()
    config = _json(files["tokenizer_config.json"]) if "tokenizer_config.json" in files else {}
    tokens = {key: text for key in _SPECIAL if (text := _token_text(config.get(key)))}
    source = _template_source(files, config)
    template = None if source is None else ChatTemplate(source, tokens)
    added = inner.get_added_tokens_decoder().values()
    special = frozenset(token.content for token in added if token.special) | set(tokens.values())
    return Tokenizer(name, inner, template, special, begins=template is None)


def _template_source(files: Mapping[str, Path], config: Mapping[str, Any]) -> str | None:
    if "chat_template.jinja" in files:
        return _read(files["chat_template.jinja"], MOST_SOURCE * 4)
    found = config.get("chat_template")
    if "chat_template.json" in files:
        found = _json(files["chat_template.json"]).get("chat_template", found)
    if isinstance(found, list):  # several by name
        named = {one.get("name"): one.get("template") for one in found if isinstance(one, dict)}
        found = named.get("default")
    return found if isinstance(found, str) else None


def _from_hub(name: str) -> dict[str, Path]:
    from huggingface_hub import snapshot_download

    try:
        folder = Path(snapshot_download(name, allow_patterns=list(_NAMES)))
    except (OSError, ValueError) as error:  # the hub's own errors are kinds of these
        raise StudioError(
            f"the tokenizer of {name} cannot be had from the hub ({type(error).__name__})",
            "copy tokenizer.json, tokenizer_config.json and chat_template.jinja into a folder, and name it",
        ) from None
    return {other: folder / other for other in _NAMES if (folder / other).is_file()}


def _read(path: Path, most: int = _MOST_BYTES) -> str:
    try:
        if path.stat().st_size > most:
            raise StudioError(f"{path.name} is larger than any real one", f"at most {most:,} bytes are read")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise StudioError(f"{path.name} cannot be read", _HOW) from None


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(_read(path))
    except ValueError:
        raise StudioError(f"{path.name} is no JSON", _HOW) from None
    return value if isinstance(value, dict) else {}


def _token_text(value: Any) -> str:
    """A special token's text; older configs wrap it in an object."""
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""


def _plain(message: Message) -> dict[str, Any]:
    turn = chat_json(message)
    turn["content"] = _clean(message.content)
    return turn


def _clean(text: str) -> str:
    """Text without half characters, which no tokenizer takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
