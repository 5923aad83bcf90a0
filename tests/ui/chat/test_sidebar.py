from textual.app import App, ComposeResult

from octui.store.actions import (
    Action,
    ConnectionChanged,
    HelperServersLoaded,
    HistoryLoaded,
    HistoryRequested,
    SessionsLoaded,
    TodosLoaded,
)
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.ui.chat.sidebar import Sidebar, SidebarRow
from octui.ui.chat.sidebar_lines import Target, TargetKind, build_sidebar_lines
from octui.wire.instance import LanguageServer
from octui.wire.mcp import McpStatus
from octui.wire.messages import Message, MessageInfo
from octui.wire.sessions import Share, Todo
from tests.support.call_count import count_calls
from tests.support.factories import SESSION, busy, make_session, make_user_message


def changing(id: str, *files: str) -> Message:
    diffs = [{"file": file, "additions": 2, "deletions": 1} for file in files]
    info = make_user_message(id)
    return Message(info=MessageInfo(id=id, session_id=SESSION, role="user", time=info.time, summary={"diffs": diffs}))


def make_store() -> Store:
    store = Store()
    store.dispatch_action(SessionsLoaded((make_session(), make_session("ses_b", SESSION, title="look around"))))
    store.dispatch_action(HistoryRequested(session_id=SESSION))
    store.dispatch_action(HistoryLoaded(SESSION, (changing("msg_1", "a.py", "b.py"), changing("msg_2", "b.py"))))
    store.dispatch_action(TodosLoaded(SESSION, (Todo(content="write", status="in_progress"), Todo(content="rest"))))
    store.dispatch_action(
        HelperServersLoaded(
            mcp={"docs": McpStatus(status="connected"), "broken": McpStatus(status="failed", error="ENOENT npx")},
            lsp=(LanguageServer(id="py", name="pyright", root=".", status="connected"),),
        )
    )
    return store


def test_sections_come_in_one_order_and_only_with_something_to_say() -> None:
    lines = build_sidebar_lines(make_store().state, SESSION)
    assert [line.text for line in lines if line.heading] == ["MCP", "LSP", "Todos", "Changed files", "Subagents"]
    (line,) = build_sidebar_lines(Store().state, SESSION)
    assert line.text == "No todos or changed files yet."


def test_a_plan_that_is_done_is_left_out() -> None:
    store = make_store()
    store.dispatch_action(TodosLoaded(SESSION, (Todo(content="write", status="completed"),)))
    assert "Todos" not in [line.text for line in build_sidebar_lines(store.state, SESSION)]


def test_a_long_plan_is_shown_from_what_is_to_do_next_and_the_rest_is_counted() -> None:
    store = make_store()
    done = tuple(Todo(content=f"done {number}", status="completed") for number in range(1_000))
    planned = tuple(Todo(content=f"do {number}", status="pending") for number in range(20_000))
    store.dispatch_action(TodosLoaded(SESSION, done + planned))
    texts = [line.text for line in build_sidebar_lines(store.state, SESSION)]
    begin = texts.index("Todos")
    assert texts[begin + 1 : begin + 6] == ["and 997 more earlier ones", "done 997", "done 998", "done 999", "do 0"]
    assert "and 19,943 more todos" in texts
    assert len(texts) < 100


def test_a_file_leads_to_the_newest_prompt_that_changed_it() -> None:
    lines = {line.text: line for line in build_sidebar_lines(make_store().state, SESSION)}
    assert lines["a.py"].target == Target(TargetKind.MESSAGE, "msg_1")
    assert lines["b.py"].target == Target(TargetKind.MESSAGE, "msg_2")
    assert [text for text, _ in lines["b.py"].detail] == ["+4", "-2"]


def test_the_files_of_a_turn_are_counted_once() -> None:
    store = make_store()
    files = [f"src/{number}.py" for number in range(2_000)]
    store.dispatch_action(HistoryLoaded(SESSION, (changing("msg_3", *files),)))
    texts = [line.text for line in build_sidebar_lines(store.state, SESSION)]
    assert "and 1,940 more files" in texts
    assert count_calls(lambda: build_sidebar_lines(store.state, SESSION)) < 2_000


def test_a_server_that_failed_says_why() -> None:
    lines = {line.text: line for line in build_sidebar_lines(make_store().state, SESSION)}
    assert [text for text, _ in lines["broken"].detail] == ["ENOENT npx"]
    assert lines["broken"].target == Target(TargetKind.MCP, "broken")


def test_the_same_helpers_again_touch_nothing() -> None:
    store = make_store()
    store.drain_changes()
    store.dispatch_action(HelperServersLoaded(mcp=dict(store.state.mcp), lsp=store.state.lsp))
    assert store.drain_changes() == frozenset()


