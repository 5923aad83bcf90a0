"""Who asks: the path of agents down to it, the session it is in as seen from the one on the screen, and the place."""

import re
from dataclasses import dataclass
from typing import Final

from octui.render.cells import clip
from octui.render.deceit import hides, spelled
from octui.render.places import homely
from octui.render.safe import single_line
from octui.store import select
from octui.store.select import Ask
from octui.store.state import State
from octui.wire.sessions import Session

LONGEST_TITLE: Final = 48

_SUBAGENT: Final = re.compile(r"\(@([\w.-]+) subagent\)$")


@dataclass(frozen=True, slots=True)
class Asker:
    """Every text is as the server sent it."""

    agents: tuple[str, ...] = ()
    """From the session a person talks to down to the one that asks."""
    subagent: bool = False
    session: str = ""
    """The title to name it by; empty when it is the session on the screen."""
    foreign: bool = False
    """It belongs to another conversation than the one on the screen."""
    directory: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether a name in it hides something."""
        return any(hides(text) for text in (*self.agents, self.session, self.directory))


def asker_of(state: State, ask: Ask, viewed_session_id: str) -> Asker:
    line = select.lineage(state, ask.session_id)
    session = line[-1] if line else None
    foreign = ask.session_id not in select.family(state, viewed_session_id)
    named = "" if ask.session_id == viewed_session_id else _title(line[0] if foreign and line else session, ask)
    return Asker(
        agents=tuple(name for member in line if (name := _agent(state, member, ask))),
        subagent=bool(session and session.parent_id),
        session=named,
        foreign=foreign,
        directory=session.directory if session else "",
    )


def asker_words(asker: Asker, home: str = "") -> tuple[str, ...]:
    """The asker in phrases, the nearest first; safe to draw on one row. `home` is the server's, shown as `~`."""
    path = " › ".join(_clean(name[:1].upper() + name[1:]) for name in asker.agents)
    if asker.subagent:
        path = f"{path} (subagent)" if path else "subagent"
    words = [path] if path else []
    if asker.session:
        kind = "other session" if asker.foreign else "session"
        words.append(f"{kind} ‘{clip(_clean(asker.session), LONGEST_TITLE)}’")
    else:
        words.append("this session")
    if asker.directory:
        words.append(f"in {_clean(homely(asker.directory, home))}")
    return tuple(words)


def _agent(state: State, session: Session, ask: Ask) -> str:
    if session.agent:
        return session.agent
    if found := _SUBAGENT.search(session.title):
        return found.group(1)
    request = ask.permission or ask.question
    if session.id == ask.session_id and request is not None and request.tool is not None:
        view = select.message(state, request.tool.message_id)
        return (view.info.agent if view else None) or ""
    return ""


def _title(session: Session | None, ask: Ask) -> str:
    return _SUBAGENT.sub("", session.title if session else "").strip() or ask.session_id


def _clean(text: str) -> str:
    return single_line(spelled(text))
