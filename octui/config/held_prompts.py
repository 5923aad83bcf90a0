"""Prompts that wait until an agent is done, on disk: a crash does not take them, and no two octui send the same."""

from pathlib import Path

import msgspec

from octui.config import secure_files
from octui.config.draft_book import Place
from octui.config.paths import get_state_folder


class HeldEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A prompt as its owner encoded it."""

    prompt: msgspec.Raw
    is_claimed: bool = False
    """Whether an octui took it to send it; one that stays so may have been sent."""


class HeldPromptStore:
    """One small file for each session, its prompts in order; every method touches the disk, and may raise OSError."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or get_state_folder() / "queue"

    def read_entries(self, place: Place) -> dict[str, HeldEntry]:
        """The prompts by id, in order; a file that cannot be read is put aside."""
        path = self._get_queue_path(place)
        content = secure_files.read_secure_file(path)
        if content is None:
            return {}
        try:
            return msgspec.json.decode(content, type=dict[str, HeldEntry])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            secure_files.set_aside_file(path)
            return {}

    def put_entry(self, place: Place, prompt_id: str, prompt: bytes, *, first: bool = False) -> None:
        """Add a prompt, or put it in place of the one with its id; afterwards no octui has claimed it."""
        with secure_files.lock_file(self._get_queue_path(place)):
            entries = self.read_entries(place)
            entry = HeldEntry(msgspec.Raw(prompt))
            if first:
                entries.pop(prompt_id, None)
                entries = {prompt_id: entry, **entries}
            else:
                entries[prompt_id] = entry
            self._write_entries(place, entries)

    def claim_entry(self, place: Place, prompt_id: str) -> bool:
        """Take a prompt to send it; False when another octui has it, or it was removed."""
        with secure_files.lock_file(self._get_queue_path(place)):
            entries = self.read_entries(place)
            entry = entries.get(prompt_id)
            if entry is None or entry.is_claimed:
                return False
            entries[prompt_id] = HeldEntry(entry.prompt, is_claimed=True)
            self._write_entries(place, entries)
        return True

    def remove_entry(self, place: Place, prompt_id: str) -> None:
        with secure_files.lock_file(self._get_queue_path(place)):
            entries = self.read_entries(place)
            if entries.pop(prompt_id, None) is not None:
                self._write_entries(place, entries)

    def _write_entries(self, place: Place, entries: dict[str, HeldEntry]) -> None:
        path = self._get_queue_path(place)
        if entries:
            secure_files.write_secure_file(path, msgspec.json.encode(entries))
        else:
            path.unlink(missing_ok=True)

    def _get_queue_path(self, place: Place) -> Path:
        return self.folder / f"{secure_files.make_hashed_name(*place)}.json"
