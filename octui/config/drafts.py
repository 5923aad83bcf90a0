"""Prompts typed but not yet accepted by a server, kept on disk so that a crash does not take them."""

from pathlib import Path

import msgspec

from octui.config import secure_files
from octui.config.chips import Chip
from octui.config.paths import get_state_folder


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    text: str
    shell: bool = False
    """Whether it is a shell command rather than a prompt for the agent."""
    chips: tuple[Chip, ...] = ()
    """What its labels stand for."""


class DraftStore:
    """One small file a draft; every method touches the disk, so they are for a worker thread.

    `server` is stable across runs (`ServerInfo.storage_key`, not the port of a server octui started); `place` is a
    session's id, or, for a session not yet begun, the directory it would be in.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or get_state_folder() / "drafts"
        self.problems: tuple[str, ...] = ()

    def load_draft(self, server: str, place: str) -> Draft | None:
        path = self._get_draft_path(server, place)
        try:
            content = secure_files.read_secure_file(path)
        except OSError as failure:
            self.problems = (*self.problems, f"The draft in {path} cannot be read ({failure.strerror}).")
            return None
        if content is None:
            return None
        try:
            return msgspec.json.decode(content, type=Draft)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            aside = secure_files.set_aside_file(path)
            self.problems = (*self.problems, f"A draft could not be read; its content was moved to {aside}.")
            return None

    def save_draft(self, server: str, place: str, draft: Draft) -> None:
        """Remember the draft; one without a visible character is forgotten instead. Raises OSError."""
        if draft.text.strip():
            secure_files.write_secure_file(self._get_draft_path(server, place), msgspec.json.encode(draft))
        else:
            self.delete_draft(server, place)

    def delete_draft(self, server: str, place: str) -> None:
        """Raises OSError."""
        self._get_draft_path(server, place).unlink(missing_ok=True)

    def _get_draft_path(self, server: str, place: str) -> Path:
        return self.folder / f"{secure_files.make_hashed_name(server, place)}.json"
