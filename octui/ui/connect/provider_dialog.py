"""Connecting a provider: which one, what it wants to know, and its key; and taking the key away again."""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from octui.config.secret import Secret
from octui.render.text.sanitize import to_single_line
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_hint, format_hints
from octui.ui.keymap import KeyContext
from octui.ui.messages import RemoveProviderKey
from octui.ui.pickers.line_input import LineInput
from octui.ui.pickers.picker import Picker, PickerAction
from octui.ui.pickers.rows import PickerRow
from octui.wire.catalog import Provider, Providers
from octui.wire.providers import AllProviders, AuthMethod, AuthPrompt

POPULAR: Final = ("opencode", "anthropic", "openai", "google", "openrouter", "groq", "deepseek", "mistral", "xai")

LOADING: Final = "Asking the server which providers there are …"
NO_PROVIDERS: Final = "The server knows no provider that takes a key."

NOT_STORED: Final = {"env": "its key is in the server's environment", "config": "it is in the server's configuration"}
"""Why there is nothing to forget, by the source of a provider."""

Methods = Mapping[str, tuple[AuthMethod, ...]]


def find_key_method(methods: Methods, provider_id: str) -> AuthMethod | None:
    """How it takes a key; None when it takes none. A provider of which nothing is told takes one."""
    known = methods.get(provider_id)
    if not known:
        return AuthMethod(type="api")
    return next((method for method in known if method.type == "api"), None)


def find_stored_keys(offered: AllProviders, usable: Providers) -> frozenset[str]:
    """The providers whose key the server keeps, also those of which it has yet to take notice.

    `source` is where what is used came from; a key stored since is told only by `connected`, and not by every server.
    """
    used = {provider.id for provider in usable.providers}
    return frozenset(
        provider.id
        for provider in offered.all
        if provider.id in offered.connected
        and (provider.source == "api" or (provider.source == "custom" and provider.id not in used))
    )


def build_provider_rows(offered: AllProviders, methods: Methods, stored: Collection[str] = ()) -> list[PickerRow]:
    """The well-known first, the others by name; those that are connected say so. Whoever needs no key is left out."""
    takers = [provider for provider in offered.all if provider.id in methods or provider.env]
    return [
        PickerRow(
            id=provider.id,
            title=provider.name or provider.id,
            detail=_describe_provider(provider, offered.connected, methods, stored),
            group="Well known" if provider.id in POPULAR else "More",
            glyph="✓" if provider.id in offered.connected else " ",
            style="$text-success",
            search_text=provider.id,
        )
        for provider in sorted(takers, key=_provider_order)
    ]


class ProviderPicker(Picker[str]):
    """Answers the id of a provider; empty until `offer` says which there are."""

    def __init__(self) -> None:
        super().__init__(
            "Connect a provider",
            lambda: self._offered,
            answer=lambda row: row.id,
            actions=(PickerAction("provider.key.remove", "remove key", self._post_key_removal),),
            on_highlight=lambda _row: self._refresh_picker_frame(),
            empty=LOADING,
        )
        self._offered: Sequence[PickerRow] = ()
        self._sources: Mapping[str, str] = {}
        self._stored: frozenset[str] = frozenset()

    def show_providers(self, offered: AllProviders, usable: Providers, methods: Methods) -> None:
        self._stored = find_stored_keys(offered, usable)
        self._sources = {provider.id: provider.source for provider in offered.all if provider.id in offered.connected}
        self._offered = build_provider_rows(offered, methods, self._stored)
        self._empty = NO_PROVIDERS
        self.refresh_rows()

    def _refresh_picker_frame(self) -> None:
        """The key that forgets is named only where there is something to forget."""
        super()._refresh_picker_frame()
        if self.selected_row is None or self.selected_row.id not in self._stored:
            self._box.border_subtitle = format_hint("dialog.select.cancel", "close")

    def _post_key_removal(self, row: PickerRow) -> None:
        if row.id in self._stored:
            self.post_message(RemoveProviderKey(row.id, row.title))
        else:
            self._row_list.show_warning(NOT_STORED.get(self._sources.get(row.id, ""), "it has no key to forget"))


class ProviderQuestionDialog(ModalScreen[str]):
    """Answers one line of text; leaving it answers nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [*make_bindings(KeyContext.DIALOG, {"dialog.cancel": "dismiss"})]

    def __init__(self, question: str, *, placeholder: str = "") -> None:
        super().__init__()
        self._question = question
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_subtitle = format_hints(("dialog.submit", "save"), ("dialog.cancel", "cancel"))
            yield Static(Content(to_single_line(self._question)), id="entry-question", markup=False)
            yield LineInput(placeholder=to_single_line(self._placeholder), select_on_focus=False)

    @on(Input.Submitted)
    def _answer_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class ApiKeyDialog(ModalScreen[Secret]):
    """Answers a key, of which nothing but its length is ever shown."""

    BINDINGS = ProviderQuestionDialog.BINDINGS

    def __init__(self, provider: str) -> None:
        super().__init__()
        self._provider = provider

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_title = "API key"
            box.border_subtitle = format_hints(("dialog.submit", "save"), ("dialog.cancel", "cancel"))
            words = f"The key of {to_single_line(self._provider)}. It goes to the server alone, which keeps it."
            yield Static(Content(words), id="entry-question", markup=False)
            yield LineInput(password=True, select_on_focus=False)

    @on(Input.Submitted)
    def _answer_key(self, event: Input.Submitted) -> None:
        key = "".join(event.value.split())
        event.input.value = ""
        self.dismiss(Secret(key) if key else None)


def should_ask(prompt: AuthPrompt, answers: Mapping[str, str]) -> bool:
    """Whether it is to be asked, after these answers."""
    condition = prompt.when
    if condition is None:
        return True
    same = answers.get(condition.key) == condition.value
    return same if condition.op == "eq" else not same


class OptionPicker(Picker[str]):
    """Answers the value of one of the options a provider gives."""

    def __init__(self, prompt: AuthPrompt) -> None:
        rows = [
            PickerRow(id=option.value, title=option.label or option.value, detail=option.hint or "")
            for option in prompt.options
        ]
        super().__init__("Which one?", lambda: rows, answer=lambda row: row.id)


def _provider_order(provider: Provider) -> tuple[int, str]:
    place = POPULAR.index(provider.id) if provider.id in POPULAR else len(POPULAR)
    return place, (provider.name or provider.id).lower()


def _describe_provider(provider: Provider, connected: Sequence[str], methods: Methods, stored: Collection[str]) -> str:
    if provider.id in stored:
        return "connected · key stored" if provider.source == "api" else "key stored, not used yet"
    if provider.id in connected:
        return "connected"
    return "" if find_key_method(methods, provider.id) else "signs in with the browser"
