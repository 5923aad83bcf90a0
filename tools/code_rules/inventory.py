"""Inventory of all functions and classes below octui/, read from the source without importing it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "octui"

Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """One `def`. `owner` is the class that directly contains it; `nested` says whether a function encloses it."""

    module: str
    qualname: str
    name: str
    owner: str
    is_property: bool
    nested: bool
    lines: int
    raises_not_implemented: bool

    @property
    def is_public(self) -> bool:
        return not self.nested and not any(part.startswith("_") for part in self.qualname.split("."))

    @property
    def is_one_word(self) -> bool:
        return "_" not in self.name.strip("_")


@dataclass(frozen=True, slots=True)
class Class:
    """One `class`; `bases` are full names where they could be resolved, otherwise as written in the source."""

    module: str
    name: str
    bases: tuple[str, ...]
    members: frozenset[str]

    @property
    def full_name(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True)
class Inventory:
    functions: list[Function] = field(default_factory=list)
    classes: dict[str, Class] = field(default_factory=dict)


def read_inventory() -> Inventory:
    """Read every module of the package."""
    inventory = Inventory()
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        imports = dict(_list_imports(tree))
        _Reader(inventory, module, imports).visit(tree)
    return inventory


class _Reader(ast.NodeVisitor):
    def __init__(self, inventory: Inventory, module: str, imports: dict[str, str]) -> None:
        self._inventory = inventory
        self._module = module
        self._imports = imports
        self._scopes: list[ast.ClassDef | Definition] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        bases = tuple(self._resolve_base(base) for base in node.bases)
        members = frozenset(_list_members(node))
        found = Class(self._module, self._qualify(node.name), bases, members)
        self._inventory.classes[found.full_name] = found
        self._visit_scope(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._add_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._add_function(node)

    def _add_function(self, node: Definition) -> None:
        parent = self._scopes[-1] if self._scopes else None
        self._inventory.functions.append(
            Function(
                module=self._module,
                qualname=self._qualify(node.name),
                name=node.name,
                owner=parent.name if isinstance(parent, ast.ClassDef) else "",
                is_property=any(_is_property(decorator) for decorator in node.decorator_list),
                nested=any(isinstance(scope, Definition) for scope in self._scopes),
                lines=(node.end_lineno or node.lineno) - node.lineno + 1,
                raises_not_implemented=any(_raises_not_implemented(child) for child in ast.walk(node)),
            )
        )
        self._visit_scope(node)

    def _visit_scope(self, node: ast.ClassDef | Definition) -> None:
        self._scopes.append(node)
        self.generic_visit(node)
        self._scopes.pop()

    def _qualify(self, name: str) -> str:
        return ".".join([*(scope.name for scope in self._scopes), name])

    def _resolve_base(self, base: ast.expr) -> str:
        source = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
        first, dot, rest = source.partition(".")
        if first in self._imports:
            return self._imports[first] + dot + rest
        return f"{self._module}.{source}"


def _list_imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _list_members(node: ast.ClassDef) -> Iterator[str]:
    """Names of methods, properties, class attributes, and attributes that methods assign to `self`."""
    for statement in node.body:
        if isinstance(statement, Definition):
            yield statement.name
            for child in ast.walk(statement):
                if (
                    isinstance(child, ast.Attribute)
                    and isinstance(child.ctx, ast.Store)
                    and isinstance(child.value, ast.Name)
                    and child.value.id == "self"
                ):
                    yield child.attr
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
        elif isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _is_property(decorator: ast.expr) -> bool:
    name = ast.unparse(decorator)
    return name in ("property", "cached_property", "functools.cached_property") or name.endswith(
        (".setter", ".deleter")
    )


def _raises_not_implemented(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)
