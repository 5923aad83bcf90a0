"""Shell integration (OSC 133): where prompts, command lines and output begin, and how commands ended.

Marks are flags of rows. How a command ended is stored at its prompt, where people look for it. Sources: the semantic
prompts of FinalTerm, iTerm2 and kitty; `cmdline_url` is kitty's and fish's.
"""

from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import unquote

from octui.term.events import Event, Prompted
from octui.term.grid.grid import Grid
from octui.term.grid.rows import (
    COMMAND,
    FINISHED,
    OUTPUT,
    PROMPT,
    STATUS_MASK,
    WRAPPED,
    Row,
    cut_row,
    get_exit_code,
    get_finish_column,
    get_input_column,
    has_exit_status,
    join_rows,
    mark_finish,
    mark_input,
    mark_status,
)

MAX_COMMAND_LENGTH: Final = 8_192
_MAX_SEARCHED: Final = 5_000
"""Rows above the end of a command in which its prompt is looked for, after a reflow."""
_CONTINUED: Final = ("k=s", "k=c", "k=r")
"""Prompts of continued lines, and those at the right edge, begin no command."""


class ShellCommand(NamedTuple):
    """A command that ended; `line` is empty where the shell did not mark it, `exit_code` None where it did not say."""

    line: str
    output: str
    exit_code: int | None


class ShellMarks:
    """Writes the marks; events are left out while output is replayed, marks are not."""

    def __init__(self, grid: Grid, announce: Callable[[Event], None]) -> None:
        self.grid = grid
        self._announce = announce
        self.reset_state()

    def reset_state(self) -> None:
        self._prompt_line = -1
        """The line of the newest prompt, counted from the first row ever printed."""
        self._marks_output = False
        """Whether this shell says where output begins; then a prompt without one ran no command."""
        self._is_running = False
        self.command_lines: dict[int, str] = {}
        """The newest command lines as the shell itself reported them, by the line of their prompt."""

    def record_mark(self, text: str) -> None:
        """OSC 133: A prompt, B command line, C command output, D end of command with its exit code."""
        kind, _, rest = text.partition(";")
        options = rest.split(";")
        match kind:
            case "A" | "N":
                if not any(option in _CONTINUED for option in options):
                    self._record_prompt()
            case "B" | "I":
                self._mark_row(COMMAND)
                self._announce(Prompted("command"))
            case "C":
                self._marks_output = self._is_running = True
                self._record_command_line(options)
                self._mark_row(OUTPUT)
                self._announce(Prompted("output"))
            case "D":
                self._mark_row(FINISHED)
                code = options[0]
                number = int(code) if code.isascii() and code.isdigit() and len(code) < 6 else None
                if self._is_running or not self._marks_output:
                    self._record_status(number)
                self._is_running = False
                self._announce(Prompted("finished", number))

    def _record_prompt(self) -> None:
        self._is_running = False
        self._mark_row(PROMPT)
        if not self.grid.is_alternate:
            self._prompt_line = self._count_lines_above() + self.grid.cursor.y
        self._announce(Prompted("prompt"))

    def _mark_row(self, mark: int) -> None:
        y = self.grid.cursor.y
        cells, codes, styles, flags = self.grid.rows[y]
        if mark == FINISHED:
            flags = mark_finish(flags, self.grid.get_column())
        elif mark == OUTPUT:
            # What ended in this row before is the end of another command.
            flags = mark_finish(flags, 0) & ~FINISHED | OUTPUT
        elif mark == COMMAND:
            flags = mark_input(flags, self.grid.get_column())
        else:
            flags = flags & ~STATUS_MASK | PROMPT
        self.grid.rows[y] = (cells, codes, styles, flags)

    def _record_command_line(self, options: list[str]) -> None:
        line = next((option[12:] for option in options if option.startswith("cmdline_url=")), "")
        if line and self._prompt_line >= 0:
            self.command_lines[self._prompt_line] = unquote(line[: 3 * MAX_COMMAND_LENGTH])[:MAX_COMMAND_LENGTH]
            if len(self.command_lines) > 100:
                del self.command_lines[next(iter(self.command_lines))]

    def _record_status(self, code: int | None) -> None:
        """Store how a command ended at its prompt."""
        if self.grid.is_alternate:
            return
        above = len(self.grid.scrollback)
        place = self._prompt_line - self.grid.scrollback.dropped
        if not (0 <= place < above + self.grid.lines and self._get_row(place)[3] & PROMPT):
            last = above + self.grid.cursor.y
            searched = range(last, max(-1, last - _MAX_SEARCHED), -1)
            place = next((at for at in searched if self._get_row(at)[3] & PROMPT), -1)
            # Where the prompt was cleared meanwhile, the one before it belongs to another command.
            if place >= 0 and has_exit_status(self._get_row(place)[3]):
                return
        if place < 0:
            return
        cells, codes, styles, flags = self._get_row(place)
        row = (cells, codes, styles, mark_status(flags, code))
        if place < above:
            self.grid.scrollback.rows[place] = row
        else:
            self.grid.rows[place - above] = row

    def _get_row(self, place: int) -> Row:
        above = len(self.grid.scrollback)
        return self.grid.scrollback[place] if place < above else self.grid.rows[place - above]

    def _count_lines_above(self) -> int:
        return self.grid.scrollback.dropped + len(self.grid.scrollback)


