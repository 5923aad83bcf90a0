"""Prompts that are on their way, a prompt that waits until the agent is done, and the queue of one session; no I/O."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from typing import Final, Literal, NamedTuple

import msgspec

from octui.config.chips import Chip
from octui.config.held_prompts import HeldEntry
from octui.config.history import HistoryEntry
from octui.lazy_dataclasses import dataclass
from octui.platform.editor_link.notifications import EditorSelection
from octui.ui.messages import Attachment, RunShellCommand, RunSlashCommand, SendPrompt
from octui.ui.model_selection import Selection

INTERRUPTED: Final = "the agent was interrupted"
FAILED: Final = "the last turn failed"
NOT_ANSWERED: Final = "the prompt before got no answer"
LEFT_OVER: Final = "octui was closed meanwhile"
MAX_LABEL_LENGTH: Final = 1_000
"""Characters of a prompt that its label is made of: more than fit into a row."""


class HeldPrompt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed, and the agent and model it was typed for."""

    id: str
    text: str
    """The prompt, the shell command, or the arguments of a slash command."""
    selection: Selection
    kind: Literal["prompt", "shell", "command"] = "prompt"
    command: str = ""
    """The name of the slash command."""
    attachments: tuple[Attachment, ...] = ()
    chips: tuple[Chip, ...] = ()
    """What labels in the text stand for."""
    editor_selection: EditorSelection | None = None
    """What goes along from the user's editor."""
    is_doubtful: bool = False
    """Whether an octui that ended meanwhile may have sent it."""

    @property
    def typed_text(self) -> str:
        """As it stood in the composer."""
        return f"/{self.command} {self.text}".rstrip() if self.kind == "command" else self.text

    @property
    def history_entry(self) -> HistoryEntry:
        return HistoryEntry(self.typed_text, shell=self.kind == "shell", chips=self.chips)

    @property
    def label(self) -> str:
        """One line that says what it is."""
        words = " ".join(self.typed_text[:MAX_LABEL_LENGTH].split())
        return f"! {words}" if self.kind == "shell" else words


@dataclass(slots=True)
class SessionQueue:
    """The prompts of one session, the next first. While `pause` says why, none is sent by itself."""

    prompts: list[HeldPrompt] = field(default_factory=list)
    pause: str = ""
    is_asked_for: bool = False
    """Whether the user wants the next one sent, however the turn before ended."""
    is_releasing: bool = False
    is_edited: bool = False
    """Whether the user is changing one of them: until that is over, none is sent by itself."""
    newest_before: str = ""
    """The newest message when the last one was sent: nothing else is sent before something newer is answered."""

    def find_prompt(self, prompt_id: str) -> HeldPrompt | None:
        return next((prompt for prompt in self.prompts if prompt.id == prompt_id), None)

    def put_prompt(self, prompt: HeldPrompt, *, first: bool = False) -> None:
        """Add it, or put it in place of the one with its id."""
        place = next((number for number, held in enumerate(self.prompts) if held.id == prompt.id), None)
        if place is not None and not first:
            self.prompts[place] = prompt
            return
        self.remove_prompt(prompt.id)
        self.prompts.insert(0 if first else len(self.prompts), prompt)

    def add_prompts(self, prompts: Sequence[HeldPrompt]) -> int:
        """Add those that are not there yet; returns how many."""
        known = {prompt.id for prompt in self.prompts}
        new = [prompt for prompt in prompts if prompt.id not in known]
        self.prompts += new
        return len(new)

    def remove_prompt(self, prompt_id: str) -> None:
        self.prompts = [prompt for prompt in self.prompts if prompt.id != prompt_id]
        if not self.prompts:
            self.pause = ""


def decode_held_prompts(entries: Mapping[str, HeldEntry]) -> list[HeldPrompt]:
    """The prompts of a file, those left out that cannot be read; slow with many or large ones, and safe in a thread."""
    found: list[HeldPrompt] = []
    for entry in entries.values():
        with suppress(msgspec.MsgspecError):
            prompt = msgspec.json.decode(entry.prompt, type=HeldPrompt)
            found.append(msgspec.structs.replace(prompt, is_doubtful=entry.is_claimed))
    return found


def make_held_prompt(
    message: SendPrompt | RunShellCommand | RunSlashCommand, prompt_id: str, selection: Selection
) -> HeldPrompt:
    """What a composer asked for, to be sent later."""
    match message:
        case SendPrompt(text=text, attachments=attachments):
            return HeldPrompt(
                prompt_id,
                text,
                selection,
                attachments=tuple(attachments),
                chips=message.chips,
                editor_selection=message.selection,
            )
        case RunShellCommand(command=command):
            return HeldPrompt(prompt_id, command, selection, "shell", chips=message.origin.chips)
        case RunSlashCommand(name=name, arguments=arguments):
            return HeldPrompt(prompt_id, arguments, selection, "command", name, chips=message.chips)


def change_text(prompt: HeldPrompt, text: str) -> HeldPrompt:
    """The same prompt with another text; mentions that it no longer has are dropped."""
    if prompt.kind == "command":
        return msgspec.structs.replace(prompt, text=text.removeprefix(f"/{prompt.command}").strip())
    attachments = move_attachments(prompt.text, text, prompt.attachments)
    return msgspec.structs.replace(prompt, text=text, attachments=attachments)


def move_attachments(before: str, after: str, attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Mentions where they stand in a changed text."""
    moved: list[Attachment] = []
    searched_from = 0
    for mention in sorted(attachments, key=lambda each: each.start):
        words = before[mention.start : mention.end]
        start = after.find(words, searched_from) if words else -1
        if start >= 0:
            searched_from = start + len(words)
            moved.append(replace(mention, start=start, end=searched_from))
    return tuple(moved)


class SentPrompt(NamedTuple):
    """What is on its way to the server."""

    prompt: HistoryEntry
    notice: str = ""
    """Why it is not known whether it arrived, or what it waits for; `""` while nothing is wrong."""
    is_held: bool = False
    """It was not sent yet."""


class SentPrompts(dict[int, SentPrompt]):
    """By the number its answer names, in the order they were sent; mostly there is one."""

    @property
    def notice(self) -> str:
        return next((sent.notice for sent in self.values() if sent.notice), "")

    def format_note(self) -> str:
        """How far they are, in a few words."""
        if any(sent.is_held for sent in self.values()):
            return "waiting to be sent…"
        if not self:
            return ""
        return "checking whether it was sent…" if self.notice else "sending…"
