"""The composer: sending a prompt, completing it, and interrupting what runs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.reactive import reactive

from octui.config.chips import Chip
from octui.config.draft_book import make_send_id
from octui.config.drafts import Draft
from octui.config.history import HistoryEntry
from octui.lazy_dataclasses import dataclass
from octui.ui.composer.completion_popup import CompletionEdit, CompletionPopup
from octui.ui.composer.editing.marked_parts import TextMark
from octui.ui.composer.interrupt_key import ARMED_SECONDS, InterruptKey
from octui.ui.composer.offer import PromptOffer
from octui.ui.composer.path_completion import FolderListing
from octui.ui.composer.prompt_box import PromptBox
from octui.ui.composer.prompt_mentions import PromptMentions
from octui.ui.composer.slash_commands import (
    CommandEntry,
    find_command_entry,
    find_exit_entry,
    split_command,
)
from octui.ui.composer.subagent_keys import find_subagent_command
from octui.ui.composer.submit_hint import format_submit_hint
from octui.ui.composer.text_area import PromptArea
from octui.ui.composer.top_row import ComposerTopRow
from octui.ui.key_hints import format_hint
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import (
    AbortSession,
    Attachment,
    PromptOrigin,
    QuitRequested,
    RunAppCommand,
    RunShellCommand,
    RunSlashCommand,
    SendPrompt,
)
from octui.ui.prompt_queue.held_prompt import SentPrompt, SentPrompts
from octui.ui.screens.presence import has_widgets, is_in_place


class KnownRun(NamedTuple):
    """Whether the session shown is known to run and, if that is not known, why, in a sentence."""

    is_busy: bool = False
    doubt: str = ""
    is_queueing: bool = True
    """Whether a prompt waits until the run is over, instead of going to the agent at work."""
    is_subagent: bool = False
    """Whether a subagent runs there: an empty prompt leaves the arrow keys to moving between subagents."""


class Composer(PromptBox):
    """Enter posts the prompt and keeps the text until `finish_sending`; `fail_sending` keeps it and shows why.

    It is posted to the app itself, so that it is sent even if the prompt is left at once.

    `offer` has what it completes; `history` is browsed with the arrow keys.
    """

    known_run: reactive[KnownRun] = reactive(KnownRun(), init=False)
    """What Esc interrupts, or why it cannot."""

    @dataclass
    class FilesWanted(Message):
        """A path is being typed: `offer_files` takes the matches."""

        composer: "Composer"
        query: str
        folder: str | None = None
        """The folder of the path, if its entries are wanted too: `""` for the project's root."""

    @dataclass
    class MentionsWanted(Message):
        """The text has what could be mentions of files: `learn_mentions` takes what they are."""

        composer: "Composer"
        text: str
        attached: tuple[Attachment, ...]

    def __init__(self, *, id: str | None = None, armed_seconds: float = ARMED_SECONDS) -> None:
        self.offer = PromptOffer()
        self.sent_prompts = SentPrompts()
        self._questioned_text = ""
        """A text that looks like a command but is none: sent only if the user insists."""

        self._completion = CompletionPopup()
        self._completion.list_resources = lambda: self.offer.resources()
        self._mentions = PromptMentions(
            lambda: self._completion.collect_known_names(self.offer.agents(), self.offer.resources())
        )
        super().__init__(self._find_text_marks, id=id)
        self.pastes.resume_sending = self.submit_prompt
        self._interrupt_key = InterruptKey(armed_seconds, self.set_timer, self.refresh_decoration)

    def compose(self) -> ComposeResult:
        yield self._completion
        yield from super().compose()

    @property
    def sent_prompt(self) -> SentPrompt | None:
        """The first of what is on its way to the server, or waits until it can be reached."""
        return next(iter(self.sent_prompts.values()), None)

    @property
    def is_completing(self) -> bool:
        """Whether the popup is open and has the keys that move in it, accept and dismiss."""
        return self._completion.is_open

    def submit_prompt(self) -> None:
        """Do what Enter does."""
        if self.pastes.defer_sending():
            return
        text = self.text.strip()
        if self.sent_prompts:
            self.show_notice(self.sent_prompts.notice)
            return
        if not text:
            return
        command = None if self.shell else split_command(text)
        entry = find_command_entry(self.offer.commands(), command[0]) if command else None
        if command and entry:
            self._run_slash_entry(entry, command[1])
            return
        if not self.shell and (entry := find_exit_entry(self.offer.commands(), text)):
            self._run_slash_entry(entry, "")
            return
        if command and self._questioned_text != text and (doubt := self.offer.describe_unknown_command(text)):
            self._questioned_text = text
            self._completion.dismiss_popup()
            self.show_notice(f"{doubt} {format_hint('prompt.submit', 'again to send it as a prompt')}")
            return
        if self._questioned_text != text and not self.shell and (doubt := self.pastes.describe_doubt()):
            self._questioned_text = text
            self.show_notice(f"{doubt} {format_hint('prompt.submit', 'again to send it anyway')}")
            return
        origin = self._start_sending()
        if self.shell:
            self.app.post_message(RunShellCommand(text, composer=self, origin=origin))
        else:
            # What the server gets is stripped, so the positions of the mentions must be those in the stripped text.
            mentions = self._mentions.find_attached(text)
            self.app.post_message(SendPrompt(text, mentions, origin.chips, composer=self, origin=origin))

    def finish_sending(self, send_id: int, rest: Draft) -> None:
        """The server accepted it: what was sent is removed, and `rest`, what was typed in addition, stays."""
        if (outgoing := self.sent_prompts.pop(send_id, None)) is not None:
            self.draft_trail.sent_elsewhere = None
            sent = outgoing.prompt
            self.history.add_prompt(HistoryEntry(sent.text.strip(), sent.shell, sent.chips))
            self._area.change_text(rest.text)
            self.shell = rest.shell
            self.show_notice("")
        self.refresh_decoration()

    def fail_sending(self, send_id: int, reason: str) -> None:
        """It was not sent: the text stays, and `reason` is shown below it."""
        if self.sent_prompts.pop(send_id, None) is not None:
            self.draft_trail.sent_elsewhere = None
        self.show_notice(reason)

    def report_unconfirmed(self, send_id: int, notice: str, *, is_held: bool = False) -> None:
        """It is not known whether what is being sent arrived; until it is, Enter sends nothing and says this."""
        if (sent := self.sent_prompts.get(send_id)) is not None:
            self.sent_prompts[send_id] = sent._replace(notice=notice, is_held=is_held)
            self.show_notice(notice)

    def restore_draft(
        self, text: str, *, shell: bool = False, chips: Iterable[Chip] = (), sent: SentPrompts | None = None
    ) -> None:
        """Start over with a draft; `sent` is the part of it that is on its way."""
        self.sent_prompts = sent or SentPrompts()
        self._completion.forget_files()
        self._mentions.forget_answers()
        super().restore_draft(text, shell=shell, chips=chips)
        self.show_notice(self.sent_prompts.notice)
        self._check_mentions()

    def replace_text(self, text: str, chips: Iterable[Chip] = ()) -> None:
        super().replace_text(text, chips)
        self._check_mentions()

    def offer_files(self, query: str, paths: Sequence[str], listing: FolderListing | None = None) -> None:
        """Take the server's files for a query, and a folder's entries; a late answer only makes the files known."""
        if not is_in_place(self):
            return
        edit = self._completion.add_file_matches(query, paths, listing)
        if edit is not None:
            self._area.replace_range(edit.text, edit.start, edit.end)
        self._area.refresh_marks()

    def learn_mentions(self, paths: Iterable[str], missing: Sequence[str]) -> None:
        """Take which names in the text are files, and which are meant as files and are none."""
        if not is_in_place(self):
            return
        self._completion.add_known_files(paths)
        self._mentions.record_missing(missing)
        self._area.refresh_marks()
        self.refresh_decoration()

    def handle_prompt_key(self, key: str) -> bool:
        command = get_keymap().find_command_id(KeyContext.COMPOSER, key)
        if self._interrupt_key.is_armed and command != "session.interrupt":
            self._interrupt_key.reset_key()
        if self.is_completing and self._handle_completion_key(key):
            return True
        if self._completion.is_awaiting_files and _is_insertion_key(key):
            self._completion.insert_when_answered()
            return True
        if (
            self.known_run.is_subagent
            and not self.text
            and not self.shell
            and (command_id := find_subagent_command(key))
        ):
            self.post_message(RunAppCommand(command_id))
            return True
        match command:
            case "prompt.submit":
                self.submit_prompt()
            case "prompt.history.search":
                self.post_message(RunAppCommand("prompt.history.search"))
            case "session.interrupt" if not self.shell and (self.known_run.is_busy or self.known_run.doubt):
                if self._interrupt_key.press_key():
                    self.post_message(AbortSession(self.session_id))
                elif self.known_run.doubt:
                    self.show_notice(f"{self.known_run.doubt} Nothing was interrupted.")
            case "prompt.clear" if self.screen.get_selected_text():
                # What is selected elsewhere on the screen is meant to be copied.
                return False
            case "prompt.clear" if self._area.selected_text:
                self._area.action_copy()
            case "prompt.clear" if self.text or self.shell:
                self.clear_prompt()
            case "prompt.clear" if get_keymap().has_key("app.quit", key):
                self.post_message(QuitRequested())
            case "prompt.clear":
                return False
            case _:
                return super().handle_prompt_key(key)
        return True

    def format_note(self) -> str:
        if self._interrupt_key.is_armed:
            return format_hint(
                "session.interrupt", "again to try anyway" if self.known_run.doubt else "again to interrupt"
            )
        if note := self.sent_prompts.format_note():
            return note
        missing = self._mentions.describe_missing("" if self.shell else self.text)
        run = self.known_run
        return (
            self.pastes.describe_doubt()
            or super().format_note()
            or missing
            or format_submit_hint(
                self.text,
                self.offer.commands,
                is_shell=self.shell,
                is_busy=run.is_busy,
                is_queueing=run.is_queueing,
            )
        )

    def refresh_decoration(self) -> None:
        super().refresh_decoration()
        self.set_class(bool(self.sent_prompts), "-sending")
        if has_widgets(self):
            self.query_one(ComposerTopRow).pressing = self._interrupt_key.is_armed

    def watch_known_run(self, before: KnownRun, now: KnownRun) -> None:
        self._interrupt_key.reset_key()
        if before.doubt and not now.doubt:
            self.show_notice(self.sent_prompts.notice)

    def watch_shell(self) -> None:
        self._update_completion()
        super().watch_shell()

    @on(PromptArea.Changed)
    @on(PromptArea.SelectionChanged)
    def _area_changed(self, event: PromptArea.Changed | PromptArea.SelectionChanged) -> None:
        if isinstance(event, PromptArea.SelectionChanged):
            event.stop()
            if "[" in self.text:
                self.refresh_decoration()
        else:
            self._questioned_text = ""
        self._update_completion()
        if isinstance(event, PromptArea.Changed) and (self._area.take_pasted() or not self._completion.is_typing_path):
            self._check_mentions()

    @on(CompletionPopup.Clicked)
    def _completion_clicked(self, event: CompletionPopup.Clicked) -> None:
        event.stop()
        self._accept_completion()

    def _handle_completion_key(self, key: str) -> bool:
        match get_keymap().find_command_id(KeyContext.COMPLETION, key):
            case "completion.previous":
                self._completion.move_highlight(-1)
            case "completion.next":
                self._completion.move_highlight(1)
            case "completion.accept":
                self._accept_completion()
            case "completion.insert" if self._completion.is_awaiting_files:
                self._completion.insert_when_answered()
            case "completion.insert":
                self._accept_completion(is_inserting=True)
            case "completion.dismiss":
                self._completion.dismiss_popup()
            case _:
                return False
        return True

    def _accept_completion(self, *, is_inserting: bool = False) -> None:
        match self._completion.accept_row(is_inserting=is_inserting):
            case CommandEntry() as entry:
                self._run_slash_entry(entry, "")
            case CompletionEdit(text=text, start=start, end=end):
                self._area.replace_range(text, start, end)
            case None:
                pass

    def _run_slash_entry(self, entry: CommandEntry, arguments: str) -> None:
        if entry.source == "local":
            self.history.add_prompt(HistoryEntry(self.text.strip()))
            self._area.replace_range("")
            self.post_message(RunAppCommand(entry.id))
        elif not self.sent_prompts:
            self._completion.dismiss_popup()
            origin = self._start_sending()
            self.app.post_message(RunSlashCommand(entry.name, arguments, origin.chips, composer=self, origin=origin))

    def _start_sending(self) -> PromptOrigin:
        sent = self.current_prompt
        origin = PromptOrigin(self.session_id, sent.text, sent.shell, make_send_id(), sent.chips)
        self.sent_prompts[origin.send_id] = SentPrompt(sent)
        draft = Draft(sent.text, shell=sent.shell, chips=sent.chips)
        self.draft_trail.begin_sending(origin.session_id, origin.send_id, draft)
        self.show_notice("")
        return origin

    def _find_text_marks(self, text: str) -> Sequence[TextMark]:
        if self.shell:
            return ()
        marks = [(mention.start, mention.end) for mention in self._mentions.find_attached(text)]
        command = split_command(text)
        if command and find_command_entry(self.offer.commands(), command[0]):
            marks.append((0, len(command[0]) + 1))
        return marks

    def _update_completion(self) -> None:
        """Show what can complete the text at the cursor."""
        if not self.is_mounted:
            return
        text = "" if self.shell else self.text
        query = self._completion.update_matches(text, self._area.cursor_index, self.offer.commands, self.offer.agents)
        if query is not None:
            self.post_message(self.FilesWanted(self, query, self._completion.wanted_folder))

    def recall_prompt(self, prompt: HistoryEntry | None, *, up: bool = False) -> bool:
        is_recalled = super().recall_prompt(prompt, up=up)
        if is_recalled:
            # A prompt that ends in a mention or is a command would open the popup, which would take the next up.
            self._update_completion()
            self._completion.dismiss_popup()
            self._check_mentions()
        return is_recalled

    def _check_mentions(self) -> None:
        """Ask the server about what looks like a mention and was not completed here: it may be restored or pasted."""
        attached = self._mentions.find_unchecked("" if self.shell else self.text)
        if attached is not None:
            self.post_message(self.MentionsWanted(self, self.text, attached))


def _is_insertion_key(key: str) -> bool:
    return get_keymap().find_command_id(KeyContext.COMPLETION, key) == "completion.insert"
