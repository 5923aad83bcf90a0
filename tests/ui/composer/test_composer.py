from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from octui.config.draft_book import DraftBook, Outgoing, Place
from octui.config.drafts import Draft, DraftStore
from octui.config.history import HistoryEntry
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.slash_commands import CommandEntry
from octui.ui.composer.text_area import MAX_PROMPT_LENGTH, PromptArea
from octui.ui.composer.widget import Composer, KnownRun
from octui.ui.messages import (
    AbortSession,
    Attachment,
    QuitRequested,
    RunAppCommand,
    RunShellCommand,
    RunSlashCommand,
    SendPrompt,
)
from octui.wire.catalog import Agent
from tests.support.drawn_cells import read_screen

STYLES = Path(__file__).parents[3] / "styles"
FILES = ("README.md", "src/", "src/app.py", "日本語.txt")
COMMANDS = (
    CommandEntry("new", "New session", ("clear",), "local", "session.new"),
    CommandEntry("models", "Switch model", (), "local", "model.list"),
    CommandEntry("review", "Review the changes", source="server"),
)
AGENTS = (Agent(name="build"), Agent(name="explore", description="Reads code", mode="subagent"))


HERE = Place("server", "/home/me/shop")

APP_KEYS = [
    *("tab", "shift+tab", "pageup", "pagedown", "home", "end"),
    *("ctrl+p", "ctrl+t", "ctrl+x", "ctrl+d", "ctrl+y", "escape"),
]


class ComposerScreen(Screen[None]):
    BINDINGS = [Binding(key, f"app.heard('{key}')") for key in APP_KEYS]


class ComposerApp(App[None]):
    CSS_PATH = [STYLES / "pickers.tcss", STYLES / "composer.tcss"]
    CSS = "#above { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, answers: bool = True, armed_seconds: float = 3600) -> None:
        super().__init__()
        self.answers = answers
        """Whether files asked for are offered at once."""
        self.composer = Composer(armed_seconds=armed_seconds)
        self.composer.offer.commands = lambda: COMMANDS
        self.composer.offer.agents = lambda: AGENTS
        self.book = DraftBook(DraftStore(Path("unwritten")))
        trail = self.composer.draft_trail
        trail.begin_sending = lambda _, send_id, draft: self.book.begin_sending(Outgoing(send_id, HERE, draft))
        trail.save_edit = lambda edit: self.book.save_draft(HERE, Draft(edit.text, shell=edit.shell, chips=edit.chips))
        self.posted: list[Message] = []
        self.heard: list[str] = []
        self.drafts: list[tuple[str, bool]] = []
        self.wanted: list[str] = []
        self.checked: list[Composer.MentionsWanted] = []

    def get_default_screen(self) -> Screen[None]:
        return ComposerScreen()

    def compose(self) -> ComposeResult:
        yield Static(id="above")
        yield self.composer

    def on_mount(self) -> None:
        self.composer.focus()

    def action_heard(self, key: str) -> None:
        self.heard.append(key)

    def on_send_prompt(self, message: SendPrompt) -> None:
        self.posted.append(message)

    on_run_shell_command: Callable[..., None] = on_send_prompt
    on_run_slash_command: Callable[..., None] = on_send_prompt
    on_run_app_command: Callable[..., None] = on_send_prompt
    on_abort_session: Callable[..., None] = on_send_prompt
    on_quit_requested: Callable[..., None] = on_send_prompt

    def on_prompt_box_remembered(self, message: Composer.Remembered) -> None:
        self.posted.append(message)

    def on_prompt_box_draft_changed(self, message: Composer.DraftChanged) -> None:
        self.drafts.append((message.text, message.shell))

    def on_composer_files_wanted(self, message: Composer.FilesWanted) -> None:
        self.wanted.append(message.query)
        if self.answers:
            self.answer_query(message)

    def on_composer_mentions_wanted(self, message: Composer.MentionsWanted) -> None:
        self.checked.append(message)

    def accept_prompt(self) -> None:
        """Answer the prompt that was sent last."""
        self.composer.save_draft()
        self.book.finish_sending(self._last_send_id)
        self.composer.finish_sending(self._last_send_id, self.book.read_draft(HERE))

    def refuse_prompt(self, reason: str) -> None:
        self.composer.fail_sending(self._last_send_id, reason)

    @property
    def _last_send_id(self) -> int:
        return next(
            message.origin.send_id
            for message in reversed(self.posted)
            if isinstance(message, SendPrompt | RunShellCommand | RunSlashCommand)
        )

    def answer_query(self, message: Composer.FilesWanted) -> None:
        self.offer_matches(message.query)

    def offer_matches(self, query: str) -> None:
        self.composer.offer_files(query, [path for path in FILES if query.lower() in path.lower()])


