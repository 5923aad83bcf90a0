"""Who asks: the path of agents down to it, the session it is in as seen from the one on the screen, and the place."""

import re
from dataclasses import dataclass
from typing import Final

from octui.render.text.cell_width import clip_text
from octui.render.text.paths import abbreviate_home
from octui.render.text.sanitize import to_single_line
from octui.render.text.spoofing import escape_spoofing, has_hidden_chars
from octui.store import selectors
from octui.store.selectors import PendingRequest
from octui.store.state import State
from octui.wire.sessions import Session

LONGEST_TITLE: Final = 48

_SUBAGENT: Final = re.compile(r"\(@([\w.-]+) subagent\)$")


@dataclass(frozen=True, slots=True)
class Requester:
    """Every text is as the server sent it."""

    agents: tuple[str, ...] = ()
    """From the session a person talks to down to the one that asks."""
    is_subagent: bool = False
    session_title: str = ""
    """The title to name it by; empty when it is the session on the screen."""
    is_other_conversation: bool = False
    """It belongs to another conversation than the one on the screen."""
    directory: str = ""

    @property
    def has_hidden_text(self) -> bool:
        """Whether a name in it hides something."""
        return any(has_hidden_chars(text) for text in (*self.agents, self.session_title, self.directory))


def find_requester(state: State, ask: PendingRequest, viewed_session_id: str) -> Requester:
    line = selectors.list_ancestors(state, ask.session_id)
    session = line[-1] if line else None
    foreign = ask.session_id not in selectors.list_session_tree(state, viewed_session_id)
    named = (
        ""
        if ask.session_id == viewed_session_id
        else _find_session_title(line[0] if foreign and line else session, ask)
    )
    return Requester(
        agents=tuple(name for member in line if (name := _find_agent_name(state, member, ask))),
        is_subagent=bool(session and session.parent_id),
        session_title=named,
        is_other_conversation=foreign,
        directory=session.directory if session else "",
    )


def describe_requester(asker: Requester, home: str = "") -> tuple[str, ...]:
    """The asker in phrases, the nearest first; safe to draw on one row. `home` is the server's, shown as `~`."""
    path = " › ".join(_clean_name(name[:1].upper() + name[1:]) for name in asker.agents)
    if asker.is_subagent:
        path = f"{path} (subagent)" if path else "subagent"
    words = [path] if path else []
    if asker.session_title:
        kind = "other session" if asker.is_other_conversation else "session"
        words.append(f"{kind} ‘{clip_text(_clean_name(asker.session_title), LONGEST_TITLE)}’")
    else:
        words.append("this session")
    if asker.directory:
        words.append(f"in {_clean_name(abbreviate_home(asker.directory, home))}")
    return tuple(words)


def _find_agent_name(state: State, session: Session, ask: PendingRequest) -> str:
    if session.agent:
        return session.agent
    if found := _SUBAGENT.search(session.title):
        return found.group(1)
    request = ask.permission or ask.question
    if session.id == ask.session_id and request is not None and request.tool is not None:
        view = selectors.get_message(state, request.tool.message_id)
        return (view.info.agent if view else None) or ""
    return ""


def _find_session_title(session: Session | None, ask: PendingRequest) -> str:
    return _SUBAGENT.sub("", session.title if session else "").strip() or ask.session_id


def _clean_name(text: str) -> str:
    return to_single_line(escape_spoofing(text))
