"""What was said before: the last prompts of every octui on this machine, the newest last."""

from pathlib import Path

import msgspec

from octui.config import secure_files
from octui.config.paths import state_folder

PROMPTS = 200
BYTES = 4_000_000
"""A pasted file or two must not make every later prompt write megabytes."""


class Prompt(msgspec.Struct, frozen=True, omit_defaults=True):
    text: str
    shell: bool = False
    """It was a command for the shell, not a prompt for the agent."""


class History:
    """A file of one JSON object a line; both methods read the disk, so they are for a worker thread."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_folder() / "history.jsonl"
        self.prompts: tuple[Prompt, ...] = ()
        """As last read or written here."""
        self.complaints: tuple[str, ...] = ()

    def load(self) -> tuple[Prompt, ...]:
        """Read the file, leaving out what cannot be read and telling so in `complaints`."""
        try:
            self.prompts, broken = self._read()
        except OSError as failure:
            self.complaints = (f"{self.path} cannot be read ({failure.strerror}), so there are no earlier prompts.",)
            return self.prompts
        if broken:
            lines = "1 line" if broken == 1 else f"{broken} lines"
            self.complaints = (f"{self.path}: {lines} could not be read and will be dropped.",)
        return self.prompts

    def add(self, prompt: Prompt) -> None:
        """Add it after whatever is in the file by now; raises OSError, and then only this octui knows it."""
        self.prompts = _kept((*self.prompts, prompt))
        with secure_files.alone(self.path):
            prompts, _ = self._read()
            if not prompts or prompts[-1] != prompt:
                prompts = _kept((*prompts, prompt))
                secure_files.write(self.path, b"".join(msgspec.json.encode(one) + b"\n" for one in prompts))
        self.prompts = prompts

    def _read(self) -> tuple[tuple[Prompt, ...], int]:
        decoder = msgspec.json.Decoder(Prompt)
        prompts: list[Prompt] = []
        broken = 0
        for line in (secure_files.read(self.path) or b"").splitlines():
            try:
                prompts.append(decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                broken += 1
        return tuple(prompts), broken


def _kept(prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
    """The newest that fit; the newest of all always does."""
    size = 0
    for count, prompt in enumerate(reversed(prompts)):
        size += len(prompt.text)
        if count == PROMPTS or (count and size > BYTES):
            return prompts[-count:]
    return prompts
