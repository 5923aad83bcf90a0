"""The rows of a session's prompts."""

from collections.abc import Callable, Iterator
from datetime import datetime

from octui.render.text.counts import format_count
from octui.store import selectors
from octui.store.message_record import MessageView
from octui.store.store import Store
from octui.ui.pickers.rows import PickerRow
from octui.wire.parts import FilePart


class MessageRows:
    """A row for each loaded prompt, newest first; a first one, called `whole` and without an id, stands for all."""

    def __init__(
        self,
        store: Store,
        session_id: str,
        whole: str = "",
        *,
        local: Callable[[float], datetime] | None = None,
    ) -> None:
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

    def iter_rows(self) -> Iterator[PickerRow]:
        """Those that did not change are the same as before."""
        state = self._store.state
        yield from self._first
        for info in selectors.iter_prompts(state, self._session_id):
            view = selectors.get_message(state, info.id)
            if view is None:
                continue
            built = self._built.get(info.id)
            if built is None or built[0] is not view:
                built = self._built[info.id] = (view, self._build_row(view))
            yield built[1]

    def _build_row(self, view: MessageView) -> PickerRow:
        created = view.info.time.created
        files = sum(isinstance(part, FilePart) for part in view.parts)
        facts = (
            format_count(files, "file") if files else "",
            f"{self._to_local(created):%H:%M}" if created else "",
        )
        title = selectors.summarize_prompt(self._store.state, view.info.id) or "(no text)"
        return PickerRow(id=view.info.id, title=title, detail=" · ".join(fact for fact in facts if fact))
