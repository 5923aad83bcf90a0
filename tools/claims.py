"""Tables of claims about octui, one a line with cells between bars, and whether the tests that they name exist."""

import ast
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parents[1] / "tests"


def read_cells(path: Path) -> list[list[str]]:
    """The cells of each line; empty lines and those that begin with `#` are left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split(" |")] for line in lines]


def has_test(test: str) -> bool:
    """Whether there is such a test; its id is like `ui/test_x.py::test_y`."""
    name, _, function = test.partition("::")
    path = TESTS / name
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function for node in ast.walk(tree)
    )