async def type_text(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*({" ": "space", "\n": "ctrl+j"}.get(char, char) for char in text))


async def paste_text(pilot: Pilot[None], text: str) -> None:
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await pilot.pause()


async def test_enter_sends_and_the_text_stays_until_the_server_took_it() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hello")
        await pilot.press("enter")
        assert app.posted == [SendPrompt("hello", composer=app.composer)]
        assert app.composer.text == "hello"
        assert "sending…" in read_screen(app)
        app.accept_prompt()
        await pilot.pause()
        assert app.composer.text == ""
        assert "sending…" not in read_screen(app)


async def test_a_second_enter_does_not_send_twice() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hello")
        await pilot.press("enter", "enter")
        assert len(app.posted) == 1


async def test_a_refused_prompt_stays_with_the_reason_until_it_is_changed() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hello")
        await pilot.press("enter")
        app.refuse_prompt("Not sent: [b]disk full[/b]")
        await pilot.pause()
        assert app.composer.text == "hello"
        assert "Not sent: [b]disk full[/b]" in read_screen(app)
        await pilot.press("enter")
        assert len(app.posted) == 2
        app.refuse_prompt("Not sent: disk full")
        await pilot.press("x")
        assert "disk full" not in read_screen(app)


@pytest.mark.parametrize(
    ("meanwhile", "left"),
    [
        (["space", "m", "o", "r", "e"], " more"),
        (["home", "a"], "a"),
        (["left", "x"], "hellxo"),
        (["backspace"], "hell"),
    ],
)
async def test_what_is_typed_while_sending_is_kept(meanwhile: list[str], left: str) -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hello")
        await pilot.press("enter", *meanwhile)
        app.accept_prompt()
        await pilot.pause()
        assert app.composer.text == left


async def test_an_answer_that_comes_after_another_draft_was_opened_touches_nothing() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hello")
        await pilot.press("enter")
        app.composer.restore_draft("hello")
        app.accept_prompt()
        await pilot.pause()
        assert app.composer.text == "hello"


async def test_spaces_around_a_prompt_are_not_sent_and_none_is_sent_of_spaces_alone() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("space", "enter")
        assert app.posted == []
        await type_text(pilot, "hi ")
        await pilot.press("enter")
        assert app.posted == [SendPrompt("hi", composer=app.composer)]
        app.accept_prompt()
        await pilot.pause()
        assert app.composer.text == ""


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r"])
async def test_a_new_line_has_its_own_keys(key: str) -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("a")
        app.composer.query_one(PromptArea).post_message(events.Key(key, None))
        await pilot.press("b")
        assert app.composer.text == "a\nb"
        assert app.posted == []


async def test_every_paste_is_inserted_as_text() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await paste_text(pilot, "\x1b[31mtwo\x1b[0m\r\n!ls\n")
        assert app.composer.text == "two\n!ls\n"
        assert app.posted == [] and not app.composer.shell


async def test_a_paste_that_is_too_long_is_left_out_and_says_what_to_do() -> None:
    app = ComposerApp()
    async with app.run_test(size=(120, 24)) as pilot:
        app.composer.pastes.is_summarizing = lambda: False
        await type_text(pilot, "see ")
        await paste_text(pilot, "x" * (MAX_PROMPT_LENGTH + 1))
        assert app.composer.text == "see "
        assert "mention it with @" in read_screen(app)


async def test_the_prompt_grows_with_its_text_up_to_a_third_of_the_screen() -> None:
    app = ComposerApp()
    async with app.run_test(size=(80, 30)) as pilot:
        area = app.composer.query_one(PromptArea)
        await pilot.pause()
        heights = [area.size.height]
        app.composer.pastes.is_summarizing = lambda: False
        for count in (1, 2, 30):
            await paste_text(pilot, "line\n" * count)
            await pilot.pause()
            heights.append(area.size.height)
        assert heights == [1, 2, 4, 10]
        assert "34 rows, 24 hidden" in read_screen(app)


