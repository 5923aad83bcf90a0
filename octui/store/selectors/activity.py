"""Determines what of a session is in progress, what only appears to be, and what is not known."""

from itertools import takewhile
from typing import Final, NamedTuple

from octui.store.directories import strip_trailing_slash
from octui.store.part_lifecycle import is_streaming
from octui.store.state import ConnectionStatus, State
from octui.wire.parts import SHELL_TOOLS, Part, ToolPart
from octui.wire.sessions import IDLE, Status


class SessionRun(NamedTuple):
    """What is known about a session's run: its last status, and whether that still holds.

    `as_of` is None while it does, else when it was last known to, in epoch milliseconds (0: not known when). A session
    whose last known status is idle has no run, so nothing is claimed of it and `as_of` is None.
    """

    status: Status = IDLE
    as_of: float | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is known to be working, or waiting to retry, now."""
        return self.as_of is None and self.status.type != "idle"

    @property
    def is_retrying(self) -> bool:
        """Whether it is known to wait for a provider now."""
        return self.as_of is None and self.status.type == "retry"


_NO_RUN: Final = SessionRun()


def get_session_run(state: State, session_id: str) -> SessionRun:
    """What may be shown of a run: everything that claims one must ask here."""
    status = state.statuses.get(session_id)
    return _NO_RUN if status is None else SessionRun(status, state.statuses_as_of.get(session_id))


def find_doubt_time(state: State, session_id: str) -> float | None:
    """When it was last known what goes on in a session, in epoch milliseconds; None while it is known.

    Also of one that has no run: older servers run shell commands without their session being busy.
    """
    as_of = get_session_run(state, session_id).as_of
    if as_of is None and state.connection.status in (ConnectionStatus.QUIET, ConnectionStatus.LOST):
        return state.connection.heard_at
    return as_of


def is_busy(state: State, session_id: str) -> bool:
    """Whether the session is known to be working, or waiting to retry, now."""
    return get_session_run(state, session_id).is_busy


def is_possibly_busy(state: State, session_id: str) -> bool:
    """Whether the last known status of the session is busy; it may have started or stopped since."""
    return session_id in state.statuses


def is_interruptible(state: State, session_id: str) -> bool:
    """Whether something in the session may still run: false only where it is known to be idle."""
    timeline = state.timelines.get(session_id)
    return (
        is_possibly_busy(state, session_id)
        or find_doubt_time(state, session_id) is not None
        or any(not is_run_over(state, message_id) for message_id in (timeline.unfinished if timeline else ()))
    )


def is_run_over(state: State, message_id: str) -> bool:
    """Whether the run that wrote this answer is over, so that a call still `running` in it is dead.

    False while its session is busy with it, and when an event for it arrived after its session went
    idle: servers send the last updates after that, and older ones run shell commands without being busy.
    """
    record = state.messages.get(message_id)
    if record is None or record.info is None or record.info.role != "assistant":
        return False
    if find_newest_answer(state, record.session_id) > message_id:
        return True
    idle_at = _find_idle_time(state, record.session_id)
    return not is_possibly_busy(state, record.session_id) and 0 < idle_at >= record.alive_at


def is_interrupted(state: State, message_id: str) -> bool:
    """Whether this answer was never finished and no run is working on it."""
    record = state.messages.get(message_id)
    return record is not None and not record.is_finished and is_run_over(state, message_id)


def is_text_streaming(state: State, message_id: str, part: Part) -> bool:
    """Whether this text is being written right now."""
    record = state.messages.get(message_id)
    return record is not None and is_streaming(part) and not record.is_finished and not is_run_over(state, message_id)


def is_queued(state: State, message_id: str) -> bool:
    """Whether this prompt waits for the agent to finish with an earlier one."""
    record = state.messages.get(message_id)
    if (
        record is None
        or record.info is None
        or record.info.role != "user"
        or not is_possibly_busy(state, record.session_id)
    ):
        return False
    answer = find_newest_answer(state, record.session_id)
    return "" < answer < message_id and answer in state.timelines[record.session_id].unfinished


def list_queued_prompts(state: State, session_id: str) -> tuple[str, ...]:
    """The prompts that the server has and its agent did not begin with, whoever sent them; oldest first."""
    answer = find_newest_answer(state, session_id)
    timeline = state.timelines.get(session_id)
    after = takewhile(lambda message_id: message_id > answer, reversed(timeline.ids if timeline is not None else ()))
    return tuple(message_id for message_id in reversed(list(after)) if is_queued(state, message_id))


def list_running_commands(state: State, session_id: str) -> list[ToolPart]:
    """The shell commands of a session that run, as far as is known."""
    timeline = state.timelines.get(session_id)
    return [
        part
        for message_id in (timeline.unfinished if timeline is not None else ())
        if not is_run_over(state, message_id)
        for part in state.messages[message_id].parts.values()
        if isinstance(part, ToolPart) and part.tool in SHELL_TOOLS and part.state.status == "running"
    ]


def list_doubtful_sessions(state: State, since: int) -> tuple[str, ...]:
    """The sessions whose status events since this clock contradict.

    Those that are said to be busy although nothing came from them, and those that are said to be idle although an
    unfinished answer grew.
    """
    doubtful = [session_id for session_id in state.statuses if _find_activity_time(state, session_id) <= since]
    for timeline in state.timelines.values():
        if timeline.session_id not in state.statuses and any(
            state.messages[message_id].alive_at > since for message_id in timeline.unfinished
        ):
            doubtful.append(timeline.session_id)
    return tuple(doubtful)


def find_newest_answer(state: State, session_id: str) -> str:
    """The id of the session's last assistant message; "" without one."""
    timeline = state.timelines.get(session_id)
    for message_id in reversed(timeline.ids if timeline is not None else ()):
        info = state.messages[message_id].info
        if info is not None and info.role == "assistant":
            return message_id
    return ""


def _find_activity_time(state: State, session_id: str) -> int:
    """When the last event of a session came."""
    timeline, unseen = state.timelines.get(session_id), state.unseen.get(session_id)
    newest = state.messages[timeline.ids[-1]].at if timeline is not None and timeline.ids else 0
    return max(state.status_at.get(session_id, 0), newest, unseen.at if unseen is not None else 0)


def _find_idle_time(state: State, session_id: str) -> int:
    """When the session was last known to be idle; 0 if that is not known."""
    session = state.sessions.get(session_id)
    place = 0 if session is None else state.statuses_at.get(strip_trailing_slash(session.directory), 0)
    return max(state.status_at.get(session_id, 0), state.statuses_at.get(None, 0), place)
