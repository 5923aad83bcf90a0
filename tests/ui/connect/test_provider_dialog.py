import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from textual import on
from textual.app import App
from textual.content import Content
from textual.notifications import SeverityLevel
from textual.pilot import Pilot
from textual.widgets import Static

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.ui.app import OctuiApp
from octui.ui.connect.provider_dialog import (
    ProviderPicker,
    build_provider_rows,
    find_key_method,
    find_stored_keys,
    should_ask,
)
from octui.ui.messages import ChooseModel, RemoveProviderKey
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from octui.ui.pickers.row_list import RowList
from octui.wire.catalog import Provider, Providers
from octui.wire.providers import AllProviders, ApiKey, AuthCondition, AuthMethod, AuthPrompt
from tests.conftest import StartServer
from tests.support.real_opencode import EMBEDDED, NEWEST, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import wait_until

KEY = AuthMethod(type="api", label="API key")
BROWSER = AuthMethod(type="oauth", label="Sign in")
SECONDS = 30

on_a_real_one = pytest.mark.parametrize("server", [NEWEST], indirect=True)
on_its_own = pytest.mark.parametrize("server", [EMBEDDED], indirect=True)


def test_the_well_known_come_first_and_the_connected_say_so() -> None:
    names = ("zeta", "openai", "alpha", "anthropic")
    offered = AllProviders(
        all=tuple(Provider(id=name, name=name.title(), env=("KEY",)) for name in names), connected=("openai",)
    )
    rows = build_provider_rows(offered, {})
    assert [row.id for row in rows] == ["anthropic", "openai", "alpha", "zeta"]
    assert [row.group for row in rows] == ["Popular", "Popular", "More", "More"]
    assert [(row.glyph, row.detail) for row in rows[:2]] == [(" ", ""), ("✓", "connected")]


def test_providers_without_a_key_are_not_offered_and_those_that_take_none_are_explained() -> None:
    offered = AllProviders(all=(Provider(id="octui", name="octui"), Provider(id="copilot", name="Copilot")))
    (row,) = build_provider_rows(offered, {"copilot": (BROWSER,)})
    assert (row.id, row.detail) == ("copilot", "signs in through the browser")


def test_a_key_is_stored_where_it_is_used_and_where_it_waits_to_be() -> None:
    sources = {"used": "api", "waiting": "custom", "free": "custom", "variable": "env", "file": "config"}
    everyone = tuple(Provider(id=name, source=source, env=("KEY",)) for name, source in sources.items())
    offered = AllProviders(
        all=(*everyone, Provider(id="stranger", source="custom", env=("KEY",))), connected=tuple(sources)
    )
    usable = Providers(providers=tuple(provider for provider in everyone if provider.id != "waiting"))
    stored = find_stored_keys(offered, usable)
    assert stored == {"used", "waiting"}
    assert {row.id: row.detail for row in build_provider_rows(offered, {}, stored)} == {
        "used": "connected · key stored",
        "waiting": "key stored, not used yet",
        "free": "connected",
        "variable": "connected",
        "file": "connected",
        "stranger": "",
    }


