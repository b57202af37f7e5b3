"""Which key is which command, with what a key file changes. It declares no command.

A key file (`keys.toml`) may give any command other keys: `accept = "y,ctrl+j"`.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from studio.errors import StudioError
from studio.tui.commands import ALL, COMMANDS

_CHARACTERS = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "asterisk": "*",
    "plus": "+",
    "dollar_sign": "$",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}


class Keymap:
    """Which key does what on which screen.

    Args:
        changes: keys by command id, as `keys.toml` gives them.

    Raises:
        StudioError: an unknown command, or one key for two commands of a screen.

    """

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        known = {command.id for command in COMMANDS}
        for name in changes or {}:
            if name not in known:
                raise StudioError(f"keys.toml: there is no command {name!r}", "studio keys lists them")
        self.keys: dict[str, tuple[str, ...]] = {}
        self._acts: dict[tuple[str, str], str] = {}
        for command in COMMANDS:
            given = (changes or {}).get(command.id)
            keys = command.keys if given is None else tuple(k.strip() for k in given.split(",") if k.strip())
            self.keys[command.id] = keys
            for screen in command.screens:
                for key in keys:
                    taken = self._acts.setdefault((screen, key), command.id)
                    if taken != command.id:
                        raise StudioError(
                            f"keys.toml: {key!r} is given to {taken} and to {command.id}",
                            "a key does one thing on a screen",
                        )

    def command(self, screen: str, key: str) -> str | None:
        """The command of a key, or of two keys with a blank between them."""
        return self._acts.get((screen, key))

    def begins(self, screen: str, key: str) -> bool:
        """True when a key is the first of two."""
        return any(at == screen and keys.startswith(f"{key} ") for at, keys in self._acts)

    def footer(self, screen: str) -> list[tuple[str, str]]:
        """(key, word) of the commands to show at the foot of a screen."""
        return [
            (show_key(self.keys[command.id][0]), command.short)
            for command in COMMANDS
            if command.short and screen in command.screens and self.keys[command.id]
        ]

    def help(self, screen: str) -> list[tuple[str, str, str]]:
        """(command id, keys, what it does) of a screen's commands."""
        return [
            (command.id, " ".join(map(show_key, self.keys[command.id])), command.does)
            for command in COMMANDS
            if screen in command.screens
        ]


def show_key(key: str) -> str:
    """A key as it is written for people."""
    return key.replace(" ", "")


def key_name(key: str, character: str | None) -> str:
    """The name by which commands know a key: the character where it prints, else its name."""
    if key in _CHARACTERS:
        return _CHARACTERS[key]
    if key != "space" and character is not None and character.isprintable() and len(character) == 1:
        return character
    return key


def load_keys(path: Path) -> Keymap:
    """The keys that a `keys.toml` sets over the defaults; the defaults where there is none.

    Raises:
        StudioError: it is not TOML, or says something that cannot be.

    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Keymap()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise StudioError(f"{path} cannot be read: {error}", 'one line a command: accept = "y"') from None
    wrong = [name for name, keys in values.items() if not isinstance(keys, str)]
    if wrong:
        raise StudioError(f"{path}: {wrong[0]} wants keys in quotes", 'such as accept = "y,ctrl+j"')
    return Keymap(values)


def key_rows() -> list[dict[str, str]]:
    """Every command with its default keys, for `studio keys` and the README."""
    return [
        {
            "command": command.id,
            "keys": " ".join(map(show_key, command.keys)),
            "screens": "all" if command.screens == ALL else ", ".join(command.screens),
            "does": command.does,
        }
        for command in COMMANDS
    ]
