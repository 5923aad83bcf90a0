"""The rows of the list of sessions, in the view that was chosen."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import time

from octui.store import selectors
from octui.store.store import Store
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.pickers.gradual_rows import GradualSource
from octui.ui.pickers.rows import PickerRow
from octui.ui.pickers.session_rows import SessionRowCache
from octui.ui.sessions.other_folders import FOLDER, SCOPE_NAMES, OtherFolders
from octui.wire.sessions import Session


@dataclass(slots=True)
class SessionRowSource:
    """`current` is the session on screen; `slots` are those in quick slots, in their order."""

    store: Store
    current: str
    pinned: frozenset[str]
    slots: tuple[str, ...] = ()
    clock: Callable[[], float] = time
    view: selectors.SessionListView = selectors.DEFAULT_VIEW
    others: OtherFolders | None = None
    """Sessions in other folders, where the user wants to see them."""
    home: str = ""
    _cache: SessionRowCache = field(default_factory=SessionRowCache)

    @property
    def title(self) -> str:
        view = self.view
        parts = ["Archived sessions" if view.is_archive else "Sessions"]
        scope = self.others.scope if self.others is not None else FOLDER
        parts += [SCOPE_NAMES[scope]] if scope != FOLDER else []
        parts += [f"by {view.order}"] if view.order != selectors.ORDERS[0] else []
        subagents = "with the latest subagents" if self.store.state.has_more_subagents else "with subagents"
        parts += [subagents] if view.has_subagents else []
        return " · ".join(parts)

    @property
    def empty_text(self) -> str:
        if not selectors.has_listed_sessions(self.store.state):
            return "The server has not listed its sessions yet."
        return "No archived sessions." if self.view.is_archive else "No sessions yet."

    def switch_view(self, key: str) -> bool:
        """Another view, if the key means one."""
        view = self.view
        match get_keymap().find_command_id(KeyContext.SESSION_PICKER, key):
            case "session.picker.sort":
                orders = selectors.ORDERS
                self.view = view._replace(order=orders[(orders.index(view.order) + 1) % len(orders)])
            case "session.picker.subagents":
                self.view = view._replace(has_subagents=not view.has_subagents)
            case "session.picker.archived":
                self.view = view._replace(is_archive=not view.is_archive)
            case _:
                return False
        return True

    def find_session(self, session_id: str) -> Session | None:
        known = self.store.state.sessions.get(session_id)
        return known if known is not None or self.others is None else self.others.find_session(session_id)

    def has_more(self, query: str) -> bool:
        """Whether the server may have sessions that are not listed."""
        return self.store.state.has_more_sessions or bool(query and self.others is not None and self.others.is_cut)

    def build_rows(self) -> GradualSource:
        others = self.others.list_sessions() if self.others is not None else ()
        rows = self._cache.build_rows(
            self.store.state, self.clock() * 1000, self.pinned, self.view, others=others, home=self.home
        )
        marked = {self.current, *self.slots}
        all_rows = (self._mark_row(row) if row is not None and row.id in marked else row for row in rows)
        return list(all_rows) if isinstance(rows, list) else all_rows

    def _mark_row(self, row: PickerRow) -> PickerRow:
        """The number of its quick slot stands where nothing more pressing does."""
        if row.id in self.slots and not row.glyph.strip():
            row = replace(row, glyph=str(self.slots.index(row.id) + 1), style="$foreground-muted")
        return replace(row, current=True) if row.id == self.current else row