async def test_a_small_screen_leaves_the_prompt_six_rows() -> None:
    app = ComposerApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.composer.pastes.is_summarizing = lambda: False
        await paste_text(pilot, "line\n" * 30)
        await pilot.pause()
        assert app.composer.query_one(PromptArea).size.height == 6


async def test_the_text_is_wrapped_and_the_first_row_stays_in_sight() -> None:
    app = ComposerApp()
    async with app.run_test(size=(40, 20)) as pilot:
        await type_text(pilot, "one two three four five six seven eight nine ten")
        await pilot.pause()
        area = app.composer.query_one(PromptArea)
        assert area.size.height == 2
        assert "┃ one two" in read_screen(app) and "nine ten" in read_screen(app)


@pytest.mark.parametrize(
    ("text", "column"), [("abc", 3), ("日本", 4), ("a日", 3), ("👩‍👩‍👧", 2), ("e\u0301", 1), ("❤️x", 3), ("한글", 4)]
)
async def test_the_terminals_cursor_is_where_the_next_character_goes(text: str, column: int) -> None:
    app = ComposerApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await paste_text(pilot, text)
        await pilot.pause()
        area = app.composer.query_one(PromptArea)
        assert app.cursor_position == (area.content_region.x + column, area.content_region.y)


async def test_the_terminals_cursor_follows_the_prompt_when_it_grows() -> None:
    app = ComposerApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await type_text(pilot, "ab\n日")
        await pilot.pause()
        assert app.cursor_position == (4, 18)
        await pilot.press("up", "home")
        await pilot.pause()
        assert app.cursor_position == (2, 17)


async def test_one_key_takes_away_all_that_draws_as_one() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await paste_text(pilot, "a👩‍👩‍👧")
        await pilot.press("backspace")
        assert app.composer.text == "a"
        await paste_text(pilot, "e\u0301")
        await pilot.press("left", "delete")
        assert app.composer.text == "a"


async def test_joiners_are_typed_like_letters() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        for character in "👩‍👧می‌خ":
            app.composer.query_one(PromptArea).post_message(events.Key(character, character))
        await pilot.pause()
        assert app.composer.text == "👩‍👧می‌خ"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["ctrl+a", "X"], "Xone two"),
        (["ctrl+a", "ctrl+e", "X"], "one twoX"),
        (["ctrl+w"], "one "),
        (["ctrl+u"], ""),
        (["ctrl+a", "ctrl+k"], ""),
        (["alt+b", "X"], "one Xtwo"),
        (["ctrl+a", "alt+f", "X"], "oneX two"),
        (["ctrl+a", "alt+d"], " two"),
        (["ctrl+b", "X"], "one twXo"),
        (["ctrl+a", "ctrl+f", "X"], "oXne two"),
        (["ctrl+a", "ctrl+d"], "ne two"),
        (["home", "X"], "Xone two"),
        (["ctrl+w", "ctrl+underscore"], "one two"),
        (["ctrl+w", "ctrl+underscore", "ctrl+full_stop"], "one "),
        (["shift+home", "x"], "x"),
    ],
)
async def test_editing_keys_are_those_of_a_shell(keys: list[str], text: str) -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "one two")
        await pilot.press(*keys)
        assert app.composer.text == text


async def test_keys_of_the_app_go_through() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "text")
        keys = ["tab", "shift+tab", "pageup", "pagedown", "ctrl+p", "ctrl+t", "ctrl+x", "ctrl+y", "escape"]
        await pilot.press(*keys)
        assert app.heard == keys
        assert app.composer.text == "text"


async def test_an_empty_prompt_leaves_home_end_and_ctrl_d_to_the_screen() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("home", "end", "ctrl+d")
        assert app.heard == ["home", "end", "ctrl+d"]
        await pilot.press("x", "home", "end")
        assert app.heard == ["home", "end", "ctrl+d"]


async def test_an_exclamation_mark_in_an_empty_prompt_makes_it_a_shell_command() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("exclamation_mark")
        assert app.composer.shell and app.composer.text == ""
        assert read_screen(app).splitlines()[-3].startswith("┃ shell")
        await type_text(pilot, "ls -la")
        await pilot.press("enter")
        assert app.posted == [RunShellCommand("ls -la", composer=app.composer)]
        app.accept_prompt()
        await pilot.pause()
        assert not app.composer.shell


async def test_an_exclamation_mark_elsewhere_is_one() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("a", "exclamation_mark")
        assert app.composer.text == "a!" and not app.composer.shell


