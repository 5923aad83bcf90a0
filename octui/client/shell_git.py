"""Git on servers that lack the calls for it: its commands run in the server's shell, in a session made for them.

OpenCode 1.1.58 has neither `/vcs/diff` nor `/vcs/apply`. A command in the user's own session would become part of the
conversation, so each gets a session that is deleted once it has ended; no model is asked. None of the commands has a
`$` or a backtick, which a server's shell would expand twice.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Literal

from octui.client.api.prompts import PromptsApi
from octui.client.api.sessions import SessionsApi
from octui.client.errors import ClientError, Rejected
from octui.wire.parts import ToolPart
from octui.wire.sessions import FileDiff

MAX_PATCH: Final = 80_000
"""Bytes of a patch that are sent: a command has to fit into one argument of a shell."""

_GIT: Final = "git --no-pager -c core.quotepath=off"
_DIFF: Final = f"{_GIT} diff --no-color --no-ext-diff --no-textconv"
_LAST_COMMIT: Final = "git rev-parse -q --verify HEAD || git hash-object -t tree /dev/null"
_BRANCH_POINT: Final = (
    "git merge-base HEAD origin/HEAD || git merge-base HEAD main || git merge-base HEAD master || " + _LAST_COMMIT
)
_UNTRACKED: Final = "git ls-files -z --others --exclude-standard -- ."
_APPLIED: Final = "octui: applied"
_COUNT: Final = re.compile(r"\s*(\d+)\n")
_SECTION: Final = re.compile(r"^(?=diff --git )", re.MULTILINE)


class ShellGit:
    """Reads diffs and applies patches; each call raises ClientError."""

    def __init__(self, sessions: SessionsApi, prompts: PromptsApi, *, agent: str) -> None:
        self._sessions = sessions
        self._prompts = prompts
        self._agent = agent

    async def get_diff(
        self,
        mode: Literal["git", "branch"] = "git",
        *,
        context: int = 3,
        untracked: Sequence[str] | None = None,
        directory: str | None = None,
        errors: Literal["replace", "surrogateescape"] = "replace",
    ) -> tuple[FileDiff, ...]:
        """Patches like those of `/vcs/diff`, with all untracked files, or only those of the given paths.

        With `surrogateescape`, bytes that are not UTF-8 are kept as `apply_patch` takes them.
        """
        listed = _UNTRACKED if untracked is None else _format_untracked(untracked)
        untracked_diff = f"{listed} | xargs -0 -I@ {_DIFF} --no-index -- /dev/null @"
        command = f"{_format_tracked_diff(mode, context)}; {untracked_diff}"
        return split_git_patch(await self._run_packed(command, directory, errors))

    async def get_tracked_diff(
        self, mode: Literal["git", "branch"] = "git", *, context: int = 3, directory: str | None = None
    ) -> tuple[tuple[FileDiff, ...], int]:
        """Patches without those of untracked files, and how many such files there are."""
        command = f"{_UNTRACKED} | tr -cd '\\000' | wc -c; {_format_tracked_diff(mode, context)}"
        printed = await self._run_packed(command, directory, "replace")
        counted = _COUNT.match(printed)
        return split_git_patch(printed), int(counted[1]) if counted else 0

    async def apply_patch(self, patch: str, *, directory: str | None = None) -> None:
        """Apply a patch whose paths are relative to the directory; raises Rejected when it does not apply."""
        content = patch.encode("utf-8", "surrogateescape")
        if len(content) > MAX_PATCH:
            raise _make_rejection(f"it has {len(content):,} bytes, and {MAX_PATCH:,} fit into a shell command")
        prefix = (await self._run_in_shell("git rev-parse --show-prefix", directory)).strip("\n").rstrip("/")
        if prefix.startswith("fatal:") or "'" in prefix:
            raise _make_rejection(prefix)
        into = f"--directory='{prefix}' " if prefix else ""
        encoded = b64encode(content).decode()
        command = f"printf %s {encoded} | base64 -d | git apply --whitespace=nowarn {into}- && echo '{_APPLIED}'"
        output = await self._run_in_shell(command, directory)
        if _APPLIED not in output:
            raise _make_rejection(" ".join(output.split()).removeprefix("error: ") or "git did not say why")

    async def _run_packed(self, command: str, directory: str | None, errors: str) -> str:
        """What a command prints, compressed on its way: 1.1.58 sends all of it again with every piece that is added."""
        printed = await self._run_in_shell(f"{{ {command}; }} 2>/dev/null | gzip -c | base64", directory)
        try:
            return await asyncio.to_thread(_unpack, printed, errors)
        except (ValueError, EOFError, OSError, zlib.error):
            # The server's machine may lack one of the two programs.
            return await self._run_in_shell(command, directory)

    async def _run_in_shell(self, command: str, directory: str | None) -> str:
        session = await self._sessions.create(title="octui: git", directory=directory)
        try:
            ran = await self._prompts.run_shell(session.id, command, agent=self._agent, directory=directory)
        finally:
            # What it printed is known; a session that stays behind is only untidy.
            with suppress(ClientError):
                await self._sessions.delete(session.id, directory=directory)
        return "".join(part.state.output or "" for part in ran.parts if isinstance(part, ToolPart))


def _format_tracked_diff(mode: Literal["git", "branch"], context: int) -> str:
    base = _LAST_COMMIT if mode == "git" else _BRANCH_POINT
    return f"{{ {base}; }} 2>/dev/null | head -n 1 | xargs -I@ {_DIFF} --no-renames --relative -U{context} @ -- ."


def _format_untracked(paths: Sequence[str]) -> str:
    """A command that lists which of the paths are untracked; encoded, no name can mean anything to a shell."""
    encoded = b64encode("\0".join(paths).encode("utf-8", "surrogateescape")).decode()
    found = "xargs -0 git --literal-pathspecs ls-files -z --others --exclude-standard --"
    return f"printf %s {encoded} | base64 -d | {found}"


def split_git_patch(text: str) -> tuple[FileDiff, ...]:
    """A patch as git writes it, by file; paths, counts and states are left to whoever parses the patches."""
    return tuple(FileDiff(patch=section) for section in _SECTION.split(text) if section.startswith("diff --git "))


def _unpack(printed: str, errors: str) -> str:
    return gzip.decompress(b64decode("".join(printed.split()), validate=True)).decode("utf-8", errors)


def _make_rejection(reason: str) -> Rejected:
    return Rejected(f"The patch does not apply: {reason}.", method="POST", path="/session/{id}/shell")
