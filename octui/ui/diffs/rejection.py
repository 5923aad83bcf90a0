"""Rejects one hunk: applies the patch that takes it back, and looks afterwards whether that is what happened."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final

from octui.client import Client
from octui.ui.diffs.hunk_patch import make_reversed_mode_patch, make_reversed_patch
from octui.ui.diffs.loading import DiffLoader, DiffSource
from octui.ui.diffs.patch_file import PatchFile

REPLACEMENT: Final = "\ufffd"
"""What servers put in the place of bytes that are not UTF-8."""
Change = tuple[tuple[str, str], ...]
"""The changed lines of a hunk, each with its sign: what it is known by when line numbers have moved."""


@dataclass(frozen=True, slots=True)
class HunkRejection:
    """A patch that takes one hunk back, by whatever the server has for it."""

    file: PatchFile
    patch: str
    first_change: int

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
        return f"In {self.file.path}, −{signs.count('+')} +{signs.count('-')} lines."


def make_rejection(file: PatchFile, first_change: int) -> HunkRejection | str:
    """The rejection of a hunk, or why there can be none, as a sentence."""
    if file.status == "binary":
        return "A binary file has no hunks that could be rejected."
    group = next((group for group in file.groups if group.first_change == first_change), None)
    if group is not None:
        return HunkRejection(file, make_reversed_patch(file, group), first_change)
    old, new = file.modes
    if old and new and old != new:
        return HunkRejection(file, make_reversed_mode_patch(file), first_change)
    return "There is no hunk here that could be rejected."


async def describe_method(client: Client) -> str:
    """How this server applies a patch."""
    known = await client.transport.get_capabilities()
    return "/vcs/apply" if known.vcs_apply else "git apply in the server's shell"


def describe_misfit(rejection: HunkRejection) -> str:
    """Why a patch may not have applied, as the beginning of a sentence."""
    if REPLACEMENT in rejection.patch:
        return "it has bytes that are not UTF-8, which the server's diff does not show"
    return "it does not apply to the file as it is now"


async def carry_out_rejection(
    client: Client, loader: DiffLoader, rejection: HunkRejection, directory: str | None
) -> str:
    """Apply the patch; returns what is not as it should be afterwards, or an empty string. Raises ClientError."""
    before = await _list_changes(loader, rejection.file.path)
    if (await client.transport.get_capabilities()).vcs_apply:
        await client.vcs.apply_patch(rejection.patch, directory=directory)
    else:
        await loader.shell_git.apply_patch(rejection.patch, directory=directory)
    after = await _list_changes(loader, rejection.file.path)
    return await asyncio.to_thread(_find_deviation, rejection, before, after)


def _find_deviation(rejection: HunkRejection, before: Counter[Change] | None, after: Counter[Change] | None) -> str:
    """What the diff says that should not be so."""
    if before is None or after is None:
        return "the diff could not be read again, so look at the file."
    if not rejection.file.lines:
        return ""
    group = next(group for group in rejection.file.groups if group.first_change == rejection.first_change)
    lines = rejection.file.lines[group.start : group.end]
    change: Change = tuple((line.sign, line.text) for line in lines if line.sign != " ")
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
    return Counter(
        tuple((line.sign, line.text) for line in file.lines[group.start : group.end] if line.sign != " ")
        for file in found
        for group in file.groups
    )