@pytest.mark.parametrize("key", ["escape", "backspace"])
async def test_a_shell_command_can_be_made_a_prompt_again(key: str) -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("exclamation_mark", "l", "s", "home", key)
        assert not app.composer.shell
        assert app.composer.text == "ls"


async def test_a_shell_command_that_begins_with_a_slash_is_no_slash_command() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("exclamation_mark")
        await type_text(pilot, "/new")
        assert not app.composer.is_completing
        await pilot.press("enter")
        assert app.posted == [RunShellCommand("/new", composer=app.composer)]


async def test_escape_twice_interrupts_what_runs() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.known_run = KnownRun(is_busy=True)
        await pilot.press("escape")
        assert app.posted == []
        assert "esc again to interrupt" in read_screen(app)
        await pilot.press("escape")
        assert app.posted == [AbortSession("")]
        assert "esc again" not in read_screen(app)


async def test_a_key_between_two_escapes_makes_the_second_a_first_one() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.known_run = KnownRun(is_busy=True)
        # As alt with a full stop, which types the last word again in a shell, arrives from many terminals.
        await pilot.press("escape", "full_stop", "escape", "full_stop", "escape", "left", "escape")
        assert app.posted == []
        await pilot.press("escape")
        assert app.posted == [AbortSession("")]


async def test_the_first_escape_counts_only_for_a_while() -> None:
    app = ComposerApp(armed_seconds=0.001)
    async with app.run_test() as pilot:
        app.composer.known_run = KnownRun(is_busy=True)
        await pilot.press("escape")
        for _ in range(200):
            if "esc again" not in read_screen(app):
                break
            await pilot.pause()
        await pilot.press("escape")
        assert app.posted == []


async def test_the_first_escape_does_not_count_for_the_next_run() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.known_run = KnownRun(is_busy=True)
        await pilot.press("escape")
        app.composer.known_run = KnownRun()
        app.composer.known_run = KnownRun(is_busy=True)
        await pilot.press("escape")
        assert app.posted == []


async def test_with_nothing_running_escape_is_the_screens() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("escape", "escape")
        assert app.posted == [] and app.heard == ["escape", "escape"]


async def test_a_prompt_for_a_busy_session_says_that_it_will_wait() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.known_run = KnownRun(is_busy=True)
        await type_text(pilot, "then this")
        await pilot.pause()
        assert "enter queue" in read_screen(app)


async def test_ctrl_c_clears_a_prompt_and_keeps_a_long_one_in_the_history() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "short")
        await pilot.press("ctrl+c")
        assert app.composer.text == "" and app.posted == []
        await type_text(pilot, "a prompt worth keeping")
        await pilot.press("ctrl+c")
        assert app.composer.text == ""
        assert app.posted == [Composer.Remembered(HistoryEntry("a prompt worth keeping"))]
        await pilot.press("up")
        assert app.composer.text == "a prompt worth keeping"


async def test_ctrl_c_with_nothing_to_clear_asks_to_quit() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("exclamation_mark", "ctrl+c")
        assert not app.composer.shell and app.posted == []
        await pilot.press("ctrl+c")
        assert app.posted == [QuitRequested()]


async def test_what_was_cleared_can_be_undone() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "short")
        await pilot.press("ctrl+c", "ctrl+underscore")
        assert app.composer.text == "short"


async def test_up_and_down_browse_earlier_prompts_and_return_to_the_draft() -> None:
    app = ComposerApp()
    app.composer.history = PromptHistory(
        [HistoryEntry("first"), HistoryEntry("two\nlines"), HistoryEntry("ls", shell=True)]
    )
    async with app.run_test() as pilot:
        await type_text(pilot, "draft")
        seen = []
        for key in ["up", "up", "up", "up", "down", "down", "down", "down", "down"]:
            await pilot.press(key)
            seen.append((app.composer.text, app.composer.shell))
        two = ("two\nlines", False)
        assert seen[:4] == [("ls", True), two, ("first", False), ("first", False)]
        assert seen[4:] == [two, ("ls", True), ("draft", False), ("draft", False), ("draft", False)]


