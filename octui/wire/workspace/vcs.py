"""Version control state of a directory."""

import msgspec

from octui.wire.struct import Wire


class Branch(Wire, frozen=True):
    """The branch checked out, and where the server knows it the one that others start from."""

    branch: str | None = None
    default_branch: str | None = msgspec.field(name="default_branch", default=None)


class ChangedFile(Wire, frozen=True):
    """One file that differs from the last commit; `status` is `added`, `modified` or `deleted`."""

    file: str
    additions: int = 0
    deletions: int = 0
    status: str = "modified"


class FileStatus(Wire, frozen=True):
    """The same as 1.1.58 reports it; 1.18.33 answers with an empty list."""

    path: str
    added: int = 0
    removed: int = 0
    status: str = "modified"

    @property
    def changed(self) -> ChangedFile:
        return ChangedFile(file=self.path, additions=self.added, deletions=self.removed, status=self.status)
