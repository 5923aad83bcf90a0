"""The sidebar: what the session has used, what it plans, and what it changed."""

from textual.content import Content
from textual.widgets import Static

from octui.store import select, turns
from octui.store.state import State

_MARKS = {"completed": "✓", "in_progress": "◐", "cancelled": "–", "pending": "○"}


class Sidebar(Static):
    """Shown when there is room, or when asked for; the stylesheet knows how wide is wide."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._wanted: bool | None = None
        self._text = Content("")

    def toggle(self) -> None:
        """From now on the person decides, not the width."""
        self._wanted = not self.display
        self.display = self._wanted

    def show(self, state: State, session_id: str) -> None:
        if self.display and not (text := sidebar_text(state, session_id)).is_same(self._text):
            self._text = text
            self.update(text)


def sidebar_text(state: State, session_id: str) -> Content:
    """Sections with something to say, the others left out."""
    session = state.sessions.get(session_id)
    sections: list[Content] = []
    if session is not None:
        sections.append(Content.styled(_plain(session.title) or "New session", "bold"))
    usage = select.usage(state, session_id)
    if usage.tokens:
        share = f"{usage.percent:.0f}% of {usage.context:,}" if usage.percent is not None and usage.context else ""
        lines = [f"{usage.tokens:,} tokens", share, f"${usage.cost:.2f} spent" if usage.cost else ""]
        sections.append(_section("Context", [Content.styled(line, "$foreground-muted") for line in lines if line]))
    todos = state.todos.get(session_id, ())
    if any(todo.status not in ("completed", "cancelled") for todo in todos):
        sections.append(
            _section(
                "Todo",
                [
                    Content.styled(
                        f"{_MARKS.get(todo.status, '○')} {_plain(todo.content)}",
                        "$text-warning" if todo.status == "in_progress" else "$foreground-muted",
                    )
                    for todo in todos
                ],
            )
        )
    changed = turns.changed_files(state, session_id)
    if changed:
        rows = [
            Content("").join(
                [
                    Content.styled(_plain(file.file), "$foreground-muted"),
                    Content.styled(f"  +{file.additions:.0f}", "$text-success"),
                    Content.styled(f" -{file.deletions:.0f}", "$text-error"),
                ]
            )
            for file in changed
        ]
        sections.append(_section("Changed files", rows))
    children = select.children(state, session_id)
    if children:
        rows = [
            Content.styled(
                ("● " if select.busy(state, child.id) else "○ ") + _plain(child.title),
                "$text-warning" if select.busy(state, child.id) else "$foreground-muted",
            )
            for child in children[-8:]
        ]
        sections.append(_section("Subagents", rows))
    return Content("\n\n").join(sections)


def _section(title: str, lines: list[Content]) -> Content:
    return Content("\n").join([Content.styled(title, "bold $text-primary"), *lines])


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in text)
