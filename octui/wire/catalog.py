"""What the server offers: providers with their models, agents, commands, tools."""

from typing import Any

import msgspec

from octui.wire.decoding.element_groups import drain_list
from octui.wire.decoding.tolerant_decoder import SkipHandler, TolerantDecoder, decode_elements
from octui.wire.sessions import Rule
from octui.wire.struct import Count, Json, Wire


class ModelLimit(Wire, frozen=True):
    context: Count = 0
    output: Count = 0


class ModelCost(Wire, frozen=True):
    """Dollars for a million tokens."""

    input: float = 0
    output: float = 0


class ModelInput(Wire, frozen=True):
    """What a model takes besides text."""

    image: bool = False
    pdf: bool = False


class ModelCapabilities(Wire, frozen=True):
    reasoning: bool = False
    attachment: bool = False
    toolcall: bool = True
    input: ModelInput = ModelInput(image=True, pdf=True)
    """Assumed to be accepted when the server does not report it."""


class Model(Wire, frozen=True):
    id: str
    provider_id: str = ""
    name: str = ""
    family: str | None = None
    status: str = "active"
    release_date: str = msgspec.field(name="release_date", default="")
    limit: ModelLimit = ModelLimit()
    cost: ModelCost | None = None
    capabilities: ModelCapabilities = ModelCapabilities()
    variants: dict[str, Json] | None = None


class Provider(Wire, frozen=True):
    """A provider. The stored API key that servers send with it in plain text is not read at all."""

    id: str
    name: str = ""
    source: str = ""
    env: tuple[str, ...] = ()
    models: dict[str, Model] = {}


class Providers(Wire, frozen=True):
    """The usable providers, and by provider the model it would choose itself."""

    providers: tuple[Provider, ...] = ()
    default: dict[str, str] = {}

    def find_model(self, provider_id: str, model_id: str) -> Model | None:
        for provider in self.providers:
            if provider.id == provider_id:
                return provider.models.get(model_id)
        return None


class AgentModel(Wire, frozen=True):
    provider_id: str = ""
    model_id: str = ""


class Agent(Wire, frozen=True):
    """`mode` is `primary`, `subagent` or `all`; hidden ones are the server's own."""

    name: str
    description: str | None = None
    mode: str = "primary"
    native: bool | None = None
    hidden: bool | None = None
    color: str | None = None
    model: AgentModel | None = None
    permission: tuple[Rule, ...] | None = None

    @property
    def is_selectable(self) -> bool:
        """Whether the user may talk to it directly."""
        return self.mode != "subagent" and not self.hidden


class Command(Wire, frozen=True):
    """A slash command the server knows; `source` is `command`, `skill` or `mcp`."""

    name: str
    description: str | None = None
    source: str | None = None
    template: Any = ""
    hints: tuple[str, ...] = ()
    subtask: bool | None = None
    agent: str | None = None
    model: str | None = None


class Tool(Wire, frozen=True):
    """What models may call; `parameters` is a JSON schema."""

    id: str
    description: str = ""
    parameters: Any = None


class _RawProvider(Wire, frozen=True):
    id: str
    name: str = ""
    source: str = ""
    env: tuple[str, ...] = ()
    models: dict[str, msgspec.Raw] = {}


class _RawProviders(Wire, frozen=True):
    providers: list[msgspec.Raw] = []
    default: dict[str, str] = {}


_model = TolerantDecoder(Model)
_raw_provider = TolerantDecoder(_RawProvider, bounds_depth=False)
_raw_providers = TolerantDecoder(_RawProviders, bounds_depth=False)


def decode_providers(body: bytes, on_skip: SkipHandler | None = None) -> Providers:
    """Decode `/config/providers`; a model or provider that cannot be read is left out."""
    raw = _raw_providers.decode_value(body)
    return Providers(providers=decode_provider_list(raw.providers, on_skip), default=raw.default)


def decode_provider_list(raws: list[msgspec.Raw], on_skip: SkipHandler | None = None) -> tuple[Provider, ...]:
    """The same of providers in a list, which are taken out of it."""
    providers: list[Provider] = []
    for raw in drain_list(raws):
        # One by one: with its models undecoded, a provider takes several times its memory.
        providers += [_convert_provider(each, on_skip) for each in decode_elements([raw], _raw_provider, on_skip)]
    return tuple(providers)


def _convert_provider(raw: _RawProvider, on_skip: SkipHandler | None) -> Provider:
    models = decode_elements([*raw.models.values()], _model, on_skip)
    return Provider(
        id=raw.id, name=raw.name or raw.id, source=raw.source, env=raw.env, models={model.id: model for model in models}
    )
