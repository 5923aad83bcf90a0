"""How terminals share the room of a pane: side by side and one below the other, as deep as people split them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from textual.geometry import Region, Size

Direction = Literal["left", "right", "up", "down"]

GAP: Final = 1
"""Columns between terminals side by side, for a line."""
HEADING: Final = 1
"""Rows above each terminal of a split, for its name."""
MIN_SIZE: Final = Size(12, HEADING + 2)
"""The least room for a terminal and its heading."""
STEP: Final = 0.05
"""By how much of its split a terminal grows or shrinks at once."""
_NOMINAL: Final = Region(0, 0, 10_000, 10_000)
"""Room for finding neighbours, which are the same in any other."""


@dataclass(slots=True)
class _Split:
    """Parts that share a room; the shares add up to 1."""

    is_beside: bool
    parts: list[_Part]
    shares: list[float]


_Part = str | _Split


class _Place(NamedTuple):
    split: _Split
    number: int


class SplitTree:
    """Terminals by their ids, at least one."""

    def __init__(self, terminal: str) -> None:
        self._root: _Part = terminal

    def list_terminals(self) -> list[str]:
        """From left to right and from top to bottom."""
        return list(self._list_parts(self._root))

    def split_terminal(self, old: str, new: str, *, is_beside: bool) -> None:
        """Give half of the room of `old` to `new`, on its right or below it."""
        path = self._find_path(old)
        if path and path[-1].split.is_beside == is_beside:
            split, number = path[-1]
            split.parts.insert(number + 1, new)
            split.shares[number] /= 2
            split.shares.insert(number + 1, split.shares[number])
        else:
            self._replace_part(path, _Split(is_beside, [old, new], [0.5, 0.5]))

    def remove_terminal(self, terminal: str) -> None:
        """Give its room to the other parts of its split; the last terminal stays."""
        path = self._find_path(terminal)
        if not path:
            return
        split, number = path[-1]
        del split.parts[number]
        freed = split.shares.pop(number)
        split.shares = [share / (1 - freed) for share in split.shares]
        if len(split.parts) == 1:
            self._replace_part(path[:-1], split.parts[0])

    def change_share(self, terminal: str, step: int, size: Size, *, is_beside: bool) -> bool:
        """Make a terminal larger or smaller at the cost of the next one; returns whether `size` allows it."""
        for split, number in reversed(self._find_path(terminal)):
            if split.is_beside == is_beside:
                other = number + 1 if number + 1 < len(split.parts) else number - 1
                before = split.shares.copy()
                split.shares[number] += step * STEP
                split.shares[other] -= step * STEP
                if min(split.shares) > 0 and self.place_terminals(size):
                    return True
                split.shares = before
                return False
        return False

    def find_neighbour(self, terminal: str, direction: Direction) -> str | None:
        """The terminal that touches most of this side."""
        regions = self._place_parts(self._root, _NOMINAL)
        here = regions[terminal]
        sides: dict[Direction, Region] = {
            "left": Region(here.x - GAP - 1, here.y, 1, here.height),
            "right": Region(here.right + GAP, here.y, 1, here.height),
            "up": Region(here.x, here.y - 1, here.width, 1),
            "down": Region(here.x, here.bottom, here.width, 1),
        }
        touched = {name: region.intersection(sides[direction]).area for name, region in regions.items()}
        nearest = max(touched, key=touched.__getitem__)
        return nearest if touched[nearest] else None

    def place_terminals(self, size: Size) -> dict[str, Region]:
        """The room of each terminal and its heading; of none where it is too small for all of them."""
        regions = self._place_parts(self._root, size.region)
        is_large_enough = all(
            region.width >= MIN_SIZE.width and region.height >= MIN_SIZE.height for region in regions.values()
        )
        return regions if is_large_enough else {}

    def has_room(self, terminal: str, size: Size, *, is_beside: bool) -> bool:
        """Whether a terminal can be split in two that are large enough."""
        room = self.place_terminals(size).get(terminal, Region())
        width, height = ((room.width - GAP) // 2, room.height) if is_beside else (room.width, room.height // 2)
        return width >= MIN_SIZE.width and height >= MIN_SIZE.height

    def _list_parts(self, part: _Part) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        else:
            for inner in part.parts:
                yield from self._list_parts(inner)

    def _find_path(self, terminal: str) -> list[_Place]:
        """The splits from the outermost to the one that has this terminal; none if it is alone."""

        def search_part(part: _Part) -> list[_Place] | None:
            if isinstance(part, str):
                return [] if part == terminal else None
            for number, inner in enumerate(part.parts):
                if (path := search_part(inner)) is not None:
                    return [_Place(part, number), *path]
            return None

        return search_part(self._root) or []

    def _replace_part(self, path: list[_Place], part: _Part) -> None:
        """Put a part where the path leads; one that runs the same way as the split around it becomes part of that."""
        if not path:
            self._root = part
            return
        split, number = path[-1]
        if isinstance(part, _Split) and part.is_beside == split.is_beside:
            shares = [split.shares[number] * share for share in part.shares]
            split.parts[number : number + 1] = part.parts
            split.shares[number : number + 1] = shares
        else:
            split.parts[number] = part

    def _place_parts(self, part: _Part, room: Region) -> dict[str, Region]:
        if isinstance(part, str):
            return {part: room}
        places: dict[str, Region] = {}
        gap = GAP if part.is_beside else 0
        length = (room.width if part.is_beside else room.height) - gap * (len(part.parts) - 1)
        start, shared = 0, 0.0
        for number, (inner, share) in enumerate(zip(part.parts, part.shares, strict=True)):
            shared += share
            end = round(length * shared)
            offset, extent = start + gap * number, max(0, end - start)
            start = end
            inner_room = (
                Region(room.x + offset, room.y, extent, room.height)
                if part.is_beside
                else Region(room.x, room.y + offset, room.width, extent)
            )
            places |= self._place_parts(inner, inner_room)
        return places


class SplitGroups:
    """Which terminals are shown together: each is in one tree, alone or with others."""

    def __init__(self) -> None:
        self._trees: dict[str, SplitTree] = {}

    def find_tree(self, terminal: str) -> SplitTree:
        return self._trees.setdefault(terminal, SplitTree(terminal))

    def split_terminal(self, old: str, new: str, *, is_beside: bool) -> None:
        self.detach_terminal(new)
        tree = self.find_tree(old)
        tree.split_terminal(old, new, is_beside=is_beside)
        self._trees[new] = tree

    def detach_terminal(self, terminal: str) -> None:
        """Take a terminal out of its group; it is alone from now on, or closed."""
        tree = self._trees.pop(terminal, None)
        if tree is not None:
            tree.remove_terminal(terminal)
