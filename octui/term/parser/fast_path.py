"""Fast path from output to rows: handles the most frequent output in one loop, without calls.

The screen's handlers implement all of it as well, in plain form; the tests check that both produce the same rows.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from time import perf_counter
from typing import Final, Protocol

from octui.term.grid.cells import text_to_cells as cells_of
from octui.term.grid.grid import REVERSING
from octui.term.grid.rows import STUB, WRAPPED, Row, cut_row, splice_cells
from octui.term.grid.styles import DEFAULT, NO_STEPS
from octui.term.parser.operations import (
    CHARSET,
    CHARSETS,
    COLUMN,
    ERASE,
    ERASE_ALL,
    ERASE_BEFORE,
    ERASE_SOME,
    FORWARD,
    LINE,
    POSITION,
    Operation,
    known_operations,
    learn_operation,
    parse_simple,
)
from octui.term.parser.sequences import SPLIT, parse_call
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
_STEADY: Final = frozenset(
    {
        "cursor_back",
        "cursor_down",
        "cursor_down1",
        "cursor_up",
        "cursor_up1",
        "delete_characters",
        "delete_lines",
        "erase_in_display",
        "index",
        "insert_characters",
        "insert_lines",
        "linefeed",
        "next_line",
        "reverse_index",
        "scroll_down",
        "scroll_up",
        "tab",
    }
)
"""Handlers that only move the cursor or change rows: modes, pen and tables need not be read again after them."""
_MAX_CALLS: Final = 4096
_MAX_KEPT_LENGTH: Final = 64
Call = tuple[Callable[..., None], tuple[object, ...], bool]
"""A handler, its arguments, and whether it is steady."""
Pair = tuple[str, str]
"""Text, and the control character or sequence after it; either may be empty."""


class TokenParser(Protocol):
    """Receives whatever the loop does not handle itself; implemented by `Stream`."""

    calls: dict[str, Call]
    use_utf8: bool

    @property
    def busy(self) -> bool: ...
    def take_text(self, text: str) -> None: ...
    def take_control(self, control: str) -> None: ...
    def take_sequence(self, sequence: str) -> None: ...
    def find_control_handler(self, control: str) -> Callable[..., None] | None: ...


def feed_fast(stream: TokenParser, screen: Screen, data: str, end_at: float) -> str:
    """Feed text to a screen whose handlers are not overridden; returns what is left at the time `end_at`."""
    pieces = SPLIT(data)
    pieces.append("")
    tokens = iter(pieces)
    pairs = zip(tokens, tokens, strict=True)
    screen.make_room()
    for text, control in pairs:
        if stream.busy:
            stream.take_text(text)
            text = ""
        if not stream.busy:
            new = _take_known(stream, screen, chain(((text, control),), pairs), end_at)
            if new:
                _take_new(stream, screen, new)
        elif control:
            stream.take_control(control)
        if perf_counter() > end_at:
            break
    return "".join(tokens)


def _take_known(stream: TokenParser, screen: Screen, pairs: Iterator[Pair], end_at: float) -> str:
    """Take pairs up to the first new control character or sequence, which is returned, or up to the time `end_at`.

    A single loop, as each call costs more than most of the work it does. Cursor, rows and pen are local variables,
    written back before any handler is called and read again after it. `steps` maps a sequence to the resulting pen,
    `operations` to what is executed here, and `calls` to a handler.
    """
    cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
    room, table, free, rolls, bottom, keep, blank, columns, last_line = modes
    calls, operations, plain, grid, printer = stream.calls, known_operations, screen.plain, screen.grid, screen.printer
    last = grid.last_text
    cells: str | None
    new = ""
    for text, control in pairs:
        if text:
            if table is not None:
                text = text.translate(table)
            if text.isascii():
                cells = text
            elif (cells := known(text)) is None:
                cells = cells_of(text, styles)
            size = len(cells)
            end = x + size
            # Text that no mode affects, that fits and that combines with nothing goes into the row as it is.
            if size and end <= room:
                cells_before, codes_before, _, flags = rows[y]
                length = len(cells_before)
                codes = plain[size] if code == DEFAULT else code * size
                if x >= length:
                    if x > length:
                        cells_before, codes_before = cells_before.ljust(x), codes_before + plain[x - length]
                    rows[y] = (cells_before + cells, codes_before + codes, styles, flags)
                elif cells_before[x] != STUB and (end >= length or cells_before[end] != STUB):
                    # No wide character is cut in two.
                    cells_after, codes_after = cells_before[end:], codes_before[end:]
                    rows[y] = (
                        cells_before[:x] + cells + cells_after,
                        codes_before[:x] + codes + codes_after,
                        styles,
                        flags,
                    )
                else:
                    rows[y] = splice_cells(rows[y], x, end, cells, codes)
                x = end
                last = text
            else:
                cursor.x, cursor.y, cursor.code = x, y, code
                grid.last_text = last
                if size and room and printer.print_cells(cells):
                    last = text
                else:
                    printer.print_text(text)
                    last = grid.last_text
                if room and grid.joining is None and grid.styles is styles:
                    x, y = cursor.x, cursor.y
                else:
                    cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
                    room, table, free, rolls, bottom, keep, blank, columns, last_line = modes
                if perf_counter() > end_at:
                    new = control
                    break
        # First what is most frequent: a sequence that sets the pen, and was met with this one before.
        step = steps.get(control)
        if step is not None:
            code = step
            steps = styles.steps[code]
            continue
        if control == "\r\n" or control == "\n":
            if free:
                if control == "\r\n":
                    x = 0
                elif x == columns:
                    x = columns - 1
                if y != bottom:
                    if y < last_line:
                        y += 1
                    continue
                if rolls and (erased := styles.erasing.get(code)) is not None:
                    if keep is not None:
                        keep(rows[0])
                    del rows[0]
                    rows.insert(bottom, blank if erased == DEFAULT else (" " * columns, erased * columns, styles, 0))
                    continue
                # What remains is one control character, whose handler is known.
                control = "\n"
        else:
            operation = operations.get(control)
            if operation is None and control not in calls:
                if control.endswith("m"):
                    step = learn_rendition(styles, code, control)
                    if step is not None:
                        code = step
                        steps = styles.steps.get(code, NO_STEPS)
                        continue
                operation = learn_operation(control)
            if free and operation is not None:
                kind, first, second = operation
                if kind <= FORWARD:
                    if kind == POSITION:
                        y = first if first < last_line else last_line
                        x = second
                    elif kind == COLUMN:
                        x = first
                    elif kind == LINE:
                        y = first if first < last_line else last_line
                    else:
                        x += first
                    if x >= columns:
                        x = columns - 1
                    continue
                if kind >= ERASE:
                    if (erased := styles.erasing.get(code)) is not None:
                        rows[y] = _erase(rows[y], x, operation, columns, erased)
                        continue
                elif kind == CHARSET:
                    if stream.use_utf8:
                        screen.designate_charset(CHARSETS[first], "(")
                        table = printer.get_translation()
                        continue
                elif REVERSING.isdisjoint(screen.mode):
                    x = (x if x < columns else columns - 1) - 1
                    if x < 0:
                        x = 0
                    continue
        if not control:
            continue
        # What is left has a handler.
        call = calls.get(control)
        if call is None:
            new = control
            break
        cursor.x, cursor.y, cursor.code = x, y, code
        grid.last_text = last
        handler, arguments, is_steady = call
        handler(*arguments)
        if is_steady:
            x, y = cursor.x, cursor.y
        else:
            last = grid.last_text
            cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
            room, table, free, rolls, bottom, keep, blank, columns, last_line = modes
        if perf_counter() > end_at:
            break
    cursor.x, cursor.y, cursor.code = x, y, code
    grid.last_text = last
    return new


def _erase(row: Row, x: int, operation: Operation, columns: int, erased: str) -> Row:
    """The row after an erasing operation at `x`; `erased` is the code of its erased cells."""
    kind, count, _ = operation
    start = x if x < columns else columns - 1
    end = columns
    if kind == ERASE_BEFORE:
        start, end = 0, start + 1
    elif kind == ERASE_ALL:
        start = 0
    elif kind == ERASE_SOME and start + count < columns:
        end = start + count
    if erased == DEFAULT and end >= len(row[0]):
        return cut_row(row, start)
    size = end - start
    row = splice_cells(row, start, end, " " * size, erased * size)
    if end == columns and row[3] & WRAPPED:
        row = (row[0], row[1], row[2], row[3] & ~WRAPPED)
    return row


def _take_new(stream: TokenParser, screen: Screen, control: str) -> None:
    """Execute a control character or sequence, and cache its handler."""
    call = _find_call(stream, screen, control)
    if call is None:
        stream.take_control(control)
        return
    if len(stream.calls) >= _MAX_CALLS:
        stream.calls.clear()
    stream.calls[control] = call
    handler, arguments, _ = call
    handler(*arguments)


def _find_call(stream: TokenParser, screen: Screen, control: str) -> Call | None:
    """The handler of a control character or sequence; None for those whose effect depends on more than themselves."""
    if len(control) == 1 and control < "\x7f":
        handler = stream.find_control_handler(control)
        return None if handler is None else (handler, (), _is_steady(handler))
    if control[0] != "\x1b" or len(control) == 1 or len(control) > _MAX_KEPT_LENGTH or control[1] in "]PX^_":
        return None
    if (simple := parse_simple(control)) is not None:
        name, arguments = simple
        handler = getattr(screen, name)
        return handler, arguments, _is_steady(handler)
    if control[1] == "(" and len(control) == 3 and stream.use_utf8:
        return screen.designate_charset, (control[2], "("), False
    found = parse_call(control[2:]) if control[1] == "[" and ":" not in control else None
    if found is None:
        return stream.take_sequence, (control,), False
    handler = getattr(screen, found[0])
    return partial(handler, private=True) if found[2] else handler, found[1], _is_steady(handler)


def _is_steady(handler: Callable[..., None]) -> bool:
    """Whether it is a steady handler of octui's own screen."""
    name = getattr(handler, "__name__", "")
    return name in _STEADY and getattr(handler, "__func__", None) is getattr(Screen, name)
