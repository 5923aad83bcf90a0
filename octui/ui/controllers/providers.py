"""Connect a model provider with an API key or through a browser, and remove the key again."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from octui.client import Client, ClientError
from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import to_single_line
from octui.store import selectors
from octui.store.changes import Changes, Topic
from octui.store.state import ProvidersStatus
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer, describe_failed_call
from octui.ui.controllers.models import ModelsController
from octui.ui.messages import RemoveProviderKey
from octui.ui.model_selection import ModelKey
from octui.wire.catalog import Provider
from octui.wire.providers import AllProviders, ApiKey, AuthMethod

if TYPE_CHECKING:
    # Imported when used: the first screen should not wait for it.
    from octui.ui.connect.provider_dialog import Methods, ProviderPicker

POLL_SECONDS: Final = 0.25
"""Seconds between two checks of whether something has happened."""

MODELS_TIMEOUT: Final = 8.0
"""Seconds to wait for the models: some servers ask the provider for them first."""

DEFAULT_METHODS: Final = (AuthMethod(type="api"),)
"""How to sign in to a provider that names no way: with an API key."""

STILL_CONNECTED_REASONS: Final = {
    "env": "It is still connected through a key in the server's environment.",
    "config": "It is still connected through the server's configuration.",
}
"""Why a provider is still there without its key, by its source."""


@dataclass(frozen=True, slots=True)
class RestartWording:
    """What is said when the server has to restart: what was done, what the restart brings, and what is asked."""

    done: str
    effect: str
    question: str
    purpose: str


class ProvidersController:
    """A key is entered once, goes to the server, and is stored nowhere else."""

    def __init__(self, context: AppContext, models: ModelsController) -> None:
        self._context = context
        self._models = models
        self._picker: ProviderPicker | None = None
        """The provider list that was opened last."""
        self._has_offered = False
        context.change_listeners.append(self._offer_connection)

    def _offer_connection(self, changes: Changes) -> None:
        """Open the dialog once, as OpenCode does, where no provider can answer; never above what the user has open."""
        context, state = self._context, self._context.store.state
        if (
            self._has_offered
            or state.providers_status is not ProvidersStatus.KNOWN
            or not any(key.topic is Topic.CATALOG for key in changes)
        ):
            return
        composer = context.composer
        is_free = context.screen in (context.home, context.chat) and composer is not None and not composer.text
        if not state.providers.providers and is_free and not selectors.list_pending_requests(state):
            self._has_offered = True
            self.connect_provider()

    def connect_provider(self) -> None:
        """Choose a provider, enter its key, and choose one of its models."""
        server = self._context.server
        if server is None:
            self._context.notify_error("Could not connect a provider", NOT_CONNECTED)
            return
        self._context.dialog_opening.start_worker(self._run_connect_dialog(server), group="provider")

    async def _run_connect_dialog(self, server: ConnectedServer) -> None:
        # Imported when used: the first screen should not wait for it.
        from octui.ui.connect import provider_dialog as dialog

        picker = self._picker = dialog.ProviderPicker()
        chosen: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def set_choice(provider_id: str | None) -> None:
            if not chosen.done():
                chosen.set_result(provider_id)

        await self._context.open_screen(picker, set_choice)
        try:
            offered, methods = await self._fill_picker(server.client, picker)
            provider_id = await chosen
            if provider_id is None:
                return
            name = next((one.name or one.id for one in offered.all if one.id == provider_id), provider_id)
            done = await self._store_credentials(server, provider_id, name, methods.get(provider_id) or DEFAULT_METHODS)
        except ClientError as error:
            if picker.is_attached and not chosen.done():
                picker.dismiss(None)
            self._context.notify_error("Could not connect the provider", describe_failed_call(error))
            return
        if not done:
            return
        try:
            await self._wait_for_models(server, provider_id, name, done)
        except ClientError as error:
            # The key is stored: only what follows from that is not known.
            failure = f"{done.removesuffix('.')}, but its models could not be loaded"
            self._context.notify_error(failure, describe_failed_call(error))

    async def _store_credentials(
        self, server: ConnectedServer, provider_id: str, name: str, methods: Sequence[AuthMethod]
    ) -> str:
        """Sign in by one of the provider's methods; returns what was done, as a sentence, or an empty text."""
        from octui.ui.connect.provider_sign_in import AuthMethodPicker, sign_in_to_provider

        number: int | None = 0
        if len(methods) > 1:
            number = await self._context.wait_for_screen(AuthMethodPicker(to_single_line(name), methods))
        if number is None:
            return ""
        answers = await self._ask_prompts(methods[number])
        if answers is None:
            return ""
        if methods[number].type != "api":
            is_done = await sign_in_to_provider(self._context, server.client, provider_id, name, number, answers)
            return f"Signed in to {name}." if is_done else ""
        secret = await self._ask_key(name, answers)
        if secret is None:
            return ""
        await server.client.providers.set_credentials(provider_id, secret)
        return f"Saved the {name} key."

    async def _fill_picker(self, client: Client, picker: "ProviderPicker") -> "tuple[AllProviders, Methods]":
        """List the providers as the server knows them now."""
        offered, usable, methods = await asyncio.gather(
            client.providers.list_all(), client.providers.list(), client.providers.list_auth_methods()
        )
        picker.show_providers(offered, usable, methods)
        return offered, methods

    async def _ask_prompts(self, method: AuthMethod) -> dict[str, str] | None:
        """The answers to what a method asks first; None when cancelled."""
        from octui.ui.connect import provider_dialog as dialog

        answers: dict[str, str] = {}
        for prompt in method.prompts:
            if not dialog.should_ask(prompt, answers):
                continue
            if prompt.options:
                answer = await self._context.wait_for_screen(dialog.OptionPicker(prompt))
            else:
                question = dialog.ProviderQuestionDialog(
                    prompt.message or prompt.key, placeholder=prompt.placeholder or ""
                )
                answer = await self._context.wait_for_screen(question)
            if not answer:
                return None
            answers[prompt.key] = answer
        return answers

    async def _ask_key(self, name: str, answers: Mapping[str, str]) -> ApiKey | None:
        from octui.ui.connect import provider_dialog as dialog

        key = await self._context.wait_for_screen(dialog.ApiKeyDialog(name))
        return None if key is None else ApiKey(key=key.reveal_text(), metadata=dict(answers) or None)

    async def _wait_for_models(self, server: ConnectedServer, provider_id: str, name: str, done: str) -> None:
        """Have the server load the key, for which most have to restart, and choose a model."""
        wording = RestartWording(done, "The server loads its models", f"Use {name} now?", "To load its models")
        if not await self._restart_instance(server, wording):
            return
        waited = 0.0
        while not self._count_models(provider_id):
            if waited >= MODELS_TIMEOUT or self._context.server is not server:
                self._context.notify_error(done.removesuffix("."), "the server offers no models for it.")
                return
            await asyncio.sleep(POLL_SECONDS)
            waited += POLL_SECONDS
            await server.resync.load_catalog()
        count = self._count_models(provider_id)
        self._context.notify_info(f"{name} is connected, with {count} {'model' if count == 1 else 'models'}.")
        self._context.refresh_chrome()
        self._models.pick_model()

    def confirm_key_removal(self, message: RemoveProviderKey) -> None:
        server, picker = self._context.server, self._picker
        if server is None or picker is None or self._context.screen is not picker:
            return

        name, provider = to_single_line(message.name), self._find_provider(message.provider_id)
        is_configured = provider is not None and provider.source == "config"
        done = f"The server has no stored {name} key now." if is_configured else f"Removed the {name} key."

        def remove() -> None:
            removal = self._remove_key(server, message.provider_id, message.name, picker, done)
            self._context.start_worker(removal, group="forget-key")

        question = f"Remove the stored {name} key, if there is one?" if is_configured else f"Remove the {name} key?"
        about = "The server deletes it, for every project."
        if is_configured:
            about += " What the configuration says about the provider stays."
        self._context.confirm_action(question, about, yes="Remove", act=remove)

    async def _remove_key(
        self, server: ConnectedServer, provider_id: str, name: str, picker: "ProviderPicker", done: str
    ) -> None:
        """Have the server delete the key and stop using it, for which most have to restart."""
        try:
            await server.client.providers.remove_credentials(provider_id)
        except ClientError as error:
            self._context.notify_error(f"Could not remove the {name} key", describe_failed_call(error))
            return
        wording = RestartWording(done, "The server stops using it", f"Stop using {name} now?", "To stop using it")
        model = self._context.resolve_selection().model
        is_used = self._find_provider(provider_id) is not None
        was_reported = is_used and not server.info.is_embedded and self._is_any_session_busy()
        try:
            is_unused = not is_used or await self._restart_instance(server, wording)
            if picker.is_attached:
                await self._fill_picker(server.client, picker)
            if is_unused:
                await server.resync.load_catalog()
                consequence = self._deselect_provider(provider_id, model)
                if not was_reported:
                    self._context.notify_info(f"{done} {consequence}".rstrip())
        except ClientError as error:
            self._context.notify_error(f"Removed the {name} key, but the server may still use it", str(error))

    def _deselect_provider(self, provider_id: str, before: ModelKey | None) -> str:
        """Choose as if a removed provider had never been picked; returns a sentence on what is used instead."""
        context = self._context
        provider = self._find_provider(provider_id)
        if provider is not None:
            return STILL_CONNECTED_REASONS.get(provider.source, "It is still connected without one.")
        # Only for this run: what is saved on disk is for when the provider is connected again.
        selection = context.model_selection
        selection.models = {key: model for key, model in selection.models.items() if model[0] != provider_id}
        selection.recent = [model for model in selection.recent if model[0] != provider_id]
        context.refresh_chrome()
        model = context.resolve_selection().model
        if model == before:
            return ""
        known = context.store.state.providers.find_model(*model) if model else None
        return f"Prompts now go to {known.name or known.id}." if known else "The server now chooses the model."

    async def _restart_instance(self, server: ConnectedServer, wording: RestartWording) -> bool:
        """Whether the server reloaded what it knows about this directory: nothing running is stopped without asking."""
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        context = self._context
        if server.info.is_embedded:
            # The embedded server looks up its keys each time.
            return True
        if self._is_any_session_busy():
            context.notify_info(f"{wording.done} {wording.effect} once nothing is running.")
        while self._is_any_session_busy():
            await asyncio.sleep(POLL_SECONDS)
            if context.server is not server:
                return False
        terminals = len(await server.client.ptys.list())
        if terminals:
            stopped = "a terminal" if terminals == 1 else f"{terminals} terminals"
            about = f"{wording.purpose} the server has to restart here, which stops {stopped}."
            if not await context.wait_for_screen(ConfirmDialog(wording.question, about, yes="Restart")):
                context.notify_info(f"{wording.done} {wording.effect} when it restarts.")
                return False
        await server.client.server.dispose_instance()
        return True

    def _is_any_session_busy(self) -> bool:
        state = self._context.store.state
        return any(selectors.is_possibly_busy(state, session_id) for session_id in state.sessions)

    def _count_models(self, provider_id: str) -> int:
        provider = self._find_provider(provider_id)
        return len(provider.models) if provider is not None else 0

    def _find_provider(self, provider_id: str) -> Provider | None:
        """A provider that can be used now."""
        providers = self._context.store.state.providers.providers
        return next((provider for provider in providers if provider.id == provider_id), None)
