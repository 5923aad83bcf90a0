"""The facts for the header and the status bar, read from the store."""

from typing import Final, Protocol

from octui.render.text.clock_time import format_as_of
from octui.store import selectors
from octui.store.directories import is_session_in
from octui.store.state import ConnectionStatus, ProvidersStatus, State
from octui.store.store import Store
from octui.ui.chat.header import HeaderFacts
from octui.ui.composer.status_bar import StatusFacts
from octui.ui.model_selection import Selection

GUIDE: Final = "octui"
"""The provider that needs no key; only the embedded server has it."""


class ChromeContext(Protocol):
    """What a header and a status line need of the app around their screen."""

    store: Store
    auto_approval: str

    @property
    def server_label(self) -> str: ...
    @property
    def working_directory(self) -> str: ...
    def resolve_selection(self, session_id: str | None = None) -> Selection: ...
    def format_directory(self) -> str: ...


def build_header_facts(
    state: State,
    session_id: str,
    place: str,
    server: str,
    screen: str = "New session",
    auto_approval: str = "",
    working_directory: str | None = None,
) -> HeaderFacts:
    """`screen` names the view when the session is unknown to the server; requests of all sessions are counted.

    The branch is that of the working directory: a session elsewhere, as in another worktree, is shown without one.
    """
    session = state.sessions.get(session_id)
    project = state.project.name or state.project.worktree.rstrip("/").rpartition("/")[2] if state.project else ""
    lineage = [member.display_title for member in selectors.list_ancestors(state, session_id)] if session_id else []
    title = " › ".join(part for part in (project, *(lineage or [screen])) if part)
    return HeaderFacts(
        title=title,
        directory=session.directory if session and not place else place,
        branch=(state.branch or "") if is_session_in(state, session_id, working_directory) is not False else "",
        server=server,
        link=state.connection.status,
        retry_in=state.connection.retry_in,
        request_count=len(selectors.list_pending_requests(state)),
        unreadable_count=state.skipped_frames,
        auto_approval=auto_approval,
    )


def is_first_use(state: State) -> bool:
    """Whether only the offline guide of the embedded server can answer, and there is at most one session."""
    if [provider.id for provider in state.providers.providers] != [GUIDE]:
        return False
    return sum(session.parent_id is None for session in state.sessions.values()) <= 1


def build_status_facts(state: State, session_id: str, choice: Selection, *, retry_seconds: int) -> StatusFacts:
    """The agent and model of the next prompt, and the usage and cost so far."""
    model = state.providers.find_model(*choice.model) if choice.model else None
    usage = selectors.get_usage(state, session_id)
    run = selectors.get_session_run(state, session_id)
    return StatusFacts(
        agent=choice.agent,
        agent_color=next((agent.color or "" for agent in state.agents if agent.name == choice.agent), ""),
        model=(model.name or model.id) if model else (choice.model[1] if choice.model else ""),
        is_model_awaited=state.providers_status is ProvidersStatus.AWAITED
        and state.connection.status is not ConnectionStatus.LOST,
        variant=choice.variant or "",
        tokens=usage.tokens,
        percent=usage.percent,
        compacts_at=usage.compacts_at,
        cost=usage.cost,
        busy=run.is_busy,
        as_of=format_as_of(run.as_of),
        retry=_describe_retry(run.status.message, retry_seconds) if run.is_retrying else "",
    )


def _describe_retry(message: str, seconds: int) -> str:
    from octui.render.text.durations import format_countdown  # the first screen has no failed run

    return f"{message} · {f'retrying in {format_countdown(seconds)}' if seconds > 0 else 'retrying'}"
