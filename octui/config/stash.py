"""Prompts put aside for later, of every octui on this machine, the newest last."""

import time
from pathlib import Path
from typing import Final

import msgspec

from octui.config import secure_files
from octui.config.history import HistoryEntry
from octui.config.paths import get_state_folder

MOST_ENTRIES: Final = 50


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

    def read_entries(self) -> tuple[StashedPrompt, ...]:
        """Lines that cannot be read are left out."""
        decoder = msgspec.json.Decoder(StashedPrompt)
        entries: list[StashedPrompt] = []
        for line in (secure_files.read_secure_file(self.path) or b"").splitlines():
            try:
                entries.append(decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
        self.entries = tuple(entries)
        return self.entries

    def add_entry(self, prompt: HistoryEntry) -> None:
        with secure_files.lock_file(self.path):
            self._write_entries((*self.read_entries(), StashedPrompt(prompt, time.time())))

    def take_entry(self, entry: StashedPrompt | None = None) -> StashedPrompt | None:
        """Remove an entry, by default the newest, and return it; None when it is not there any more."""
        with secure_files.lock_file(self.path):
            entries = self.read_entries()
            wanted = entry or (entries[-1] if entries else None)
            if wanted is None or wanted not in entries:
                return None
            self._write_entries(tuple(each for each in entries if each != wanted))
            return wanted

    def _write_entries(self, entries: tuple[StashedPrompt, ...]) -> None:
        kept = entries[-MOST_ENTRIES:]
        secure_files.write_secure_file(self.path, b"".join(msgspec.json.encode(each) + b"\n" for each in kept))
        self.entries = kept
