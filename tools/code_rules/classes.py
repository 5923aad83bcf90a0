"""Classes: composition instead of deep inheritance, no hooks that only raise, functions that fit on a screen."""

from collections.abc import Iterator
from typing import Final

from tools.code_rules.exceptions import Exceptions
from tools.code_rules.inventory import Class, Inventory

ANCESTORS: Final = 3
MEMBERS: Final = 60
FUNCTION_LINES: Final = 50


def check_classes(inventory: Inventory, exceptions: Exceptions) -> Iterator[str]:
    """One sentence for each violation. Ancestors and members from other packages do not count."""
    for found in inventory.classes.values():
        ancestors = _list_ancestors(found, inventory)
        if len(ancestors) > ANCESTORS and not exceptions.allows("ancestors", found.full_name):
            yield f"{found.full_name}: {len(ancestors)} ancestors; a class has at most {ANCESTORS}"
        members = found.members.union(*(inventory.classes[name].members for name in ancestors))
        if len(members) > MEMBERS and not exceptions.allows("members", found.full_name):
            yield f"{found.full_name}: {len(members)} members; a class has at most {MEMBERS}"
    for function in inventory.functions:
        name = f"{function.module}.{function.qualname}"
        if function.raises_not_implemented:
            yield f"{name}: raises NotImplementedError; hand in what it needs instead"
        if function.lines > FUNCTION_LINES and not exceptions.allows("function-lines", name):
            yield f"{name}: {function.lines} lines; a function has at most {FUNCTION_LINES}"


def _list_ancestors(found: Class, inventory: Inventory) -> set[str]:
    ancestors: set[str] = set()
    waiting = list(found.bases)
    while waiting:
        name = waiting.pop()
        if name in inventory.classes and name not in ancestors:
            ancestors.add(name)
            waiting += inventory.classes[name].bases
    return ancestors
