from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from octui.render.blocks import Block, FooterBlock, ToolBlock
from octui.ui.transcript.block_traits import count_gap_rows
from octui.ui.transcript.folding import fold_block, is_expanded, scroll_into_view
from octui.ui.transcript.layout import BlockRef, FoldState, RowRef
from octui.ui.transcript.viewport import Viewport
from octui.wire.parts import ToolPart, ToolState
from tests.support.transcript_source import FakeTranscriptSource, LineRenderer, make_prose, rows_of

WIDTH = 40


def tool(key: str, rows: int, name: str = "read") -> ToolBlock:
    output = "\n".join(f"{key} output {row}" for row in range(rows))
    return ToolBlock(key, "", ToolPart(id=key, tool=name, state=ToolState(status="completed", output=output)))


def window(conversation: FakeTranscriptSource, height: int = 10, renderer: LineRenderer | None = None) -> Viewport:
    shown = Viewport(conversation, renderer or LineRenderer(), FoldState())
    shown.set_size(WIDTH, height)
    return shown


def texts(shown: Viewport) -> list[str]:
    return [row.strip.text for row in shown.rows]


def test_opening_lays_out_only_what_is_visible() -> None:
    conversation, renderer = FakeTranscriptSource.of(10_000), LineRenderer()
    shown = window(conversation, 20, renderer)
    assert texts(shown)[-1] == "p9999 row 4"
    assert set(renderer.drawn) == {"p9999", "p9998", "p9997", "p9996"}
    assert len(conversation.read) == 5
    assert not conversation.estimated


def test_home_and_back_lay_out_only_the_ends() -> None:
    conversation, renderer = FakeTranscriptSource.of(10_000), LineRenderer()
    shown = window(conversation, 20, renderer)
    shown.scroll_to_row(0)
    assert texts(shown)[0] == "p0 row 0"
    assert shown.top == 0 and not shown.is_following
    shown.scroll_to_end()
    assert texts(shown)[-1] == "p9999 row 4"
    assert len(renderer.drawn) == 8


def test_any_place_can_be_jumped_to() -> None:
    shown = window(FakeTranscriptSource.of(1_000))
    for top in range(0, shown.extent, 97):
        shown.scroll_to_row(top)
        assert abs(shown.top - top) <= 6
        assert len(shown.rows) == 10


def test_going_up_by_rows_shows_every_row_although_heights_were_guesses() -> None:
    shown = window(FakeTranscriptSource.of(50, rows=9), height=7)
    seen = list(reversed(texts(shown)))
    while shown.top:
        shown.scroll_by(-1)
        seen.append(texts(shown)[0])
    assert list(reversed(seen)) == [
        row for item in range(50) for row in ([""] if item else []) + [f"p{item} row {row}" for row in range(9)]
    ]


def test_at_the_end_the_end_is_followed() -> None:
    conversation = FakeTranscriptSource.of(5)
    shown = window(conversation)
    conversation.items["m4"] = (make_prose("p4", 9),)
    shown.update_items(["m4"])
    assert texts(shown)[-1] == "p4 row 8"
    conversation.items["m5"] = (make_prose("p5", 1),)
    shown.update_list()
    assert texts(shown)[-1] == "p5 row 0"
    assert shown.is_following and shown.unseen_count == 0


def test_a_reader_who_scrolled_up_is_not_moved_and_what_comes_is_counted() -> None:
    conversation = FakeTranscriptSource.of(5)
    shown = window(conversation)
    shown.scroll_by(-1)
    before = texts(shown)
    conversation.items["m4"] = (make_prose("p4", 30),)
    shown.update_items(["m4"])
    conversation.items["m5"] = (make_prose("p5", 1),)
    conversation.items["m6"] = (make_prose("p6", 1),)
    shown.update_list()
    assert texts(shown)[:9] == before[:9]
    assert (shown.is_following, shown.unseen_count) == (False, 2)
    shown.scroll_by(28)
    assert (shown.is_following, shown.unseen_count) == (False, 1)
    shown.scroll_by(10)
    assert (shown.is_following, shown.unseen_count) == (True, 0)


