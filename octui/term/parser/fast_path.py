"""Fast path from output to rows: handles the most frequent output in one loop, without calls.

The screen's handlers implement all of it as well, in plain form; the tests check that both produce the same rows.
"""

from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from octui.term.grid.cells import text_to_cells as cells_of
from octui.term.grid.grid import REVERSING
from octui.term.grid.rows import STUB, WRAPPED, cut_row, splice_cells
from octui.term.grid.styles import DEFAULT, NO_STEPS
from octui.term.parser.operations import (
    BACK,
    CHARSET,
    CHARSETS,
    COLUMN,
    ERASE_ALL,
    ERASE_BEFORE,
    ERASE_SOME,
    FORWARD,
    LINE,
    POSITION,
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


def feed_fast(stream: TokenParser, screen: Screen, data: str) -> None:
    """Feed text to a screen whose handlers are not overridden.

    A single function, as each call costs more than most of the work it does. Cursor, rows and pen are local variables,
    written back before any other call and reloaded after it. `steps` maps a sequence to the resulting pen, `operations`
    to what is executed here, and `calls` to a handler.
    """
    pieces = SPLIT(data)
    pieces.append("")
    tokens = iter(pieces)
    calls, operations, use_utf8 = stream.calls, known_operations, stream.use_utf8
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
                if text.isascii():
                    cells = text
                elif (cells := known.get(text)) is None:
                    cells = cells_of(text, styles)
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
                    elif cells_before[x] != STUB and (end >= length or cells_before[end] != STUB):
                        # No wide character is cut in two.
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
                        x, y = cursor.x, cursor.y
                        last = text
                    else:
                        screen.grid.last_text = last
                        screen.printer.print_text(text)
                        last = screen.grid.last_text
                        if screen.grid.joining is None and screen.grid.styles is styles:
                            x, y = cursor.x, cursor.y
                        else:
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
            if free and control == "\r\n":
                # What remains is one control character, whose handler is known.
                x, control = 0, "\n"
        else:
            step = steps.get(control)
            if step is not None:
                code = step
                steps = styles.steps[code]
                continue
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
                if kind == POSITION:
                    y = first if first < last_line else last_line
                    x = second if second < columns else columns - 1
                    continue
                if kind == COLUMN:
                    x = first if first < columns else columns - 1
                    continue
                if kind == FORWARD:
                    x += first
                    if x >= columns:
                        x = columns - 1
                    continue
                if kind == LINE:
                    if x == columns:
                        x = columns - 1
                    y = first if first < last_line else last_line
                    continue
                if kind == CHARSET:
                    if use_utf8:
                        screen.designate_charset(CHARSETS[first], "(")
                        table = screen.printer.get_translation()
                        continue
                elif kind == BACK:
                    if REVERSING.isdisjoint(screen.mode):
                        x = (x if x < columns else columns - 1) - 1
                        if x < 0:
                            x = 0
                        continue
                elif (erased := styles.erasing.get(code)) is not None:
                    row = rows[y]
                    at = x if x < columns else columns - 1
                    start = 0 if kind in (ERASE_BEFORE, ERASE_ALL) else at
                    end = at + 1 if kind == ERASE_BEFORE else columns
                    if kind == ERASE_SOME and at + first < columns:
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
        cursor.x, cursor.y, cursor.code = x, y, code
        screen.grid.last_text = last
        call = calls.get(control)
        if call is not None:
            handler, arguments, is_steady = call
            handler(*arguments)
            if is_steady:
                x, y = cursor.x, cursor.y
                continue
        else:
            _first_time(stream, screen, control)
            busy = stream.busy
        last = screen.grid.last_text
        cursor, x, y, code, rows, styles, steps, known, modes = screen.make_hot_state()
        simple, table, free, rolls, bottom, keep, blank, columns, last_line = modes
    cursor.x, cursor.y, cursor.code = x, y, code
    screen.grid.last_text = last


def _first_time(stream: TokenParser, screen: Screen, control: str) -> None:
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
