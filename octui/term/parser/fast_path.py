"""Fast path from output to rows: handles the most frequent output in one loop, without calls.

The screen's handlers implement all of it as well, in plain form; the tests check that both produce the same rows.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from octui.term.grid.cells import text_to_cells as cells_of
from octui.term.grid.grid import REVERSING
from octui.term.grid.rows import STUB, WRAPPED, cut_row, splice_cells
from octui.term.grid.styles import DEFAULT, Step
from octui.term.parser.sequences import CSI, SPLIT, parse_call
from octui.term.parser.sgr import learn_rendition
from octui.term.screen import Screen

INLINED: Final = frozenset(
    {
        "draw",
        "carriage_return",
        "linefeed",
        "index",
        "backspace",
        "cursor_position",
        "cursor_to_column",
        "cursor_to_line",
    }
    | {"cursor_forward", "erase_in_line", "erase_characters", "designate_charset"}
    | {"select_graphic_rendition", "set_rendition"}
)
"""Handlers bypassed by the fast path; when a screen or its class overrides one, the slow path is used."""
_MOST_CALLS: Final = 4096
_LONGEST_KEPT: Final = 64
_POSITION, _ERASE, _FORWARD, _COLUMN, _LINE, _BACK, _ERASE_BEFORE, _ERASE_ALL, _ERASE_SOME, _CHARSET = range(10)
_MOVES: Final = {"cursor_to_column": _COLUMN, "cursor_to_line": _LINE, "cursor_forward": _FORWARD}
_NUMBERS: Final = re.compile(r"\x1b\[(\d{0,4})(?:;(\d{0,4}))?([@-~])").fullmatch
"""A sequence with at most two numbers, which most are: it is parsed without the general parser."""
_CHARSETS: Final = "B0"
"""ASCII and line drawing, between which programs switch within a line."""
Call = tuple[Callable[..., None], tuple[object, ...]]
"""A handler and its arguments."""


class TokenParser(Protocol):
    """Receives whatever the loop does not handle itself; implemented by `Stream`."""

    calls: dict[str, Call]
    operations: dict[str, Step]
    use_utf8: bool

    @property
    def busy(self) -> bool: ...
    def take_text(self, text: str) -> None: ...
    def take_control(self, control: str) -> None: ...
    def take_sequence(self, sequence: str) -> None: ...
    def find_control_handler(self, control: str) -> Callable[..., None] | None: ...


def feed_fast(stream: TokenParser, screen: Screen, data: str) -> None:
    """Feed text to a screen whose handlers are not overridden.

    A single function, as each call costs more than most of the work it does. Cursor, rows and pen are local variables,
    written back before any other call and reloaded after it. `steps` maps a sequence to the resulting pen, or to an
    operation with two numbers that is executed here.
    """
    pieces = SPLIT(data)
    pieces.append("")
    tokens = iter(pieces)
    calls, operations = stream.calls, stream.operations
    screen.make_room()
    plain = screen.plain
    cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
    simple, table, free, rolls, bottom, keep, blank, columns, last_line = modes
    busy = stream.busy
    last = screen.grid.last_text
    for text, control in zip(tokens, tokens, strict=True):
        if text:
            if simple and not busy:
                if table is not None:
                    text = text.translate(table)
                cells = text if text.isascii() else known.get(text) or cells_of(text, styles)
                size = len(cells)
                end = x + size
                if size and end <= columns:
                    cells_before, codes_before, _, flags = rows[y]
                    length = len(cells_before)
                    codes = plain[size] if code == DEFAULT else code * size
                    if x == length:
                        rows[y] = (cells_before + cells, codes_before + codes, styles, flags)
                    elif x > length:
                        gap = x - length
                        rows[y] = (
                            cells_before + " " * gap + cells,
                            codes_before + plain[gap] + codes,
                            styles,
                            flags,
                        )
                    elif cells_before.isascii() or STUB not in cells_before:
                        rows[y] = (
                            cells_before[:x] + cells + cells_before[end:],
                            codes_before[:x] + codes + codes_before[end:],
                            styles,
                            flags,
                        )
                    else:
                        rows[y] = splice_cells(rows[y], x, end, cells, codes)
                    x = end
                    last = text
                else:
                    cursor.x, cursor.y, cursor.code = x, y, code
                    if size and screen.printer.print_cells(cells):
                        screen.grid.last_text = text
                    else:
                        screen.grid.last_text = last
                        screen.printer.print_text(text)
                    last = screen.grid.last_text
                    cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
                    simple, table, free, rolls, bottom, keep, blank, columns, last_line = modes
            else:
                cursor.x, cursor.y, cursor.code = x, y, code
                screen.grid.last_text = last
                if busy:
                    stream.take_text(text)
                    busy = stream.busy
                else:
                    screen.draw(text)
                last = screen.grid.last_text
                cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
                simple, table, free, rolls, bottom, keep, blank, columns, last_line = modes
        if busy:
            if control:
                cursor.x, cursor.y, cursor.code = x, y, code
                screen.grid.last_text = last
                stream.take_control(control)
                busy = stream.busy
                last = screen.grid.last_text
                cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
                simple, table, free, rolls, bottom, keep, blank, columns, last_line = modes
            continue
        if control == "\r\n" or control == "\n":
            if y != bottom:
                if free:
                    if y < last_line:
                        y += 1
                    if control == "\r\n":
                        x = 0
                    elif x == columns:
                        x = columns - 1
                    continue
            elif rolls and (erased := styles.erasing.get(code)) is not None:
                if keep is not None:
                    keep(rows[0])
                del rows[0]
                rows.insert(bottom, blank if erased == DEFAULT else (" " * columns, erased * columns, styles, 0))
                if control == "\r\n":
                    x = 0
                elif x == columns:
                    x = columns - 1
                continue
        else:
            step = steps.get(control)
            if isinstance(step, str):
                code = step
                steps = styles.steps[code]
                continue
            if step is None and (step := operations.get(control)) is not None:
                styles.learn_step(code, control, step)
            if free and step is not None:
                kind, first, second = step
                if kind == _POSITION:
                    y = first if first < last_line else last_line
                    x = second if second < columns else columns - 1
                    continue
                if kind == _COLUMN:
                    x = first if first < columns else columns - 1
                    continue
                if kind == _FORWARD:
                    x += first
                    if x >= columns:
                        x = columns - 1
                    continue
                if kind == _LINE:
                    if x == columns:
                        x = columns - 1
                    y = first if first < last_line else last_line
                    continue
                if kind == _CHARSET:
                    screen.designate_charset(_CHARSETS[first], "(")
                    table = screen.printer.get_translation()
                    continue
                if kind == _BACK:
                    if REVERSING.isdisjoint(screen.mode):
                        x = (x if x < columns else columns - 1) - 1
                        if x < 0:
                            x = 0
                        continue
                elif (erased := styles.erasing.get(code)) is not None:
                    row = rows[y]
                    at = x if x < columns else columns - 1
                    start = 0 if kind in (_ERASE_BEFORE, _ERASE_ALL) else at
                    end = at + 1 if kind == _ERASE_BEFORE else columns
                    if kind == _ERASE_SOME and at + first < columns:
                        end = at + first
                    if erased == DEFAULT and end >= len(row[0]):
                        rows[y] = cut_row(row, start)
                    else:
                        size = end - start
                        row = splice_cells(row, start, end, " " * size, erased * size)
                        if end == columns and row[3] & WRAPPED:
                            row = (row[0], row[1], row[2], row[3] & ~WRAPPED)
                        rows[y] = row
                    continue
        if not control:
            continue
        call = calls.get(control)
        if call is None and control[-1] == "m" and len(control) <= _LONGEST_KEPT and not styles.full:
            step = learn_rendition(styles, code, control)
            if step is not None:
                code = step
                steps = styles.steps[code]
                continue
        cursor.x, cursor.y, cursor.code = x, y, code
        screen.grid.last_text = last
        if call is not None:
            call[0](*call[1])
        else:
            _first_time(stream, screen, control)
            busy = stream.busy
        last = screen.grid.last_text
        cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
        simple, table, free, rolls, bottom, keep, blank, columns, last_line = modes
    cursor.x, cursor.y, cursor.code = x, y, code
    screen.grid.last_text = last


def _first_time(stream: TokenParser, screen: Screen, control: str) -> None:
    """Execute a control character or sequence, and cache its effect."""
    if len(stream.calls) >= _MOST_CALLS:
        stream.calls.clear()
        stream.operations.clear()
    if len(control) == 1 and control < "\x7f":
        if control == "\r" or control == "\b":
            stream.operations[control] = (_COLUMN if control == "\r" else _BACK, 0, 0)
        handler = stream.find_control_handler(control)
        if handler is None:
            stream.take_control(control)
        else:
            stream.calls[control] = handler, ()
            handler()
    elif control[0] != "\x1b" or len(control) == 1 or len(control) > _LONGEST_KEPT or control[1] in "]PX^_":
        stream.take_control(control)
    else:
        function, arguments = stream.calls[control] = _find_call(stream, screen, control)
        function(*arguments)


def _find_call(stream: TokenParser, screen: Screen, control: str) -> Call:
    """The handler of a sequence; what the loop executes itself is added to the operations."""
    if (numbers := _NUMBERS(control)) is not None:
        first, second, final = numbers.groups()
        name = CSI.get(final, "debug")
        arguments = (int(first or 0),) if second is None else (int(first or 0), int(second or 0))
        if (operation := _find_operation(name, arguments)) is not None:
            stream.operations[control] = operation
        return getattr(screen, name), arguments
    if control[1] == "(" and len(control) == 3 and stream.use_utf8:
        if control[2] in _CHARSETS:
            stream.operations[control] = (_CHARSET, _CHARSETS.index(control[2]), 0)
        return screen.designate_charset, (control[2], "(")
    found = parse_call(control[2:]) if control[1] == "[" and ":" not in control else None
    if found is None:
        return stream.take_sequence, (control,)
    handler = getattr(screen, found[0])
    return partial(handler, private=True) if found[2] else handler, found[1]


def _find_operation(name: str, arguments: tuple[int, ...]) -> Step | None:
    """The operations that the loop executes itself."""
    if name == "cursor_position":
        line, column = (*arguments, 0)[:2]
        return _POSITION, max(line, 1) - 1, max(column, 1) - 1
    if name == "erase_in_line" and arguments[0] in (0, 1, 2):
        return (_ERASE, _ERASE_BEFORE, _ERASE_ALL)[arguments[0]], 0, 0
    if name == "erase_characters":
        return _ERASE_SOME, max(arguments[0], 1), 0
    if name in _MOVES:
        count = max(arguments[0], 1)
        return _MOVES[name], count if name == "cursor_forward" else count - 1, 0
    return None
