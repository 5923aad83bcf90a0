"""Every provider and model an instance can use, from all the places they are known from."""

import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from octui.server.agent.guide.words import GUIDE_MODEL, GUIDE_PROVIDER
from octui.server.agent.models.configured import configured
from octui.server.agent.models.info import ModelInfo, ProviderInfo
from octui.server.agent.models.keys import Keys
from octui.server.agent.models.listing import local_providers, remote_models
from octui.server.agent.models.presets import PRESETS
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.instance import Instance

STALE_SECONDS: Final = 30.0
PRESET_IDS: Final = frozenset(preset.id for preset in PRESETS)

GUIDE: Final = ProviderInfo(
    GUIDE_PROVIDER,
    "octui",
    models={
        GUIDE_MODEL: ModelInfo(
            GUIDE_MODEL, GUIDE_PROVIDER, "Offline guide (not an AI)", GUIDE_MODEL, context=128_000, temperature=False
        )
    },
    keyless=True,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model with its provider."""

    provider: ProviderInfo
    model: ModelInfo


class ModelNotFound(Exception):
    """Nobody here knows the model."""

    def __init__(self, provider_id: str, model_id: str) -> None:
        super().__init__(f"Model not found: {provider_id}/{model_id}.")


class Catalogue:
    """Asks servers for their models in the background: what it says is what is known by now."""

    def __init__(self, instance: "Instance") -> None:
        self._config = instance.config.values
        self.keys = Keys(instance.server.data_folder)
        self._local: tuple[ProviderInfo, ...] = ()
        self._remote: dict[str, dict[str, ModelInfo]] = {}
        self._asked_at = -STALE_SECONDS
        self._asking: asyncio.Task[None] | None = None

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    def refresh(self) -> None:
        """Ask once more which models there are, unless that was done a moment ago."""
        if time.monotonic() - self._asked_at < STALE_SECONDS or (self._asking and not self._asking.done()):
            return
        self._asked_at = time.monotonic()
        self._asking = asyncio.create_task(self._ask(), name="octui-models")

    def refresh_soon(self) -> None:
        """Something changed: the next refresh asks again."""
        self._asked_at = -STALE_SECONDS

    async def settled(self, seconds: float) -> None:
        """Wait for what is being asked, but no longer than that."""
        if self._asking is not None:
            await asyncio.wait([self._asking], timeout=seconds)

    def connected(self) -> tuple[ProviderInfo, ...]:
        """The providers that can be used, the chosen ones first, then the guide, then what runs on this machine."""
        usable = [provider for provider in self._known().values() if self._usable(provider)]
        found = [provider for provider in self._local if provider.id not in {known.id for known in usable}]
        return tuple(provider for provider in (*usable, GUIDE, *found) if self._wanted(provider.id))

    def all(self) -> tuple[ProviderInfo, ...]:
        """Every provider that could be used."""
        known = {preset.id: preset.provider("custom", None) for preset in PRESETS}
        known |= {provider.id: provider for provider in self.connected()}
        return tuple(known.values())

    def find(self, provider_id: str, model_id: str) -> Chosen:
        """Raises ModelNotFound."""
        for provider in self.connected():
            if provider.id == provider_id and model_id in provider.models:
                return Chosen(provider, provider.models[model_id])
        raise ModelNotFound(provider_id, model_id)

    def named(self, key: object) -> Chosen | None:
        """The model a configuration calls `provider/model`."""
        if not isinstance(key, str) or "/" not in key:
            return None
        provider_id, _, model_id = key.partition("/")
        with suppress(ModelNotFound):
            return self.find(provider_id, model_id)
        return None

    def default(self) -> Chosen:
        """The configured model, else that of the first provider somebody connected, else the guide."""
        if (chosen := self.named(self._config.get("model"))) is not None:
            return chosen
        for provider in self.connected():
            if provider.source != "local" and provider.default_model:
                return Chosen(provider, provider.models[provider.default_model])
        return Chosen(GUIDE, GUIDE.models[GUIDE_MODEL])

    def small(self, beside: Chosen) -> Chosen:
        """The model for titles and the like."""
        return self.named(self._config.get("small_model")) or beside

    def _known(self) -> dict[str, ProviderInfo]:
        stored = self.keys.stored()
        known: dict[str, ProviderInfo] = {}
        described = self._config.get("provider")
        configurations: Mapping[str, object] = described if isinstance(described, dict) else {}
        for preset in PRESETS:
            variable = next((os.environ[name] for name in preset.env if os.environ.get(name)), None)
            key = self.keys.key(preset.id) or variable
            source = "api" if preset.id in stored else "env" if variable else "custom"
            known[preset.id] = self._with_remote(preset.provider(source, key))
        for provider_id, values in configurations.items():
            if isinstance(values, dict):
                provider = configured(provider_id, values, known.pop(provider_id, None))
                if provider is not None:
                    known = {provider_id: self._keyed(provider)} | known
        return {name: known[name] for name in sorted(known, key=lambda name: name not in configurations)}

    def _keyed(self, provider: ProviderInfo) -> ProviderInfo:
        """A key in the configuration comes first, then a stored one, then one from the environment."""
        variable = next((os.environ[name] for name in provider.env if os.environ.get(name)), None)
        return replace(provider, key=provider.key or self.keys.key(provider.id) or variable)

    def _with_remote(self, provider: ProviderInfo) -> ProviderInfo:
        """The models that are described here first, then those the provider told of besides."""
        told = self._remote.get(provider.id, {})
        return provider.with_models(
            {**provider.models, **{name: told[name] for name in told if name not in provider.models}}
        )

    def _usable(self, provider: ProviderInfo) -> bool:
        """A known provider needs a key; one that only the configuration knows may do without."""
        described = provider.source == "config" and bool(provider.base_url)
        elsewhere = provider.id not in PRESET_IDS or "baseURL" in provider.options
        return bool(provider.models) and (bool(provider.key) or (described and elsewhere))

    def _wanted(self, provider_id: str) -> bool:
        disabled, enabled = self._config.get("disabled_providers"), self._config.get("enabled_providers")
        if isinstance(disabled, list) and provider_id in disabled:
            return False
        return not isinstance(enabled, list) or provider_id in enabled or provider_id == GUIDE_PROVIDER

    async def _ask(self) -> None:
        self._local = await local_providers()
        keyed = [provider for provider in self._known().values() if provider.key and provider.source in ("api", "env")]
        lists = await asyncio.gather(*(remote_models(provider) for provider in keyed))
        self._remote |= {provider.id: models for provider, models in zip(keyed, lists, strict=True) if models}


def as_json(providers: tuple[ProviderInfo, ...]) -> list[Json]:
    return [provider.told() for provider in providers]
