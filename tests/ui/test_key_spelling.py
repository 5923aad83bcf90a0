"""Keys are spelled in the keymap alone: not in bindings, not in handlers, not in hints."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEYS = "octui/ui/keys/"
"""The folder with the keys themselves."""
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("ui", "render")
    for path in (ROOT / "octui" / folder).rglob("*.py")
    if not path.relative_to(ROOT).as_posix().startswith(KEYS)
)

EXCEPTIONS: dict[str, str] = {
    "octui/render/markdown/grammar.py": "names a rule of the Markdown parser",
    "octui/ui/keymap.py": "how keys may be written",
    "octui/ui/key_hints.py": "how keys are shown",
    "octui/ui/terminal/widget.py": "encodes keys for the program in the terminal",
    "octui/ui/terminal/shells/integration.py": "scripts of shells, in which a program has the name of a key",
    "octui/ui/input/key_events.py": "tells alt with a key from Esc and that key",
    "octui/ui/input/terminal_parser.py": "reads what the terminal sends, escape sequences included",
    "octui/ui/input/legacy_keys.py": "reads the same, as a table of keys",
}
"""Files that may name keys, and why."""

COMBINED = re.compile(r"\b(?:ctrl|alt|shift|super)\+\S")
NAMED = re.compile(r"(?<![.\w])(?:esc|escape|pgup|pgdn|pageup|pagedown|f1|f2)\b", re.IGNORECASE)
HINT = re.compile(r"(?:^|· )(?:enter|tab|space|[↑↓←→]+|[a-zA-Z/]) \w")
HANDLED = frozenset(
    {
        *("enter", "escape", "tab", "space", "backspace", "delete", "pageup", "pagedown"),
        *("up", "down", "left", "right", "home", "end"),
    }
)


@pytest.mark.parametrize("source", [source for source in SOURCES if source not in EXCEPTIONS])
def test_no_key_is_spelled_outside_the_keymap(source: str) -> None:
    tree = ast.parse((ROOT / source).read_text())
    assert list(_find_spelled_keys(tree)) == []


def test_every_exception_is_still_there() -> None:
    assert set(EXCEPTIONS) <= set(SOURCES)


def _find_spelled_keys(tree: ast.Module) -> Iterator[str]:
    docstrings = set(_list_docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            text = node.value
            if COMBINED.search(text) or NAMED.search(text) or ("·" in text and HINT.search(text)):
                yield f"line {node.lineno}: {text!r}"
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "Binding"
            and isinstance(node.args[0], ast.Constant)
        ):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Match) and "key" in ast.unparse(node.subject):
            yield from _find_handled_keys(node)
        elif isinstance(node, ast.Compare) and "key" in ast.unparse(node.left):
            for compared in node.comparators:
                for literal in ast.walk(compared):
                    if isinstance(literal, ast.Constant) and literal.value in HANDLED:
                        yield f"line {node.lineno}: {ast.unparse(node)}"


def _find_handled_keys(match: ast.Match) -> Iterator[str]:
    for case in match.cases:
        for part in ast.walk(case.pattern):
            if (
                isinstance(part, ast.MatchValue)
                and isinstance(part.value, ast.Constant)
                and part.value.value in HANDLED
            ):
                yield f"line {case.pattern.lineno}: case {part.value.value!r}"


def _list_docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Texts that stand alone: docstrings, and those below attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