async def test_browsing_goes_on_over_prompts_that_could_be_completed() -> None:
    app = ComposerApp()
    app.composer.history = PromptHistory(
        [HistoryEntry("first"), HistoryEntry("/review"), HistoryEntry("see @README.md")]
    )
    async with app.run_test() as pilot:
        seen = []
        for _ in range(3):
            await pilot.press("up")
            await pilot.pause()
            seen.append(app.composer.text)
            assert not app.composer.is_completing
        assert seen == ["see @README.md", "/review", "first"]


async def test_up_and_down_move_in_a_prompt_of_several_rows_before_they_leave_it() -> None:
    app = ComposerApp()
    app.composer.history = PromptHistory([HistoryEntry("earlier")])
    async with app.run_test() as pilot:
        await type_text(pilot, "one\ntwo")
        await pilot.press("up")
        assert app.composer.text == "one\ntwo"
        await pilot.press("up")
        assert app.composer.text == "earlier"


async def test_what_was_sent_is_the_newest_in_the_history() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hello")
        await pilot.press("enter")
        app.accept_prompt()
        await pilot.press("up")
        assert app.composer.text == "hello"


async def test_every_change_of_the_draft_is_posted_once() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hi")
        await pilot.press("left", "right", "ctrl+c", "exclamation_mark")
        await pilot.pause()
        assert app.drafts == [("h", False), ("hi", False), ("", False), ("", True)]


async def test_another_program_can_write_send_and_clear() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "mine")
        app.composer.append_text(" and yours\x1b[2J")
        await pilot.pause()
        assert app.composer.text == "mine and yours"
        app.composer.submit_prompt()
        await pilot.pause()
        assert app.posted == [SendPrompt("mine and yours", composer=app.composer)]
        app.accept_prompt()
        app.composer.append_text("again")
        app.composer.clear_prompt()
        await pilot.pause()
        assert app.composer.text == ""


async def test_a_draft_comes_back_with_its_mode_and_the_cursor_behind_it() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.restore_draft("git log", shell=True)
        await type_text(pilot, " -1")
        assert (app.composer.text, app.composer.shell) == ("git log -1", True)


async def test_focusing_the_composer_focuses_its_text() -> None:
    class Chat(ComposerApp):
        AUTO_FOCUS = "Composer"

        def on_mount(self) -> None:
            pass

    app = Chat()
    async with app.run_test() as pilot:
        await type_text(pilot, "typed")
        assert app.composer.text == "typed"


async def test_a_slash_offers_commands_and_enter_runs_one() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("slash")
        assert "/models" in read_screen(app) and "Review the changes" in read_screen(app)
        await type_text(pilot, "mod")
        await pilot.press("enter")
        assert app.posted == [RunAppCommand("model.list")]
        assert app.composer.text == "" and not app.composer.is_completing


async def test_an_alias_runs_what_it_stands_for() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "/clear")
        await pilot.press("enter")
        assert app.posted == [RunAppCommand("session.new")]


async def test_tab_completes_a_command_so_that_it_can_be_given_arguments() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "/rev")
        await pilot.press("tab")
        assert app.composer.text == "/review "
        assert not app.composer.is_completing
        await type_text(pilot, "HEAD~1\nnow")
        await pilot.press("enter")
        assert app.posted == [RunSlashCommand("review", "HEAD~1\nnow", composer=app.composer)]
        assert app.composer.text == "/review HEAD~1\nnow"
        app.accept_prompt()
        await pilot.pause()
        assert app.composer.text == ""


async def test_a_server_command_stays_until_it_was_taken_and_is_not_sent_twice() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "/review")
        await pilot.press("enter", "enter")
        assert app.posted == [RunSlashCommand("review", "", composer=app.composer)]
        assert app.composer.text == "/review"
        app.refuse_prompt("The command failed")
        await pilot.press("enter")
        assert len(app.posted) == 2


async def test_going_back_into_a_command_does_not_run_it_without_its_arguments() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "/review src")
        await pilot.press("home", "right", "right")
        assert not app.composer.is_completing
        await pilot.press("enter")
        assert app.posted == [RunSlashCommand("review", "src", composer=app.composer)]


async def test_a_slash_that_names_no_command_is_a_prompt() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "/tmp/log is full")
        await pilot.press("enter")
        assert app.posted == [SendPrompt("/tmp/log is full", composer=app.composer)]


async def test_escape_closes_the_popup_before_it_means_anything_else() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.known_run = KnownRun(is_busy=True)
        await pilot.press("slash", "escape")
        assert not app.composer.is_completing
        assert app.composer.text == "/"
        assert "esc again" not in read_screen(app)
        await pilot.press("n")
        assert not app.composer.is_completing
        await pilot.press("backspace", "backspace", "slash")
        assert app.composer.is_completing


