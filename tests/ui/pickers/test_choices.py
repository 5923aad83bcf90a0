import operator
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.message import Message
from textual.widgets import Static

from octui.store import selectors
from octui.store.actions import HistoryLoaded, HistoryRequested, SessionsLoaded, StatusesLoaded
from octui.store.changes import ChangeKey, Topic
from octui.store.store import Store
from octui.ui.messages import DeleteSession, PinSession, RenameSession, StoreChanged, ToggleFavourite
from octui.ui.pickers.agents import AgentPicker, iter_agent_rows
from octui.ui.pickers.gradual_rows import BUILT_AT_ONCE
from octui.ui.pickers.message_rows import MessageRows
from octui.ui.pickers.messages import MessagePicker
from octui.ui.pickers.models import ModelPicker, format_context_size, format_price, iter_model_rows
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import PickerRow
from octui.ui.pickers.session_rows import SessionRowCache
from octui.ui.pickers.sessions import SessionPicker
from octui.ui.pickers.variants import VariantPicker
from octui.ui.sessions.row_source import SessionRowSource
from octui.wire.catalog import Agent, Model, ModelCapabilities, ModelCost, ModelLimit, Provider, Providers
from octui.wire.messages import Message as StoredMessage
from octui.wire.messages import MessageInfo, MessageTime
from octui.wire.parts import FilePart, Part, TextPart, ToolPart, ToolState
from octui.wire.sessions import Session, SessionTime, Status
from tests.support.drawn_cells import read_screen
from tests.support.waiting import wait_until

STYLES = Path(__file__).parents[3] / "styles"
NOON = 1_760_000_000_000


