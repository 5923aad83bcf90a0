"""Sessions as rows of a list, and one of them in a few lines."""

from collections.abc import Callable
from datetime import date, datetime

from textual.content import Content

from octui.store import select, turns
from octui.store.state import State
from octui.ui.widgets.picker_rows import Line, PickerRow, PickerRows


def day_of(milliseconds: float) -> date:
    """The local day of a moment."""
    return datetime.fromtimestamp(milliseconds / 1000).date()


def age(milliseconds: float, now: float) -> str:
    """How long ago, in one word: `now`, `4m`, `3h`, `2d`, then the day."""
    seconds = max(0.0, now - milliseconds) / 1000
    if seconds < 60:
        return "now"
    if seconds < 3600:
        return f"{seconds / 60:.0f}m"
    if seconds < 86400:
        return f"{seconds / 3600:.0f}h"
    if seconds < 7 * 86400:
        return f"{seconds / 86400:.0f}d"
    return f"{day_of(milliseconds):%-d %b %Y}"


def session_lines(
    state: State, now: float, pinned: frozenset[str], query: str, day: Callable[[float], date] = day_of
) -> tuple[Line, ...]:
    """Rows under their headings; for a query what matches, the best first."""
    rows = [_row(state, found, now) for found in select.session_rows(state, now, pinned, day_of=day)]
    return PickerRows(rows).lines(query)


def _row(state: State, found: select.SessionRow, now: float) -> PickerRow:
    session = found.session
    if found.asks:
        glyph, style = "△", "$text-warning"
    elif found.failure is not None:
        glyph, style = "✗", "$text-error"
    elif found.status.type == "retry":
        glyph, style = "↻", "$text-warning"
    elif found.status.type == "busy":
        glyph, style = "●", "$text-success"
    else:
        glyph, style = " ", ""
    agent, model = turns.session_agent(state, session.id)
    changes = ""
    if session.summary is not None and (session.summary.additions or session.summary.deletions):
        changes = f"+{session.summary.additions:.0f} -{session.summary.deletions:.0f}"
    waiting = f"{found.asks} to answer" if found.asks else ""
    retrying = f"retry {found.status.attempt}" if found.status.type == "retry" else ""
    facts = (waiting, retrying, changes, agent, model, age(session.time.updated, now))
    return PickerRow(
        id=session.id,
        title=session.title or "Untitled",
        detail=" · ".join(fact for fact in facts if fact),
        group=found.group,
        glyph=glyph,
        style=style,
        search_text=session.directory,
    )


def preview(state: State, session_id: str, now: float) -> Content:
    """What can be said of a session without opening it."""
    session = state.sessions.get(session_id)
    if session is None:
        return Content("")
    lines = [Content.styled(_plain(session.title) or "Untitled", "bold"), Content("")]
    agent, model = turns.session_agent(state, session_id)
    for label, value in (
        ("agent", agent),
        ("model", model),
        ("changed", age(session.time.updated, now)),
        ("begun", age(session.time.created, now)),
        ("in", session.directory),
    ):
        if value:
            lines.append(Content("").join([Content.styled(f"{label:<8}", "$foreground-muted"), Content(_plain(value))]))
    for ask in select.asks_of(state, session_id):
        what = ask.permission.permission if ask.permission else "question"
        lines.append(Content.styled(f"△ waits for you: {_plain(what)}", "$text-warning"))
    failure = state.failures.get(session_id)
    if failure is not None and not failure.aborted:
        lines.extend([Content(""), Content.styled(_plain(failure.message)[:400], "$text-error")])
    if todos := state.todos.get(session_id):
        lines.append(Content(""))
        lines.extend(
            Content.styled(f"{'✓' if todo.status == 'completed' else '○'} {_plain(todo.content)}", "$foreground-muted")
            for todo in todos
        )
    return Content("\n").join(lines)


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in text)
