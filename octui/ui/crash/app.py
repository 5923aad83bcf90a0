"""The screen after an error that ended octui: a small app of its own, which relies on nothing of the other."""

from collections.abc import Callable
from time import monotonic
from typing import ClassVar, Final

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.driver import Driver
from textual.theme import Theme
from textual.widgets import Static

from octui.config.paths import get_styles_folder
from octui.platform import clipboard
from octui.ui.approvals.grace_period import GracePeriod
from octui.ui.crash.report import ISSUES, CrashReport
from octui.ui.input.key_bindings import make_bindings
from octui.ui.input.terminal_driver import choose_driver_class
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.theming.built_in_themes import THEMES

TITLE: Final = "octui stopped: an error in octui itself"
SEND_TO: Final = f"The report holds nothing that you or a model wrote. Send it to {ISSUES}"


class CrashApp(App[bool], inherit_bindings=False):
    """True when octui is to be started again. What was typed before the screen came does nothing."""

    CSS_PATH = [get_styles_folder() / "app.tcss", get_styles_folder() / "crash.tcss"]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.CRASH,
            {
                "crash.restart": "finish(True)",
                "crash.copy": "copy",
                "crash.quit": "finish(False)",
                "crash.line.up": "scroll(-1)",
                "crash.line.down": "scroll(1)",
                "crash.page.up": "page(-1)",
                "crash.page.down": "page(1)",
            },
        )
    ]

    def __init__(
        self, report: CrashReport, theme: Theme = THEMES[0], *, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__()
        self._report = report
        self._clock = clock
        self._grace_period = GracePeriod(clock)
        self.register_theme(theme)
        self.theme = theme.name

    def get_driver_class(self) -> type[Driver]:
        # With Textual's own, a byte that is not UTF-8 would end this screen too.
        return choose_driver_class(super().get_driver_class())

    def compose(self) -> ComposeResult:
        report = self._report
        yield Static(TITLE, id="crash-title", markup=False)
        yield Static(report.sentence, classes="crash--fact", markup=False)
        if report.log:
            yield Static(f"Log: {report.log}", classes="crash--fact", markup=False)
        yield Static(SEND_TO, id="crash-send", markup=False)
        with VerticalScroll(id="crash-stack", can_focus=False):
            yield Static(report.stack, markup=False)
        yield Static("", id="crash-notice", markup=False)
        yield Static(self._make_hints(), id="crash-hints", markup=False)

    def on_mount(self) -> None:
        # The innermost line, which is the last, says most.
        self._stack.scroll_end(animate=False)
        self.call_after_refresh(self._grace_period.start_on_display)

    def _fatal_error(self) -> None:
        """Textual's own handler would print every local variable; the sentence that is left behind says enough."""
        self._close_messages_no_wait()

    async def on_event(self, event: events.Event) -> None:
        is_typed = isinstance(event, events.Key) and not event.is_forwarded
        if not is_typed or self._grace_period.accept_key(self._clock()):
            await super().on_event(event)

    def action_finish(self, again: bool) -> None:
        self.exit(again)

    async def action_copy(self) -> None:
        result = await clipboard.copy_by_best_route(self._report.format_report(), self.copy_to_clipboard)
        self.query_one("#crash-notice", Static).update(clipboard.format_copy_message("the report", result) + ".")

    def action_scroll(self, rows: int) -> None:
        self._stack.scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        self._stack.scroll_relative(y=pages * max(1, self._stack.size.height - 1), animate=False)

    @property
    def _stack(self) -> VerticalScroll:
        return self.query_one("#crash-stack", VerticalScroll)

    @staticmethod
    def _make_hints() -> Content:
        return style_hint_line(
            format_hints(
                ("crash.restart", "start again"),
                ("crash.copy", "copy the report"),
                ("crash.line.up crash.line.down", "scroll"),
                ("crash.quit", "quit"),
            )
        )