def test_what_shrinks_below_a_reader_leaves_blank_rows_rather_than_move_them() -> None:
    conversation = FakeTranscriptSource.of(5)
    shown = window(conversation)
    shown.scroll_by(-2)
    before = texts(shown)
    conversation.items["m4"] = (make_prose("p4", 1),)
    shown.update_items(["m4"])
    assert texts(shown) == [*before[:6], "", "p4 row 0", "", ""]
    assert not shown.is_following
    shown.scroll_by(1)
    assert texts(shown)[-1] == "p4 row 0"
    assert shown.is_following


def test_what_grows_above_in_the_same_item_does_not_move_a_reader() -> None:
    conversation = FakeTranscriptSource({"m0": (tool("t", 30), make_prose("p", 40))})
    shown = window(conversation)
    shown.scroll_by(-5)
    before = texts(shown)
    conversation.items["m0"] = (make_prose("first", 7), tool("t", 30), make_prose("p", 40))
    shown.update_items(["m0"])
    assert texts(shown) == before


def test_an_older_page_comes_above_without_moving_anything() -> None:
    conversation = FakeTranscriptSource.of(5)
    shown = window(conversation)
    shown.scroll_to_row(0)
    before = texts(shown)
    conversation.prepend({f"old{number}": (make_prose(f"o{number}", 3),) for number in range(100)})
    shown.update_list()
    assert texts(shown) == before
    shown.scroll_by(-1)
    assert texts(shown) == ["", *before[:-1]]
    shown.scroll_by(-1)
    assert texts(shown)[0] == "o99 row 2"


def test_when_the_item_at_the_top_goes_the_others_in_view_stay() -> None:
    conversation = FakeTranscriptSource.of(9)
    shown = window(conversation)
    shown.scroll_by(-12)
    before = texts(shown)
    top = shown.rows[0].row_ref
    assert top is not None
    del conversation.items[top.item]
    shown.update_list()
    assert texts(shown)[5:] == before[5:]