async def test_up_and_down_choose_in_the_popup() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("slash", "down", "ctrl+n", "ctrl+p", "enter")
        assert app.posted == [RunAppCommand("session.new")]
        assert app.heard == []


async def test_an_at_sign_requests_files_and_offers_agents_that_can_be_called() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await pilot.press("at")
        await pilot.pause()
        assert app.wanted == [""]
        text = read_screen(app)
        assert "explore" in text and "Reads code" in text and "README.md" in text
        assert "build" not in text


async def test_a_file_taken_is_attached_and_followed_by_a_space() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "see @app")
        await pilot.pause()
        await pilot.press("enter")
        assert app.composer.text == "see @src/app.py "
        await type_text(pilot, "ok")
        await pilot.press("enter")
        assert app.posted == [
            SendPrompt("see @src/app.py ok", (Attachment("file", "src/app.py", 4, 15),), composer=app.composer)
        ]


async def test_the_place_of_an_attachment_is_that_in_the_text_sent() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "  @app")
        await pilot.pause()
        await pilot.press("tab", "enter")
        assert app.posted == [
            SendPrompt("@src/app.py", (Attachment("file", "src/app.py", 0, 11),), composer=app.composer)
        ]


async def test_a_range_of_lines_is_part_of_the_attachment() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "@app")
        await pilot.pause()
        await pilot.press("tab", "backspace")
        await type_text(pilot, "#12-40")
        assert not app.composer.is_completing
        await pilot.press("enter")
        assert app.posted == [
            SendPrompt("@src/app.py#12-40", (Attachment("file", "src/app.py", 0, 17, (12, 40)),), composer=app.composer)
        ]


async def test_tab_opens_a_directory_and_enter_inserts_it() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "@sr")
        await pilot.pause()
        await pilot.press("tab")
        await pilot.pause()
        assert app.composer.text == "@src/" and app.composer.is_completing
        assert app.wanted[-1] == "src/"
        await pilot.press("enter", "enter")
        assert app.posted == [SendPrompt("@src/", (Attachment("file", "src/", 0, 5),), composer=app.composer)]


async def test_a_mention_taken_away_is_no_longer_attached_and_undo_attaches_it_again() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "see @README")
        await pilot.pause()
        await pilot.press("tab", "backspace", "backspace")
        app.composer.submit_prompt()
        await pilot.pause()
        assert app.posted == [SendPrompt("see @README.m", composer=app.composer)]
        app.refuse_prompt("")
        await pilot.press("ctrl+underscore")
        app.composer.submit_prompt()
        await pilot.pause()
        assert app.posted[1] == SendPrompt(
            "see @README.md", (Attachment("file", "README.md", 4, 14),), composer=app.composer
        )


async def test_an_agent_is_mentioned_by_name() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "ask @exp")
        await pilot.pause()
        await pilot.press("tab", "enter")
        assert app.posted == [
            SendPrompt("ask @explore", (Attachment("agent", "explore", 4, 12),), composer=app.composer)
        ]


async def test_a_late_answer_about_files_opens_nothing() -> None:
    app = ComposerApp(answers=False)
    async with app.run_test() as pilot:
        await type_text(pilot, "@RE")
        await pilot.press("space")
        app.offer_matches("RE")
        await pilot.pause()
        assert not app.composer.is_completing


async def test_a_file_typed_in_full_is_attached_without_being_taken() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "@README.md")
        await pilot.pause()
        await pilot.press("space", "x", "enter")
        assert app.posted == [
            SendPrompt("@README.md x", (Attachment("file", "README.md", 0, 10),), composer=app.composer)
        ]


async def test_mentions_in_a_draft_from_disk_are_attached_once_the_server_knows_them() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.restore_draft("see @README.md, @nothing.py and @src/app.py#3 of me@here")
        await pilot.pause()
        assert [message.text for message in app.checked] == [app.composer.text]
        app.composer.learn_mentions(["README.md", "src/app.py"], ["nothing.py"])
        await pilot.pause()
        assert "@nothing.py is not a file here" in read_screen(app)
        await pilot.press("enter")
        (sent,) = app.posted
        assert isinstance(sent, SendPrompt)
        assert [(mention.name, mention.lines) for mention in sent.attachments] == [
            ("README.md", None),
            ("src/app.py", (3, 3)),
        ]
        assert not app.composer.is_completing


