"""Heights of a long list of items, where any prefix is summed, and any row found, in logarithmic time."""

from collections.abc import Iterable, Iterator
from itertools import accumulate


class RowIndex:
    """A Fenwick tree: node `i` holds the sum of the `i & -i` heights that end at item `i - 1`."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        sums = list(accumulate(self._heights, initial=0))
        self._tree = [0, *(sums[node] - sums[node & (node - 1)] for node in range(1, len(sums)))]
        self._total = sums[-1]

    def __len__(self) -> int:
        return len(self._heights)

    def __iter__(self) -> Iterator[int]:
        return iter(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def __setitem__(self, index: int, height: int) -> None:
        change = height - self._heights[index]
        if not change:
            return
        self._heights[index] = height
        self._total += change
        node = index + 1
        while node < len(self._tree):
            self._tree[node] += change
            node += node & -node

    @property
    def total_rows(self) -> int:
        return self._total

    def count_rows_before(self, index: int) -> int:
        """The rows of all items before this one; `index` may be the length."""
        rows = 0
        while index:
            rows += self._tree[index]
            index &= index - 1
        return rows

    def find_item_at(self, row: int) -> tuple[int, int]:
        """The item this row falls in and the row inside it; rows outside are moved to the nearest end."""
        left = max(0, min(row, self._total - 1))
        index = 0
        step = 1 << len(self._heights).bit_length()
        while step:
            node = index + step
            if node < len(self._tree) and self._tree[node] <= left:
                left -= self._tree[node]
                index = node
            step >>= 1
        if index == len(self._heights):
            return max(0, index - 1), 0
        return index, left

    def append_height(self, height: int) -> None:
        node = len(self._tree)
        self._tree.append(self._total - self.count_rows_before(node & (node - 1)) + height)
        self._heights.append(height)
        self._total += height

    def truncate_items(self, length: int) -> None:
        """Keep the first `length` items."""
        self._total = self.count_rows_before(length)
        del self._heights[length:]
        del self._tree[length + 1 :]
