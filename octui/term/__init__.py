"""A terminal without a screen: output of a program in, rows of text with attributes out; keys and mouse in, bytes out.

    screen = Screen(columns=120, lines=40)
    screen.write_process_input = pty.send          # answers to what the program asks (text)
    stream = ByteStream(screen)

    with screen.replaying():                       # output of the past: nothing is answered, rung or copied
        stream.feed(history)
    stream.feed(data)                              # bytes, cut anywhere

    for y in screen.changed():                     # since this was last asked
        row = screen.row(y)                        # an immutable tuple: a key for the strip made of it
        for text, attributes in runs(row): ...     # Attributes: fg, bg, bold, underline, link, ...
    screen.seen_cursor                             # x, y, visible, shape, blinks
    screen.scrollback[-1]                          # rows as well, oldest first; bounded in bytes
    screen.take_events()                           # Bell, Titled, Notified, CopyAsked, Moved, Prompted, ...

    key_bytes("ctrl+shift+left", None, screen)     # keys as Textual names them
    paste_bytes(text, screen)
    mouse_bytes(MouseEvent("press", "left", x, y), screen)

Colours are None (the terminal's own), 0 to 255 (the palette) or from `RGB` on `RGB + 0xrrggbb`; `rgb` gives those from
16 on. `screen.colours` holds what programs are told of the theme. Reads like pyte as well: `display`, `buffer`,
`cursor`, `dirty`, `mode`, `margins`, `title`, `resize(lines, columns)`, `reset()`. Sources: ECMA-48, xterm's ctlseqs,
DEC STD 070, and the protocols of kitty's keyboard, synchronized output and shells' semantic prompts.
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
from octui.term.grid.rows import Row, get_row_text, split_runs
from octui.term.grid.scrollback import Scrollback
from octui.term.grid.styles import RGB, Attributes, Colour, Link
from octui.term.input.keys import encode_key
from octui.term.input.mouse import MouseEvent, encode_focus, encode_mouse
from octui.term.input.paste import encode_paste
from octui.term.parser.stream import ByteStream, Stream
from octui.term.screen import Screen, join_rows

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
    "Link",
    "MouseEvent",
    "Moved",
    "Notified",
    "Progressed",
    "Prompted",
    "Row",
    "Screen",
    "Scrollback",
    "Stream",
    "Titled",
    "encode_focus",
    "encode_key",
    "encode_mouse",
    "encode_paste",
    "get_row_text",
    "get_xterm_rgb",
    "join_rows",
    "split_runs",
]
