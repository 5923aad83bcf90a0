"""What the server has said so far: before, that there is none of something is not known."""

from octui.store.state import ProvidersStatus, State


def has_listed_sessions(state: State) -> bool:
    """Whether the server has listed its sessions; they come with their statuses."""
    return bool(state.statuses_at)


def has_listed_commands(state: State) -> bool:
    """Whether the server has listed its commands; every server has some, and lists them with the models."""
    return bool(state.commands) or state.providers_status is not ProvidersStatus.AWAITED
