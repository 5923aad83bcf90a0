"""Prompts put aside for later, of every octui on this machine, the newest last."""

import time
from pathlib import Path
from typing import Final

import msgspec

from octui.config import secure_files
from octui.config.history import HistoryEntry
from octui.config.paths import get_state_folder

MAX_ENTRIES: Final = 50


class StashedPrompt(msgspec.Struct, frozen=True):
    prompt: HistoryEntry
    stashed_at: float
    """An epoch in seconds."""


class StashFile:
    """One JSON object a line; methods read the disk, so they are for a worker thread, and may raise OSError."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or get_state_folder() / "stash.jsonl"
        self.entries: tuple[StashedPrompt, ...] = ()
        """As last read or written here."""
        self._unreadable: tuple[bytes, ...] = ()
        """Lines of another kind, such as a newer octui's: they stay in the file."""

    @property
    def problem(self) -> str:
        """What the user should know about the file, as last read; empty when all of it could be read."""
        count = len(self._unreadable)
        lines = "1 line" if count == 1 else f"{count} lines"
        return f"{self.path}: {lines} could not be read, and will stay there." if count else ""

    def read_entries(self) -> tuple[StashedPrompt, ...]:
        """Lines that cannot be read are left out, and left where they are."""
        decoder = msgspec.json.Decoder(StashedPrompt)
        entries: list[StashedPrompt] = []
        unreadable: list[bytes] = []
        for line in (secure_files.read_secure_file(self.path) or b"").splitlines():
            try:
                entries.append(decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                unreadable += [line] if line.strip() else []
        self.entries, self._unreadable = tuple(entries), tuple(unreadable)
        return self.entries

    def add_entry(self, prompt: HistoryEntry) -> None:
        with secure_files.lock_file(self.path):
            self._write_entries((*self.read_entries(), StashedPrompt(prompt, time.time())))

    def take_entry(self, entry: StashedPrompt | None = None) -> StashedPrompt | None:
        """Remove an entry, by default the newest, and return it; None when it is not there any more."""
        with secure_files.lock_file(self.path):
            entries = self.read_entries()
            taken = entry or (entries[-1] if entries else None)
            if taken is None or taken not in entries:
                return None
            self._write_entries(tuple(each for each in entries if each != taken))
            return taken

    def _write_entries(self, entries: tuple[StashedPrompt, ...]) -> None:
        kept = entries[-MAX_ENTRIES:]
        lines = (*self._unreadable, *(msgspec.json.encode(each) for each in kept))
        secure_files.write_secure_file(self.path, b"".join(line + b"\n" for line in lines))
        self.entries = kept
