"""Handlers for prompts that the server accepted and that are in no message yet. Called by `reduce_state` only."""

from octui.store.actions import PromptAccepted
from octui.store.changes import NO_CHANGES, ChangeKey, Changes, Topic, make_changes
from octui.store.selectors.messages import has_message_since
from octui.store.state import AcceptedPrompt, State


def on_prompt_accepted(state: State, accepted: PromptAccepted) -> Changes:
    if accepted.session_id in state.deleted or _is_seen(state, accepted.session_id, accepted.since, accepted.part_id):
        return NO_CHANGES
    state.accepted_prompts[accepted.part_id] = AcceptedPrompt(accepted.session_id, accepted.text, accepted.since)
    return make_changes(ChangeKey(Topic.MESSAGES, accepted.session_id))


def forget_accepted_prompt(state: State, part_id: str) -> Changes:
    """It was seen, or is awaited no longer."""
    accepted = state.accepted_prompts.pop(part_id, None)
    return make_changes(ChangeKey(Topic.MESSAGES, accepted.session_id)) if accepted is not None else NO_CHANGES


def forget_seen_prompts(state: State, session_id: str) -> None:
    """Messages of a session were loaded, those of accepted prompts perhaps among them."""
    for part_id, accepted in list(state.accepted_prompts.items()):
        if accepted.session_id == session_id and _is_seen(state, session_id, accepted.since, part_id):
            del state.accepted_prompts[part_id]


def forget_accepted_prompts(state: State, session_id: str) -> None:
    """The session does not exist any more."""
    for part_id in [each for each, accepted in state.accepted_prompts.items() if accepted.session_id == session_id]:
        del state.accepted_prompts[part_id]


def _is_seen(state: State, session_id: str, since: str, part_id: str) -> bool:
    return has_message_since(state, session_id, since, lambda _, parts: any(part.id == part_id for part in parts))
