"""The house rules that a machine can hold: who imports what, one place for keys, sizes, prose."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "studio").rglob("*.py"))


def _names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_only_the_tui_loads_the_terminal_library() -> None:
    """In a fresh interpreter: every other module is imported, and textual and rich are not there."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if "tui" not in path.parts and path.name != "__main__.py" and path.name != "worker.py"
    ]
    code = (
        "import importlib, json, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(json.dumps([m for m in sys.modules if m.split('.')[0] in ('textual', 'rich', 'anthropic')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("path", MODULES, ids=_names(MODULES))
def test_a_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "no docstring"
    assert text.count("\n") <= 300, "it wants a room of its own"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 65, f"{node.name} has {length} lines"


def test_keys_are_declared_in_one_place() -> None:
    declaring = [
        path.name
        for path in MODULES
        if any(
            isinstance(node, ast.Assign | ast.AnnAssign) and "BINDINGS" in ast.unparse(node).split("=")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert declaring == []


def test_two_broad_excepts_at_the_most() -> None:
    broad = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                name = getattr(node.type, "id", "")
                if node.type is None or name == "Exception":
                    broad.append(path.name)
    assert len(broad) <= 2, broad


def test_the_readme_shows_the_keys_and_formats_there_are() -> None:
    from studio.cli.tables import checks_table, formats_table, keys_table

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for table in (keys_table(), formats_table(), checks_table()):
        assert table in readme, "the README's table is old; this is the new one:\n" + table


def test_the_changelog_knows_this_version() -> None:
    from studio import __version__

    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
