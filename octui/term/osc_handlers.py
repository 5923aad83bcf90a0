"""OSC: titles, hyperlinks, clipboard, notifications, directories, shell integration marks, images, colours."""

import re
from binascii import Error, a2b_base64
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from octui.term.colours import DYNAMIC, LAST_SPECIAL, SPECIAL, Colours, format_x_colour, parse_x_colour
from octui.term.events import (
    MAX_BODY_LENGTH,
    MAX_COPY,
    MAX_PLACE_LENGTH,
    MAX_TITLE_LENGTH,
    Bell,
    CopyAsked,
    CopyRefused,
    Event,
    Moved,
    Notified,
    Progressed,
    sanitize_string,
)
from octui.term.grid.grid import Grid
from octui.term.grid.styles import Link
from octui.term.images.placing import Images
from octui.term.reports import Reports
from octui.term.shell_marks import ShellMarks
from octui.term.window_ops import WindowOps

_MAX_LINK_LENGTH: Final = 2083
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PROGRESS: Final[dict[str, Literal["none", "running", "error", "unknown", "paused"]]] = {
    "0": "none",
    "1": "running",
    "2": "error",
    "3": "unknown",
    "4": "paused",
}


class OscHandlers:
    """Contents of OSC strings are sanitized and bounded before they are stored or reported."""

    def __init__(self, grid: Grid, colours: Colours, reports: Reports, window_ops: WindowOps, images: Images) -> None:
        self.grid = grid
        self.colours = colours
        self.reports = reports
        self.window_ops = window_ops
        self.images = images
        self.shell = ShellMarks(grid, self._announce)
        self.reset_state()

    def reset_state(self) -> None:
        self.shell.reset_state()
        self.directory = ""
        """The shell's current directory, from OSC 7."""
        self.colours.palette.clear()
        self.colours.dynamic.clear()

    def _announce(self, event: Event) -> None:
        """Queue an event, unless output is being replayed."""
        if self.reports.is_answering:
            self.grid.emit_event(event)

    def bell(self) -> None:
        self._announce(Bell())

    def operating_system_command(self, text: str) -> None:
        """Handle an OSC string, without introducer and terminator."""
        code, _, rest = text.partition(";")
        match code:
            case "0" | "1" | "2":
                self.window_ops.set_names(code, rest)
            case "4" | "5":
                self._palette(code, rest)
            case "7":
                self._moved(rest)
            case "8":
                self._link(rest)
            case "9":
                self._notify_or_progress(rest)
            case "10" | "11" | "12":
                self._dynamic(int(code), rest)
            case "52":
                self._copy(rest)
            case "104":
                self._reset_palette(0, SPECIAL - 1, rest)
            case "105":
                self._reset_palette(SPECIAL, LAST_SPECIAL, rest)
            case "110" | "111" | "112":
                self.colours.dynamic.pop(int(code) - 100, None)
            case "133":
                self.shell.record_mark(rest)
            case "777":
                kind, _, message = rest.partition(";")
                if kind == "notify":
                    title, _, body = message.partition(";")
                    self._notify(title, body)
            case "1337":
                self.images.show_inline(rest)

    def _palette(self, code: str, text: str) -> None:
        """OSC 4, and OSC 5 for special colours, which OSC 4 addresses from `SPECIAL` on."""
        first = SPECIAL if code == "5" else 0
        parts = text.split(";")[:512]
        for number, value in zip(map(_colour_number, parts[::2]), parts[1::2], strict=False):
            if number is None or number + first > LAST_SPECIAL:
                continue
            if value == "?":
                spec = format_x_colour(self.colours.get_palette_colour(first + number))
                self.reports.send_reply(f"\x1b]{code};{number};{spec}\x1b\\")
            elif (colour := parse_x_colour(value)) is not None:
                self.colours.palette[first + number] = colour
                self.grid.marked_dirty.update(range(self.grid.lines))

    def _reset_palette(self, first: int, last: int, text: str) -> None:
        """OSC 104 and 105: reset the given colours, counted from `first`, or all from it to `last`."""
        palette = self.colours.palette
        named = [_colour_number(part) for part in text.split(";")[:256]] if text else range(last - first + 1)
        for number in named:
            if number is not None:
                palette.pop(first + number, None)
        self.grid.marked_dirty.update(range(self.grid.lines))

    def _dynamic(self, code: int, text: str) -> None:
        """Each further value applies to the next code."""
        for at, value in enumerate(text.split(";")[:3]):
            if code + at not in DYNAMIC:
                break
            if value == "?":
                self.reports.send_reply(
                    f"\x1b]{code + at};{format_x_colour(self.colours.get_dynamic_colour(code + at))}\x1b\\"
                )
            elif (colour := parse_x_colour(value)) is not None:
                self.colours.dynamic[code + at] = colour
                self.grid.marked_dirty.update(range(self.grid.lines))

    def _moved(self, text: str) -> None:
        try:
            place = urlsplit(text)
        except ValueError:
            return
        path = sanitize_string(unquote(place.path), MAX_PLACE_LENGTH)
        if place.scheme in ("file", "kitty-shell-cwd") and path.startswith("/"):
            self.directory = path
            self.grid.emit_event(Moved(path))

    def _link(self, text: str) -> None:
        """OSC 8: `parameters;address`; an empty address ends the link."""
        parameters, _, address = text.partition(";")
        identity = next((part[3:] for part in parameters.split(":") if part.startswith("id=")), "")
        whole = address == sanitize_string(address, _MAX_LINK_LENGTH) and _SCHEME.match(address)
        self.grid.link = Link(address, identity[:256]) if whole else None
        self.grid.set_pen(self.grid.cursor.attributes._replace(link=self.grid.link))

    def _notify_or_progress(self, text: str) -> None:
        kind, _, rest = text.partition(";")
        if kind == "4":
            state, _, percent = rest.partition(";")
            if state in _PROGRESS:
                done = int(percent) if percent.isascii() and percent.isdigit() and len(percent) < 4 else 0
                self._announce(Progressed(_PROGRESS[state], min(done, 100)))
        elif not (kind.isascii() and kind.isdigit()):
            self._notify("", text)

    def _notify(self, title: str, body: str) -> None:
        notified = Notified(sanitize_string(title, MAX_TITLE_LENGTH), sanitize_string(body, MAX_BODY_LENGTH))
        if notified.title or notified.body:
            self._announce(notified)

    def _copy(self, text: str) -> None:
        """OSC 52: writing requests a copy; reads are ignored."""
        _, _, encoded = text.partition(";")
        if encoded == "?" or not self.reports.is_answering:
            return
        if len(encoded) > MAX_COPY * 4 // 3 + 4:
            self.grid.emit_event(CopyRefused(len(encoded) * 3 // 4))
            return
        try:
            copied = a2b_base64(encoded).decode("utf-8", "replace")
        except (Error, ValueError):
            return
        if copied:
            self.grid.emit_event(CopyAsked(copied))


def _colour_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
