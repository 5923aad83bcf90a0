"""The rows of a session's prompts; thousands of them are built little by little."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from octui.render.text.counts import format_count
from octui.store import selectors
from octui.store.message_record import MessageView
from octui.store.store import Store
from octui.ui.pickers.rows import PickerRow
from octui.wire.parts import FilePart

BUILT_AT_ONCE: Final = 1_000


class MessageRows:
    """A row for each loaded prompt, newest first; a first one, called `whole` and without an id, stands for all.

    `continue_later` is called when there are too many to build at once: another `list_rows` adds more.
    """

    def __init__(
        self,
        store: Store,
        session_id: str,
        whole: str = "",
        *,
        continue_later: Callable[[], object] = lambda: None,
        local: Callable[[float], datetime] | None = None,
    ) -> None:
        self.is_complete = True
        """Whether the rows that were listed last are all there are of what is loaded."""
        self._continue_later = continue_later
        self._store = store
        self._session_id = session_id
        self._first = [PickerRow(id="", title=whole)] if whole else []
        self._to_local = local or (lambda ms: datetime.fromtimestamp(ms / 1000))
        self._built: dict[str, tuple[MessageView, PickerRow]] = {}
        """The row of each prompt, and what it was made from."""

    @property
    def older_cursor(self) -> str | None:
        """What to load older prompts with; None when all are loaded."""
        timeline = self._store.state.timelines.get(self._session_id)
        return timeline.older if timeline is not None else None

    def list_rows(self) -> list[PickerRow]:
        state, rows, room = self._store.state, [*self._first], BUILT_AT_ONCE
        self.is_complete = True
        for info in selectors.iter_prompts(state, self._session_id):
            view = selectors.get_message(state, info.id)
            if view is None:
                continue
            built = self._built.get(info.id)
            if built is None or built[0] is not view:
                if not room:
                    self.is_complete = False
                    self._continue_later()
                    break
                room -= 1
                built = self._built[info.id] = (view, self._build_row(view))
            rows.append(built[1])
        return rows

    def _build_row(self, view: MessageView) -> PickerRow:
        created = view.info.time.created
        files = sum(isinstance(part, FilePart) for part in view.parts)
        facts = (
            format_count(files, "file") if files else "",
            f"{self._to_local(created):%H:%M}" if created else "",
        )
        title = selectors.summarize_prompt(self._store.state, view.info.id) or "(no text)"
        return PickerRow(id=view.info.id, title=title, detail=" · ".join(fact for fact in facts if fact))
