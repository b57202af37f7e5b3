"""Python files for an export: settings first, then a fixed body. Text of data gets in as literals only."""

from collections.abc import Mapping
from typing import Any


def write_script(purpose: str, settings: Mapping[str, Any], body: str) -> str:
    """A script: its docstring, one `NAME = literal` a setting, the body.

    Every value is written as its `repr`, so no name of a model or folder can become code.
    """
    lines = [f"{name} = {_literal(value)}" for name, value in settings.items()]
    return f'"""{purpose}"""\n\n' + "\n".join(lines) + "\n\n" + body


def _literal(value: Any) -> str:
    if not isinstance(value, Mapping) or len(value) < 4:
        return repr(value)
    return "{\n" + "".join(f"    {key!r}: {item!r},\n" for key, item in value.items()) + "}"
