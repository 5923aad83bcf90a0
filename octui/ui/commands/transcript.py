"""Read and copy the transcript."""

from typing import Final

from octui.ui.commands.command import Command


def _scroll_command(id_: str, title: str, motion: str, *, legacy: str) -> Command:
    return Command(
        id_,
        title,
        "Transcript",
        lambda on: on.view.scroll_transcript(motion),
        is_enabled=lambda on: on.sessions.has_chat(),
        legacy_ids=(legacy,),
        is_hidden=True,
    )


TRANSCRIPT_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "transcript.focus",
        "Go to the transcript",
        "Transcript",
        lambda on: on.view.focus_transcript(),
        help="Read it block by block; open, close and copy blocks.",
        is_enabled=lambda on: on.sessions.has_chat(),
    ),
    _scroll_command("session.page.up", "Page up", "page_up", legacy="messages_page_up"),
    _scroll_command("session.page.down", "Page down", "page_down", legacy="messages_page_down"),
    _scroll_command("session.half.page.up", "Half page up", "half_page_up", legacy="messages_half_page_up"),
    _scroll_command("session.half.page.down", "Half page down", "half_page_down", legacy="messages_half_page_down"),
    _scroll_command("session.line.up", "Line up", "line_up", legacy="messages_line_up"),
    _scroll_command("session.line.down", "Line down", "line_down", legacy="messages_line_down"),
    _scroll_command("session.first", "To the beginning", "first", legacy="messages_first"),
    _scroll_command("session.last", "To the end", "last", legacy="messages_last"),
    _scroll_command("session.message.previous", "Previous prompt", "message_previous", legacy="message_previous"),
    _scroll_command("session.message.next", "Next prompt", "message_next", legacy="messages_next"),
    _scroll_command("session.messages_last_user", "To the last prompt", "message_last", legacy="messages_last_user"),
    Command(
        "transcript.find.start",
        "Find in this session",
        "Transcript",
        lambda on: on.find.find_in_session(),
        help="In the whole history, including what is collapsed or not loaded.",
        is_enabled=lambda on: on.sessions.has_session(),
    ),
    Command(
        "message.menu",
        "Message menu",
        "Transcript",
        lambda on: on.message_menu.open_message_menu(),
        slash=("message",),
        help="Copy, edit, fork from, revert to or delete the message the cursor is in.",
        is_enabled=lambda on: on.sessions.has_session(),
    ),
    Command(
        "messages.copy",
        "Copy last answer",
        "Transcript",
        lambda on: on.view.copy_last_message(),
        is_enabled=lambda on: on.sessions.has_session(),
        find_obstacle=lambda on: on.view.find_copy_obstacle(),
        legacy_ids=("messages_copy",),
    ),
    Command(
        "session.copy",
        "Copy the transcript",
        "Transcript",
        lambda on: on.view.copy_transcript(),
        slash=("copy",),
        help="As Markdown, including messages that are not loaded yet.",
        is_enabled=lambda on: on.sessions.has_session(),
        legacy_ids=("session_copy",),
    ),
)
