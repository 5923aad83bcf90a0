"""What Enter will do with the prompt, in a few words."""

from collections.abc import Callable, Sequence

from octui.ui.composer.slash_commands import CommandEntry, find_command_entry, split_command
from octui.ui.key_hints import format_hint


def format_submit_hint(
    text: str, commands: Callable[[], Sequence[CommandEntry]], *, is_shell: bool, is_busy: bool, is_queueing: bool
) -> str:
    """`""` for an empty prompt; while the agent works, a prompt is queued or goes to it at once."""
    text = text.strip()
    if not text:
        return ""
    command = None if is_shell else split_command(text)
    entry = find_command_entry(commands(), command[0]) if command else None
    if entry is not None and entry.source == "local":
        verb = "run"
    elif is_busy:
        verb = "queue" if is_queueing else "send to the running agent"
    else:
        verb = "run" if is_shell or entry is not None else "send"
    return format_hint("prompt.submit", verb)
