"""Connecting a provider of models by its key."""

import asyncio
from typing import Final

from octui.client import Client, ClientError
from octui.store import select
from octui.ui.desk import Desk
from octui.wire.providers import ApiKey, AuthMethod

LOOK_SECONDS: Final = 0.25
"""Between two looks at whether something has come about."""

MODELS_SECONDS: Final = 8.0
"""For the models to be there: some servers ask the provider for them first."""


class ProviderActs(Desk):
    """A key is typed once, goes to the server, and is kept nowhere else."""

    def pick_model(self) -> None:
        raise NotImplementedError

    def connect_provider(self) -> None:
        """Choose a provider, type its key, and have its models to choose from."""
        if self.client is None:
            self.complain("No provider can be connected", "octui is not connected to a server yet.")
            return
        self.run_worker(self._connect_provider(self.client), group="provider", exclusive=True, exit_on_error=False)

    async def _connect_provider(self, client: Client) -> None:
        # Imported when used: the first screen should not wait for it.
        from octui.ui.screens import provider_connect as screens

        picker = screens.ProviderPicker()
        chosen: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def answered(provider_id: str | None) -> None:
            if not chosen.done():
                chosen.set_result(provider_id)

        await self.push_screen(picker, answered)
        try:
            offered, methods = await asyncio.gather(client.all_providers(), client.provider_auth())
            picker.offer(screens.provider_rows(offered, methods))
            provider_id = await chosen
            if provider_id is None:
                return
            name = next((one.name or one.id for one in offered.all if one.id == provider_id), provider_id)
            method = screens.key_method(methods, provider_id)
            if method is None:
                self.complain(f"{name} takes no key", "sign in to it where the server runs: opencode auth login")
                return
            secret = await self._asked_for_key(name, method)
            if secret is not None:
                await client.set_auth(provider_id, secret)
                await self._show_models(client, provider_id, name)
        except ClientError as error:
            if picker.is_attached and not chosen.done():
                picker.dismiss(None)
            self.complain("The provider was not connected", str(error))

    async def _asked_for_key(self, name: str, method: AuthMethod) -> ApiKey | None:
        from octui.ui.screens import provider_connect as screens

        answers: dict[str, str] = {}
        for prompt in method.prompts:
            if not screens.wanted(prompt, answers):
                continue
            if prompt.options:
                answer = await self.push_screen_wait(screens.OptionPicker(prompt))
            else:
                question = screens.ProviderQuestion(prompt.message or prompt.key, placeholder=prompt.placeholder or "")
                answer = await self.push_screen_wait(question)
            if not answer:
                return None
            answers[prompt.key] = answer
        key = await self.push_screen_wait(screens.KeyQuestion(name))
        return None if key is None else ApiKey(key=key.reveal(), metadata=answers or None)

    async def _show_models(self, client: Client, provider_id: str, name: str) -> None:
        """Have the server know the key, which most only do when they begin anew, and choose a model."""
        if self.found is not None and not self.found.embedded and not await self._begun_anew(client, name):
            return
        waited = 0.0
        while not self._models_of(provider_id):
            if waited >= MODELS_SECONDS or self.client is not client:
                self.complain(f"The key of {name} is kept", "the server offers no models with it.")
                return
            await asyncio.sleep(LOOK_SECONDS)
            waited += LOOK_SECONDS
            if self.resync is not None:
                await self.resync.catalog()
        count = self._models_of(provider_id)
        self.say(f"{name} is connected, with {count} {'model' if count == 1 else 'models'}.")
        self.refresh_chrome()
        self.pick_model()

    async def _begun_anew(self, client: Client, name: str) -> bool:
        """Whether the server let go of what it knew of this directory: nothing that runs is ended for it unasked."""
        from octui.ui.screens.confirm import Confirm

        if self._busy():
            self.say(f"The key of {name} is kept. Its models are there once nothing runs any more.")
        while self._busy():
            await asyncio.sleep(LOOK_SECONDS)
            if self.client is not client:
                return False
        terminals = len(await client.ptys())
        if terminals:
            ended = "a terminal" if terminals == 1 else f"{terminals} terminals"
            about = f"For its models the server must begin anew in this directory, which ends {ended}."
            if not await self.push_screen_wait(Confirm(f"Use {name} now?", about, yes="Begin anew")):
                self.say(f"The key of {name} is kept. Its models are there when the server starts again.")
                return False
        await client.dispose()
        return True

    def _busy(self) -> bool:
        state = self.store.state
        return any(select.busy(state, session_id) for session_id in state.sessions)

    def _models_of(self, provider_id: str) -> int:
        providers = self.store.state.providers.providers
        return next((len(provider.models) for provider in providers if provider.id == provider_id), 0)