class Stand(App[None]):
    CSS_PATH = [STYLES / "pickers.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, picker: Picker[Any]) -> None:
        super().__init__()
        self.picker = picker
        self.answers: list[object] = []
        self.posted: list[Message] = []

    def on_mount(self) -> None:
        self.push_screen(self.picker, self.answers.append)

    def on_rename_session(self, message: RenameSession) -> None:
        self.posted.append(message)

    on_delete_session = on_rename_session
    on_pin_session = on_rename_session
    on_toggle_favourite = on_rename_session


def model(id: str, name: str, date: str = "2025-01-01", **facts: Any) -> Model:
    return Model(id=id, name=name, release_date=date, **facts)


def provider(id: str, name: str, *models: Model) -> Provider:
    return Provider(id=id, name=name, models={one.id: one for one in models})


SONNET = model(
    "sonnet",
    "Sonnet",
    "2025-09-29",
    limit=ModelLimit(context=200_000),
    cost=ModelCost(input=3, output=15),
    capabilities=ModelCapabilities(reasoning=True),
)
PROVIDERS = Providers(
    providers=(
        provider("zeta", "Zeta", model("a/b", "Slashed")),
        provider(
            "anthropic", "Anthropic", model("old", "Old", "2024-01-01"), SONNET, model("x", "Gone", status="deprecated")
        ),
        provider("opencode", "Zen", model("free", "Free one", cost=ModelCost())),
    )
)


def outline(rows: Iterable[PickerRow]) -> list[tuple[str, str]]:
    return [(row.group, row.title) for row in rows]


def test_models_are_listed_favourites_first_then_recent_then_by_provider_the_house_first_and_the_newest_first() -> None:
    rows = list(
        iter_model_rows(PROVIDERS, None, [("anthropic", "sonnet")], [("opencode", "free"), ("anthropic", "sonnet")])
    )
    assert outline(rows) == [
        ("Favourites", "Sonnet"),
        ("Recent", "Free one"),
        ("Zen", "Free one"),
        ("Anthropic", "Sonnet"),
        ("Anthropic", "Old"),
        ("Zeta", "Slashed"),
    ]


def test_a_favourite_the_server_no_longer_has_is_left_out() -> None:
    assert ("Favourites", "Gone") not in outline(
        iter_model_rows(PROVIDERS, None, [("anthropic", "x"), ("no", "no")], [])
    )


def test_models_of_one_day_are_in_the_order_of_their_numbers() -> None:
    names = [f"Model {number}" for number in (10, 2, 100, 9)]
    providers = Providers(providers=(provider("p", "P", *(model(name, name) for name in names)),))
    rows = list(iter_model_rows(providers, None, [], []))
    assert [row.title for row in rows] == ["Model 2", "Model 9", "Model 10", "Model 100"]


async def test_a_long_list_of_models_opens_at_the_current_one() -> None:
    models = (model(f"m{number}", f"Model {number}") for number in range(200))
    providers = Providers(providers=(provider("p", "P", *models),))
    app = Stand(ModelPicker(lambda: providers, current=("p", "m150"), favourites=[], recent=[]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row_list = app.screen.query_one(RowList)
        assert row_list.cursor_row is not None and row_list.cursor_row.title == "Model 150"
        place = row_list.listed_lines.index(row_list.cursor_row)
        assert row_list.scroll_offset.y <= place < row_list.scroll_offset.y + row_list.size.height


def test_a_model_says_what_it_holds_whether_it_reasons_and_what_it_costs() -> None:
    row = next(row for row in iter_model_rows(PROVIDERS, None, [], []) if row.title == "Sonnet")
    assert row.detail == "200K · reasoning · $3/$15"
    assert row.flat_detail == "Anthropic · 200K · reasoning · $3/$15"


@pytest.mark.parametrize(
    ("provider_id", "cost", "shown"),
    [
        ("opencode", ModelCost(), "Free"),
        ("github-copilot", ModelCost(), ""),
        ("opencode", None, ""),
        ("anthropic", ModelCost(input=0.25, output=1.25), "$0.25/$1.25"),
        ("anthropic", ModelCost(input=0.8, output=4), "$0.8/$4"),
    ],
)
def test_a_price_is_only_called_free_where_it_is(provider_id: str, cost: ModelCost | None, shown: str) -> None:
    assert format_price(provider_id, model("m", "M", cost=cost)) == shown


def test_context_sizes_are_short() -> None:
    assert [format_context_size(size) for size in (0, 8192, 200_000, 1_000_000, 1_048_576, 2_500_000)] == [
        "",
        "8K",
        "200K",
        "1M",
        "1M",
        "2.5M",
    ]


async def test_a_model_is_answered_by_provider_and_id_slashes_and_all() -> None:
    app = Stand(ModelPicker(lambda: PROVIDERS, current=None, favourites=[], recent=[]))
    async with app.run_test() as pilot:
        await pilot.press("s", "l", "a", "enter")
        assert app.answers == [("zeta", "a/b")]


async def test_a_favourite_is_marked_at_once_and_asked_for() -> None:
    app = Stand(ModelPicker(lambda: PROVIDERS, current=None, favourites=[], recent=[]))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+f")
        assert app.posted == [ToggleFavourite("opencode", "free")]
        assert "Favourites" in read_screen(app) and "★" in read_screen(app)
        await pilot.press("ctrl+f")
        assert "Favourites" not in read_screen(app)


async def test_without_models_the_way_to_get_some_is_shown() -> None:
    app = Stand(ModelPicker(Providers, current=None, favourites=[], recent=[]))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "/connect" in read_screen(app)


async def test_the_servers_default_effort_is_an_empty_answer() -> None:
    app = Stand(VariantPicker(["low", "high"], "low"))
    async with app.run_test() as pilot:
        await pilot.press("up", "enter")
        assert app.answers == [""]


async def test_the_effort_in_use_is_under_the_cursor() -> None:
    app = Stand(VariantPicker(["low", "high"], "high"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.answers == ["high"]


def test_agents_one_cannot_talk_to_are_left_out_and_colours_that_are_none_do_no_harm() -> None:
    agents = (
        Agent(name="build", color="#ff8800"),
        Agent(name="plan", color="[/]not a colour"),
        Agent(name="general", mode="subagent"),
        Agent(name="title", hidden=True),
        Agent(name="both", mode="all"),
    )
    rows = list(iter_agent_rows(agents, "plan"))
    assert [(row.id, row.current) for row in rows] == [("build", False), ("plan", True), ("both", False)]
    assert [row.style for row in rows] == ["#FF8800", "$text-primary", "$text-primary"]


async def test_what_the_server_has_yet_to_say_is_awaited_and_enter_waits_for_it() -> None:
    agents: list[Agent] = []
    app = Stand(AgentPicker(lambda: agents, "build", is_awaited=lambda: True))
    async with app.run_test() as pilot:
        await pilot.press("p", "l", "enter")
        assert "Reading agents…" in read_screen(app)
        agents += [Agent(name="build"), Agent(name="plan")]
        app.picker.post_message(StoreChanged(frozenset({ChangeKey(Topic.CATALOG)})))
        await pilot.pause()
        assert app.answers == ["plan"]


async def test_an_agent_is_answered_by_name() -> None:
    app = Stand(AgentPicker(lambda: (Agent(name="build"), Agent(name="plan", color="red")), "build"))
    async with app.run_test() as pilot:
        await pilot.press("down", "enter")
        assert app.answers == ["plan"]


def stored(id: str, role: str, *parts: Part, created: float = NOON) -> StoredMessage:
    return StoredMessage(
        info=MessageInfo(id=id, session_id="s", role=role, time=MessageTime(created=created)), parts=parts
    )


def conversation(*messages: StoredMessage, older: str | None = None) -> Store:
    store = Store()
    store.dispatch_action(SessionsLoaded(sessions=(Session(id="s", title="One"),)))
    store.dispatch_action(HistoryRequested(session_id="s"))
    store.dispatch_action(HistoryLoaded(session_id="s", messages=messages, older=older))
    return store


PROMPTS = (
    stored("m1", "user", TextPart(id="p1", text="first\n  prompt"), TextPart(id="p2", text="secret", synthetic=True)),
    stored("m2", "assistant", TextPart(id="p3", text="answer")),
    stored("m3", "user", TextPart(id="p4", text="second"), FilePart(id="p5", url="file:///x")),
)


def test_prompts_are_listed_newest_first_on_one_line_without_what_the_server_added() -> None:
    def utc(milliseconds: float) -> datetime:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)

    rows = MessageRows(conversation(*PROMPTS), "s", local=utc).iter_rows()
    assert [(row.id, row.title, row.detail) for row in rows] == [
        ("m3", "second", "1 file · 08:53"),
        ("m1", "first prompt", "08:53"),
    ]


async def test_the_whole_session_is_an_empty_answer() -> None:
    app = Stand(MessagePicker(conversation(*PROMPTS), "s", title="Fork", whole="The whole session"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.answers == [""]


async def test_a_list_of_prompts_says_when_it_is_not_all_of_them() -> None:
    app = Stand(MessagePicker(conversation(*PROMPTS, older="cursor"), "s", title="Jump to a prompt"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "older prompts are not loaded" in read_screen(app)
        await pilot.press("enter")
        assert app.answers == ["m3"]


def test_a_command_the_user_ran_is_listed_with_what_it_ran() -> None:
    ran = TextPart(id="p1", text=selectors.prompts.RAN_BY_PERSON, synthetic=True)
    call = ToolPart(id="p2", tool="bash", state=ToolState(status="completed", input={"command": "ls ${0+$}HOME\n| wc"}))
    info = MessageInfo(id="m2", session_id="s", role="assistant", parent_id="m1", time=MessageTime(created=NOON))
    store = conversation(stored("m1", "user", ran), StoredMessage(info=info, parts=(call,)))
    assert [row.title for row in MessageRows(store, "s").iter_rows()] == ["! ls $HOME | wc"]


async def test_older_prompts_are_loaded_near_the_end_of_the_list_and_never_twice() -> None:
    store, asked = conversation(*PROMPTS, older="cursor"), list[str]()
    app = Stand(MessagePicker(store, "s", title="Jump to a prompt", load_older=asked.append))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("down")
        assert asked == ["s"]
        store.dispatch_action(HistoryRequested(session_id="s", replace="prepend"))
        older = stored("m0", "user", TextPart(id="p0", text="the oldest"))
        store.dispatch_action(HistoryLoaded(session_id="s", messages=(older,), replace="prepend", before="cursor"))
        app.picker.post_message(StoreChanged(frozenset({ChangeKey(Topic.MESSAGES, "s")})))
        await pilot.pause()
        assert "the oldest" in read_screen(app)
        assert "not loaded" not in read_screen(app)
        await pilot.press("end", "enter")
        assert (app.answers, asked) == (["m0"], ["s"])


async def test_the_prompt_under_the_cursor_is_shown_in_lines_of_its_own() -> None:
    text = "first line\nsecond line\x1b[2J"
    app = Stand(MessagePicker(conversation(stored("m1", "user", TextPart(id="p", text=text))), "s", title="Jump"))
    async with app.run_test() as pilot:
        await pilot.pause()
        shown = app.screen.query_one(".picker--preview", Static).content
        assert str(shown).splitlines() == ["first line", "second line␛[2J"]


async def test_thousands_of_prompts_are_listed_little_by_little() -> None:
    messages = [stored(f"m{n:06}", "user", TextPart(id="p", text="words " * 500)) for n in range(2 * BUILT_AT_ONCE + 1)]
    store = conversation(*messages)
    rows = MessageRows(store, "s")
    first = list(rows.iter_rows())
    assert all(map(operator.is_, first, rows.iter_rows())), "none is built twice"
    app = Stand(MessagePicker(store, "s", title="Jump to a prompt"))
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: len(app.picker.query_one(RowList).listed_lines) == len(messages))
        await pilot.press("end", "enter")
        assert app.answers == ["m000000"]


async def test_a_session_without_prompts_says_so() -> None:
    app = Stand(MessagePicker(conversation(), "s", title="Jump to a prompt"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "No prompts yet." in read_screen(app)


def sessions(*titles: str) -> Store:
    store = Store()
    store.dispatch_action(
        SessionsLoaded(
            sessions=tuple(
                Session(id=title.lower(), title=title, time=SessionTime(created=NOON, updated=NOON - number))
                for number, title in enumerate(titles)
            )
        )
    )
    return store


def session_picker(store: Store, current: str = "", pinned: frozenset[str] = frozenset()) -> SessionPicker:
    return SessionPicker(SessionRowSource(store, current, pinned, clock=lambda: NOON / 1000))


async def test_sessions_are_listed_with_the_one_shown_marked_and_answered_by_id() -> None:
    app = Stand(session_picker(sessions("Alpha", "Beta"), "beta"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "●" in read_screen(app)
        await pilot.press("enter")
        assert app.answers == ["beta"]


async def test_a_session_is_renamed_pinned_and_deleted_from_the_list() -> None:
    app = Stand(session_picker(sessions("Alpha", "Beta")))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+r", "s", "enter")
        await pilot.press("ctrl+f")
        assert "Pinned" in read_screen(app)
        await pilot.press("ctrl+d", "ctrl+d")
        assert app.posted == [RenameSession("alpha", "Alphas"), PinSession("alpha"), DeleteSession("alpha")]
        assert app.answers == []


async def test_the_list_follows_the_store_while_it_is_open() -> None:
    store = sessions("Alpha", "Beta")
    app = Stand(session_picker(store))
    async with app.run_test() as pilot:
        await pilot.press("down")
        store.dispatch_action(StatusesLoaded(statuses={"alpha": Status(type="busy")}))
        app.picker.post_message(StoreChanged(frozenset({ChangeKey(Topic.STATUS, "alpha")})))
        await pilot.pause()
        assert "Running" in read_screen(app)
        assert app.picker.selected_row is not None and app.picker.selected_row.id == "beta"


async def test_thousands_of_sessions_are_listed_little_by_little() -> None:
    store = sessions(*(f"Session {number}" for number in range(2 * BUILT_AT_ONCE + 1)))
    cache = SessionRowCache()
    first = [row for row in cache.build_rows(store.state, NOON, frozenset()) if row is not None]
    again = cache.build_rows(store.state, NOON + 3_600_000, frozenset())
    assert all(map(operator.is_, first, again)), "none is built twice, whatever its age"
    app = Stand(session_picker(store))
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: len(app.picker.query_one(RowList).listed_lines) > len(store.state.sessions))


async def test_a_preview_that_comes_after_the_picker_was_closed_is_dropped() -> None:
    app = Stand(AgentPicker(lambda: (), "build"))
    async with app.run_test() as pilot:
        picker = app.screen
        assert isinstance(picker, AgentPicker)
        await pilot.press("escape")
        await pilot.pause()
        picker.show_preview("late")
