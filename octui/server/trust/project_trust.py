"""What was decided about a project, and what of its files is in force because of that."""

import hashlib
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from octui.server.agent.definitions.frontmatter import MarkdownDocument
from octui.wire.access.trust import FolderTrust, TrustDecision, TrustRequest, TrustState

SECRET_FILE: Final = re.compile(r"(?!.*\.env\.example\Z).*\.env(?:\..*)?", re.DOTALL)
"""Agents ask before they read these, so a folder's files cannot have them read either."""


@dataclass(frozen=True)
class ProjectTrust:
    """One reading of a project's files. A file that has changed since is limited to what is harmless in it."""

    root: Path = Path("/")
    """The real path of the worktree, or of the directory outside of one."""
    requests: tuple[TrustRequest, ...] = ()
    decision: TrustDecision | None = None
    foreign_providers: Set[str] = frozenset()
    """The providers whose addresses, keys or options the project sets; no harmless part names a model of theirs."""
    documents: Mapping[Path, MarkdownDocument] = field(default_factory=dict, repr=False)
    """The Markdown files as they were when they were read."""
    links: Mapping[Path, Path] = field(default_factory=dict, repr=False)
    """The files that links take from outside the project, and where they were then."""

    @property
    def root_name(self) -> str:
        """The root as it is kept and shown."""
        return escape_surrogates(str(self.root))

    @property
    def is_trusted(self) -> bool:
        return self.decision == "trusted"

    @property
    def state(self) -> TrustState:
        if not self.requests:
            return "nothing"
        return self.decision or "undecided"

    @property
    def digest(self) -> str:
        """Changes with every character of what is requested."""
        named = sorted((request.kind, request.file, request.key, request.text) for request in self.requests)
        return hashlib.sha256(msgspec.json.encode(named)).hexdigest()

    def list_requested_names(self, kind: str) -> list[str]:
        """The names of the MCP servers, agents … that wait."""
        return [request.key.partition(".")[2] for request in self.requests if request.kind == kind]

    def allows_document(self, file: Path, document: MarkdownDocument) -> bool:
        """Whether everything in a Markdown file is in force: the user trusts the project, and it has not changed."""
        return self.is_trusted and self.documents.get(file) == document

    def allows_file(self, file: Path) -> bool:
        """Whether a file of the project is really in it, or comes from outside with the user's consent."""
        if is_inside(file, self.root):
            return self.is_trusted or is_harmless_file(file, self.root)
        return self.is_trusted and file in self.links and self.links[file] == resolve_path(file)

    def to_folder_trust(self, directory: str) -> FolderTrust:
        return FolderTrust(
            directory=directory,
            root=self.root_name,
            state=self.state,
            digest=self.digest,
            requests=self.requests,
        )


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path is in a folder once all links are followed; False when that cannot be known."""
    real = resolve_path(path)
    return real is not None and real.is_relative_to(root)


def is_harmless_file(path: Path, root: Path) -> bool:
    """Whether a file may be read for a folder that is not trusted: it is in there, and by its name holds no secrets."""
    real = resolve_path(path)
    return real is not None and real.is_relative_to(root) and not SECRET_FILE.fullmatch(real.name)


def resolve_path(path: Path) -> Path | None:
    """Where a path leads; None when that cannot be known."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def escape_surrogates(text: str) -> str:
    """File names may hold bytes that are not text, which JSON cannot carry."""
    return text.encode("utf-8", "backslashreplace").decode()
