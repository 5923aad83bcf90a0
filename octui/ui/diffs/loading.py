"""Read the diff of the working tree, a branch, a turn or a session, in whichever way the server has it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from octui.client import Client, TimedOut
from octui.client.http.transport import REQUEST_TIMEOUT
from octui.client.shell_git import ShellGit
from octui.store import selectors
from octui.store.state import State
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.diffs.patch_file import PatchFile, join_renamed_files, parse_patch_files
from octui.ui.diffs.turn_changes import merge_turns
from octui.wire.sessions import FileDiff

CONTEXT_LINES: Final = 12
"""Unchanged lines to request around a change; most are folded until the reader opens them."""
WHOLE_FILE: Final = 100_000
FILES_TIMEOUT: Final = 5.0
"""Seconds that a server has to read everything that changed before it is asked about some files alone."""


class DiffSource(StrEnum):
    """What a diff is of; the value is its name on the screen."""

    WORKING_TREE = "working tree"
    BRANCH = "branch"
    TURN = "turn"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """Which diff is wanted, and how much of it."""

    source: DiffSource
    whole_files: bool = False
    tracked_only: bool = False
    """Without untracked files, for which some servers need minutes where there are thousands."""


@dataclass(frozen=True, slots=True)
class LoadedDiff:
    """A diff that was read, and what to say about it; `empty` says why there is nothing to show."""

    source: DiffSource
    files: tuple[PatchFile, ...] = ()
    title: str = ""
    empty: str = ""
    notice: str = ""
    """How it was read, where that is unusual."""
    left_out: str = ""
    """What it does not have, as a sentence."""


def make_diff_loader(
    context: AppContext, server: ConnectedServer, session_id: str, *, tracked_only: bool = False
) -> DiffLoader:
    """The loader for a session, or for the working directory while there is none."""
    state = context.store.state
    return DiffLoader(
        server.client,
        state,
        session_id=session_id,
        directory=selectors.get_session_directory(state, session_id),
        agent=context.resolve_selection(session_id).agent,
        tracked_only=tracked_only,
    )


class DiffLoader:
    """Reads diffs of one session, or of a folder; each call raises ClientError.

    `tracked_only` leaves untracked files out, for which some servers need minutes where there are thousands.
    """

    def __init__(
        self,
        client: Client,
        state: State,
        *,
        session_id: str,
        directory: str | None,
        agent: str,
        tracked_only: bool = False,
    ) -> None:
        self._client = client
        self._state = state
        self._session_id = session_id
        self._directory = directory
        self._tracked_only = tracked_only
        self.shell_git = ShellGit(client.sessions, client.prompts, agent=agent)

    async def load_diff(
        self, source: DiffSource, *, whole_files: bool = False, seconds: float = REQUEST_TIMEOUT
    ) -> LoadedDiff:
        """Wait at most so many seconds for what the server reads with git."""
        match source:
            case DiffSource.WORKING_TREE | DiffSource.BRANCH:
                return await self._load_from_git(source, WHOLE_FILE if whole_files else CONTEXT_LINES, seconds)
            case DiffSource.TURN:
                return await self._load_turn()
            case DiffSource.SESSION:
                return await self._load_session()

    async def load_files(self, paths: Collection[str], *, seconds: float = FILES_TIMEOUT) -> tuple[PatchFile, ...]:
        """How these files differ from the last commit, also where the whole diff takes the server minutes."""
        try:
            files = (await self.load_diff(DiffSource.WORKING_TREE, seconds=seconds)).files
        except TimedOut:
            diffs = await self.shell_git.get_diff(untracked=tuple(paths), directory=self._directory)
            files = await asyncio.to_thread(_parse_for_reading, diffs)
        return tuple(file for file in files if file.path in paths)

    async def load_turn_diffs(self, prompt_id: str) -> tuple[FileDiff, ...]:
        """What the turn of a prompt changed, also while it is undone."""
        known = await self._client.transport.get_capabilities()
        if known.turn_diffs:
            diffs = await self._client.sessions.get_diff(
                self._session_id, message_id=prompt_id, directory=self._directory
            )
            if diffs:
                return diffs
        message = await self._client.messages.get(self._session_id, prompt_id, directory=self._directory)
        changes = message.info.changes
        return (changes.diffs if changes is not None else None) or ()

    async def _load_from_git(self, source: DiffSource, context: int, seconds: float) -> LoadedDiff:
        mode: Literal["git", "branch"] = "git" if source is DiffSource.WORKING_TREE else "branch"
        branch = await self._client.vcs.get_branch(directory=self._directory)
        if branch.branch is None:
            project = await self._client.projects.get_current(directory=self._directory)
            if project.vcs is None:
                return LoadedDiff(source, empty="This folder is not in a Git repository.")
        notice = left_out = ""
        diffs: Sequence[FileDiff]
        if self._tracked_only:
            diffs, untracked = await self.shell_git.get_tracked_diff(mode, context=context, directory=self._directory)
            left_out = _describe_left_out(untracked)
        elif (await self._client.transport.get_capabilities()).vcs_diff:
            diffs = await self._client.vcs.get_diff(mode, context=context, directory=self._directory, timeout=seconds)
        else:
            diffs = await self.shell_git.get_diff(mode, context=context, directory=self._directory)
            notice = "read with git in the server's shell: this server has no /vcs/diff"
        files = await asyncio.to_thread(_parse_for_reading, diffs)
        if source is DiffSource.WORKING_TREE:
            unchanged = _say_unchanged("Nothing changed since the last commit", left_out)
            title = f"{branch.branch} since its last commit" if branch.branch else "since the last commit"
            return LoadedDiff(source, files, title, unchanged, notice, left_out)
        trunk = branch.default_branch or "the default branch"
        title = f"{branch.branch or 'HEAD'} since {trunk}"
        empty = _say_unchanged(f"{branch.branch or 'HEAD'} does not differ from {trunk}", left_out)
        return LoadedDiff(source, files, title, empty, notice, left_out)

    async def _load_turn(self) -> LoadedDiff:
        source = DiffSource.TURN
        if not self._session_id:
            return LoadedDiff(source, empty="There is no session yet.")
        prompt_id = selectors.find_last_prompt(self._state, self._session_id)
        if prompt_id is None:
            return LoadedDiff(source, empty="The session has no prompt yet.")
        files = await asyncio.to_thread(_parse_for_reading, await self.load_turn_diffs(prompt_id))
        title = selectors.get_prompt_text(self._state, prompt_id).strip().partition("\n")[0]
        return LoadedDiff(source, files, title, "The last turn changed no files.")

    async def _load_session(self) -> LoadedDiff:
        source = DiffSource.SESSION
        if not self._session_id:
            return LoadedDiff(source, empty="There is no session yet.")
        session = self._state.sessions.get(self._session_id)
        turns = self._list_loaded_turns()
        # Up to 1.15.13 it is the last undone change while something is undone; from 1.17.0 on nothing at any time.
        diffs: Sequence[FileDiff] = ()
        known = await self._client.transport.get_capabilities()
        if known.turn_diffs or session is None or session.revert is None:
            diffs = await self._client.sessions.get_diff(self._session_id, directory=self._directory)
        if not diffs and turns:
            diffs = await asyncio.to_thread(merge_turns, turns)
        files = await asyncio.to_thread(_parse_for_reading, diffs)
        title = session.display_title if session is not None else ""
        return LoadedDiff(source, files, title, "The session changed no files.")

    def _list_loaded_turns(self) -> list[tuple[FileDiff, ...]]:
        prompts = reversed(list(selectors.iter_prompts(self._state, self._session_id)))
        return [(info.changes.diffs or ()) for info in prompts if info.changes is not None]


def _say_unchanged(sentence: str, left_out: str) -> str:
    return f"{sentence}. {left_out}".strip()


def _describe_left_out(untracked: int) -> str:
    count = "1 untracked file is" if untracked == 1 else f"{untracked:,} untracked files are"
    return f"{count} left out: read with git in the server's shell." if untracked else ""


def _parse_for_reading(diffs: Sequence[FileDiff]) -> tuple[PatchFile, ...]:
    return join_renamed_files(parse_patch_files(diffs))
