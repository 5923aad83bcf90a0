from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from octui.ui.transcript.fenwick import RowIndex

HEIGHTS = st.integers(0, 40)


@given(st.lists(HEIGHTS), st.data())
def test_every_row_is_found_where_a_plain_list_has_it(plain: list[int], data: st.DataObject) -> None:
    rows = [(index, row) for index, height in enumerate(plain) for row in range(height)]
    heights = RowIndex(plain)
    assert [heights.find_item_at(row) for row in range(len(rows))] == rows
    outside = data.draw(st.integers(len(rows), len(rows) + 50))
    assert heights.find_item_at(outside) == (rows[-1] if rows else (max(0, len(plain) - 1), 0))
    assert heights.find_item_at(-outside - 1) == (rows[0] if rows else (max(0, len(plain) - 1), 0))


class PlainList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.plain: list[int] = []
        self.heights = RowIndex()

    @rule(plain=st.lists(HEIGHTS, max_size=70))
    def start_over(self, plain: list[int]) -> None:
        self.plain = list(plain)
        self.heights = RowIndex(plain)

    @rule(height=HEIGHTS)
    def append(self, height: int) -> None:
        self.plain.append(height)
        self.heights.append_height(height)

    @precondition(lambda self: self.plain)
    @rule(data=st.data(), height=HEIGHTS)
    def replace(self, data: st.DataObject, height: int) -> None:
        index = data.draw(st.integers(0, len(self.plain) - 1))
        self.plain[index] = height
        self.heights[index] = height

    @rule(data=st.data())
    def truncate(self, data: st.DataObject) -> None:
        length = data.draw(st.integers(0, len(self.plain)))
        del self.plain[length:]
        self.heights.truncate_items(length)

    @invariant()
    def it_reads_like_the_plain_list(self) -> None:
        assert list(self.heights) == self.plain
        assert len(self.heights) == len(self.plain)
        assert self.heights.total_rows == sum(self.plain)
        assert [self.heights.count_rows_before(index) for index in range(len(self.plain) + 1)] == [
            sum(self.plain[:index]) for index in range(len(self.plain) + 1)
        ]


TestPlainList = PlainList.TestCase
