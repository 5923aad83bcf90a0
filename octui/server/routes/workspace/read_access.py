"""Which files the routes may show: a route cannot ask about a file for which a permission rule says "ask"."""

from pathlib import Path
from typing import Final

from octui.server.errors import ForbiddenError
from octui.server.files.path_containment import resolve_inside
from octui.server.permissions.read_rules import FolderReadRules

REFUSED: Final = {
    "ask": "A permission rule asks before {} is read, and requests for files cannot ask.",
    "deny": "A permission rule denies reading {}.",
}


def resolve_readable(readable: FolderReadRules, directory: str, path: str) -> Path:
    """The real path of a file that may be shown, however its path is spelled; raises ForbiddenError, FileAccessError.

    A link may lead elsewhere a moment later: only the real path may be opened.
    """
    inside = resolve_inside(directory, path)
    verdict = readable.find_path_verdict(inside)
    if verdict != "allow":
        raise ForbiddenError(REFUSED[verdict].format(path), "FileForbiddenError")
    return inside.real