def test_when_all_that_is_in_view_goes_what_came_after_is_shown() -> None:
    conversation = FakeTranscriptSource.of(30)
    shown = window(conversation)
    shown.scroll_to_row(shown.extent // 2)
    for row in shown.rows:
        if row.row_ref:
            conversation.items.pop(row.row_ref.item, None)
    shown.update_list()
    assert [text for text in texts(shown) if text]


def test_items_that_show_nothing_take_no_rows() -> None:
    blocks: dict[str, tuple[Block, ...]] = {"b": (), "c": (make_prose("c", ""),), "d": (make_prose("d", 2),), "e": ()}
    conversation = FakeTranscriptSource({"a": (make_prose("a", 2),), **blocks})
    shown = window(conversation, height=8)
    assert texts(shown) == ["a row 0", "a row 1", "", "d row 0", "d row 1", "", "", ""]
    shown.scroll_to_row(2)
    shown.scroll_by(-1)
    assert shown.is_following and shown.at_end


def test_a_blank_row_follows_a_tool_that_shows_more_than_its_heading_even_across_items() -> None:
    blocks: dict[str, tuple[Block, ...]] = {
        "a": (make_prose("a", 1), tool("t1", 0), tool("t2", 0)),
        "b": (),
        "c": (tool("t3", 1),),
        "d": (tool("t4", 0), FooterBlock("foot", "d", "Build", "model")),
    }
    shown = window(FakeTranscriptSource(blocks), height=10)
    assert texts(shown)[:8] == ["a row 0", "", "* read", "* read", "* read", "* read", "", "foot"]
    fold_block(shown, BlockRef("c", "t3"), True)
    assert texts(shown) == ["a row 0", "", "* read", "* read", "* read", "t3 output 0", "", "* read", "", "foot"]


def test_a_narrower_window_keeps_the_reader_and_a_wider_one_brings_them_back() -> None:
    conversation = FakeTranscriptSource(
        {f"m{number}": (make_prose(f"p{number}", ("x" * 300 + "\n") * 9),) for number in range(9)}
    )
    shown = window(conversation)
    shown.scroll_by(-43)
    before = shown.rows[3].row_ref
    for width in (33, 7, 12, 21, 39):
        shown.set_size(width, 10)
        assert before is not None and shown.rows[0].row_ref is not None
        assert shown.rows[0].row_ref.item == before.item
    shown.set_size(WIDTH, 10)
    assert shown.rows[3].row_ref == before


def test_a_window_without_room_shows_nothing_and_forgets_nothing() -> None:
    shown = window(FakeTranscriptSource.of(9))
    shown.scroll_by(-17)
    before = texts(shown)
    for width, height in ((0, 0), (WIDTH, 0), (0, 10), (1, 1), (-3, -3)):
        shown.set_size(width, height)
        shown.update_items(["m3"])
        shown.refine_estimates(100)
    shown.set_size(WIDTH, 10)
    assert texts(shown) == before
    assert not shown.is_following


def test_a_lower_window_follows_the_end_and_a_higher_one_shows_no_blank_rows() -> None:
    shown = window(FakeTranscriptSource.of(9))
    shown.set_size(WIDTH, 4)
    assert texts(shown)[-1] == "p8 row 4"
    shown.scroll_by(-2)
    shown.set_size(WIDTH, 12)
    assert texts(shown)[-1] == "p8 row 4"
    assert shown.is_following


def test_refining_moves_the_scrollbar_but_nothing_that_is_seen() -> None:
    conversation = FakeTranscriptSource.of(1_000)
    shown = window(conversation)
    shown.scroll_to_row(shown.extent // 2)
    before = list(shown.rows)
    while shown.refine_estimates(64):
        assert shown.rows == before
    assert 4 * 1_000 <= shown.extent <= 4 * 1_000 + 20
    assert not conversation.estimated.keys() & {row.row_ref.item for row in before if row.row_ref}


def test_opening_a_block_keeps_its_heading_where_it_is() -> None:
    conversation = FakeTranscriptSource(
        {f"m{number}": (make_prose(f"p{number}", 3), tool(f"t{number}", 8)) for number in range(9)}
    )
    shown = window(conversation, height=12)
    shown.scroll_by(-13)
    spot = next(row.row_ref.block_ref for row in shown.rows if row.row_ref and isinstance(row.block, ToolBlock))
    y = shown.find_visible_rows(spot).start
    assert not is_expanded(shown, spot)
    fold_block(shown, spot, True)
    assert is_expanded(shown, spot)
    assert shown.find_visible_rows(spot) == range(y, min(12, y + 9))
    fold_block(shown, spot, False)
    assert shown.find_visible_rows(spot) == range(y, y + 1)


def test_closing_a_block_from_inside_shows_its_heading() -> None:
    conversation = FakeTranscriptSource({"m0": (make_prose("p0", 30), tool("t", 50), make_prose("p1", 30))})
    shown = window(conversation)
    spot = BlockRef("m0", "t")
    fold_block(shown, spot, True)
    shown.pin_block_row(spot, 0, 20)
    assert texts(shown)[0] == "t output 19"
    fold_block(shown, spot, False)
    assert texts(shown)[0] == "* read"


def test_closing_a_block_at_the_end_shows_the_end() -> None:
    conversation = FakeTranscriptSource({"m0": (make_prose("p0", 30), tool("t", 5))})
    shown = window(conversation)
    fold_block(shown, BlockRef("m0", "t"), True)
    assert not shown.is_following
    fold_block(shown, BlockRef("m0", "t"), False)
    assert texts(shown)[-1] == "* read"
    assert shown.is_following


def test_revealing_scrolls_as_little_as_possible() -> None:
    shown = window(FakeTranscriptSource.of(30))
    shown.scroll_to_row(60)
    before = shown.top
    scroll_into_view(shown, BlockRef("m12", "p12"))
    assert shown.find_visible_rows(BlockRef("m12", "p12")).stop == 10
    scroll_into_view(shown, BlockRef("m11", "p11"))
    assert shown.find_visible_rows(BlockRef("m11", "p11")).start == 0
    assert shown.top != before
    top = shown.top
    scroll_into_view(shown, BlockRef("m11", "p11"))
    assert shown.top == top


def test_only_the_block_that_changed_is_drawn_again() -> None:
    conversation, renderer = (
        FakeTranscriptSource({"m0": (make_prose("a", 2), tool("t", 3), make_prose("b", 2))}),
        LineRenderer(),
    )
    shown = window(conversation, renderer=renderer)
    conversation.items["m0"] = (make_prose("a", 2), tool("t", 3), make_prose("b", 3))
    shown.update_items(["m0"])
    assert renderer.drawn == {"a": 1, "t": 1, "b": 2}
    fold_block(shown, BlockRef("m0", "t"), True)
    assert renderer.drawn == {"a": 1, "t": 2, "b": 2}


def test_what_changes_out_of_view_is_not_even_read() -> None:
    conversation, renderer = FakeTranscriptSource.of(100), LineRenderer()
    shown = window(conversation, renderer=renderer)
    shown.scroll_to_row(0)
    read, drawn = conversation.read.copy(), renderer.drawn.copy()
    for _ in range(50):
        conversation.items["m99"] = (make_prose("p99", 50),)
        shown.update_items(["m99", "m50", "unknown"])
    assert (conversation.read, renderer.drawn) == (read, drawn)


def test_layouts_far_away_are_forgotten() -> None:
    conversation = FakeTranscriptSource.of(3_000)
    shown = window(conversation)
    for _ in range(2_000):
        shown.scroll_by(-9)
    kept = shown.items._items
    assert len(kept) <= 200
    assert {row.row_ref.item for row in shown.rows if row.row_ref} <= kept.keys()


class Reading(RuleBasedStateMachine):
    """Whatever happens to the list, the row under the reader's eye stays; at the end, the end does."""

    @initialize(count_=st.integers(0, 12), rows=st.integers(0, 12), height=st.integers(1, 15))
    def open(self, count_: int, rows: int, height: int) -> None:
        self.numbers = count()
        self.conversation = FakeTranscriptSource({self.new("m"): self.made([rows]) for _ in range(count_)})
        self.renderer = LineRenderer()
        self.window = window(self.conversation, height, self.renderer)

    def new(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def made(self, sizes: list[int]) -> tuple[Block, ...]:
        return tuple(make_prose(key, rows) if rows % 3 else tool(key, rows) for rows in sizes if (key := self.new("b")))

    def before(self) -> tuple[bool, RowRef | None, int, int]:
        rows = self.window.rows
        y = next((y for y, row in enumerate(rows) if row.row_ref and row.row_ref.row >= 0), 0)
        return self.window.is_following, rows[y].row_ref if rows else None, y, self.window.height

    def check(self, before: tuple[bool, RowRef | None, int, int]) -> None:
        following, place, y, _ = before
        if following:
            assert self.window.is_following
            return
        if place is None or place.item not in self.conversation.items:
            return
        block = next((block for block in self.conversation.items[place.item] if block.key == place.block), None)
        if block is None or max(place.row, 0) >= len(self.drawn(block)):
            return
        assert not self.window.is_following
        if place.row < 0 and place not in (row.row_ref for row in self.window.rows):
            # A gap depends on what is above it: where there is none any more, its block is shown instead.
            place = place._replace(row=0)
        found = next(at for at, row in enumerate(self.window.rows) if row.row_ref == place)
        assert found == y or (found < y and self.window.top == 0)

    def drawn(self, block: Block) -> list[str]:
        return rows_of(block, self.window.items.width, bool(self.window.items.folds.get_expanded(block)))

    @rule(sizes=st.lists(st.integers(0, 12), max_size=3))
    def append(self, sizes: list[int]) -> None:
        before = self.before()
        self.conversation.items[self.new("m")] = self.made(sizes)
        self.window.update_list()
        self.check(before)

    @rule(pages=st.lists(st.lists(st.integers(0, 12), max_size=3), max_size=4))
    def prepend(self, pages: list[list[int]]) -> None:
        before = self.before()
        self.conversation.prepend({self.new("m"): self.made(sizes) for sizes in pages})
        self.window.update_list()
        self.check(before)

    @precondition(lambda self: self.conversation.items)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        before = self.before()
        del self.conversation.items[data.draw(st.sampled_from(list(self.conversation.items)))]
        self.window.update_list()
        if self.conversation.items:
            self.check(before)

    @precondition(lambda self: self.conversation.items)
    @rule(data=st.data(), rows=st.integers(0, 20))
    def grow_or_shrink(self, data: st.DataObject, rows: int) -> None:
        key = data.draw(st.sampled_from(list(self.conversation.items)))
        blocks = list(self.conversation.items[key])
        where = data.draw(st.integers(0, len(blocks)))
        before = self.before()
        if where == len(blocks):
            blocks += self.made([rows])
        elif rows == 20:
            del blocks[where]
        else:
            blocks[where] = make_prose(blocks[where].key, rows)
        self.conversation.items[key] = tuple(blocks)
        self.window.update_items([key])
        self.check(before)

    @rule()
    def refine(self) -> None:
        before = list(self.window.rows)
        self.window.refine_estimates(3)
        assert self.window.rows == before

    @rule(rows=st.integers(-30, 30))
    def move(self, rows: int) -> None:
        # Where blank rows are shown after the end, a step up may still leave the end in view.
        full = bool(self.window.rows) and all(row.row_ref for row in self.window.rows)
        self.window.scroll_by(rows)
        if rows < 0 and full and self.window.top:
            assert not self.window.is_following
        if self.window.rows:
            assert self.window.is_following == self.window.at_end

    @rule(part=st.floats(0, 1))
    def jump(self, part: float) -> None:
        self.window.scroll_to_row(int(part * self.window.extent))

    @rule()
    def last(self) -> None:
        self.window.scroll_to_end()
        assert self.window.is_following

    @rule(width=st.sampled_from([0, 9, WIDTH]), height=st.integers(0, 15))
    def resize(self, width: int, height: int) -> None:
        self.window.set_size(width, height)

    @rule(data=st.data(), expanded=st.booleans())
    def open_or_close(self, data: st.DataObject, expanded: bool) -> None:
        tools = [
            (BlockRef(key, block.key), block)
            for key, blocks in self.conversation.items.items()
            for block in blocks
            if isinstance(block, ToolBlock)
        ]
        if tools and self.window.height:
            spot, _ = data.draw(st.sampled_from(tools))
            fold_block(self.window, spot, expanded)
            assert self.window.find_visible_rows(spot)

    @invariant()
    def the_rows_are_a_stretch_of_the_whole(self) -> None:
        window = self.window
        if not window.height or not self.conversation.items:
            assert not window.rows
            return
        whole: list[tuple[str, RowRef]] = []
        last: Block | None = None
        for key, blocks in self.conversation.items.items():
            above, height = last, len(self.drawn(last)) if last else 0
            for block in blocks:
                rows = self.drawn(block)
                blank = count_gap_rows(above, block, height) if rows else 0
                whole += [("", RowRef(key, block.key, row - blank)) for row in range(blank)]
                whole += [(text, RowRef(key, block.key, row)) for row, text in enumerate(rows)]
                above, height = (block, len(rows)) if rows else (above, height)
            last = blocks[-1] if blocks else last
        shown = [(row.strip.text, row.row_ref) for row in window.rows if row.row_ref]
        assert len(window.rows) == window.height
        start = whole.index(shown[0]) if shown else 0
        assert shown == whole[start : start + window.height]
        assert window.at_end == (start + window.height >= len(whole))
        if window.is_following:
            assert window.at_end and (len(shown) == window.height or start == 0)
        if not window.top:
            assert start == 0
        lines = [row.row_id for row in window.rows]
        assert lines == sorted(set(lines))


TestReading = Reading.TestCase
TestReading.settings = settings(max_examples=150, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow])
