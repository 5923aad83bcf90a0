"""Signing in through a browser: the address of the page, and the code to bring back or the end to wait for."""

from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from octui.render.text.safe_links import extract_host, sanitize_link
from octui.render.text.sanitize import escape_message, to_single_line
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hint, join_hints
from octui.ui.keymap import KeyContext
from octui.ui.messages import CopyText, OpenLink
from octui.ui.pickers.line_input import LineInput

WAITING = "Waiting until you have signed in there…"


def extract_code(text: str) -> str:
    """The code out of what was pasted: itself, or the address to which the browser was sent with it."""
    text = text.strip()
    if not text.startswith(("http://", "https://")):
        return text
    try:
        return parse_qs(urlsplit(text).query).get("code", [""])[0]
    except ValueError:
        return ""


class SignInDialog(ModalScreen[str]):
    """Returns the code that was entered; None when cancelled.

    With `takes_code` false there is nothing to enter, and the caller closes it. `empty` says what submitting nothing
    does; without it, nothing is not submitted.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(KeyContext.DIALOG, {"dialog.cancel": "dismiss"}),
        *make_bindings(
            KeyContext.SIGN_IN, {"sign_in.open": "open_page", "sign_in.copy": "copy_address"}, priority=True
        ),
    ]
    AUTO_FOCUS = "LineInput"

    def __init__(self, name: str, url: str, instructions: str = "", *, takes_code: bool, empty: str = "") -> None:
        super().__init__()
        self._provider_name = name
        self.url = url
        """The page to sign in at."""
        self._instructions = instructions
        self._takes_code = takes_code
        self._empty = empty

    def compose(self) -> ComposeResult:
        with Vertical(id="sign-in") as box:
            box.border_title = Content(f"Sign in to {to_single_line(self._provider_name)}")
            hints = [
                format_hint("sign_in.open", "open the page") if sanitize_link(self.url) else "",
                format_hint("sign_in.copy", "copy the address"),
                format_hint("dialog.submit", "finish") if self._takes_code else "",
                format_hint("dialog.cancel", "cancel"),
            ]
            yield Static(Content(self._describe_page()), classes="form--about", markup=False)
            yield Static(Content(escape_message(self.url)), id="sign-in-url", markup=False)
            if self._instructions:
                yield Static(Content(escape_message(self._instructions)), classes="form--about", markup=False)
            if self._takes_code:
                label = "Code, or the whole address the browser ended at"
                yield Static(Content(label), classes="form--label", markup=False)
                yield LineInput(placeholder=self._empty, select_on_focus=False)
            else:
                yield Static(Content(WAITING), id="sign-in-waiting", markup=False)
            yield Static("", classes="form--mistake", markup=False)
            yield Static(Content(join_hints(hints)), classes="sign-in--hints", markup=False)

    def action_open_page(self) -> None:
        self.post_message(OpenLink(self.url))

    def action_copy_address(self) -> None:
        self.post_message(CopyText(self.url, "the address"))

    @on(Input.Submitted)
    def _answer_code(self, event: Input.Submitted) -> None:
        event.stop()
        code = extract_code(event.value)
        if code or (not event.value.strip() and self._empty):
            self.dismiss(code)
        else:
            mistake = "There is no code in this address." if event.value.strip() else "Enter the code first."
            self.query_one(".form--mistake", Static).update(Content(mistake))

    def _describe_page(self) -> str:
        host = extract_host(self.url)
        if not host:
            return "This address is not a web page that octui opens; copy it if you trust it:"
        return f"Open this page of {host} in a browser and sign in there:"
