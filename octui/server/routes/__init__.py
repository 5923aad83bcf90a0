"""The server's endpoints: every module here exports `ROUTES`."""

import importlib
import pkgutil

from octui.server.http.routing import Route


def all_routes() -> tuple[Route, ...]:
    """Every route there is, those with more fixed words in their path first."""
    found: list[Route] = []
    for module in pkgutil.iter_modules(__path__):
        found.extend(importlib.import_module(f"{__name__}.{module.name}").ROUTES)
    return tuple(sorted(found, key=lambda route: [part.startswith("{") for part in route.path.split("/")]))
