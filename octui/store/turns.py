"""Prompts and their answers, as a conversation is told: who said what to whom, and what it changed."""

from bisect import bisect_right
from collections.abc import Iterator

from octui.store.kin import children
from octui.store.select import asks, last_used, latest_tool, message, message_ids
from octui.store.state import State
from octui.wire.messages import MessageInfo
from octui.wire.parts import TextPart, ToolPart
from octui.wire.sessions import FileDiff, Session


def prompts(state: State, session_id: str) -> Iterator[MessageInfo]:
    """The visible prompts, newest first."""
    for message_id in reversed(message_ids(state, session_id)):
        held = state.messages.get(message_id)
        if held is not None and held.info is not None and held.info.role == "user" and prompt_text(state, message_id):
            yield held.info


def last_prompt(state: State, session_id: str) -> str | None:
    """The newest prompt that was not taken back."""
    info = next(prompts(state, session_id), None)
    return info.id if info is not None else None


def next_prompt(state: State, session_id: str, message_id: str) -> str | None:
    """The first prompt after a message, taken back or not."""
    timeline = state.timelines.get(session_id)
    ids = timeline.ids if timeline is not None else []
    for following in ids[bisect_right(ids, message_id) :]:
        info = state.messages[following].info
        if info is not None and info.role == "user":
            return following
    return None


def prompt_text(state: State, message_id: str) -> str:
    """What a person typed, without what the server added for the model."""
    view = message(state, message_id)
    parts = view.parts if view is not None else ()
    return "\n".join(part.text for part in parts if isinstance(part, TextPart) and not part.synthetic).strip("\n")


def prompted_at(state: State, message_id: str) -> float | None:
    """When the prompt was made that this message answers, in epoch milliseconds."""
    held = state.messages.get(message_id)
    parent = state.messages.get(held.info.parent_id or "") if held is not None and held.info is not None else None
    return parent.info.time.created if parent is not None and parent.info is not None else None


def last_answer(state: State, session_id: str) -> str:
    """The text of the newest answer that has one."""
    for message_id in reversed(message_ids(state, session_id)):
        view = message(state, message_id)
        if view is None or view.info.role != "assistant":
            continue
        text = "\n\n".join(part.text.strip() for part in view.parts if isinstance(part, TextPart)).strip()
        if text:
            return text
    return ""


def model_name(state: State, message_id: str) -> str:
    """The model a message was written with, as its provider calls it."""
    held = state.messages.get(message_id)
    if held is None or held.info is None:
        return ""
    key = held.info.model_key
    model = state.providers.model(key.provider_id, key.model_id)
    return (model.name if model is not None else "") or key.model_id


def session_agent(state: State, session_id: str) -> tuple[str, str]:
    """The agent and the model last used in a session, as people name them; `""` where it is not known."""
    used = last_used(state, session_id)
    if used is None:
        return "", ""
    agent = used.agent or ""
    model = state.providers.model(used.model.provider_id, used.model.model_id) if used.model else None
    name = (model.name if model is not None else "") or (used.model.model_id if used.model else "")
    return agent[:1].upper() + agent[1:], name


def asking_calls(state: State, session_id: str) -> frozenset[str]:
    """The calls of a session that wait for an answer, by call id."""
    return frozenset(ask.call.call_id for ask in asks(state) if ask.session_id == session_id and ask.call is not None)


def activity(state: State, session_id: str) -> str:
    """What a session did last, in a few words; `""` while its history is not here."""
    part = latest_tool(state, session_id)
    if part is None:
        return ""
    about = part.state.title or next((value for value in part.state.input.values() if isinstance(value, str)), "")
    return f"{part.tool} {about}".strip()


def messages_with_tasks(state: State, session_id: str) -> tuple[str, ...]:
    """The loaded messages that hand work to subagents."""
    timeline = state.timelines.get(session_id)
    if timeline is None or not children(state, session_id):
        return ()
    return tuple(
        message_id
        for message_id in timeline.ids
        if any(isinstance(part, ToolPart) and part.tool == "task" for part in state.messages[message_id].parts.values())
    )


def changed_files(state: State, session_id: str) -> tuple[FileDiff, ...]:
    """The files the loaded turns changed, each once with its sums."""
    merged: dict[str, FileDiff] = {}
    for message_id in message_ids(state, session_id):
        held = state.messages.get(message_id)
        if held is None or held.info is None or held.info.role != "user":
            continue
        changes = held.info.changes
        for file in (changes.diffs if changes is not None else None) or ():
            known = merged.get(file.file)
            merged[file.file] = FileDiff(
                file=file.file,
                additions=file.additions + (known.additions if known else 0),
                deletions=file.deletions + (known.deletions if known else 0),
                status=file.status,
            )
    return tuple(merged.values())


def reverted_files(session: Session | None) -> tuple[FileDiff, ...]:
    """What an undo put back, counted from its patch."""
    patch = session.revert.diff if session is not None and session.revert is not None else None
    counts: dict[str, list[int]] = {}
    current: list[int] | None = None
    in_hunk = False
    for line in (patch or "").splitlines():
        if line.startswith(("diff --git ", "Index: ")):
            name = line.removeprefix("Index: ") if line.startswith("Index: ") else line.rpartition(" b/")[2]
            current, in_hunk = counts.setdefault(name, [0, 0]), False
        elif line.startswith("@@"):
            in_hunk = True
        elif current is not None and in_hunk and line.startswith("+"):
            current[0] += 1
        elif current is not None and in_hunk and line.startswith("-"):
            current[1] += 1
    return tuple(FileDiff(file=name, additions=added, deletions=removed) for name, (added, removed) in counts.items())
