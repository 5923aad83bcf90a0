"""The JSON of a message, as its server has it: to read, to copy and to read again."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip

from octui.client import ClientError
from octui.render.text.cell_width import split_at_width
from octui.render.text.sanitize import escape_all, to_single_line
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.messages import CopyText
from octui.ui.workers import start_worker

_KEY: Final = re.compile(r'^(\s*)("(?:[^"\\]|\\.)*")(:)')


def format_raw_json(raw: str) -> str:
    """The JSON with one value a line; as it came where it cannot be read."""
    try:
        return json.dumps(json.loads(raw), indent=2, ensure_ascii=False)
    except ValueError:
        return raw


def wrap_json_rows(text: str, width: int) -> list[str]:
    """Rows of at most `width` cells; long strings go on in the next row. Slow for megabytes: call it in a thread."""
    rows: list[str] = []
    for line in escape_all(text).split("\n"):
        rows.extend(line[start:end] for start, end in split_at_width(line, width))
    return rows


class RawJsonView(ScrollView, can_focus=True):
    """Rows of JSON, drawn only where they are visible."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"raw-json--key"}

    def __init__(self) -> None:
        super().__init__(id="raw-json")
        self._rows: list[str] = []

    def show_json_rows(self, rows: list[str]) -> None:
        self._rows = rows
        self.virtual_size = Size(0, max(1, len(rows)))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = self.rich_style
        row = self._rows[number] if number < len(self._rows) else ""
        match = _KEY.match(row)
        if match is None:
            segments = [Segment(row, base)]
        else:
            key: Style = base + self.get_component_rich_style("raw-json--key", partial=True)
            start, end = match.span(2)
            segments = [Segment(row[:start], base), Segment(row[start:end], key), Segment(row[end:], base)]
        return Strip(segments).adjust_cell_length(width, base)


class RawJsonScreen(ModalScreen[None]):
    """`load` reads the JSON from the server, and again when the user asks for it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-medium")]
    AUTO_FOCUS = "RawJsonView"
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.RAW_JSON,
            {
                "raw.close": "dismiss",
                "raw.line.up": "scroll(-1)",
                "raw.line.down": "scroll(1)",
                "raw.page.up": "page(-1)",
                "raw.page.down": "page(1)",
                "raw.first": "end(0)",
                "raw.last": "end(1)",
                "raw.copy": "copy",
                "raw.refresh": "refresh_json",
            },
            priority=True,
        )
    ]

    def __init__(self, title: str, load: Callable[[], Awaitable[str]]) -> None:
        super().__init__()
        self._title = title
        self._load = load
        self._json = ""

    def compose(self) -> ComposeResult:
        view = RawJsonView()
        view.border_title = Content(to_single_line(self._title))
        yield view

    @property
    def json_text(self) -> str:
        """What is shown; `""` until the server answered."""
        return self._json

    def on_mount(self) -> None:
        self.action_refresh_json()

    def on_resize(self) -> None:
        start_worker(self, self._show_rows(), group="raw-rows", exclusive=True)

    def action_refresh_json(self) -> None:
        self.query_one(RawJsonView).border_subtitle = "loading…"
        start_worker(self, self._read_json(), group="raw-json", exclusive=True)

    async def _read_json(self) -> None:
        view = self.query_one(RawJsonView)
        try:
            self._json = await asyncio.to_thread(format_raw_json, await self._load())
        except ClientError as error:
            view.border_subtitle = ""
            self.notify(f"Could not read the message: {error}", severity="error", markup=False)
            return
        await self._show_rows()
        hints = format_hints(("raw.copy", "copy"), ("raw.refresh", "read again"), ("raw.close", "close"))
        view.border_subtitle = style_hint_line(hints)

    async def _show_rows(self) -> None:
        view = self.query_one(RawJsonView)
        width = view.scrollable_content_region.width
        if self._json and width > 0:
            view.show_json_rows(await asyncio.to_thread(wrap_json_rows, self._json, width))

    def action_scroll(self, rows: int) -> None:
        self.query_one(RawJsonView).scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        view = self.query_one(RawJsonView)
        view.scroll_relative(y=pages * max(1, view.size.height - 1), animate=False)

    def action_end(self, which: int) -> None:
        view = self.query_one(RawJsonView)
        view.scroll_to(y=which * view.virtual_size.height, animate=False)

    def action_copy(self) -> None:
        if self._json:
            self.post_message(CopyText(self._json, "the JSON"))
