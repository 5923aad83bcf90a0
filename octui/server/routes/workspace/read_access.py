"""Which files the routes may show: a route cannot ask about a file for which a permission rule says "ask"."""

from typing import Final

from octui.server.errors import ForbiddenError
from octui.server.files.path_containment import resolve_inside
from octui.server.permissions.read_rules import FolderReadRules

REFUSED: Final = {
    "ask": "A permission rule asks before {} is read, and requests for files cannot ask.",
    "deny": "A permission rule denies reading {}.",
}


def check_readable(readable: FolderReadRules, directory: str, path: str) -> None:
    """Raises ForbiddenError for a file that may not be shown, however its path is spelled, and FileAccessError."""
    verdict = readable.find_path_verdict(resolve_inside(directory, path))
    if verdict != "allow":
        raise ForbiddenError(REFUSED[verdict].format(path), "FileForbiddenError")