def find_output(rows: list[Row], start: int) -> str:
    """What a command printed whose output begins in the row at `start`."""
    if rows[start][3] & (PROMPT | COMMAND) and not rows[start][3] & FINISHED:
        # The shell marked the output in the row of its prompt, or printed the next prompt there.
        start += 1
    for end in range(start, len(rows)):
        flags = rows[end][3]
        if flags & FINISHED:
            row = cut_row(rows[end], get_finish_column(flags))
            return join_rows([*rows[start:end], row]).rstrip("\n")
        if flags & PROMPT and end > start:
            return join_rows(rows[start:end]).rstrip("\n")
    return join_rows(rows[start:]).rstrip("\n")


def find_failed_command(rows: list[Row], command_lines: dict[int, str], first_line: int) -> ShellCommand | None:
    """The newest command that ended with another exit code than 0; the first row is the line `first_line`."""
    prompt = next((at for at in range(len(rows) - 1, -1, -1) if get_exit_code(rows[at][3])), None)
    if prompt is None:
        return None
    code = get_exit_code(rows[prompt][3])
    after = prompt + 1
    while after < len(rows) and not rows[after][3] & PROMPT:
        after += 1
    # In the row of the prompt, output that has ended is that of the command before, which printed nothing.
    start = prompt + 1 if rows[prompt][3] & FINISHED else prompt
    output = next((at for at in range(start, after) if rows[at][3] & OUTPUT), None)
    if output is None and after < len(rows) and rows[after][3] & OUTPUT and rows[after][3] & FINISHED:
        # The next prompt stands after output without a line break.
        output = after
    line = command_lines.get(first_line + prompt) or _read_command_line(rows, prompt, after, output)
    if output is None:
        output = min(prompt + 1 + line.count("\n"), len(rows) - 1)
    # The row of the next prompt may have the end of the output.
    printed = find_output(rows[: after + 1], output) if output <= after else ""
    return ShellCommand(line, printed, code)


def _read_command_line(rows: list[Row], prompt: int, after: int, output: int | None) -> str:
    """What was typed between the mark of the command line and the output; empty without that mark."""
    begin = next((at for at in range(prompt, after) if rows[at][3] & COMMAND), None)
    if begin is None:
        return ""
    end = output if output is not None and output > begin else begin + 1
    while end < after and rows[end - 1][3] & WRAPPED:
        end += 1
    cells, codes, styles, flags = rows[begin]
    column = get_input_column(flags)
    return join_rows([(cells[column:], codes[column:], styles, flags), *rows[begin + 1 : end]]).strip()


def has_status_marks(rows: list[Row]) -> bool:
    """Whether a shell reported how its commands ended."""
    return any(has_exit_status(row[3]) for row in rows)
