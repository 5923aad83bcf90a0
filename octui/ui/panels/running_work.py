"""What would stop if a server reloaded a folder, listed in full before it does."""

from octui.render.text.counts import format_count
from octui.store import selectors
from octui.store.state import State

MAX_NAMES = 6


def list_running_sessions(state: State) -> list[str]:
    """The titles of the sessions that run, or may run."""
    return [
        session.display_title or "Untitled"
        for session in state.sessions.values()
        if selectors.is_possibly_busy(state, session.id)
    ]


def describe_running_work(state: State) -> str:
    """Runs, terminals and requests that would end, a line each; empty when there are none."""
    running = list_running_sessions(state)
    lines = [f"• the run of “{title}”" for title in running[:MAX_NAMES]]
    if len(running) > MAX_NAMES:
        lines.append(f"• {len(running) - MAX_NAMES} more runs")
    if state.ptys:
        what = "it" if len(state.ptys) == 1 else "them"
        lines.append(f"• {format_count(len(state.ptys), 'terminal')} and the programs in {what}")
    if waiting := len(selectors.list_pending_requests(state)):
        lines.append(f"• {format_count(waiting, 'request')} waiting for your answer")
    return "\n".join(lines)
