"""The composer: what the prompt does when it is sent, completed or interrupted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer

from octui.config.history import Prompt
from octui.ui.messages import AbortSession, QuitRequested, RunAppCommand, RunShellCommand, RunSlashCommand, SendPrompt
from octui.ui.widgets.completion import Completion, Taken
from octui.ui.widgets.composer_rule import ComposerRule
from octui.ui.widgets.mentions import Kind, mentions, unknown_names
from octui.ui.widgets.prompt_area import Mark, PromptArea
from octui.ui.widgets.prompt_box import PromptBox
from octui.ui.widgets.slash import CommandEntry, command_named, split_command
from octui.wire.catalog import Agent

ARMED_SECONDS: Final = 5.0
"""How long the first Esc counts."""


MOST_CHECKED: Final = 8
"""Mentions in one text that the server is asked about."""


class Composer(PromptBox):
    """Enter posts what is wanted and keeps the text until `accepted`; `refused` keeps it and shows why.

    `commands` and `agents` are asked whenever something is completed; `history` is walked with up and down.
    """

    busy: reactive[bool] = reactive(False, init=False)
    """Whether the session shown is running, so that Esc interrupts it."""

    @dataclass
    class FilesWanted(Message):
        """A path is being typed: answer with `offer_files`."""

        query: str

    def __init__(self, *, id: str | None = None, armed_seconds: float = ARMED_SECONDS) -> None:
        self.commands: Callable[[], Sequence[CommandEntry]] = tuple
        self.agents: Callable[[], Sequence[Agent]] = tuple
        self._armed_seconds = armed_seconds
        self._armed: Timer | None = None
        self._sent: Prompt | None = None
        self._unchecked: list[str] = []
        """Mentions in a text from elsewhere, of which the server has to say whether they are files."""
        self._completion = Completion()
        super().__init__(self._marks, id=id)

    def compose(self) -> ComposeResult:
        yield self._completion
        yield from super().compose()

    @property
    def sending(self) -> bool:
        """Whether something is on its way to the server."""
        return self._sent is not None

    @property
    def completing(self) -> bool:
        """Whether the popup is open, so that up, down, Enter, Tab and Esc are its."""
        return self._completion.open

    def submit(self) -> None:
        """Do what Enter does."""
        text = self.text.strip()
        if not text or self._sent is not None:
            return
        command = None if self.shell else split_command(text)
        entry = command_named(self.commands(), command[0]) if command else None
        if command and entry:
            self._run(entry, command[1])
            return
        self._send()
        if self.shell:
            self.post_message(RunShellCommand(text))
        else:
            # What the server gets is stripped, so the places of the mentions must be, too.
            self.post_message(SendPrompt(text, mentions(text, self._known())))

    def accepted(self) -> None:
        """The server took it: what was sent goes, what was typed since stays."""
        sent, self._sent = self._sent, None
        if sent is not None:
            self.history.remember(Prompt(sent.text.strip(), sent.shell))
            self._take_away(sent)
        self.dress()

    def refused(self, sentence: str) -> None:
        """It was not sent: the text stays, and `sentence` says why."""
        self._sent = None
        self.say(sentence)

    def restore(self, text: str, *, shell: bool = False) -> None:
        """Begin anew with a draft, nothing being sent."""
        self._sent = None
        self._completion.forget_files()
        super().restore(text, shell=shell)
        self._check_mentions()

    def replace(self, text: str) -> None:
        super().replace(text)
        self._check_mentions()

    def offer_files(self, query: str, paths: Sequence[str]) -> None:
        """The server's files for a query; a late answer only makes them known."""
        self._completion.offer_files(query, paths)
        self._area.remark()
        if self._unchecked and self._unchecked[0] == query:
            del self._unchecked[0]
            self._ask_next()

    def takes(self, key: str) -> bool:
        if self.completing and self._completion_takes(key):
            return True
        match key:
            case "enter":
                self.submit()
            case "escape" if self.busy and not self.shell:
                self._interrupt()
            case "ctrl+c":
                return self._clear_or_quit()
            case _:
                return super().takes(key)
        return True

    def note(self) -> str:
        if self._armed is not None:
            return "esc again to interrupt"
        if self._sent is not None:
            return "sending…"
        return super().note() or ("enter queues it" if self.busy and self.text.strip() else "")

    def dress(self) -> None:
        super().dress()
        self.set_class(self._sent is not None, "-sending")
        if self.is_mounted:
            self.query_one(ComposerRule).pressing = self._armed is not None

    def watch_busy(self) -> None:
        self._disarm()

    def watch_shell(self) -> None:
        self._look_up()
        super().watch_shell()

    @on(PromptArea.Changed)
    def _text_changed(self) -> None:
        self._look_up()

    @on(PromptArea.SelectionChanged)
    def _cursor_moved(self, event: PromptArea.SelectionChanged) -> None:
        event.stop()
        self._look_up()

    @on(Completion.Clicked)
    def _clicked(self, event: Completion.Clicked) -> None:
        event.stop()
        self._take("enter")

    def _completion_takes(self, key: str) -> bool:
        match key:
            case "up" | "ctrl+p":
                self._completion.move(-1)
            case "down" | "ctrl+n":
                self._completion.move(1)
            case "enter" | "tab":
                self._take(key)
            case "escape":
                self._completion.hold_back()
            case _:
                return False
        return True

    def _take(self, key: str) -> None:
        match self._completion.take(key):
            case CommandEntry() as entry:
                self._run(entry, "")
            case Taken(text=text, start=start, end=end):
                self._area.put(text, start, end)
            case None:
                pass

    def _run(self, entry: CommandEntry, arguments: str) -> None:
        if entry.source == "local":
            self.history.remember(Prompt(self.text.strip()))
            self._area.put("")
            self.post_message(RunAppCommand(entry.id))
        elif self._sent is None:
            self._completion.hold_back()
            self._send()
            self.post_message(RunSlashCommand(entry.name, arguments))

    def _send(self) -> None:
        self._sent = self.shown
        self.say("")

    def _interrupt(self) -> None:
        if self._armed is None:
            self._armed = self.set_timer(self._armed_seconds, self._disarm)
            self.dress()
        else:
            self._disarm()
            self.post_message(AbortSession())

    def _clear_or_quit(self) -> bool:
        if self.screen.get_selected_text():
            # What is selected elsewhere on the screen is meant to be copied.
            return False
        if self._area.selected_text:
            self._area.action_copy()
        elif self.text or self.shell:
            self.clear()
        else:
            self.post_message(QuitRequested())
        return True

    def _take_away(self, sent: Prompt) -> None:
        """Remove what was sent from what is there now, wherever typing went on around it."""
        start = self.text.find(sent.text)
        if self.text == sent.text:
            self.shell = False
        if start >= 0:
            self._area.put("", start, start + len(sent.text))

    def _marks(self, text: str) -> Sequence[Mark]:
        if self.shell:
            return ()
        marks = [(mention.start, mention.end) for mention in mentions(text, self._known())]
        command = split_command(text)
        if command and command_named(self.commands(), command[0]):
            marks.append((0, len(command[0]) + 1))
        return marks

    def _known(self) -> dict[str, Kind]:
        return self._completion.known(self.agents())

    def _look_up(self) -> None:
        """See whether what stands at the cursor can be completed."""
        if not self.is_mounted:
            return
        text = "" if self.shell else self.text
        query = self._completion.look_up(text, self._area.cursor_index, self.commands, self.agents)
        if query is not None:
            self.post_message(self.FilesWanted(query))

    def _recall(self, prompt: Prompt | None, *, up: bool) -> bool:
        recalled = super()._recall(prompt, up=up)
        if recalled:
            # A prompt that ends in a mention or is a command would open the popup, and up would be its.
            self._look_up()
            self._completion.hold_back()
            self._check_mentions()
        return recalled

    def _check_mentions(self) -> None:
        """Ask about what looks like a mention, one after the other: a text from elsewhere was not completed here."""
        self._unchecked = [] if self.shell else list(unknown_names(self.text, self._known())[:MOST_CHECKED])
        self._ask_next()

    def _ask_next(self) -> None:
        if self._unchecked:
            self.post_message(self.FilesWanted(self._unchecked[0]))

    def _disarm(self) -> None:
        if self._armed is not None:
            self._armed.stop()
            self._armed = None
        self.dress()