class PickerApp(App[None]):
    """Shows nothing but the dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.removals: list[str] = []

    @on(RemoveProviderKey)
    def _keep_removal(self, message: RemoveProviderKey) -> None:
        self.removals.append(message.provider_id)


async def test_a_key_may_be_stored_beside_the_configuration_but_not_seen_beside_the_environment() -> None:
    everyone = tuple(Provider(id=name, source=name, env=("KEY",)) for name in ("config", "env"))
    offered = AllProviders(all=everyone, connected=("config", "env"))
    app, picker = PickerApp(), ProviderPicker()
    async with app.run_test() as pilot:
        await app.push_screen(picker)
        picker.show_providers(offered, Providers(providers=everyone), {})
        await pilot.pause()
        hints = picker.query_one(".picker--box")
        assert "remove key" in str(hints.border_subtitle)
        await pilot.press("ctrl+d", "down", "ctrl+d")
        await pilot.pause()
        assert "remove key" not in str(hints.border_subtitle)
        assert app.removals == ["config"]


def test_a_provider_without_a_description_takes_a_key() -> None:
    assert find_key_method({}, "any") == AuthMethod(type="api")
    assert find_key_method({"one": (BROWSER, KEY)}, "one") == KEY
    assert find_key_method({"one": (BROWSER,)}, "one") is None


def test_a_question_may_depend_on_an_earlier_answer() -> None:
    asked = AuthPrompt(type="text", key="url", when=AuthCondition(key="kind", op="eq", value="own"))
    assert should_ask(asked, {"kind": "own"})
    assert not should_ask(asked, {"kind": "cloud"})
    other = AuthPrompt(type="text", key="url", when=AuthCondition(key="kind", op="neq", value="own"))
    assert should_ask(other, {"kind": "cloud"})
    assert should_ask(AuthPrompt(type="text", key="url"), {})


class Overheard(OctuiApp):
    """Keeps what its toasts said."""

    def __init__(self, options: Options) -> None:
        super().__init__(options, PreferencesStore.load_preferences())
        self.shown_toasts: list[str] = []

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        self.shown_toasts.append(message)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)


@dataclass(frozen=True)
class Hand:
    """What a person at octui does and sees."""

    app: Overheard
    pilot: Pilot[int]

    async def until(self, holds: Callable[[], object]) -> None:
        await wait_until(self.pilot, holds)

    async def find(self, name: str) -> None:
        """Open the dialog and search it."""
        self.app.controllers.providers.connect_provider()
        await self.until(lambda: isinstance(self.app.screen, ProviderPicker) and self.row)
        await self.pilot.press(*name)
        await self.until(lambda: self.row.lower().startswith(name))

    async def ask_to_forget(self) -> str:
        """Press the key and read the question."""
        await self.pilot.press("ctrl+d")
        await self.until(lambda: self.question)
        return self.question

    async def forget(self) -> None:
        await self.ask_to_forget()
        await self.pilot.press("right", "enter")

    async def pick(self, client: Client, provider_id: str) -> None:
        """Choose the model the provider itself would."""
        await self.until(lambda: self.has(provider_id))
        self.app.post_message(ChooseModel(provider_id, (await client.providers.list()).default[provider_id]))
        await self.until(lambda: self.answers_by(provider_id))

    def has(self, provider_id: str) -> bool:
        return any(provider.id == provider_id for provider in self.app.context.store.state.providers.providers)

    def answers_by(self, provider_id: str) -> bool:
        """Whether the next prompt goes to this provider."""
        model = self.app.context.resolve_selection().model
        return model is not None and model[0] == provider_id

    @property
    def question(self) -> str:
        """What is asked, once it can be answered."""
        asking = self.app.screen
        asked = isinstance(asking, ConfirmDialog) and asking.focused is not None
        return str(asking.query_one(".confirm--question", Static).content) if asked else ""

    @property
    def keys(self) -> str:
        """The line of keys under the dialog."""
        markup = self.app.screen.query_one(".picker--box").border_subtitle
        return Content.from_markup(str(markup)).plain

    @property
    def row(self) -> str:
        """The row under the cursor and what it says at its end."""
        picker = self.app.screen
        row = picker.selected_row if isinstance(picker, ProviderPicker) else None
        return f"{row.title} {row.detail}".strip() if row is not None else ""

    @property
    def line(self) -> str:
        """The row under the cursor as it is drawn."""
        rows = self.app.screen.query_one(RowList)
        drawn = [rows.render_line(number).text for number in range(rows.size.height)]
        return next(line for line in drawn if line.startswith("›"))


@pytest.fixture
def key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of servers that are started from now on."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-none")


@pytest.fixture
def server(
    request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer], start_server: StartServer
) -> RealServer:
    """One that others use too, as it takes its time to start; octui's own is there for one test alone."""
    if "key_in_the_environment" in request.fixturenames:
        request.getfixturevalue("key_in_the_environment")
    return start_server(EMBEDDED) if request.param == EMBEDDED else shared_servers(request.param)


@pytest.fixture
async def keeper(server: RealServer, project: Project) -> AsyncIterator[Client]:
    """Another client of a server that has a key of Anthropic."""
    async with Client(server.url, directory=project.directory) as client:
        await client.providers.set_credentials("anthropic", ApiKey(key="sk-none"))
        await client.server.dispose_instance()
        yield client
        if server.running:
            await client.providers.remove_credentials("anthropic")
            await client.server.dispose_instance()


@pytest.fixture
async def hand(keeper: Client, server: RealServer, project: Project) -> AsyncIterator[Hand]:
    options = Options(directory=project.path, server=server.url, server_directory=project.directory)
    app = Overheard(options)
    async with app.run_test(size=(110, 34)) as pilot:
        sitting = Hand(app, pilot)
        await sitting.until(lambda: app.context.resolve_selection().model)
        yield sitting


@pytest.mark.real
@pytest.mark.parametrize("server", [EMBEDDED, NEWEST], indirect=True)
async def test_a_key_is_forgotten_and_prompts_go_to_a_model_that_is_left(hand: Hand, keeper: Client) -> None:
    await hand.pick(keeper, "anthropic")
    await hand.find("anthropic")
    assert (hand.row, hand.keys) == ("Anthropic connected · key stored", "ctrl+d remove key · esc close")
    assert await hand.ask_to_forget() == "Remove the Anthropic key?"
    await hand.pilot.press("right", "enter")
    await hand.until(lambda: hand.app.shown_toasts and hand.keys == "esc close")
    assert hand.row == "Anthropic"
    assert hand.app.shown_toasts == ["Removed the Anthropic key. Prompts now go to Scripted."]
    assert hand.answers_by("scripted")
    assert not hand.has("anthropic")
    assert not any(model[0] == "anthropic" for model in hand.app.context.model_selection.recent)
    assert "anthropic" not in {provider.id for provider in (await keeper.providers.list()).providers}


