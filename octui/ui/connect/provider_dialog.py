"""Connecting a provider: choose one, answer its questions, enter its API key; and removing the key again."""

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
from octui.ui.key_hints import format_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.messages import RemoveProviderKey
from octui.ui.pickers.line_input import LineInput
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.picker_actions import PickerAction
from octui.ui.pickers.rows import PickerRow
from octui.wire.catalog import Provider, Providers
from octui.wire.providers import AllProviders, AuthMethod, AuthPrompt

POPULAR: Final = ("opencode", "anthropic", "openai", "google", "openrouter", "groq", "deepseek", "mistral", "xai")

LOADING: Final = "Loading providers…"
NO_PROVIDERS: Final = "No provider here accepts an API key."

Methods = Mapping[str, tuple[AuthMethod, ...]]


def find_key_method(methods: Methods, provider_id: str) -> AuthMethod | None:
    """How it accepts an API key; None if it does not. A provider without known methods accepts one."""
    known = methods.get(provider_id)
    if not known:
        return AuthMethod(type="api")
    return next((method for method in known if method.type == "api"), None)


def find_stored_keys(offered: AllProviders, usable: Providers) -> frozenset[str]:
    """The providers whose key the server has stored, including keys that it does not use yet.

    `source` is the origin of the key in use; a key stored since then shows only in `connected`, not on every server.
    """
    used, connected = {provider.id for provider in usable.providers}, frozenset(offered.connected)
    return frozenset(
        provider.id
        for provider in offered.all
        if provider.id in connected
        and (provider.source == "api" or (provider.source == "custom" and provider.id not in used))
    )


def build_provider_rows(offered: AllProviders, methods: Methods, stored: Collection[str] = ()) -> list[PickerRow]:
    """Popular providers first, the others by name; connected ones say so. Those that need no key are left out."""
    takers = [one for one in offered.all if one.id in methods or one.env or one.id in stored]
    connected = frozenset(offered.connected)
    return [
        PickerRow(
            id=provider.id,
            title=provider.name or provider.id,
            detail=_describe_provider(provider, connected, methods, stored),
            group="Popular" if provider.id in POPULAR else "More",
            glyph="✓" if provider.id in connected else " ",
            style="$text-success",
            search_text=provider.id,
        )
        for provider in sorted(takers, key=_provider_order)
    ]


class ProviderPicker(Picker[str]):
    """Returns the id of a provider; empty until `show_providers`."""

    def __init__(self) -> None:
        super().__init__(
            "Connect a provider",
            lambda: self._offered,
            answer=lambda row: row.id,
            actions=(
                PickerAction(
                    "provider.key.remove",
                    "remove key",
                    self._post_key_removal,
                    find_obstacle=self._find_removal_obstacle,
                    is_offered=lambda row: not self._find_removal_obstacle(row),
                ),
            ),
            loading=LOADING,
        )
        self._offered: Sequence[PickerRow] = ()
        self._sources: Mapping[str, str] = {}
        self._stored: frozenset[str] = frozenset()

    def show_providers(self, offered: AllProviders, usable: Providers, methods: Methods) -> None:
        self._stored = find_stored_keys(offered, usable)
        connected = frozenset(offered.connected)
        self._sources = {provider.id: provider.source for provider in offered.all if provider.id in connected}
        self._offered = build_provider_rows(offered, methods, self._stored)
        self.end_loading(NO_PROVIDERS)

    def _find_removal_obstacle(self, row: PickerRow) -> str:
        """Why no stored key can be removed; a server does not say whether it has one besides its configuration."""
        source = self._sources.get(row.id, "")
        if row.id in self._stored or source == "config":
            return ""
        return "the key is in the server's environment" if source == "env" else "no stored key to remove"

    def _post_key_removal(self, row: PickerRow) -> None:
        self.post_message(RemoveProviderKey(row.id, row.title))


class ProviderQuestionDialog(ModalScreen[str]):
    """Returns one line of text; None when cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [*make_bindings(KeyContext.DIALOG, {"dialog.cancel": "dismiss"})]

    def __init__(self, question: str, *, placeholder: str = "") -> None:
        super().__init__()
        self._question = question
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_subtitle = style_hint_line(format_hints(("dialog.submit", "save"), ("dialog.cancel", "cancel")))
            yield Static(Content(to_single_line(self._question)), id="entry-question", markup=False)
            yield LineInput(placeholder=to_single_line(self._placeholder), select_on_focus=False)

    @on(Input.Submitted)
    def _answer_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class ApiKeyDialog(ModalScreen[Secret]):
    """Returns an API key; nothing but its length is ever shown."""

    BINDINGS = ProviderQuestionDialog.BINDINGS

    def __init__(self, provider: str) -> None:
        super().__init__()
        self._provider = provider

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_title = "API key"
            box.border_subtitle = style_hint_line(format_hints(("dialog.submit", "save"), ("dialog.cancel", "cancel")))
            words = f"{to_single_line(self._provider)} API key. Stored only on the server."
            yield Static(Content(words), id="entry-question", markup=False)
            yield LineInput(password=True, select_on_focus=False)

    @on(Input.Submitted)
    def _answer_key(self, event: Input.Submitted) -> None:
        key = "".join(event.value.split())
        event.input.value = ""
        self.dismiss(Secret(key) if key else None)


def should_ask(prompt: AuthPrompt, answers: Mapping[str, str]) -> bool:
    """Whether to ask it, given the answers so far."""
    condition = prompt.when
    if condition is None:
        return True
    same = answers.get(condition.key) == condition.value
    return same if condition.op == "eq" else not same


class OptionPicker(Picker[str]):
    """Returns the value of one of the options of a provider's question."""

    def __init__(self, prompt: AuthPrompt) -> None:
        rows = [
            PickerRow(id=option.value, title=option.label or option.value, detail=option.hint or "")
            for option in prompt.options
        ]
        super().__init__("Which one?", lambda: rows, answer=lambda row: row.id)


def _provider_order(provider: Provider) -> tuple[int, str]:
    place = POPULAR.index(provider.id) if provider.id in POPULAR else len(POPULAR)
    return place, (provider.name or provider.id).lower()


def _describe_provider(
    provider: Provider, connected: Collection[str], methods: Methods, stored: Collection[str]
) -> str:
    if provider.id in stored:
        return "connected · key stored" if provider.source == "api" else "key stored, not used yet"
    if provider.id in connected:
        return "connected"
    return "" if find_key_method(methods, provider.id) else "signs in through the browser"
