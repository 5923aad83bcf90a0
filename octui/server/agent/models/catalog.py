"""Every provider and model an instance can use: presets, configuration, and servers that list their own."""

import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Self

from octui.server.agent.models.credentials import CredentialStore
from octui.server.agent.models.discovery import discover_local_providers, fetch_remote_models
from octui.server.agent.models.model_info import ModelInfo, ProviderInfo
from octui.server.agent.models.presets import PRESETS
from octui.server.agent.models.provider_config import apply_provider_config
from octui.server.instance import Instance
from octui.wire.messages import MessageModel
from octui.wire.struct import Json

STALE_SECONDS: Final = 30.0
PRESET_IDS: Final = frozenset(preset.id for preset in PRESETS)

GUIDE_PROVIDER: Final = "octui"
GUIDE_MODEL: Final = "guide"

GUIDE: Final = ProviderInfo(
    GUIDE_PROVIDER,
    "octui",
    models={
        GUIDE_MODEL: ModelInfo(
            GUIDE_MODEL, GUIDE_PROVIDER, "Offline guide (not an AI)", GUIDE_MODEL, context=128_000, temperature=False
        )
    },
    needs_no_key=True,
)


@dataclass(frozen=True, slots=True)
class SelectedModel:
    """A model with its provider."""

    provider: ProviderInfo
    model: ModelInfo

    @property
    def model_key(self) -> MessageModel:
        return MessageModel(provider_id=self.provider.id, model_id=self.model.id)


class ModelNotFound(Exception):
    """No connected provider has the model."""

    def __init__(self, provider_id: str, model_id: str) -> None:
        super().__init__(f"Model not found: {provider_id}/{model_id}.")


class ModelCatalog:
    """Fetches model lists in the background; every answer is what is known so far."""

    def __init__(self, instance: Instance) -> None:
        self._config = instance.config.values
        self.credentials = CredentialStore(instance.data_folder)
        self._local: tuple[ProviderInfo, ...] = ()
        self._remote: dict[str, dict[str, ModelInfo]] = {}
        self._asked_at = -STALE_SECONDS
        self._asking: asyncio.Task[None] | None = None

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance)

    async def shut_down(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    def refresh_models(self) -> None:
        """Fetch the model lists again, unless that was done within STALE_SECONDS."""
        if time.monotonic() - self._asked_at < STALE_SECONDS or (self._asking and not self._asking.done()):
            return
        self._asked_at = time.monotonic()
        self._asking = asyncio.create_task(self._fetch_models(), name="octui-models")

    def expire_models(self) -> None:
        """Make the next refresh fetch again."""
        self._asked_at = -STALE_SECONDS

    async def wait_for_refresh(self, seconds: float) -> None:
        """Wait for a running fetch, but no longer than this."""
        if self._asking is not None:
            await asyncio.wait([self._asking], timeout=seconds)

    def list_connected_providers(self) -> tuple[ProviderInfo, ...]:
        """The usable providers: configured ones first, then the offline guide, then local servers."""
        usable = [provider for provider in self._list_known_providers().values() if self._is_provider_usable(provider)]
        found = [provider for provider in self._local if provider.id not in {known.id for known in usable}]
        return tuple(provider for provider in (*usable, GUIDE, *found) if self._is_provider_enabled(provider.id))

    def list_supported_providers(self) -> tuple[ProviderInfo, ...]:
        """Every provider that is connected or could be."""
        known = {preset.id: preset.to_provider_info("custom", None) for preset in PRESETS}
        known |= {provider.id: provider for provider in self.list_connected_providers()}
        return tuple(known.values())

    def find_model(self, provider_id: str, model_id: str) -> SelectedModel:
        """Raises ModelNotFound."""
        for provider in self.list_connected_providers():
            if provider.id == provider_id and model_id in provider.models:
                return SelectedModel(provider, provider.models[model_id])
        raise ModelNotFound(provider_id, model_id)

    def find_model_by_key(self, key: object) -> SelectedModel | None:
        """The model a configuration calls `provider/model`."""
        if not isinstance(key, str) or "/" not in key:
            return None
        provider_id, _, model_id = key.partition("/")
        with suppress(ModelNotFound):
            return self.find_model(provider_id, model_id)
        return None

    def choose_default_model(self) -> SelectedModel:
        """The configured model, else that of the first connected provider, else the offline guide."""
        if (selected := self.find_model_by_key(self._config.get("model"))) is not None:
            return selected
        for provider in self.list_connected_providers():
            if provider.source != "local" and provider.default_model:
                return SelectedModel(provider, provider.models[provider.default_model])
        return SelectedModel(GUIDE, GUIDE.models[GUIDE_MODEL])

    def choose_small_model(self, beside: SelectedModel) -> SelectedModel:
        """The model for small tasks, such as titles."""
        return self.find_model_by_key(self._config.get("small_model")) or beside

    def _list_known_providers(self) -> dict[str, ProviderInfo]:
        stored = self.credentials.load_credentials()
        known: dict[str, ProviderInfo] = {}
        described = self._config.get("provider")
        configurations: Mapping[str, object] = described if isinstance(described, dict) else {}
        for preset in PRESETS:
            variable = next((os.environ[name] for name in preset.env if os.environ.get(name)), None)
            key = self.credentials.find_api_key(preset.id) or variable
            source = "api" if preset.id in stored else "env" if variable else "custom"
            known[preset.id] = self._with_remote_models(preset.to_provider_info(source, key))
        for provider_id, values in configurations.items():
            if isinstance(values, dict):
                provider = apply_provider_config(provider_id, values, known.pop(provider_id, None))
                if provider is not None:
                    known = {provider_id: self._with_credentials(provider)} | known
        return {name: known[name] for name in sorted(known, key=lambda name: name not in configurations)}

    def _with_credentials(self, provider: ProviderInfo) -> ProviderInfo:
        """A configured key takes precedence over a stored one, and that over the environment."""
        variable = next((os.environ[name] for name in provider.env if os.environ.get(name)), None)
        return replace(provider, key=provider.key or self.credentials.find_api_key(provider.id) or variable)

    def _with_remote_models(self, provider: ProviderInfo) -> ProviderInfo:
        """The preset models first, then others the provider lists."""
        listed = self._remote.get(provider.id, {})
        return provider.with_models(
            {**provider.models, **{name: listed[name] for name in listed if name not in provider.models}}
        )

    def _is_provider_usable(self, provider: ProviderInfo) -> bool:
        """A preset provider needs a key; a provider defined only in the configuration may do without."""
        described = provider.source == "config" and bool(provider.base_url)
        elsewhere = provider.id not in PRESET_IDS or "baseURL" in provider.options
        return bool(provider.models) and (bool(provider.key) or (described and elsewhere))

    def _is_provider_enabled(self, provider_id: str) -> bool:
        disabled, enabled = self._config.get("disabled_providers"), self._config.get("enabled_providers")
        if isinstance(disabled, list) and provider_id in disabled:
            return False
        return not isinstance(enabled, list) or provider_id in enabled or provider_id == GUIDE_PROVIDER

    async def _fetch_models(self) -> None:
        self._local = await discover_local_providers()
        keyed = [
            provider
            for provider in self._list_known_providers().values()
            if provider.key and provider.source in ("api", "env")
        ]
        lists = await asyncio.gather(*(fetch_remote_models(provider) for provider in keyed))
        self._remote |= {provider.id: models for provider, models in zip(keyed, lists, strict=True) if models}


def providers_to_json(providers: tuple[ProviderInfo, ...]) -> list[Json]:
    return [provider.to_provider_json() for provider in providers]
