"""Prompts and their answers: how they belong together, what was typed, and the agent and model that answered."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from octui.store.part_lifecycle import has_ended
from octui.store.selectors.activity import find_newest_answer, is_possibly_busy
from octui.store.selectors.messages import find_last_used, get_message, list_message_ids
from octui.store.state import State
from octui.wire.messages import MessageInfo
from octui.wire.parts import AgentPart, CompactionPart, FilePart, Part, SubtaskPart, TextPart, ToolPart

RAN_BY_PERSON: Final = "The following tool was executed by the user"
"""Text that servers insert in the user's name when they ran a command."""


def iter_prompts(state: State, session_id: str) -> Iterator[MessageInfo]:
    """User prompts and commands not undone, newest first; excludes those servers add in the user's name."""
    for message_id in reversed(list_message_ids(state, session_id)):
        record = state.messages.get(message_id)
        if (
            record is not None
            and record.info is not None
            and record.info.role == "user"
            and _is_from_user(record.parts.values())
        ):
            yield record.info


def _is_from_user(parts: Iterable[Part]) -> bool:
    for part in parts:
        match part:
            case TextPart():
                if (part.text.strip() and not part.synthetic) or part.text == RAN_BY_PERSON:
                    return True
            case FilePart() | AgentPart() | SubtaskPart() | CompactionPart():
                return True
            case _:
                continue
    return False


def find_last_prompt(state: State, session_id: str) -> str | None:
    """The newest prompt that was not undone."""
    info = next(iter_prompts(state, session_id), None)
    return info.id if info is not None else None


def find_unanswered_prompt(state: State, session_id: str) -> str | None:
    """The newest prompt, if its session is idle without an answer, a failure or an abort."""
    prompt = find_last_prompt(state, session_id)
    if prompt is None or is_possibly_busy(state, session_id) or session_id in state.failures:
        return None
    answer = find_newest_answer(state, session_id)
    if not answer or answer > prompt:
        return None
    info = state.messages[answer].info
    return None if info is None or info.error is not None else prompt


def find_next_prompt(state: State, session_id: str, message_id: str) -> str | None:
    """The first prompt after a message, undone or not."""
    timeline = state.timelines.get(session_id)
    ids = timeline.ids if timeline is not None else []
    for following in ids[bisect_right(ids, message_id) :]:
        info = state.messages[following].info
        if info is not None and info.role == "user":
            return following
    return None


def get_prompt_text(state: State, message_id: str) -> str:
    """The text the user typed, without what the server added for the model."""
    view = get_message(state, message_id)
    parts = view.parts if view is not None else ()
    typed = (part for part in parts if isinstance(part, TextPart) and not part.synthetic and not part.ignored)
    return "\n".join(part.text for part in typed).strip("\n")


def list_accepted_prompts(state: State, session_id: str) -> tuple[str, ...]:
    """The prompts of a session that the server accepted and that are in no message yet, by the ids of their parts."""
    return tuple(part_id for part_id, prompt in state.accepted_prompts.items() if prompt.session_id == session_id)


def get_prompt_time(state: State, message_id: str) -> float | None:
    """The time, in epoch milliseconds, of the prompt this message answers."""
    record = state.messages.get(message_id)
    parent = state.messages.get(record.info.parent_id or "") if record is not None and record.info is not None else None
    return parent.info.time.created if parent is not None and parent.info is not None else None


def has_later_answer(state: State, message_id: str) -> bool:
    """Whether another answer to the same prompt follows this one."""
    record = state.messages.get(message_id)
    timeline = state.timelines.get(record.session_id) if record is not None else None
    if record is None or record.info is None or timeline is None:
        return False
    after = bisect_right(timeline.ids, message_id)
    following = state.messages[timeline.ids[after]].info if after < len(timeline.ids) else None
    return following is not None and following.role == "assistant" and following.parent_id == record.info.parent_id


def get_last_answer_text(state: State, session_id: str) -> str:
    """The text of the newest answer that has one."""
    for message_id in reversed(list_message_ids(state, session_id)):
        view = get_message(state, message_id)
        if view is None or view.info.role != "assistant":
            continue
        said = (part for part in view.parts if isinstance(part, TextPart) and not part.synthetic and not part.ignored)
        text = "\n\n".join(part.text.strip() for part in said).strip()
        if text:
            return text
    return ""


def get_model_name(state: State, message_id: str) -> str:
    """The model a message was written with, as its provider calls it."""
    record = state.messages.get(message_id)
    if record is None or record.info is None:
        return ""
    key = record.info.model_key
    model = state.providers.find_model(key.provider_id, key.model_id)
    return (model.name if model is not None else "") or key.model_id


def describe_session_agent(state: State, session_id: str) -> tuple[str, str]:
    """The agent and the model last used in a session, by display name; `""` where unknown."""
    used = find_last_used(state, session_id)
    if used is None:
        return "", ""
    agent = used.agent or ""
    model = state.providers.find_model(used.model.provider_id, used.model.model_id) if used.model else None
    name = (model.name if model is not None else "") or (used.model.model_id if used.model else "")
    return agent[:1].upper() + agent[1:], name


def list_messages_with_tasks(state: State, session_id: str) -> tuple[str, ...]:
    """The messages that show the current work of subagents."""
    timeline = state.timelines.get(session_id)
    if timeline is None:
        return ()
    return tuple(
        message_id
        for message_id in sorted(timeline.unfinished)
        if any(
            isinstance(part, ToolPart) and part.tool == "task" and not has_ended(part)
            for part in state.messages[message_id].parts.values()
        )
    )
