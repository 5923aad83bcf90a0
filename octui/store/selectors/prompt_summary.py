"""What a prompt was, in one line: its text, the command it ran, or the files it brought."""

from bisect import bisect_right
from typing import Final

from octui.store.selectors.messages import get_message
from octui.store.selectors.prompts import get_prompt_text
from octui.store.state import State
from octui.wire.parts import CompactionPart, FilePart, SubtaskPart, ToolPart
from octui.wire.shell_quoting import unquote_command

MAX_SUMMARY_LENGTH: Final = 500


def summarize_prompt(state: State, message_id: str) -> str:
    """`! ls` for a command the user ran; `""` for a prompt that says nothing."""
    text = get_prompt_text(state, message_id) or _find_shell_command(state, message_id)
    text = (text or _describe_parts(state, message_id)).lstrip()
    return " ".join(text[: 4 * MAX_SUMMARY_LENGTH].split())[:MAX_SUMMARY_LENGTH]


def _find_shell_command(state: State, message_id: str) -> str:
    """The command of the answer: the prompt itself holds only a sentence that the server wrote."""
    record = state.messages.get(message_id)
    timeline = state.timelines.get(record.session_id) if record is not None else None
    if timeline is None:
        return ""
    after = bisect_right(timeline.ids, message_id)
    for answer_id in timeline.ids[after : after + 1]:
        view = get_message(state, answer_id)
        if view is None or view.info.parent_id != message_id:
            continue
        for part in view.parts:
            if isinstance(part, ToolPart) and isinstance(command := (part.state.input or {}).get("command"), str):
                return f"! {unquote_command(command)}"
    return ""


def _describe_parts(state: State, message_id: str) -> str:
    view = get_message(state, message_id)
    for part in view.parts if view is not None else ():
        match part:
            case SubtaskPart():
                return f"/{part.command}" if part.command else part.description or part.prompt
            case CompactionPart():
                return "Compact the session"
            case FilePart() if part.filename:
                return part.filename
            case _:
                continue
    return ""
