"""Maps sequences to handlers of a screen (ECMA-48, xterm's ctlseqs), using pyte's names where they exist."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pyte import Stream as PyteStream

MAX_PARAMETERS: Final = 64
MAX_PARAMETER: Final = 9999

BASIC: Final[Mapping[str, str]] = {
    **PyteStream.basic,
    "\x84": "index",
    "\x85": "next_line",
    "\x88": "set_tab_stop",
    "\x8d": "reverse_index",
    "\x96": "start_guarded",
    "\x97": "end_guarded",
    "\x9a": "report_device_attributes",
}
ESCAPE: Final[Mapping[str, str]] = {
    **PyteStream.escape,
    "E": "next_line",
    "6": "back_index",
    "9": "forward_index",
    "V": "start_guarded",
    "W": "end_guarded",
    "Z": "report_device_attributes",
    "=": "set_application_keypad",
    ">": "set_numeric_keypad",
}
CSI: Final[Mapping[str, str]] = {
    **{final: name for final, name in PyteStream.csi.items() if final != "'"},
    "`": "cursor_to_column",
    "I": "forward_tab",
    "S": "scroll_up",
    "T": "scroll_down",
    "Z": "back_tab",
    "^": "scroll_down",
    "b": "repeat_character",
    "s": "set_sides_or_save",
    "t": "report_window",
    "u": "restore_cursor",
    "x": "report_parameters",
}
"""Final byte -> handler, for sequences with only numeric parameters."""
MARKED: Final[Mapping[str, str]] = {
    "?J": "erase_in_display",
    "?K": "erase_in_line",
    "?W": "reset_tab_stops",
    "?c": "report_device_attributes",
    "?h": "set_mode",
    "?l": "reset_mode",
    "?n": "report_device_status",
    "?r": "set_margins",
}
"""Prefix and final byte -> handler that is called with `private=True`."""
OTHER: Final[Mapping[str, str]] = {
    "?m": "report_key_options",
    "?s": "keep_modes",
    "?u": "report_keyboard",
    "?$p": "report_private_mode",
    ">c": "report_secondary_attributes",
    ">m": "set_key_options",
    ">n": "reset_key_options",
    ">q": "report_version",
    ">T": "reset_title_modes",
    ">t": "set_title_modes",
    ">u": "push_keyboard",
    "<u": "pop_keyboard",
    "=c": "report_tertiary_attributes",
    "=u": "set_keyboard",
    " @": "scroll_left",
    " A": "scroll_right",
    " q": "set_cursor_shape",
    "!p": "reset_softly",
    '"p': "set_level",
    '"q': "set_protected",
    "#p": "push_attributes",
    "#q": "pop_attributes",
    "#{": "push_attributes",
    "#}": "pop_attributes",
    "$p": "report_mode",
    "$v": "copy_rectangle",
    "$w": "report_presentation",
    "$x": "fill_rectangle",
    "$z": "erase_rectangle",
    "${": "erase_rectangle_selectively",
    "'}": "insert_columns",
    "'~": "delete_columns",
    "*x": "select_extent",
    "*y": "report_checksum",
}
"""Prefix, intermediate bytes and final byte -> handler."""

SPLIT: Final = re.compile(
    # A single character class first keeps the search fast; a lookbehind then identifies the character.
    r"([\x00-\x1f\x7f-\x9f]"
    r"(?:(?<=\r)\n"
    r"|(?<=\x1b)(?:"
    r"\[[0-?]*+[ -/]*+[@-~]"
    r"|\][^\x00-\x1f\x7f-\x9f]*+(?:\x07|\x1b\\)"
    r"|[PX^_][^\x00-\x1f\x7f-\x9f]*+\x1b\\"
    r"|[ -/]*+[0-OQ-WYZ\\`-~]"
    r"))?+)"
).split
"""Text, control, text, control, ... text; an incomplete or unusual sequence is a bare ESC, with the rest as text."""

_RENDITION: Final = re.compile("[0-9:;]*m")
_CSI: Final = re.compile(r"([<-?]?)([0-9:;]*)([ -/]*)([@-~])")

Call = tuple[str, tuple[int, ...], bool]
"""Handler, arguments, and whether it is called as private."""


@lru_cache(maxsize=1024)
def parse_call(sequence: str) -> Call | None:
    """The call for `sequence` (without CSI); None when it is malformed, ("debug", ...) when it is unknown."""
    found = _CSI.fullmatch(sequence)
    if found is None:
        return None
    prefix, text, between, final = found.groups()
    arguments = parse_parameters(text)
    if not prefix and not between:
        return CSI.get(final, "debug"), arguments, False
    key = prefix + between + final
    if key in MARKED:
        return MARKED[key], arguments, True
    if key in OTHER:
        return OTHER[key], arguments, False
    return "debug", arguments, False


def is_rendition(sequence: str) -> bool:
    """Whether `sequence` (without CSI) is an SGR, the only one that may have colon-separated sub-parameters."""
    return _RENDITION.fullmatch(sequence) is not None


def parse_parameters(text: str) -> tuple[int, ...]:
    """The numeric parameters of a sequence; missing ones are 0, and sub-parameters after a colon are dropped."""
    return tuple(_number(part.partition(":")[0]) for part in text.split(";", MAX_PARAMETERS)[:MAX_PARAMETERS])


def _number(digits: str) -> int:
    if not digits:
        return 0
    return min(int(digits), MAX_PARAMETER) if len(digits) < 20 else MAX_PARAMETER