@pytest.mark.real
@on_its_own
async def test_a_key_that_was_not_to_be_forgotten_is_kept(hand: Hand, keeper: Client) -> None:
    await hand.find("anthropic")
    await hand.ask_to_forget()
    await hand.pilot.press("enter")
    await hand.until(lambda: hand.row == "Anthropic connected · key stored")
    assert "anthropic" in {provider.id for provider in (await keeper.providers.list()).providers}
    assert hand.app.shown_toasts == []


@pytest.mark.real
@on_its_own
async def test_where_no_key_is_stored_there_is_none_to_forget(hand: Hand) -> None:
    await hand.find("openai")
    assert hand.keys == "esc close"
    await hand.pilot.press("ctrl+d")
    assert isinstance(hand.app.screen, ProviderPicker)
    assert hand.line.rstrip().endswith("no stored key to remove")


@pytest.mark.real
@on_its_own
@pytest.mark.usefixtures("key_in_the_environment")
async def test_without_the_stored_key_that_of_the_environment_is_used(hand: Hand, keeper: Client) -> None:
    await hand.pick(keeper, "anthropic")
    await hand.find("anthropic")
    await hand.forget()
    await hand.until(lambda: hand.app.shown_toasts and hand.keys == "esc close")
    assert hand.row == "Anthropic connected"
    assert hand.app.shown_toasts == [
        "Removed the Anthropic key. It is still connected through a key in the server's environment."
    ]
    assert hand.answers_by("anthropic")
    await hand.pilot.press("ctrl+d")
    assert hand.line.rstrip().endswith("the key is in the server's environment")


@pytest.mark.real
@on_its_own
async def test_a_key_that_could_not_be_removed_is_reported(hand: Hand, server: RealServer) -> None:
    await hand.find("anthropic")
    await hand.ask_to_forget()
    await asyncio.to_thread(server.kill)
    await hand.pilot.press("right", "enter")
    await hand.until(
        lambda: any(
            shown_toasts.startswith("Could not remove the Anthropic key: ") for shown_toasts in hand.app.shown_toasts
        )
    )


@pytest.mark.real
@on_a_real_one
async def test_nothing_is_ended_unasked_for_a_key_to_go_out_of_use(hand: Hand, keeper: Client) -> None:
    await keeper.ptys.create()
    await hand.find("anthropic")
    await hand.forget()
    await hand.until(lambda: hand.question == "Stop using Anthropic now?")
    await hand.pilot.press("enter")
    await hand.until(lambda: hand.app.shown_toasts)
    assert hand.app.shown_toasts == ["Removed the Anthropic key. The server stops using it when it restarts."]
    assert len(await keeper.ptys.list()) == 1


@pytest.mark.real
@on_a_real_one
async def test_a_key_goes_out_of_use_when_what_runs_has_ended(hand: Hand, keeper: Client, model: ScriptedModel) -> None:
    session = await keeper.sessions.create()
    await keeper.prompts.send(session.id, "hold key\nsay done")
    await hand.until(lambda: selectors.is_busy(hand.app.context.store.state, session.id))
    await hand.find("anthropic")
    await hand.forget()
    await hand.until(lambda: hand.app.shown_toasts)
    assert "anthropic" in {provider.id for provider in (await keeper.providers.list()).providers}
    model.release("key")
    await hand.until(lambda: hand.keys == "esc close" and not hand.has("anthropic"))
    assert hand.app.shown_toasts == ["Removed the Anthropic key. The server stops using it once nothing is running."]
    (*_, answer) = (await keeper.messages.list(session.id)).messages
    assert answer.info.error is None


@pytest.mark.real
@on_a_real_one
async def test_a_key_that_is_not_used_yet_is_forgotten_without_further_ado(hand: Hand, keeper: Client) -> None:
    await keeper.providers.set_credentials("groq", ApiKey(key="sk-none"))
    await keeper.ptys.create()
    await hand.find("groq")
    assert (hand.row, hand.keys) == ("Groq key stored, not used yet", "ctrl+d remove key · esc close")
    await hand.forget()
    await hand.until(lambda: hand.app.shown_toasts and hand.keys == "esc close")
    assert hand.row == "Groq"
    assert hand.app.shown_toasts == ["Removed the Groq key."]
    assert len(await keeper.ptys.list()) == 1
