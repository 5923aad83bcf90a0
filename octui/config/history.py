"""The prompt history: the last prompts of every octui on this machine, the newest last."""

from pathlib import Path

import msgspec

from octui.config import secure_files
from octui.config.chips import Chip
from octui.config.paths import get_state_folder

MAX_PROMPTS = 200
MAX_BYTES = 4_000_000
"""Limit in bytes, so that large pasted texts do not make every later prompt rewrite megabytes."""


class HistoryEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    text: str
    shell: bool = False
    """Whether it was a shell command rather than a prompt for the agent."""
    chips: tuple[Chip, ...] = ()
    """What its labels stand for."""
    directory: str = ""
    """Where it was sent from, a path on the server; empty for a prompt that is compared with others."""


class PromptHistoryFile:
    """A file of one JSON object a line; both methods read the disk, so they are for a worker thread."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or get_state_folder() / "history.jsonl"
        self.prompts: tuple[HistoryEntry, ...] = ()
        """The prompts as last read or written by this instance."""
        self.problems: tuple[str, ...] = ()

    def load_prompts(self) -> tuple[HistoryEntry, ...]:
        """Read the file, skipping unreadable entries and reporting them in `problems`."""
        try:
            self.prompts, broken = self._read_entries()
        except OSError as failure:
            self.problems = (f"{self.path} cannot be read ({failure.strerror}), so there is no prompt history.",)
            return self.prompts
        if broken:
            lines = "1 line" if broken == 1 else f"{broken} lines"
            self.problems = (f"{self.path}: {lines} could not be read and will be dropped.",)
        return self.prompts

    def add_prompt(self, prompt: HistoryEntry) -> None:
        """Append to the file's current content; raises OSError, and then only this octui keeps the prompt."""
        self.prompts = _trim_history((*self.prompts, prompt))
        with secure_files.lock_file(self.path):
            prompts, _ = self._read_entries()
            if not prompts or prompts[-1] != prompt:  # the same prompt in another directory is kept too
                prompts = _trim_history((*prompts, prompt))
                secure_files.write_secure_file(self.path, b"".join(msgspec.json.encode(one) + b"\n" for one in prompts))
        self.prompts = prompts

    def _read_entries(self) -> tuple[tuple[HistoryEntry, ...], int]:
        decoder = msgspec.json.Decoder(HistoryEntry)
        prompts: list[HistoryEntry] = []
        broken = 0
        for line in (secure_files.read_secure_file(self.path) or b"").splitlines():
            try:
                prompts.append(decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                broken += 1
        return tuple(prompts), broken


def _trim_history(prompts: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
    """The newest prompts that fit; the newest one is always kept."""
    size = 0
    for count, prompt in enumerate(reversed(prompts)):
        size += len(prompt.text) + sum(len(chip.text) for chip in prompt.chips)
        if count == MAX_PROMPTS or (count and size > MAX_BYTES):
            return prompts[-count:]
    return prompts
