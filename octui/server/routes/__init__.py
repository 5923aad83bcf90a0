"""The server's endpoints: every module here exports `ROUTES`."""

import importlib
import pkgutil

from octui.server.http.routing import Route


def load_all_routes() -> tuple[Route, ...]:
    """All routes, those with literal path segments before those with parameters."""
    found: list[Route] = []
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        found.extend(getattr(importlib.import_module(module.name), "ROUTES", ()))
    return tuple(sorted(found, key=lambda route: [part.startswith("{") for part in route.path.split("/")]))
