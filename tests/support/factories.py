"""Short words for what a server tells, so that a test says only what matters to it."""

from octui.store.actions import HistoryLoaded, HistoryRequested, Replace
from octui.store.store import Store
from octui.wire.events import MessageUpdated, PartDelta, PartUpdated, SessionCreated, SessionStatus
from octui.wire.messages import Message, MessageInfo, MessageModel, MessageTime
from octui.wire.parts import Part, Span, TextPart, ToolPart, ToolState
from octui.wire.requests import Permission, Question, QuestionItem, ToolCall
from octui.wire.sessions import Session, SessionTime, Status, Tokens

SESSION = "ses_a"


def make_session(id: str = SESSION, parent: str | None = None, updated: float = 0, **rest: object) -> Session:
    time = SessionTime(created=updated, updated=updated)
    return Session(**{"id": id, "parent_id": parent, "directory": "/shop", "time": time, **rest})  # type: ignore[arg-type]  # kwargs of a test


def make_user_message(
    id: str, session: str = SESSION, created: float = 0, model: MessageModel | None = None
) -> MessageInfo:
    return MessageInfo(
        id=id, session_id=session, role="user", time=MessageTime(created=created), agent="build", model=model
    )


def make_answer(
    id: str,
    session: str = SESSION,
    parent: str | None = None,
    done: bool = False,
    output: float = 0,
    cost: float = 0,
    finish: str | None = None,
) -> MessageInfo:
    return MessageInfo(
        id=id,
        session_id=session,
        role="assistant",
        parent_id=parent,
        time=MessageTime(created=1, completed=2 if done else None),
        tokens=Tokens(input=90, output=output),
        provider_id="fake",
        model_id="echo",
        cost=cost,
        finish=finish,
    )


def make_text_part(id: str, message: str, words: str = "", ended: bool = False, session: str = SESSION) -> TextPart:
    """A text that is being written, or that was."""
    return TextPart(
        id=id, session_id=session, message_id=message, text=words, time=Span(start=1, end=2 if ended else None)
    )


def make_prompt_part(id: str, message: str, words: str, session: str = SESSION) -> TextPart:
    """What a person wrote: text without a time."""
    return TextPart(id=id, session_id=session, message_id=message, text=words)


def make_tool_part(
    id: str, message: str, status: str = "running", session: str = SESSION, call: str = "call_1", name: str = "bash"
) -> ToolPart:
    return ToolPart(
        id=id, session_id=session, message_id=message, tool=name, call_id=call, state=ToolState(status=status)
    )


def permission(id: str = "per_1", session: str = SESSION, tool: ToolCall | None = None) -> Permission:
    return Permission(id=id, session_id=session, permission="bash", patterns=("ls",), tool=tool)


def question(id: str = "que_1", session: str = SESSION) -> Question:
    return Question(id=id, session_id=session, questions=(QuestionItem(question="Which?"),))


def wrote(part: Part) -> PartUpdated:
    return PartUpdated(part=part)


def said(info: MessageInfo) -> MessageUpdated:
    return MessageUpdated(info=info)


def delta(part: str, message: str, words: str, session: str = SESSION) -> PartDelta:
    return PartDelta(session_id=session, message_id=message, part_id=part, delta=words)


def busy(session: str = SESSION) -> SessionStatus:
    return SessionStatus(session_id=session, status=Status(type="busy"))


def idle(session: str = SESSION) -> SessionStatus:
    return SessionStatus(session_id=session, status=Status(type="idle"))


def page(
    *messages: Message | MessageInfo,
    older: str | None = None,
    replace: Replace = "tail",
    before: str | None = None,
    since: int | None = None,
    session: str = SESSION,
) -> HistoryLoaded:
    whole = tuple(message if isinstance(message, Message) else Message(info=message) for message in messages)
    return HistoryLoaded(session, whole, older, replace, before, since)


def watching(id: str = SESSION) -> Store:
    """A store that saw a session begin, and so holds its whole history."""
    store = Store()
    store.dispatch_action(SessionCreated(info=make_session(id)))
    store.drain_changes()
    return store


def loading(id: str = SESSION) -> Store:
    """A store that asked for a session's history and waits for it."""
    store = Store()
    store.dispatch_action(HistoryRequested(id))
    store.drain_changes()
    return store
