"""How commands move through a conversation, whatever has the focus."""

from collections.abc import Callable, Mapping
from typing import Final

from octui.ui.transcript.widget import Transcript

_MOTIONS: Final[Mapping[str, Callable[[Transcript], None]]] = {
    "page_up": Transcript.action_page_up,
    "page_down": Transcript.action_page_down,
    "half_page_up": lambda transcript: transcript.action_scroll_half_page(-1),
    "half_page_down": lambda transcript: transcript.action_scroll_half_page(1),
    "line_up": lambda transcript: transcript.action_scroll_lines(-1),
    "line_down": lambda transcript: transcript.action_scroll_lines(1),
    "first": Transcript.action_first,
    "last": Transcript.action_last,
    "message_previous": lambda transcript: transcript.action_move_to_prompt(-1),
    "message_next": lambda transcript: transcript.action_move_to_prompt(1),
}


def move_by_name(transcript: Transcript, motion: str) -> None:
    _MOTIONS[motion](transcript)
