"""A headless terminal: program output in, rows of text with attributes out; keys and mouse in, bytes out.

    screen = Screen(columns=120, lines=40)
    screen.write_process_input = pty.send          # answers to queries of the program (text)
    stream = ByteStream(screen)

    with screen.reports.suppress_replies():        # replayed output: no answers, bells or clipboard requests
        stream.feed(history)
    stream.feed(data)                              # bytes, split anywhere

    for y in screen.list_changed_rows():           # since the previous call
        row = screen.get_row(y)                    # an immutable tuple, usable as a cache key
        for text, attributes in split_runs(row): ... # Attributes: fg, bg, bold, underline, link, ...
    screen.seen_cursor                             # x, y, visible, shape, blinks
    screen.scrollback[-1]                          # rows as well, oldest first; bounded in bytes
    screen.drain_events()                          # Bell, Titled, Notified, CopyAsked, Moved, Prompted, ...

    encode_key("ctrl+shift+left", None, screen)    # keys as Textual names them
    encode_paste(text, screen)
    encode_mouse(MouseEvent("press", "left", x, y), screen)

Colours are None (the terminal's default), 0 to 255 (the palette) or `RGB + 0xrrggbb`; `get_xterm_rgb` converts those
from 16 on. `screen.colours` holds the theme colours reported to programs. The API is compatible with pyte's: `display`,
`buffer`, `cursor`, `dirty`, `mode`, `margins`, `title`, `resize(lines, columns)`, `reset()`. Sources: ECMA-48, xterm's
ctlseqs, DEC STD 070, and the specifications of the kitty keyboard protocol, synchronized output and semantic prompts.
"""

from octui.term.colours import Colours
from octui.term.cursor import CursorState
from octui.term.events import (
    Bell,
    CopyAsked,
    CopyRefused,
    Event,
    Moved,
    Notified,
    Progressed,
    Prompted,
    Titled,
)
from octui.term.grid.char import Cell, get_xterm_rgb
from octui.term.grid.rows import Row, get_row_text, join_rows, split_runs
from octui.term.grid.scrollback import Scrollback
from octui.term.grid.styles import RGB, Attributes, Colour, Link
from octui.term.input.key_actions import KeyAction, encode_key_action
from octui.term.input.keys import encode_key
from octui.term.input.mouse import MouseEvent, encode_focus, encode_mouse
from octui.term.input.paste import encode_paste
from octui.term.parser.stream import ByteStream, Stream
from octui.term.screen import Screen
from octui.term.shell_marks import ShellCommand

__all__ = [
    "RGB",
    "Attributes",
    "Bell",
    "ByteStream",
    "Cell",
    "Colour",
    "Colours",
    "CopyAsked",
    "CopyRefused",
    "CursorState",
    "Event",
    "KeyAction",
    "Link",
    "MouseEvent",
    "Moved",
    "Notified",
    "Progressed",
    "Prompted",
    "Row",
    "Screen",
    "Scrollback",
    "ShellCommand",
    "Stream",
    "Titled",
    "encode_focus",
    "encode_key",
    "encode_key_action",
    "encode_mouse",
    "encode_paste",
    "get_row_text",
    "get_xterm_rgb",
    "join_rows",
    "split_runs",
]
