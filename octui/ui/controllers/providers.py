"""Connecting a provider of models by its key, and forgetting the key again."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import on

from octui.client import Client, ClientError
from octui.render.text.sanitize import to_single_line
from octui.store import selectors
from octui.ui.controllers.context import AppContext
from octui.ui.messages import RemoveProviderKey
from octui.ui.model_selection import ModelKey
from octui.wire.catalog import Provider
from octui.wire.providers import AllProviders, ApiKey, AuthMethod

if TYPE_CHECKING:
    # Imported when used: the first screen should not wait for it.
    from octui.ui.connect.provider_dialog import Methods, ProviderPicker

POLL_SECONDS: Final = 0.25
"""Between two looks at whether something has come about."""

MODELS_TIMEOUT: Final = 8.0
"""For the models to be there: some servers ask the provider for them first."""

STILL_CONNECTED_REASONS: Final = {
    "env": "It stays connected by a key in the server's environment.",
    "config": "It stays connected by the server's configuration.",
}
"""Why a provider is still there without its key, by its source."""


@dataclass(frozen=True, slots=True)
class RestartWording:
    """What is said of a server that has to begin anew: what is done, what only comes of it then, and what is asked."""

    done: str
    effect: str
    question: str
    purpose: str


class ProvidersController(AppContext):
    """A key is typed once, goes to the server, and is kept nowhere else."""

    def pick_model(self) -> None:
        raise NotImplementedError

    def connect_provider(self) -> None:
        """Choose a provider, type its key, and have its models to choose from."""
        if self.client is None:
            self.notify_error("No provider can be connected", "octui is not connected to a server yet.")
            return
        self.run_worker(self._run_connect_dialog(self.client), group="provider", exclusive=True, exit_on_error=False)

    async def _run_connect_dialog(self, client: Client) -> None:
        # Imported when used: the first screen should not wait for it.
        from octui.ui.connect import provider_dialog as screens

        picker = screens.ProviderPicker()
        chosen: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def set_choice(provider_id: str | None) -> None:
            if not chosen.done():
                chosen.set_result(provider_id)

        await self.push_screen(picker, set_choice)
        try:
            offered, methods = await self._fill_provider_picker(client, picker)
            provider_id = await chosen
            if provider_id is None:
                return
            name = next((one.name or one.id for one in offered.all if one.id == provider_id), provider_id)
            method = screens.find_key_method(methods, provider_id)
            if method is None:
                self.notify_error(f"{name} takes no key", "sign in to it where the server runs: opencode auth login")
                return
            secret = await self._prompt_for_key(name, method)
            if secret is not None:
                await client.set_auth(provider_id, secret)
                await self._wait_for_models(client, provider_id, name)
        except ClientError as error:
            if picker.is_attached and not chosen.done():
                picker.dismiss(None)
            self.notify_error("The provider was not connected", str(error))

    async def _fill_provider_picker(self, client: Client, picker: "ProviderPicker") -> "tuple[AllProviders, Methods]":
        """List the providers as the server knows them now."""
        offered, usable, methods = await asyncio.gather(
            client.all_providers(), client.providers(), client.provider_auth()
        )
        picker.show_providers(offered, usable, methods)
        return offered, methods

    async def _prompt_for_key(self, name: str, method: AuthMethod) -> ApiKey | None:
        from octui.ui.connect import provider_dialog as screens

        answers: dict[str, str] = {}
        for prompt in method.prompts:
            if not screens.should_ask(prompt, answers):
                continue
            if prompt.options:
                answer = await self.push_screen_wait(screens.OptionPicker(prompt))
            else:
                question = screens.ProviderQuestionDialog(
                    prompt.message or prompt.key, placeholder=prompt.placeholder or ""
                )
                answer = await self.push_screen_wait(question)
            if not answer:
                return None
            answers[prompt.key] = answer
        key = await self.push_screen_wait(screens.ApiKeyDialog(name))
        return None if key is None else ApiKey(key=key.reveal(), metadata=answers or None)

    async def _wait_for_models(self, client: Client, provider_id: str, name: str) -> None:
        """Have the server know the key, which most only do when they begin anew, and choose a model."""
        anew = RestartWording(
            f"The key of {name} is kept.", "Its models are there", f"Use {name} now?", "For its models"
        )
        if not await self._restart_instance(client, anew):
            return
        waited = 0.0
        while not self._count_models(provider_id):
            if waited >= MODELS_TIMEOUT or self.client is not client:
                self.notify_error(f"The key of {name} is kept", "the server offers no models with it.")
                return
            await asyncio.sleep(POLL_SECONDS)
            waited += POLL_SECONDS
            if self.resync is not None:
                await self.resync.load_catalog()
        count = self._count_models(provider_id)
        self.notify_info(f"{name} is connected, with {count} {'model' if count == 1 else 'models'}.")
        self.refresh_chrome()
        self.pick_model()

    @on(RemoveProviderKey)
    def _confirm_key_removal(self, message: RemoveProviderKey) -> None:
        from octui.ui.connect.provider_dialog import ProviderPicker
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        client = self.client
        if client is None or not isinstance(self.screen, ProviderPicker):
            return
        picker = self.screen

        def remove_if_confirmed(sure: bool | None) -> None:
            if sure:
                forgetting = self._remove_key(client, message.provider_id, message.name, picker)
                self.run_worker(forgetting, group="forget-key", exit_on_error=False)

        name = to_single_line(message.name)
        about = "The server deletes it, for every project."
        self.push_screen(ConfirmDialog(f"Forget the key of {name}?", about, yes="Forget"), remove_if_confirmed)

    async def _remove_key(self, client: Client, provider_id: str, name: str, picker: "ProviderPicker") -> None:
        """Have the server delete the key and let go of it, which most only do when they begin anew."""
        try:
            await client.remove_auth(provider_id)
        except ClientError as error:
            self.notify_error(f"The key of {name} was not forgotten", str(error))
            return
        done = f"The key of {name} is forgotten."
        anew = RestartWording(done, "It goes out of use", f"Stop using {name} now?", "To stop using it")
        model = self.resolve_selection().model
        used = self._find_provider(provider_id) is not None
        told = used and self._needs_restart() and self._is_any_session_busy()
        try:
            gone = not used or await self._restart_instance(client, anew)
            if picker.is_attached:
                await self._fill_provider_picker(client, picker)
            if gone:
                if self.resync is not None:
                    await self.resync.load_catalog()
                left = self._deselect_provider(provider_id, model)
                if not told:
                    self.notify_info(f"{done} {left}".rstrip())
        except ClientError as error:
            self.notify_error(f"The key of {name} is forgotten, but the server may go on using it", str(error))

    def _deselect_provider(self, provider_id: str, before: ModelKey | None) -> str:
        """Choose as if a provider that is gone had never been picked; what goes on in its place, in a sentence."""
        provider = self._find_provider(provider_id)
        if provider is not None:
            return STILL_CONNECTED_REASONS.get(provider.source, "It stays connected without one.")
        # Only for now: what is remembered on disk is for the day when it is back.
        choices = self.model_selection
        choices.models = {place: model for place, model in choices.models.items() if model[0] != provider_id}
        choices.recent = [model for model in choices.recent if model[0] != provider_id]
        self.refresh_chrome()
        model = self.resolve_selection().model
        if model == before:
            return ""
        known = self.store.state.providers.model(*model) if model else None
        return f"Prompts go to {known.name or known.id} now." if known else "The server chooses the model now."

    async def _restart_instance(self, client: Client, anew: RestartWording) -> bool:
        """Whether the server let go of what it knew of this directory: nothing that runs is ended for it unasked."""
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        if not self._needs_restart():
            return True
        if self._is_any_session_busy():
            self.notify_info(f"{anew.done} {anew.effect} once nothing runs any more.")
        while self._is_any_session_busy():
            await asyncio.sleep(POLL_SECONDS)
            if self.client is not client:
                return False
        terminals = len(await client.ptys())
        if terminals:
            ended = "a terminal" if terminals == 1 else f"{terminals} terminals"
            about = f"{anew.purpose} the server must begin anew in this directory, which ends {ended}."
            if not await self.push_screen_wait(ConfirmDialog(anew.question, about, yes="Begin anew")):
                self.notify_info(f"{anew.done} {anew.effect} when the server starts again.")
                return False
        await client.dispose()
        return True

    def _needs_restart(self) -> bool:
        """The server that comes with octui looks at its keys each time, and others once."""
        return self.server_info is None or not self.server_info.embedded

    def _is_any_session_busy(self) -> bool:
        state = self.store.state
        return any(selectors.busy(state, session_id) for session_id in state.sessions)

    def _count_models(self, provider_id: str) -> int:
        provider = self._find_provider(provider_id)
        return len(provider.models) if provider is not None else 0

    def _find_provider(self, provider_id: str) -> Provider | None:
        """A provider that can be used now."""
        providers = self.store.state.providers.providers
        return next((provider for provider in providers if provider.id == provider_id), None)
