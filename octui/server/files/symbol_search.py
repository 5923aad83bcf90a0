"""Finds Python definitions by name, without a language server."""

import ast
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from octui.server.files.file_walk import hide_nothing, list_project_files
from octui.wire.workspace.search import Position, Range, Symbol, SymbolLocation

SECONDS = 3.0
MAX_SYMBOLS = 100
MAX_SOURCE_BYTES = 1024 * 1024

CLASS, METHOD, FUNCTION = 5, 6, 12
"""Symbol kinds of the language server protocol."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def find_python_symbols(directory: str, query: str, is_hidden: Callable[[str], bool] = hide_nothing) -> list[Symbol]:
    """Classes, functions and methods whose name contains the query, ignoring case, except those of hidden files."""
    if not query.strip():
        return []
    wanted = query.strip().casefold()
    until = time.monotonic() + SECONDS
    found: list[Symbol] = []
    for path in list_project_files(directory):
        if path.endswith((".py", ".pyi")) and not is_hidden(path):
            found.extend(_symbols_in_file(Path(directory, path), wanted))
        if len(found) >= MAX_SYMBOLS or time.monotonic() > until:
            break
    return sorted(found, key=lambda symbol: (len(symbol.name), symbol.name))[:MAX_SYMBOLS]


def _symbols_in_file(file: Path, wanted: str) -> Iterator[Symbol]:
    try:
        if file.is_symlink() or file.stat().st_size > MAX_SOURCE_BYTES:
            return
        text = file.read_text(encoding="utf-8")
        # Parsing a file takes a hundred times as long as checking that the word does not occur in it.
        if not re.search(rf"\b(?:def|class)\s+\w*{re.escape(wanted)}", text, re.IGNORECASE):
            return
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return
    for definition, kind in _walk_definitions(tree):
        if wanted in definition.name.casefold():
            yield Symbol(name=definition.name, kind=kind, location=_symbol_location(file, definition))


def _walk_definitions(tree: ast.AST) -> Iterator[tuple[Definition, int]]:
    waiting: list[ast.AST] = [tree]
    while waiting:
        parent = waiting.pop()
        for child in ast.iter_child_nodes(parent):
            waiting.append(child)
            if isinstance(child, ast.ClassDef):
                yield child, CLASS
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield child, METHOD if isinstance(parent, ast.ClassDef) else FUNCTION


def _symbol_location(file: Path, definition: Definition) -> SymbolLocation:
    start = Position(line=definition.lineno - 1, character=definition.col_offset)
    end = Position(line=(definition.end_lineno or definition.lineno) - 1, character=definition.end_col_offset or 0)
    return SymbolLocation(uri=file.absolute().as_uri(), range=Range(start=start, end=end))
