"""Mouse and focus reports (xterm's ctlseqs, "Mouse Tracking")."""

from typing import Final, Literal

from octui.lazy_dataclasses import dataclass
from octui.term.images.picture import CELL_HEIGHT, CELL_WIDTH
from octui.term.screen import Screen

Action = Literal["press", "release", "move"]
Button = Literal["left", "middle", "right", "none", "wheel_up", "wheel_down", "wheel_left", "wheel_right"]

_BUTTONS: Final[dict[Button, int]] = {
    "left": 0,
    "middle": 1,
    "right": 2,
    "none": 3,
    "wheel_up": 64,
    "wheel_down": 65,
    "wheel_left": 66,
    "wheel_right": 67,
}
FOCUS: Final = 1004
UTF8, SGR, URXVT, PIXELS = 1005, 1006, 1015, 1016
_ALTERNATE_SCROLL: Final = 1007
_RELEASED: Final = 3
_WHEEL_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class MouseEvent:
    """A mouse event over the cell at `x`, `y`, counted from 0; `button` of a move is the one held, if any."""

    action: Action
    button: Button
    x: int
    y: int
    shift: bool = False
    alt: bool = False
    ctrl: bool = False


def encode_mouse(event: MouseEvent, screen: Screen) -> bytes:
    """The report of an event; empty when the program did not request such events.

    On the alternate screen of a program without mouse tracking the wheel sends arrow keys (mode 1007).
    """
    if not _wanted(event, screen):
        return _scrolled(event, screen)
    code = _BUTTONS[event.button]
    if screen.mouse != "press":
        code |= 4 * event.shift | 8 * event.alt | 16 * event.ctrl
    if event.action == "move":
        code |= 32
    x, y = max(0, min(event.x, screen.columns - 1)) + 1, max(0, min(event.y, screen.lines - 1)) + 1
    if is_in_pixels := screen.modes.has_mode(PIXELS):
        # The middle of the cell: the outer terminal reports cells.
        x, y = (x - 1) * CELL_WIDTH + CELL_WIDTH // 2 + 1, (y - 1) * CELL_HEIGHT + CELL_HEIGHT // 2 + 1
    if is_in_pixels or screen.modes.has_mode(SGR):
        return f"\x1b[<{code};{x};{y}{'m' if event.action == 'release' else 'M'}".encode()
    if event.action == "release":
        code = code & ~3 | _RELEASED
    if screen.modes.has_mode(URXVT):
        return f"\x1b[{code + 32};{x};{y}M".encode()
    if screen.modes.has_mode(UTF8):
        return b"\x1b[M" + "".join(chr(value + 32) for value in (code, min(x, 2015), min(y, 2015))).encode()
    # One byte encodes coordinates up to 223; larger ones cannot be represented.
    return b"\x1b[M" + bytes((code + 32, x + 32, y + 32)) if x <= 223 and y <= 223 else b""


def encode_focus(focused: bool, screen: Screen) -> bytes:
    """The report of the terminal gaining or losing the focus (mode 1004)."""
    if not screen.modes.has_mode(FOCUS):
        return b""
    return b"\x1b[I" if focused else b"\x1b[O"


def _wanted(event: MouseEvent, screen: Screen) -> bool:
    wheel = event.button.startswith("wheel")
    match screen.mouse:
        case "off":
            return False
        case "press":
            return event.action == "press" and not wheel
        case "clicks":
            return event.action == "press" or (event.action == "release" and not wheel)
        case "drags":
            return event.action != "move" or event.button != "none"
        case "moves":
            return True


def _scrolled(event: MouseEvent, screen: Screen) -> bytes:
    if (
        screen.mouse != "off"
        or not screen.is_alternate
        or not screen.modes.has_mode(_ALTERNATE_SCROLL)
        or event.action != "press"
    ):
        return b""
    final = {"wheel_up": "A", "wheel_down": "B"}.get(event.button)
    if final is None:
        return b""
    return f"\x1b{'O' if screen.modes.has_mode(1) else '['}{final}".encode() * _WHEEL_LINES
