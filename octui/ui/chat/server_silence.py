"""Why what is shown may be out of date: octui does not hear from the server."""

from octui.render.text.clock_time import format_clock_time
from octui.store import selectors
from octui.store.state import ConnectionStatus, ServerConnection, State


def describe_silence(connection: ServerConnection) -> str:
    """Since when the server is not heard, in a sentence; `""` while it is."""
    heard_at = format_clock_time(connection.heard_at)
    match connection.status:
        case ConnectionStatus.LIVE:
            return ""
        case ConnectionStatus.CONNECTING:
            return "octui is not connected to the server yet."
        case ConnectionStatus.QUIET:
            return f"The server has been silent since {heard_at}." if heard_at else "The server is silent."
        case ConnectionStatus.LOST:
            since = f" (last heard at {heard_at})" if heard_at else ""
            return f"The server cannot be reached{since}."


def describe_doubt(state: State, session_id: str) -> str:
    """Why it is not known whether a session runs, in a sentence; `""` while it is, and without a session."""
    if not session_id:
        return ""
    if silence := describe_silence(state.connection):
        return silence
    is_doubted = selectors.get_session_run(state, session_id).as_of is not None
    return "It is not known yet whether the agent is still running." if is_doubted else ""
