"""Import cycles between modules; imports for type checking count like any other."""

from collections.abc import Iterator

import grimp


def check_import_circles() -> Iterator[str]:
    """One sentence for each group of modules that import each other."""
    graph = grimp.build_graph("octui", cache_dir=None)
    imports = {module: sorted(graph.find_modules_directly_imported_by(module)) for module in sorted(graph.modules)}
    for circle in _find_circles(imports):
        yield "import circle: " + ", ".join(sorted(circle))


def _find_circles(imports: dict[str, list[str]]) -> Iterator[set[str]]:
    """Strongly connected components of more than one node (Kosaraju: order by finish, then traverse backwards)."""
    order: list[str] = []
    seen: set[str] = set()
    for start in imports:
        _walk(start, imports, seen, order)
    importers: dict[str, list[str]] = {module: [] for module in imports}
    for module, targets in imports.items():
        for target in targets:
            importers[target].append(module)
    assigned: set[str] = set()
    for start in reversed(order):
        group: list[str] = []
        _walk(start, importers, assigned, group)
        if len(group) > 1:
            yield set(group)


def _walk(start: str, edges: dict[str, list[str]], seen: set[str], finished: list[str]) -> None:
    """Iterative depth-first search; each node is added to `finished` after all nodes it reaches."""
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(edges[start]))]
    while stack:
        node, targets = stack[-1]
        following = next((target for target in targets if target not in seen), None)
        if following is None:
            finished.append(node)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(edges[following])))
