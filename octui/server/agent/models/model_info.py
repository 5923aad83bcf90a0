"""Providers and their models, and their JSON form for clients."""

from dataclasses import dataclass, field, replace
from typing import Final

from octui.server.agent.models.language_model import TokenUsage
from octui.wire.struct import Json

OPENAI_COMPATIBLE: Final = "@ai-sdk/openai-compatible"
MILLION: Final = 1_000_000
SECRET_OPTIONS: Final = frozenset({"apikey", "headers", "token", "secret", "password"})
"""Options that are never sent to clients, in any case."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Dollars per million tokens."""

    input: float = 0
    output: float = 0
    cache_read: float = 0
    cache_write: float = 0

    def estimate_cost(self, usage: TokenUsage) -> float:
        spent = usage.input * self.input + (usage.output + usage.reasoning) * self.output
        return (spent + usage.cache_read * self.cache_read + usage.cache_write * self.cache_write) / MILLION


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model; `api_id` is its id at the provider. A limit of 0 means unknown."""

    id: str
    provider_id: str
    name: str = ""
    api_id: str = ""
    family: str | None = None
    context: float = 0
    output: float = 0
    cost: Cost = Cost()
    reasoning: bool = False
    attachment: bool = False
    tool_call: bool = True
    temperature: bool = True
    status: str = "active"
    release_date: str = ""
    variants: dict[str, Json] = field(default_factory=dict)
    options: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.provider_id}/{self.id}"

    def to_model_json(self, base_url: str) -> Json:
        """The model as `/config/providers` lists it."""
        text_only = {"text": True, "audio": False, "image": False, "video": False, "pdf": False}
        values: Json = {
            "id": self.id,
            "providerID": self.provider_id,
            "api": {"id": self.api_id or self.id, "url": base_url, "npm": OPENAI_COMPATIBLE},
            "name": self.name or self.id,
            "capabilities": {
                "temperature": self.temperature,
                "reasoning": self.reasoning,
                "attachment": self.attachment,
                "toolcall": self.tool_call,
                "input": text_only | {"image": self.attachment},
                "output": text_only,
                "interleaved": False,
            },
            "cost": {
                "input": self.cost.input,
                "output": self.cost.output,
                "cache": {"read": self.cost.cache_read, "write": self.cost.cache_write},
            },
            "limit": {"context": self.context, "output": self.output},
            "status": self.status,
            "options": _without_secrets(self.options),
            "headers": {},
            "release_date": self.release_date,
            "variants": self.variants,
        }
        return values | ({"family": self.family} if self.family else {})


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    """A provider; `source` says where it comes from: `config`, `env`, `api`, `custom` or `local`."""

    id: str
    name: str
    source: str = "custom"
    env: tuple[str, ...] = ()
    base_url: str = ""
    key: str | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    options: Json = field(default_factory=dict, repr=False)
    models: dict[str, ModelInfo] = field(default_factory=dict)
    default: str = ""
    read_timeout: float | None = None
    """Seconds without data after which a connection counts as dead."""
    needs_no_key: bool = False

    @property
    def default_model(self) -> str:
        return self.default if self.default in self.models else next(iter(self.models), "")

    def build_request_headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json", "accept": "text/event-stream"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        return headers | self.headers

    def to_provider_json(self) -> Json:
        """The provider as clients see it, without its key."""
        return {
            "id": self.id,
            "name": self.name,
            "source": self.source,
            "env": list(self.env),
            "options": _without_secrets(self.options),
            "models": {model.id: model.to_model_json(self.base_url) for model in self.models.values()},
        }

    def with_models(self, models: dict[str, ModelInfo]) -> "ProviderInfo":
        return replace(self, models=models)


def _without_secrets(options: Json) -> Json:
    return {name: value for name, value in options.items() if name.lower() not in SECRET_OPTIONS}
