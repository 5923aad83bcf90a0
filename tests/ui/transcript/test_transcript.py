from pathlib import Path
from typing import TypeVar

import pytest
from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.app import App, ComposeResult
from textual.events import MouseScrollUp
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from octui.render.blocks import Block, ChildSession, FooterBlock, ToolBlock, UserBlock
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from octui.ui.transcript import idle_work
from octui.ui.transcript.messages import (
    BlockToggled,
    ChildRequested,
    CopyRequested,
    FileNameClicked,
    FocusReleased,
    FollowChanged,
    LinkClicked,
    OlderRequested,
)
from octui.ui.transcript.widget import StripRenderer, Transcript
from octui.wire.parts import ToolPart, ToolState
from tests.support.transcript_source import FakeTranscriptSource, LineRenderer, make_prose
from tests.support.waiting import wait_until

STYLES = Path(__file__).parents[3] / "styles" / "transcript.tcss"
T = TypeVar("T", bound=Message)


class Watched(Transcript):
    """Keeps what it repainted: the rows of each refresh, None for all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.repainted: list[list[int] | None] = []

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "Watched":
        self.repainted.append([y for region in regions for y in region.line_range] if regions else None)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self


class Reader(App[None]):
    """A transcript over a line to write in, and what the transcript said."""

    CSS_PATH = STYLES
    AUTO_FOCUS = "Input"

    def __init__(self, conversation: FakeTranscriptSource, renderer: StripRenderer | None = None) -> None:
        super().__init__()
        self.conversation = conversation
        self.renderer = renderer or LineRenderer()
        self.said: list[Message] = []
        self.ran = False

    def compose(self) -> ComposeResult:
        yield Watched()
        yield Input(compact=True)

    def on_mount(self) -> None:
        self.transcript.show_source(self.conversation, self.renderer)

    def action_run_something(self) -> None:
        self.ran = True

    @property
    def transcript(self) -> Watched:
        return self.query_one(Watched)

    @on(OlderRequested)
    @on(BlockToggled)
    @on(ChildRequested)
    @on(CopyRequested)
    @on(FileNameClicked)
    @on(LinkClicked)
    @on(FollowChanged)
    @on(FocusReleased)
    def keep(self, message: Message) -> None:
        self.said.append(message)

    def heard(self, kind: type[T]) -> list[T]:
        return [message for message in self.said if isinstance(message, kind)]

    def shown(self) -> list[str]:
        """The rows as they are painted, without the margins."""
        strips = self.transcript.render_lines(self.transcript.outer_size.region)
        return [strip.text[1:].rstrip() for strip in strips]

    def marked(self) -> list[str]:
        """The rows that bear the bar of the cursor."""
        strips = self.transcript.render_lines(self.transcript.outer_size.region)
        return [strip.text[1:].rstrip() for strip in strips if strip.text.startswith("▌")]


def tool(key: str, rows: int = 3, child: ChildSession | None = None) -> ToolBlock:
    output = "\n".join(f"{key} output {row}" for row in range(rows))
    part = ToolPart(id=key, tool="task" if child else "bash", state=ToolState(status="completed", output=output))
    return ToolBlock(key, "", part, child=child)


def turns(count: int) -> FakeTranscriptSource:
    """A prompt, and an answer with a tool call, over and over."""
    items: dict[str, tuple[Block, ...]] = {}
    for number in range(count):
        items[f"u{number}"] = (UserBlock(f"ask{number}", f"u{number}", f"question {number}"),)
        foot = FooterBlock(f"foot{number}", f"a{number}", "Build", "model")
        items[f"a{number}"] = (tool(f"t{number}"), make_prose(f"p{number}", 3), foot)
    return FakeTranscriptSource(items)


async def settled(pilot: Pilot[None]) -> Reader:
    """Wait until all estimates are in."""
    app = pilot.app
    assert isinstance(app, Reader)
    await pilot.pause()
    while app.transcript._estimating.is_scheduled:
        await pilot.pause(0.01)
    app.transcript.repainted.clear()
    return app


async def test_ten_thousand_items_open_at_the_end_with_only_that_built() -> None:
    async with Reader(FakeTranscriptSource.of(10_000)).run_test(size=(60, 21)) as pilot:
        app = await settled(pilot)
        assert app.shown()[-1] == "p9999 row 4"
        assert isinstance(app.renderer, LineRenderer)
        assert sum(app.renderer.drawn.values()) <= 5
        assert len(app.conversation.read) <= 6
        assert app.transcript.is_vertical_scroll_end


async def test_the_actions_scroll_while_the_composer_has_the_focus() -> None:
    async with Reader(FakeTranscriptSource.of(100)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        transcript = app.transcript
        seen = []
        for action in (
            transcript.action_page_up,
            lambda: transcript.action_scroll_half_page(-1),
            lambda: transcript.action_scroll_lines(-1),
            lambda: transcript.action_scroll_lines(1),
            lambda: transcript.action_scroll_half_page(1),
            transcript.action_first,
            transcript.action_page_down,
            transcript.action_last,
        ):
            action()
            await pilot.pause()
            seen.append(app.shown()[-1])
        assert seen == [
            "p98 row 1", "p97 row 2", "p97 row 1", "p97 row 2", "p98 row 1", "p1 row 3", "p3 row 0", "p99 row 4",
        ]  # fmt: skip
        assert app.focused is app.query_one(Input)


async def test_the_keys_scroll_when_the_transcript_has_the_focus() -> None:
    async with Reader(FakeTranscriptSource.of(100)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        for key, last in (("pageup", "p98 row 1"), ("home", "p1 row 3"), ("ctrl+d", "p2 row 2"), ("G", "p99 row 4")):
            await pilot.press(key)
            assert app.shown()[-1] == last


async def test_an_update_of_the_last_item_repaints_only_the_rows_that_changed() -> None:
    async with Reader(FakeTranscriptSource.of(3)).run_test(size=(60, 31)) as pilot:
        app = await settled(pilot)
        app.conversation.items["m2"] = (make_prose("p2", 7),)
        app.transcript.refresh_items(["m2"])
        assert app.transcript.repainted == [[17, 18]]
        app.transcript.refresh_items(["m2"])
        assert len(app.transcript.repainted) == 1


async def test_growing_at_the_end_of_a_full_screen_causes_no_layout_of_the_screen() -> None:
    async with Reader(FakeTranscriptSource.of(50)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        before = app.transcript._layout_updates
        for rows in range(6, 40):
            app.conversation.items["m49"] = (make_prose("p49", rows),)
            app.transcript.refresh_items(["m49"])
        await pilot.pause()
        assert app.shown()[-1] == "p49 row 38"
        assert app.transcript._layout_updates == before
        assert None not in app.transcript.repainted


async def test_a_reader_who_scrolled_up_is_not_even_repainted() -> None:
    async with Reader(FakeTranscriptSource.of(50)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.action_page_up()
        await pilot.pause()
        before = app.shown()
        app.transcript.repainted.clear()
        for rows in range(6, 40):
            app.conversation.items["m49"] = (make_prose("p49", rows),)
            app.transcript.refresh_items(["m49"])
        app.conversation.items["m50"] = (make_prose("p50", 3),)
        app.transcript.reload_items()
        await settled(pilot)
        assert app.shown() == before
        assert app.transcript.repainted == []
        await pilot.pause()
        states = [(message.is_following, message.unseen_count) for message in app.heard(FollowChanged)]
        assert states == [(False, 0), (False, 1)]
        app.transcript.action_last()
        await pilot.pause()
        last = app.heard(FollowChanged)[-1]
        assert (last.is_following, last.unseen_count) == (True, 0)


async def test_older_messages_are_asked_for_once_and_again_when_the_reader_insists() -> None:
    async with Reader(FakeTranscriptSource.of(50)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        assert not app.heard(OlderRequested)
        app.transcript.action_first()
        app.transcript.action_scroll_lines(1)
        app.transcript.action_scroll_lines(-1)
        await pilot.pause()
        assert len(app.heard(OlderRequested)) == 1
        app.transcript.action_page_up()
        await pilot.pause()
        assert len(app.heard(OlderRequested)) == 2
        before = app.shown()
        app.conversation.prepend({f"o{number}": (make_prose(f"old{number}", 2),) for number in range(100)})
        app.transcript.reload_items()
        await pilot.pause()
        assert app.shown() == before
        assert len(app.heard(OlderRequested)) == 2
        app.transcript.action_first()
        await pilot.pause()
        assert app.shown()[0] == "old0 row 0"
        assert len(app.heard(OlderRequested)) == 3


async def test_when_all_is_estimated_nothing_is_left_running() -> None:
    async with Reader(FakeTranscriptSource.of(3_000)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        assert len(app.conversation.estimated) >= 2_990
        assert not [timer for timer in app.transcript._timers if timer._task and not timer._task.done()]


async def test_a_smaller_terminal_keeps_the_reader_and_the_end() -> None:
    async with Reader(FakeTranscriptSource.of(50)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        await pilot.resize_terminal(40, 6)
        assert app.shown()[-1] == "p49 row 4"
        assert app.transcript.is_following
        app.transcript.action_page_up()
        await pilot.pause()
        top = app.shown()[0]
        for size in ((30, 9), (1, 1), (2, 2), (3, 1), (80, 9)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert app.shown()[0] == top
        assert not app.transcript.is_following


async def test_a_terminal_of_one_cell_is_survived() -> None:
    async with Reader(turns(9)).run_test(size=(1, 1)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.press("up", "enter", "pageup", "home", "y", "p", "n", "end", "escape")
        app.transcript.refresh_items(["a8"])
        app.transcript.reload_items()
        await pilot.resize_terminal(60, 11)
        await pilot.pause()
        assert app.shown()[-1] == "foot8"


async def test_another_theme_repaints_in_place() -> None:
    async with Reader(FakeTranscriptSource.of(50)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.action_page_up()
        await pilot.pause()
        before = app.shown()
        ground = app.transcript.render_lines(Region(0, 0, 5, 1))[0]._segments[0].style
        app.theme = "textual-light"
        app.transcript.change_renderer(LineRenderer(Style(bold=True)))
        await pilot.pause()
        assert app.shown() == before
        strip = app.transcript.render_lines(Region(0, 0, 60, 1))[0]
        assert ground and strip._segments[0].style and strip._segments[0].style.bgcolor != ground.bgcolor
        assert strip._segments[1].style and strip._segments[1].style.bold


async def test_the_wheel_scrolls_three_rows_at_once() -> None:
    async with Reader(FakeTranscriptSource.of(50)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.scroll_sensitivity_y = 3  # as octui has it; Textual's own is 2
        await pilot._post_mouse_events([MouseScrollUp], widget=Watched)
        assert app.shown()[-1] == "p49 row 1"
        assert app.transcript.scroll_y == app.transcript.scroll_target_y == app.transcript._viewport.top


async def test_dragging_the_scrollbar_reaches_any_place() -> None:
    async with Reader(FakeTranscriptSource.of(1_000)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        await pilot.mouse_down(Watched, offset=(59, 9))
        seen = []
        for y in (7, 5, 3, 0):
            await pilot.hover(Watched, offset=(59, y))
            await pilot.pause()
            seen.append(next(row for row in app.shown() if row))
        await pilot.mouse_up(Watched, offset=(59, 0))
        numbers = [int(row.split()[0][1:]) for row in seen]
        assert numbers == sorted(numbers, reverse=True)
        assert numbers[0] < 900 and numbers[-1] < 100
        assert not app.transcript.is_following


async def test_the_cursor_goes_from_block_to_block_and_not_to_footers() -> None:
    async with Reader(turns(3)).run_test(size=(60, 31)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.pause()
        assert app.marked() == ["p2 row 0", "p2 row 1", "p2 row 2"]
        seen = []
        for key in ("up", "k", "k", "down", "j", "j", "j"):
            await pilot.press(key)
            seen.append(app.marked()[0])
        assert seen == ["* bash", "question 2", "p1 row 0", "question 2", "* bash", "p2 row 0", "p2 row 0"]


async def test_the_cursor_scrolls_no_more_than_it_must_and_stops_following() -> None:
    async with Reader(turns(9)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.action_move_cursor(-1)
        app.transcript.action_move_cursor(-1)
        await pilot.pause()
        before = app.shown()
        assert app.marked() == ["* bash"]
        assert not app.transcript.is_following
        for _ in range(2):
            app.transcript.action_move_cursor(-1)
        await pilot.pause()
        assert app.shown()[0] == "p7 row 0"
        for _ in range(3):
            app.transcript.action_move_cursor(1)
        await pilot.pause()
        assert app.shown() == before
        assert app.transcript.is_following
        assert app.focused is app.query_one(Input)


async def test_the_cursor_goes_through_a_block_that_is_higher_than_the_screen() -> None:
    conversation = FakeTranscriptSource(
        {"a": (make_prose("a", 2),), "b": (make_prose("b", 25),), "c": (make_prose("c", 2),)}
    )
    async with Reader(conversation).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        seen = []
        for _ in range(6):
            await pilot.press("k")
            seen.append((app.shown()[0], len(app.marked())))
        assert seen == [
            ("b row 18", 7), ("b row 13", 10), ("b row 8", 10), ("b row 3", 10), ("b row 0", 10), ("a row 0", 2),
        ]  # fmt: skip
        for _ in range(3):
            await pilot.press("j")
        assert app.shown()[-1] == "b row 16"


async def test_enter_opens_and_closes_and_the_block_stays_open_when_it_changes() -> None:
    async with Reader(turns(9)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.press("k", "enter")
        assert app.marked() == ["* bash", "t8 output 0", "t8 output 1", "t8 output 2"]
        blocks = app.conversation.items["a8"]
        app.conversation.items["a8"] = (tool("t8", rows=4), *blocks[1:])
        app.transcript.refresh_items(["a8"])
        assert app.marked()[-1] == "t8 output 3"
        await pilot.press("space")
        assert app.marked() == ["* bash"]
        await pilot.press("right")
        assert len(app.marked()) == 5
        await pilot.press("left", "left")
        assert app.marked() == ["* bash"]
        opened = app.heard(BlockToggled)
        assert [(message.block.key, message.expanded) for message in opened] == [
            ("t8", True), ("t8", False), ("t8", True), ("t8", False),
        ]  # fmt: skip


async def test_enter_on_a_task_asks_for_its_session_and_space_opens_it() -> None:
    conversation = FakeTranscriptSource({"a": (tool("t", child=ChildSession("child1")),)})
    async with Reader(conversation).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.press("enter", "right")
        assert [message.session_id for message in app.heard(ChildRequested)] == ["child1", "child1"]
        assert app.marked() == ["* task"]
        await pilot.press("space")
        assert len(app.marked()) == 4


async def test_copying_gives_the_source_of_the_block_or_of_the_message() -> None:
    async with Reader(turns(2)).run_test(size=(20, 31)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.press("y", "k", "y", "Y", "k", "y")
        copied = [(message.kind, message.text) for message in app.heard(CopyRequested)]
        output = "* bash\nt1 output 0\nt1 output 1\nt1 output 2"
        answer = "p1 row 0\np1 row 1\np1 row 2"
        assert copied == [
            ("answer", answer),
            ("tool call", output),
            ("message", f"{output}\n\n{answer}"),
            ("prompt", "question 1"),
        ]


async def test_a_huge_output_is_copied_in_a_thread_and_whole() -> None:
    conversation = FakeTranscriptSource({"m": (tool("t", rows=20_000),)})
    async with Reader(conversation, BlockRenderer(DARK)).run_test(size=(60, 21)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.pause()
        app.transcript.action_copy_blocks(False)
        assert [worker.group for worker in app.workers] == ["copy"]
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert [message.text.splitlines()[-1] for message in app.heard(CopyRequested)] == ["t output 19999"]
        assert app.heard(CopyRequested)[0].text.count("\n") == 20_000


async def test_prompts_are_reached_one_by_one() -> None:
    async with Reader(turns(30)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        seen = []
        for key in ("p", "p", "left_square_bracket", "n", "n", "n"):
            await pilot.press(key)
            seen.append((app.marked()[0], app.shown()[0] == app.marked()[0]))
        assert seen == [
            ("question 29", False), ("question 28", True), ("question 27", True),
            ("question 28", True), ("question 29", False), ("question 29", False),
        ]  # fmt: skip
        assert app.shown()[-1] == "foot29"
        assert app.transcript.is_following


async def test_any_message_can_be_jumped_to() -> None:
    async with Reader(turns(30)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.jump_to_item("u7")
        assert app.shown()[0] == app.marked()[0] == "question 7"
        app.transcript.jump_to_item("unknown")
        assert app.shown()[0] == "question 7"


async def test_jumping_to_a_message_that_shows_nothing_goes_to_the_next_that_does() -> None:
    source = turns(30)
    source.items["u7"] = ()
    async with Reader(source).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.jump_to_item("u7")
        assert app.shown()[0] == app.marked()[0] == "* bash"
        assert app.shown()[2] == "p7 row 0"


async def test_all_blocks_are_opened_at_once_without_losing_the_place() -> None:
    async with Reader(turns(30)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.jump_to_item("u7")
        app.transcript.toggle_all_blocks()
        assert app.shown()[:4] == ["question 7", "", "* bash", "t7 output 0"]
        app.transcript.action_page_up()
        assert app.shown()[:3] == ["t6 output 1", "t6 output 2", ""]
        app.transcript.toggle_all_blocks()
        assert app.shown()[:3] == ["* bash", "", "p6 row 0"]


async def test_escape_drops_the_cursor_and_follows_again_if_the_end_is_in_view() -> None:
    async with Reader(turns(9)).run_test(size=(60, 21)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.press("k", "k")
        assert not app.transcript.is_following
        await pilot.press("escape")
        assert app.heard(FocusReleased)
        assert app.marked() == []
        assert app.transcript.is_following


async def test_the_cursor_is_where_it_was_when_the_focus_comes_back() -> None:
    async with Reader(turns(9)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await pilot.press("k")
        app.query_one(Input).focus()
        await pilot.pause()
        assert app.marked() == []
        app.transcript.focus()
        await pilot.pause()
        assert app.marked() == ["* bash"]


async def test_a_click_on_a_heading_opens_the_block_and_leaves_the_focus() -> None:
    async with Reader(turns(1)).run_test(size=(60, 21)) as pilot:
        app = await settled(pilot)
        await pilot.click(Watched, offset=(3, 2))
        assert app.shown()[2:6] == ["* bash", "t0 output 0", "t0 output 1", "t0 output 2"]
        await pilot.click(Watched, offset=(3, 4))
        assert app.shown()[3] == "t0 output 0"
        assert app.focused is app.query_one(Input)


class Linked(LineRenderer):
    def render_block(self, block: Block, width: int, *, expanded: bool | None = None) -> list[Strip]:
        return [
            Strip([Segment("see "), Segment("this", Style(link="https://example.org/a"))]),
            Strip([Segment("or "), Segment("that", Style(link="file:///etc/passwd"))]),
            Strip([Segment("no "), Segment("click", Style(meta={"@click": "app.run_something"}))]),
            Strip([Segment("in src/a.py:12 here")]),
        ]


async def test_only_addresses_of_the_web_are_links_and_a_text_brings_no_actions() -> None:
    async with Reader(FakeTranscriptSource.of(1), Linked()).run_test(size=(60, 21)) as pilot:
        app = await settled(pilot)
        for x, y in ((6, 0), (2, 0), (6, 1), (6, 2), (6, 3), (18, 3)):
            await pilot.click(Watched, offset=(x, y))
        assert [message.url for message in app.heard(LinkClicked)] == ["https://example.org/a"]
        assert [(message.path, message.line) for message in app.heard(FileNameClicked)] == [("src/a.py", 12)]
        assert not app.ran


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(Watched, offset=start)
    await pilot.hover(Watched, offset=end)
    await pilot.pause()
    await pilot.mouse_up(Watched, offset=end)


async def test_what_is_selected_by_mouse_is_copied_across_blocks() -> None:
    async with Reader(turns(2)).run_test(size=(60, 31)) as pilot:
        app = await settled(pilot)
        await drag(pilot, (4, 4), (5, 10))
        assert app.screen.get_selected_text() == "row 0\np0 row 1\np0 row 2\n\nfoot0\n\nquest"
        lit = app.transcript.render_lines(Region(0, 5, 60, 1))[0]
        selection = app.screen.get_component_rich_style("screen--selection").bgcolor
        chosen = [segment for segment in lit if segment.style and segment.style.bgcolor == selection]
        assert [segment.text for segment in chosen] == ["p0 row 1"]
        assert chosen[0].style and chosen[0].style.color == app.transcript.visual_style.rich_style.color


async def test_a_selection_survives_what_is_loaded_above_and_what_grows_below() -> None:
    async with Reader(turns(9)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        await drag(pilot, (1, 3), (12, 8))
        before = app.screen.get_selected_text()
        app.transcript.action_first()
        app.conversation.prepend({f"o{number}": (make_prose(f"old{number}", 2),) for number in range(20)})
        app.conversation.items["new"] = (make_prose("new", 9),)
        app.transcript.reload_items()
        await pilot.pause()
        assert before
        assert app.screen.get_selected_text() == before
        app.transcript.action_first()
        await pilot.pause()
        assert app.screen.get_selected_text() == before
        await drag(pilot, (1, 0), (11, 4))
        assert app.screen.get_selected_text() == "old0 row 0\nold0 row 1\n\nold1 row 0\nold1 row 1"


async def test_a_whole_answer_is_selected_as_it_was_written_and_part_of_it_as_it_is_shown() -> None:
    text = "one long line that must be wrapped"
    async with Reader(FakeTranscriptSource({"a": (make_prose("a", text),), "b": (make_prose("b", 1),)})).run_test(
        size=(20, 11)
    ) as pilot:
        app = await settled(pilot)
        assert app.shown()[:2] == ["one long line tha", "t must be wrapped"]
        await drag(pilot, (1, 0), (8, 3))
        assert app.screen.get_selected_text() == f"{text}\n\nb row 0"
        await drag(pilot, (5, 0), (8, 3))
        assert app.screen.get_selected_text() == "long line tha\nt must be wrapped\n\nb row 0"


async def test_wide_characters_are_selected_whole() -> None:
    async with Reader(FakeTranscriptSource({"a": (make_prose("a", "日本語テキスト"),)})).run_test(
        size=(40, 11)
    ) as pilot:
        app = await settled(pilot)
        await drag(pilot, (3, 0), (7, 0))
        assert app.screen.get_selected_text() == "本語テ"


async def test_a_double_click_selects_a_word_and_not_everything() -> None:
    async with Reader(FakeTranscriptSource.of(3)).run_test(size=(60, 21)) as pilot:
        app = await settled(pilot)
        await pilot.double_click(Watched, offset=(5, 1))
        assert app.screen.get_selected_text() == "row"
        await pilot.click(Watched, offset=(5, 1))
        assert app.screen.get_selected_text() is None


async def test_escape_drops_a_selection_before_anything_else() -> None:
    async with Reader(FakeTranscriptSource.of(3)).run_test(size=(60, 21)) as pilot:
        app = await settled(pilot)
        app.transcript.focus()
        await drag(pilot, (1, 0), (5, 1))
        await pilot.press("escape")
        assert app.screen.get_selected_text() is None
        assert not app.heard(FocusReleased)


async def test_another_conversation_replaces_the_first() -> None:
    async with Reader(turns(9)).run_test(size=(60, 11)) as pilot:
        app = await settled(pilot)
        app.transcript.action_first()
        app.transcript.show_source(FakeTranscriptSource.of(2), app.renderer)
        await pilot.pause()
        assert app.shown()[-1] == "p1 row 4" or app.shown()[:2] == ["p0 row 0", "p0 row 1"]
        assert app.transcript.is_following
        app.transcript.show_source(FakeTranscriptSource(), app.renderer)
        await pilot.pause()
        assert not any(app.shown())
        app.transcript.focus()
        await pilot.press("up", "enter", "pageup", "home", "y", "p", "n", "end", "escape")


async def test_a_long_text_is_drawn_a_little_at_a_time_until_its_end_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = "\n\n".join(f"paragraph {number}" for number in range(520))
    conversation = FakeTranscriptSource({"m": (make_prose("p", paragraphs),)})
    reader = Reader(conversation, BlockRenderer(DARK))
    heights: list[int] = []

    def read_slow_clock() -> float:
        """A time at which each slice is over after one piece."""
        heights.append(reader.transcript._viewport.extent)
        return len(heights) * 0.6 * idle_work.SLICE

    monkeypatch.setattr(idle_work, "perf_counter", read_slow_clock)
    async with reader.run_test(size=(60, 21)) as pilot:
        await wait_until(pilot, lambda: not reader.transcript._drawing.is_scheduled)
        assert reader.shown()[-1].strip() == "paragraph 519"
        heights.append(reader.transcript._viewport.extent)
        assert heights == sorted(heights)
        # How many steps it takes depends on the machine, what the first one draws does not.
        assert heights[0] < heights[-1] / 4
