"""Who sent a request: the chain of agents, the session as seen from the one on the screen, and the directory."""

import re
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.render.text.cell_width import clip_text
from octui.render.text.paths import abbreviate_home
from octui.render.text.spoofing import has_deception, to_unspoofed_line
from octui.store import selectors
from octui.store.selectors import PendingRequest
from octui.store.state import State
from octui.wire.sessions import Session

MAX_TITLE_WIDTH: Final = 48
UNTITLED: Final = "untitled"
"""Stands for a session without a title, or one that is not known: its id would say nothing to the user."""
MAX_AGENT_WIDTH: Final = 24

_SUBAGENT: Final = re.compile(r"\(@([\w.-]+) subagent\)$")


@dataclass(frozen=True, slots=True)
class Requester:
    """Every text is as the server sent it."""

    agents: tuple[str, ...] = ()
    """From the session the user talks to down to the one that sent the request."""
    is_subagent: bool = False
    session_title: str = ""
    """The title to name it by; empty when it is the session on the screen."""
    is_other_conversation: bool = False
    """It does not belong to the conversation on the screen."""
    directory: str = ""
    is_viewed_directory: bool = False
    """The session on the screen has the same directory."""

    @property
    def has_hidden_text(self) -> bool:
        """Whether any of its names contains hidden characters."""
        return any(has_deception(text) for text in (*self.agents, self.session_title, self.directory))


def find_requester(state: State, request: PendingRequest, viewed_session_id: str) -> Requester:
    lineage = selectors.list_ancestors(state, request.session_id)
    session = lineage[-1] if lineage else None
    is_other = request.session_id not in selectors.list_session_tree(state, viewed_session_id)
    shown_title = (
        ""
        if request.session_id == viewed_session_id
        else _find_session_title(lineage[0] if is_other and lineage else session)
    )
    viewed = state.sessions.get(viewed_session_id)
    return Requester(
        agents=tuple(name for member in lineage if (name := _find_agent_name(state, member, request))),
        is_subagent=bool(session and session.parent_id),
        session_title=shown_title,
        is_other_conversation=is_other,
        directory=session.directory if session else "",
        is_viewed_directory=bool(session and viewed and session.directory == viewed.directory),
    )


def describe_requester(sender: Requester, home: str = "") -> tuple[str, ...]:
    """The requester in phrases, agent first; safe to draw on one row. `home` is the server's, shown as `~`.

    The session and the directory are left out where they are those on the screen.
    """
    agents = (to_unspoofed_line(name[:1].upper() + name[1:]) for name in sender.agents)
    path = " › ".join(clip_text(agent, MAX_AGENT_WIDTH) for agent in agents)
    if sender.is_subagent:
        path = f"{path} (subagent)" if path else "subagent"
    words = [path] if path else []
    if sender.session_title:
        kind = "other session" if sender.is_other_conversation else "session"
        words.append(f"{kind} “{clip_text(to_unspoofed_line(sender.session_title), MAX_TITLE_WIDTH)}”")
    if sender.directory and not sender.is_viewed_directory:
        words.append(f"in {to_unspoofed_line(abbreviate_home(sender.directory, home))}")
    return tuple(words)


def _find_agent_name(state: State, session: Session, request: PendingRequest) -> str:
    if session.agent:
        return session.agent
    if found := _SUBAGENT.search(session.title):
        return found.group(1)
    details = request.permission or request.question
    if session.id == request.session_id and details is not None and details.tool is not None:
        view = selectors.get_message(state, details.tool.message_id)
        return (view.info.agent if view else None) or ""
    return ""


def _find_session_title(session: Session | None) -> str:
    return _SUBAGENT.sub("", session.display_title if session else "").strip() or UNTITLED