def test_a_subagent_that_ran_when_the_connection_was_lost_is_not_said_to_run() -> None:
    store = make_store()
    store.dispatch_action(busy("ses_b"))
    lines = {line.text: line for line in build_sidebar_lines(store.state, SESSION)}
    assert (lines["look around"].mark, lines["look around"].detail) == ("●", ())
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST))
    lines = {line.text: line for line in build_sidebar_lines(store.state, SESSION)}
    assert lines["look around"].mark == "○"
    assert [text for text, _ in lines["look around"].detail] == ["running when last heard of"]


class Beside(App[None]):
    CSS = "Sidebar { width: 42; height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.store = make_store()
        self.chosen: list[Target] = []
        self.left = 0

    def compose(self) -> ComposeResult:
        yield Sidebar(id="sidebar")

    def on_mount(self) -> None:
        self.sidebar.show_session_facts(self.store.state, SESSION)

    @property
    def sidebar(self) -> Sidebar:
        return self.query_one(Sidebar)

    @property
    def at(self) -> str:
        return self.focused.line.text if isinstance(self.focused, SidebarRow) else ""

    def dispatch_action(self, news: Action) -> None:
        self.store.dispatch_action(news)
        self.sidebar.show_session_facts(self.store.state, SESSION)

    def on_sidebar_target_chosen(self, message: Sidebar.TargetChosen) -> None:
        self.chosen.append(message.target)

    def on_sidebar_focus_released(self) -> None:
        self.left += 1


async def test_an_empty_sidebar_leaves_its_columns_free_until_someone_asks_for_it() -> None:
    app = Beside()
    async with app.run_test(size=(80, 24)) as pilot:
        app.store = Store()
        app.sidebar.show_session_facts(app.store.state, SESSION)
        await pilot.pause()
        (row,) = app.sidebar.line_rows
        assert app.sidebar.has_class("-empty")
        app.sidebar.enter_sidebar()
        await pilot.pause()
        assert app.sidebar.has_class("-wanted") and row.has_focus
        app.store = make_store()
        app.sidebar.show_session_facts(app.store.state, SESSION)
        assert not app.sidebar.has_class("-empty")


async def test_every_line_is_reached_by_keyboard_and_headings_are_passed_over() -> None:
    app = Beside()
    async with app.run_test(size=(60, 12)) as pilot:
        app.sidebar.enter_sidebar()
        await pilot.pause()
        seen = [app.at]
        for _ in range(6):
            await pilot.press("down")
            seen.append(app.at)
        assert seen == ["broken", "docs", "pyright", "write", "rest", "a.py", "b.py"]
        await pilot.press("end", "enter", "home", "enter", "escape")
        assert app.chosen == [Target(TargetKind.SESSION, "ses_b"), Target(TargetKind.MCP, "broken")]
        assert app.left == 1


async def test_the_line_in_focus_stays_in_focus_while_others_come_and_go() -> None:
    app = Beside()
    async with app.run_test(size=(60, 30)) as pilot:
        app.sidebar.enter_sidebar()
        await pilot.pause()
        await pilot.press("down", "down", "down")
        assert app.at == "write"
        app.dispatch_action(HelperServersLoaded(mcp={name: McpStatus(status="disabled") for name in "abcd"}))
        await pilot.pause()
        assert app.at == "write"
        app.dispatch_action(TodosLoaded(SESSION, (Todo(content="more"), Todo(content="write"))))
        await pilot.pause()
        assert app.at == "write"
        assert [row.line.text for row in app.sidebar.line_rows] == [
            line.text for line in build_sidebar_lines(app.store.state, SESSION)
        ]


def test_the_link_of_a_shared_session_stands_at_the_top() -> None:
    store = make_store()
    store.dispatch_action(SessionsLoaded((make_session(share=Share(url="https://opncd.ai/s/x")),)))
    heading, link, *_ = build_sidebar_lines(store.state, SESSION)
    assert (heading.text, link.text) == ("Shared", "https://opncd.ai/s/x")
    assert link.target == Target(TargetKind.LINK, "https://opncd.ai/s/x")


def test_a_session_that_is_being_read_is_not_said_to_have_nothing() -> None:
    store = Store()
    store.dispatch_action(HistoryRequested(session_id=SESSION))
    assert build_sidebar_lines(store.state, SESSION) == ()
    store.dispatch_action(HistoryLoaded(SESSION, ()))
    (line,) = build_sidebar_lines(store.state, SESSION)
    assert line.text == "No todos or changed files yet."