async def test_a_mention_typed_to_its_end_is_checked_once_and_forgotten_with_its_words() -> None:
    app = ComposerApp(answers=False)
    async with app.run_test() as pilot:
        await type_text(pilot, "@missing.txt")
        assert app.checked == []
        await type_text(pilot, " is it")
        assert [message.text for message in app.checked] == ["@missing.txt "]
        app.composer.learn_mentions([], ["missing.txt"])
        await pilot.pause()
        assert "@missing.txt is not a file here" in read_screen(app)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "is not a file" not in read_screen(app)


async def test_files_of_the_session_before_are_not_attached_in_the_next() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "@README")
        await pilot.pause()
        await pilot.press("tab")
        app.answers = False
        app.composer.restore_draft("@README.md")
        await pilot.press("enter")
        assert app.posted == [SendPrompt("@README.md", composer=app.composer)]


async def test_clearing_while_a_prompt_is_on_its_way_does_not_send_it_again() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "hello")
        await pilot.press("enter", "ctrl+c", "h", "i", "enter")
        assert app.posted == [SendPrompt("hello", composer=app.composer)]
        app.accept_prompt()
        await pilot.pause()
        assert app.composer.text == "hi"


async def test_an_address_is_no_mention() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        await type_text(pilot, "mail me@README.md")
        assert not app.composer.is_completing and app.wanted == []


async def test_the_popup_stands_above_the_prompt_and_moves_nothing() -> None:
    app = ComposerApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        before = app.composer.region
        await pilot.press("slash")
        await pilot.pause()
        assert app.composer.region == before
        lines = read_screen(app).splitlines()
        assert "/models" in lines[14] and lines[17].startswith("┃")


async def test_a_click_in_the_popup_takes_the_row() -> None:
    app = ComposerApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("slash")
        await pilot.pause()
        await pilot.click("CompletionPopup RowList", offset=(4, 1))
        assert app.posted == [RunAppCommand("session.new")]


async def test_file_names_are_shown_as_they_are() -> None:
    app = ComposerApp(answers=False)
    async with app.run_test() as pilot:
        await pilot.press("at")
        app.composer.offer_files("", ["[red]x[/].py", "a\x1b[2Jb"])
        await pilot.pause()
        assert "[red]x[/].py" in read_screen(app) and "a␛[2Jb" in read_screen(app)


@pytest.mark.parametrize("size", [(1, 1), (4, 2), (20, 5)])
async def test_no_screen_is_too_small(size: tuple[int, int]) -> None:
    app = ComposerApp()
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, "/new 日本")
        await pilot.press("enter")
        assert app.posted == [RunAppCommand("session.new")]


async def test_keys_that_arrive_together_are_applied_in_their_order() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        for key, character in (("a", "a"), ("backspace", None), ("b", "b"), ("left", None), ("c", "c")):
            app.post_message(events.Key(key, character))
        await pilot.pause()
        assert app.composer.text == "cb"


async def test_an_unknown_command_is_sent_only_when_the_person_insists() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.replace_text("/modles now")
        await pilot.press("enter")
        assert app.posted == []
        notice = str(app.composer.query_one("#refusal", Static).render())
        assert notice == "There is no command /modles. Did you mean /models? enter again to send it as a prompt"
        await pilot.press("enter")
        assert app.posted == [SendPrompt("/modles now", composer=app.composer)]


async def test_an_unknown_command_is_questioned_again_after_a_change() -> None:
    app = ComposerApp()
    async with app.run_test() as pilot:
        app.composer.replace_text("/zzz")
        await pilot.press("enter")
        await pilot.press("z", "enter")
        assert app.posted == []
        await pilot.press("enter")
        assert app.posted == [SendPrompt("/zzzz", composer=app.composer)]


@pytest.mark.parametrize("word", ["exit", ":wq", "Quit "])
async def test_a_word_that_means_leaving_leaves(word: str) -> None:
    app = ComposerApp()
    app.composer.offer.commands = lambda: (CommandEntry("exit", "Exit", ("quit", "q"), "local", "app.exit"),)
    async with app.run_test() as pilot:
        app.composer.replace_text(word)
        await pilot.press("enter")
        assert app.posted == [RunAppCommand("app.exit")]
        assert app.composer.text == ""
