"""Rejects one hunk: applies the patch that takes it back, and looks afterwards whether that is what happened."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from octui.client import Client
from octui.render.diff.change_groups import ChangeGroup
from octui.render.diff.diff_lines import DiffLine
from octui.render.text.counts import format_count
from octui.ui.diffs.hunk_patch import make_reversed_mode_patch, make_reversed_patch
from octui.ui.diffs.loading import CONTEXT_LINES, DiffLoader, DiffSource
from octui.ui.diffs.patch_file import PatchFile, parse_patch_files

REPLACEMENT: Final = "\ufffd"
"""What servers put in place of bytes that are not UTF-8."""
_REPLACED: Final = re.compile(f"{REPLACEMENT}+")
SUBMODULE: Final = "160000"
"""The mode of a submodule, whose one line names a commit."""
SHELL_METHOD: Final = "git apply in the server's shell"
Change = str
"""The changed lines of a hunk, each with its sign: what it is known by when line numbers have moved."""


@dataclass(frozen=True, slots=True)
class HunkRejection:
    """A patch that takes one hunk back, by whatever the server has for it."""

    file: PatchFile
    patch: str
    first_change: int

    @property
    def has_replaced_bytes(self) -> bool:
        """Whether the patch lacks bytes of the file, so that only git itself has all of it."""
        return REPLACEMENT in self.patch

    @property
    def effect(self) -> str:
        """What it does to the file, as the end of a question."""
        whole = len(self.file.groups) <= 1
        if self.file.status == "added" and whole:
            return f"{self.file.path} will be deleted."
        if self.file.status == "deleted" and whole:
            return f"{self.file.path} will be created again."
        if not self.file.lines:
            return f"{self.file.path} gets its mode {self.file.modes[0]} back."
        group = next(group for group in self.file.groups if group.first_change == self.first_change)
        signs = [line.sign for line in self.file.lines[group.start : group.end]]
        removed, restored = format_count(signs.count("+"), "line"), format_count(signs.count("-"), "line")
        return f"In {self.file.path}, {removed} will be removed and {restored} brought back."


def make_rejection(file: PatchFile, first_change: int) -> HunkRejection | str:
    """The rejection of a hunk, or why there can be none, as a sentence."""
    if file.status == "binary":
        return "A binary file has no hunks to reject."
    if SUBMODULE in file.modes:
        # git takes the patch, and leaves the submodule's folder as it is.
        return f"{file.path} is a submodule: go back to another commit in its own folder."
    group = next((group for group in file.groups if group.first_change == first_change), None)
    if group is not None:
        return HunkRejection(file, make_reversed_patch(file, group), first_change)
    old, new = file.modes
    if old and new and old != new:
        return HunkRejection(file, make_reversed_mode_patch(file), first_change)
    return "There is no hunk to reject here."


async def describe_method(client: Client, rejection: HunkRejection) -> str:
    """How a hunk is taken back on this server."""
    return "/vcs/apply" if await _can_send_patch(client, rejection) else SHELL_METHOD


def describe_misfit(rejection: HunkRejection) -> str:
    """Why a patch may not have applied, as the beginning of a sentence."""
    if rejection.has_replaced_bytes:
        return "it has bytes that are not UTF-8, and git in the server's shell did not show them as they are"
    return "it does not apply to the file as it is now"


async def carry_out_rejection(
    client: Client, loader: DiffLoader, rejection: HunkRejection, directory: str | None
) -> str:
    """Apply the patch; returns what is not as it should be afterwards, or an empty string. Raises ClientError."""
    before = await _list_changes(loader, rejection.file.path)
    if await _can_send_patch(client, rejection):
        await client.vcs.apply_patch(rejection.patch, directory=directory)
    else:
        patch = await _make_exact_patch(loader, rejection, directory) if rejection.has_replaced_bytes else None
        await loader.shell_git.apply_patch(patch or rejection.patch, directory=directory)
    after = await _list_changes(loader, rejection.file.path)
    return await asyncio.to_thread(_find_deviation, rejection, before, after)


async def _can_send_patch(client: Client, rejection: HunkRejection) -> bool:
    """JSON has no bytes that are not UTF-8."""
    return (await client.transport.get_capabilities()).vcs_apply and not rejection.has_replaced_bytes


async def _make_exact_patch(loader: DiffLoader, rejection: HunkRejection, directory: str | None) -> str | None:
    """The patch with the bytes of the file, read with git; None for a hunk that git does not show in the same way."""
    diffs = await loader.shell_git.get_diff(context=CONTEXT_LINES, directory=directory, errors="surrogateescape")
    return await asyncio.to_thread(_find_exact_patch, rejection, parse_patch_files(diffs))


def _find_exact_patch(rejection: HunkRejection, files: Iterable[PatchFile]) -> str | None:
    wanted = next(group for group in rejection.file.groups if group.first_change == rejection.first_change)
    shown = _list_shown_lines(rejection.file.lines[wanted.start : wanted.end])
    for file in files:
        if file.path != rejection.file.path:
            continue
        for group in file.groups:
            lines = file.lines[group.start : group.end]
            if _list_shown_lines(lines) == shown:
                # A rename that octui found keeps its file: only the hunk is taken from git's diff.
                return make_reversed_patch(replace(file, status=rejection.file.status), group)
    return None


def _list_shown_lines(lines: Iterable[DiffLine]) -> list[tuple[str, int, str]]:
    """Lines as they are compared: how many replacements stand for some bytes differs between decoders."""
    return [(line.sign, line.new, _REPLACED.sub(REPLACEMENT, _show_replaced(line.text))) for line in lines]


def _show_replaced(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _find_deviation(rejection: HunkRejection, before: Counter[Change] | None, after: Counter[Change] | None) -> str:
    """What the diff says that should not be so."""
    if before is None or after is None:
        return "the diff could not be read again, so look at the file."
    if not rejection.file.lines:
        return ""
    group = next(group for group in rejection.file.groups if group.first_change == rejection.first_change)
    change = _describe_change(rejection.file, group)
    if change not in before:
        # A hunk of an earlier turn, which is committed by now or looks different since.
        return "" if after != before else "the diff of the working tree is the same as before."
    if after != before - Counter([change]):
        return "the diff afterwards is not what it should be; read it again."
    return ""


async def _list_changes(loader: DiffLoader, path: str) -> Counter[Change] | None:
    """The hunks of one file in the working tree's diff."""
    loaded = await loader.load_diff(DiffSource.WORKING_TREE)
    found = [file for file in loaded.files if file.path == path]
    return Counter(_describe_change(file, group) for file in found for group in file.groups)


def _describe_change(file: PatchFile, group: ChangeGroup) -> Change:
    lines = file.lines[group.start : group.end]
    return "".join(f"{line.sign}{line.text}\n" for line in lines if line.sign != " ")
