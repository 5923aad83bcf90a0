"""What is new in an output that servers send whole each time, and of which they may keep only the end."""

from octui.render.output.output_replay import find_new_suffix
from octui.render.tool_output import ToolOutput

_ABORT_SEQUENCE = "\x18\x1b[m"
_ASIDE, _ASIDE_END = "\x1b[2m", "\x1b[22m"
CUT_NOTE = "some output is missing here: the server keeps only the end"


class OutputGrowth:
    """Turns reports into text for a terminal; each may repeat, lack or replace what came before."""

    def __init__(self) -> None:
        self._reported: str | None = None

    def take_report(self, output: ToolOutput) -> str:
        """What to print now, with line ends as terminals need them, and a note where something is missing."""
        text, before = output.program_text, self._reported
        if before is None:
            self._reported = text
            return _to_line_ends(_format_note(output.cut_before) + text + _format_note(output.cut_after, "\n"))
        if text.startswith(before):
            new = text[len(before) :]
        elif not text.strip("\n") or text.strip("\n") in before:
            # A last report may be shorter: cut in another way, or without the blank lines around it.
            return ""
        elif (slid := find_new_suffix(before, text)) is not None:
            new = slid
        else:
            new = f"{_ABORT_SEQUENCE}\n{_format_note(CUT_NOTE)}{text}"
        self._reported = text
        return _to_line_ends(new)


def _format_note(note: str, before: str = "") -> str:
    return f"{before}{_ASIDE}… {note}{_ASIDE_END}\n" if note else ""


def _to_line_ends(text: str) -> str:
    """Output that went through a pipe has none of the carriage returns that a terminal adds."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
