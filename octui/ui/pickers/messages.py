"""The picker of a session's prompts, newest first: to jump to one, or to fork from it."""

from collections.abc import Callable
from datetime import datetime

from octui.store import selectors
from octui.store.state import State
from octui.store.store import Store
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.wire.parts import FilePart, TextPart


def build_message_rows(
    state: State, session_id: str, whole: str = "", local: Callable[[float], datetime] | None = None
) -> list[PickerRow]:
    """One row for each loaded prompt; with `whole`, a first row of that name, without an id, stands for all of them."""
    rows = [PickerRow(id="", title=whole)] if whole else []
    to_local = local or (lambda ms: datetime.fromtimestamp(ms / 1000))
    for message_id in reversed(selectors.list_message_ids(state, session_id)):
        view = selectors.get_message(state, message_id)
        if view is None or view.info.role != "user":
            continue
        files = sum(isinstance(part, FilePart) for part in view.parts)
        facts = (
            f"{files} file{'s' if files > 1 else ''}" if files else "",
            f"{to_local(view.info.time.created):%H:%M}" if view.info.time.created else "",
        )
        rows.append(
            PickerRow(id=message_id, title=_summarize_prompt(view), detail=" · ".join(fact for fact in facts if fact))
        )
    return rows


class MessagePicker(Picker[str]):
    """Returns the id of a prompt's message, `""` for the whole session."""

    def __init__(self, store: Store, session_id: str, *, title: str, whole: str = "") -> None:
        timeline = store.state.timelines.get(session_id)
        older = timeline is not None and timeline.older is not None
        super().__init__(
            f"{title} · older prompts are not loaded" if older else title,
            lambda: build_message_rows(store.state, session_id, whole),
            answer=lambda row: row.id,
            empty="No prompts yet.",
        )


def _summarize_prompt(view: selectors.MessageView) -> str:
    """The prompt in one line, without the parts that the server added."""
    texts = (part.text for part in view.parts if isinstance(part, TextPart) and not part.synthetic and not part.ignored)
    return " ".join(" ".join(texts).split())[:500] or "(no text)"
