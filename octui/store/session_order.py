"""The list of sessions, kept in order: after a change only the sessions that changed are looked at again."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Final, Generic, TypeVar

from octui.store import selectors
from octui.store.state import State

T = TypeVar("T")

MAX_SHARE_MOVED: Final = 4
"""When more than one in so many sessions changed, sorting all of them is cheaper than moving each."""
LISTED_AT_ONCE: Final = 1_000
"""Sessions that are looked at before something else has its turn."""


class _Tree(Generic[T]):
    """The rows of one root, and what was built of them."""

    __slots__ = ("built", "key", "rows")

    def __init__(self, key: tuple[object, ...], rows: tuple[selectors.SessionRow, ...]) -> None:
        self.key = key
        self.rows = rows
        self.built: Sequence[T] | None = None


class SessionOrder(Generic[T]):
    """`list_session_rows` for one view and one day; `build` makes what is listed of the rows of one tree."""

    def __init__(
        self,
        view: selectors.SessionListView,
        day_of: Callable[[float], date],
        build: Callable[[tuple[selectors.SessionRow, ...]], Sequence[T]],
    ) -> None:
        self._view = view
        self._day_of = day_of
        self._build = build
        self._trees: list[_Tree[T]] = []
        self._tree_by_root: dict[str, _Tree[T]] = {}
        self._root_of: dict[str, str] = {}
        """The root above each session that has a parent."""
        self._clock = -1
        self._waiting: dict[str, int] = {}
        self._pinned: frozenset[str] = frozenset()
        self.unbuilt_count = 0
        """How many trees are yet to be built."""

    def iter_built(self) -> Iterator[T]:
        """What is listed, in order; what was not asked for before is built now."""
        for tree in tuple(self._trees):
            if tree.built is None:
                tree.built = self._build(tree.rows)
                self.unbuilt_count -= 1
            yield from tree.built

    def update_in_slices(self, state: State, now_ms: float, pinned: frozenset[str]) -> Iterator[None]:
        """Catch up with the state as it is now, with pauses where much changed; before the end nothing is moved."""
        clock, waiting = state.clock, selectors.count_waiting_requests(state)
        asked = {one for one in waiting.keys() | self._waiting if waiting.get(one) != self._waiting.get(one)}
        changed = {*selectors.list_changed_sessions(state, self._clock), *asked, *(pinned ^ self._pinned)}
        lister = selectors.SessionLister(state, now_ms, pinned, self._day_of, self._view)
        if len(changed) * MAX_SHARE_MOVED > len(self._trees):
            yield from self._sort_trees(state, lister)
        else:
            for root in self._find_roots(state, changed):
                self._move_tree(state, lister, root)
        for session_id in state.timelines:
            # What is loaded may have a newer message, which names another agent or model.
            tree = self._tree_by_root.get(session_id)
            if tree is not None and tree.built is not None:
                tree.built = None
                self.unbuilt_count += 1
        self._clock, self._waiting, self._pinned = clock, waiting, pinned

    def _find_roots(self, state: State, changed: Collection[str]) -> set[str]:
        """The roots, as they were and as they are, whose rows these sessions are part of."""
        roots = set[str]()
        for session_id in changed:
            roots |= {session_id, self._root_of.get(session_id, session_id), selectors.find_root(state, session_id)}
            # Without their parent, children are roots themselves.
            children = state.children.get(session_id, ())
            is_known = session_id in state.sessions
            roots.update(child for child in children if not is_known or child in self._tree_by_root)
        return roots

    def _move_tree(self, state: State, lister: selectors.SessionLister, root: str) -> None:
        session = state.sessions.get(root)
        rows = lister.list_tree_rows(session) if session is not None else ()
        known = self._tree_by_root.get(root)
        if known is not None and known.rows == rows:
            return
        if known is not None:
            self._forget_tree(root, known)
        if rows:
            tree = self._tree_by_root[root] = _Tree[T](selectors.make_sort_key(rows[0], self._view), rows)
            insort(self._trees, tree, key=_get_key)
            self.unbuilt_count += 1
        self._root_of.update(dict.fromkeys(selectors.list_descendants(state, root), root))

    def _forget_tree(self, root: str, tree: _Tree[T]) -> None:
        del self._tree_by_root[root]
        del self._trees[bisect_left(self._trees, tree.key, key=_get_key)]
        self.unbuilt_count -= tree.built is None

    def _sort_trees(self, state: State, lister: selectors.SessionLister) -> Iterator[None]:
        trees: dict[str, _Tree[T]] = {}
        for number, (root, session) in enumerate(tuple(state.sessions.items())):
            if number and number % LISTED_AT_ONCE == 0:
                yield
            if rows := lister.list_tree_rows(session):
                known = self._tree_by_root.get(root)
                if known is None or known.rows != rows:
                    known = _Tree(selectors.make_sort_key(rows[0], self._view), rows)
                trees[root] = known
        self._tree_by_root, self._trees = trees, sorted(trees.values(), key=_get_key)
        self._root_of = {
            child: selectors.find_root(state, child) for children in state.children.values() for child in children
        }
        self.unbuilt_count = sum(tree.built is None for tree in self._trees)


def _get_key(tree: _Tree[T]) -> tuple[object, ...]:
    return tree.key
