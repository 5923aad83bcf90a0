import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region, Size

from octui.ui.terminal.split_tree import Direction, SplitGroups, SplitTree

ROOM = Size(101, 40)


def make_tree() -> SplitTree:
    """`a` on the left; on the right `b` above `c`."""
    tree = SplitTree("a")
    tree.split_terminal("a", "b", is_beside=True)
    tree.split_terminal("b", "c", is_beside=False)
    return tree


def test_a_terminal_alone_has_all_the_room() -> None:
    assert SplitTree("a").place_terminals(ROOM) == {"a": Region(0, 0, 101, 40)}


def test_halves_are_shared_side_by_side_and_one_below_the_other() -> None:
    assert make_tree().place_terminals(ROOM) == {
        "a": Region(0, 0, 50, 40),
        "b": Region(51, 0, 50, 20),
        "c": Region(51, 20, 50, 20),
    }


def test_a_third_one_halves_its_neighbour_only() -> None:
    tree = SplitTree("a")
    tree.split_terminal("a", "b", is_beside=False)
    tree.split_terminal("a", "c", is_beside=False)
    assert tree.place_terminals(ROOM) == {
        "a": Region(0, 0, 101, 10),
        "c": Region(0, 10, 101, 10),
        "b": Region(0, 20, 101, 20),
    }


@pytest.mark.parametrize(
    ("terminal", "direction", "neighbour"),
    [
        ("a", "right", "b"),
        ("b", "left", "a"),
        ("c", "left", "a"),
        ("b", "down", "c"),
        ("c", "up", "b"),
        ("a", "left", None),
        ("a", "up", None),
        ("c", "down", None),
        ("b", "right", None),
    ],
)
def test_the_neighbour_of_a_side(terminal: str, direction: Direction, neighbour: str | None) -> None:
    assert make_tree().find_neighbour(terminal, direction) == neighbour


def test_the_room_of_a_closed_terminal_goes_to_those_beside_it() -> None:
    tree = make_tree()
    tree.remove_terminal("a")
    assert tree.place_terminals(ROOM) == {"b": Region(0, 0, 101, 20), "c": Region(0, 20, 101, 20)}
    tree.remove_terminal("b")
    assert tree.list_terminals() == ["c"]
    tree.remove_terminal("c")
    assert tree.list_terminals() == ["c"]


def test_a_terminal_grows_at_the_cost_of_the_next_one_as_far_as_all_still_fit() -> None:
    tree = make_tree()
    assert tree.change_share("c", 2, ROOM, is_beside=False)
    assert tree.place_terminals(ROOM)["c"] == Region(51, 16, 50, 24)
    while tree.change_share("c", 1, ROOM, is_beside=True):
        assert tree.place_terminals(ROOM)
    assert 12 <= tree.place_terminals(ROOM)["a"].width < 20
    assert not tree.change_share("a", 1, ROOM, is_beside=False)


def test_where_not_all_fit_none_is_placed() -> None:
    assert make_tree().place_terminals(Size(24, 40)) == {}
    assert make_tree().place_terminals(Size(40, 5)) == {}


def test_a_terminal_is_split_where_both_halves_are_large_enough() -> None:
    tree = make_tree()
    assert tree.has_room("b", ROOM, is_beside=True)
    assert not tree.has_room("b", Size(40, 40), is_beside=True)
    assert not tree.has_room("b", Size(101, 10), is_beside=False)
    assert not tree.has_room("b", Size(20, 40), is_beside=False)


def test_a_terminal_is_in_one_group_only() -> None:
    groups = SplitGroups()
    groups.split_terminal("a", "b", is_beside=True)
    groups.split_terminal("c", "b", is_beside=True)
    assert groups.find_tree("a").list_terminals() == ["a"]
    assert groups.find_tree("b") is groups.find_tree("c")
    groups.detach_terminal("b")
    assert groups.find_tree("c").list_terminals() == ["c"]
    assert groups.find_tree("b").list_terminals() == ["b"]


BACK: dict[Direction, Direction] = {"left": "right", "right": "left", "up": "down", "down": "up"}
LARGE = Size(10**9, 10**9)
STEPS = st.lists(
    st.tuples(st.sampled_from(["split", "close", "resize"]), st.integers(0, 30), st.booleans(), st.integers(-30, 30))
)


@given(STEPS)
def test_terminals_fill_the_room_without_overlaps_whatever_is_done(steps: list[tuple[str, int, bool, int]]) -> None:
    tree, number = SplitTree("0"), 0
    for act, which, is_beside, step in steps:
        terminals = tree.list_terminals()
        chosen = terminals[which % len(terminals)]
        if act == "split":
            number += 1
            tree.split_terminal(chosen, str(number), is_beside=is_beside)
        elif act == "close":
            tree.remove_terminal(chosen)
        else:
            tree.change_share(chosen, step, LARGE, is_beside=is_beside)
    regions = tree.place_terminals(LARGE)
    places = list(regions.values())
    assert list(regions) == tree.list_terminals()
    assert all(not one.overlaps(other) for at, one in enumerate(places) for other in places[:at])
    for name in regions:
        for direction, back in BACK.items():
            neighbour = tree.find_neighbour(name, direction)
            assert neighbour is None or tree.find_neighbour(neighbour, back) is not None
