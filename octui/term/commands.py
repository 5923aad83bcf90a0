"""OSC: titles, links, clipboard, notifications, directories, marks of shells, colours."""

import re
from binascii import Error, a2b_base64
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from octui.term.answers import Answers
from octui.term.colours import DYNAMIC, Colours, parsed, spelled
from octui.term.events import (
    LARGEST_COPY,
    LONGEST_BODY,
    LONGEST_PLACE,
    LONGEST_TITLE,
    Bell,
    CopyAsked,
    CopyRefused,
    Event,
    Moved,
    Notified,
    Progressed,
    Prompted,
    Titled,
    clean,
)
from octui.term.rows import COLUMN, COMMAND, FINISHED, OUTPUT, PROMPT
from octui.term.styles import Link

_MOST_TITLES: Final = 16
_LONGEST_LINK: Final = 2083
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PROGRESS: Final[dict[str, Literal["none", "running", "error", "unknown", "paused"]]] = {
    "0": "none",
    "1": "running",
    "2": "error",
    "3": "unknown",
    "4": "paused",
}


class Commands(Answers):
    """What comes in OSC strings is cleaned and bounded before it is kept or told."""

    def _power_on(self) -> None:
        super()._power_on()
        self.title = ""
        self.icon_name = ""
        self.directory = ""
        """Where the shell is, by OSC 7."""
        self._titles: list[tuple[str, str]] = []
        theme = getattr(self, "colours", None)
        self.colours: Colours = theme or Colours()
        self.colours.palette.clear()
        self.colours.dynamic.clear()

    def _announce(self, event: Event) -> None:
        """Tell an event, unless it is of the past."""
        if self.answering:
            self.tell(event)

    def bell(self) -> None:
        self._announce(Bell())

    def operating_system_command(self, text: str) -> None:
        """An OSC string, without what begins and ends it."""
        code, _, rest = text.partition(";")
        match code:
            case "0" | "1" | "2":
                self._name(code, rest)
            case "4":
                self._palette(rest)
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
                self._reset_palette(rest)
            case "110" | "111" | "112":
                self.colours.dynamic.pop(int(code) - 100, None)
            case "133":
                self._mark(rest)
            case "777":
                kind, _, message = rest.partition(";")
                if kind == "notify":
                    title, _, body = message.partition(";")
                    self._notify(title, body)

    def _name(self, code: str, text: str) -> None:
        name = clean(text, LONGEST_TITLE)
        if code != "2":
            self.set_icon_name(name)
        if code != "1":
            self.set_title(name)

    def set_title(self, param: str) -> None:
        self.title = clean(param, LONGEST_TITLE)
        # Unlike other events this one is of use in a replay: it says what the tab is called.
        self.tell(Titled(self.title))

    def set_icon_name(self, param: str) -> None:
        self.icon_name = clean(param, LONGEST_TITLE)

    def _keep_title(self) -> None:
        self._titles.append((self.title, self.icon_name))
        del self._titles[:-_MOST_TITLES]

    def _restore_title(self) -> None:
        if self._titles:
            title, self.icon_name = self._titles.pop()
            self.set_title(title)

    def _palette(self, text: str) -> None:
        parts = text.split(";")[:512]
        for number, value in zip(parts[::2], parts[1::2], strict=False):
            if not number.isascii() or not number.isdigit() or len(number) > 3 or int(number) > 255:
                continue
            if value == "?":
                self._answer(f"\x1b]4;{int(number)};{spelled(self.colours.numbered(int(number)))}\x1b\\")
            elif (colour := parsed(value)) is not None:
                self.colours.palette[int(number)] = colour
                self._dirty.update(range(self.lines))

    def _reset_palette(self, text: str) -> None:
        if not text:
            self.colours.palette.clear()
        for number in text.split(";")[:256]:
            if number.isascii() and number.isdigit() and len(number) <= 3:
                self.colours.palette.pop(int(number), None)
        self._dirty.update(range(self.lines))

    def _dynamic(self, code: int, text: str) -> None:
        """Each further value is that of the next code."""
        for at, value in enumerate(text.split(";")[:3]):
            if code + at not in DYNAMIC:
                break
            if value == "?":
                self._answer(f"\x1b]{code + at};{spelled(self.colours.named(code + at))}\x1b\\")
            elif (colour := parsed(value)) is not None:
                self.colours.dynamic[code + at] = colour
                self._dirty.update(range(self.lines))

    def _dark(self) -> bool:
        red, green, blue = self.colours.named(11)
        return 299 * red + 587 * green + 114 * blue < 128_000

    def _moved(self, text: str) -> None:
        try:
            place = urlsplit(text)
        except ValueError:
            return
        path = clean(unquote(place.path), LONGEST_PLACE)
        if place.scheme in ("file", "kitty-shell-cwd") and path.startswith("/"):
            self.directory = path
            self.tell(Moved(path))

    def _link(self, text: str) -> None:
        """OSC 8: `parameters;address`; an empty address ends the link."""
        parameters, _, address = text.partition(";")
        identity = next((part[3:] for part in parameters.split(":") if part.startswith("id=")), "")
        whole = address == clean(address, _LONGEST_LINK) and _SCHEME.match(address)
        self.link = Link(address, identity[:256]) if whole else None
        self._pen(self.cursor.attributes._replace(link=self.link))

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
        notified = Notified(clean(title, LONGEST_TITLE), clean(body, LONGEST_BODY))
        if notified.title or notified.body:
            self._announce(notified)

    def _copy(self, text: str) -> None:
        """OSC 52: writing asks, reading is refused by silence."""
        _, _, encoded = text.partition(";")
        if encoded == "?" or not self.answering:
            return
        if len(encoded) > LARGEST_COPY * 4 // 3 + 4:
            self.tell(CopyRefused(len(encoded) * 3 // 4))
            return
        try:
            copied = a2b_base64(encoded).decode("utf-8", "replace")
        except (Error, ValueError):
            return
        if copied:
            self.tell(CopyAsked(copied))

    def _mark(self, text: str) -> None:
        """OSC 133: A a prompt, B a command line, C its output, D its end with an exit code."""
        kind, _, rest = text.partition(";")
        code = rest.partition(";")[0]
        match kind:
            case "A" | "N":
                self._mark_row(PROMPT)
                self._announce(Prompted("prompt"))
            case "B" | "I":
                self._mark_row(COMMAND)
                self._announce(Prompted("command"))
            case "C":
                self._mark_row(OUTPUT)
                self._announce(Prompted("output"))
            case "D":
                self._mark_row(FINISHED)
                number = int(code) if code.isascii() and code.isdigit() and len(code) < 6 else None
                self._announce(Prompted("finished", number))

    def _mark_row(self, mark: int) -> None:
        y = self.cursor.y
        cells, codes, styles, flags = self._rows[y]
        if mark == FINISHED:
            flags = flags & ((1 << COLUMN) - 1) | self._column() << COLUMN
        self._rows[y] = (cells, codes, styles, flags | mark)
