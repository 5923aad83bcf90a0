"""Providers and models configured in `opencode.json`."""

from dataclasses import replace

import msgspec

from octui.server.agent.models.model_info import Cost, ModelInfo, ProviderInfo
from octui.wire.struct import Json


class _LimitConfig(msgspec.Struct):
    context: float = 0
    output: float = 0


class _CostConfig(msgspec.Struct):
    input: float = 0
    output: float = 0
    cache_read: float = 0
    cache_write: float = 0


class _ModelConfig(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    family: str | None = None
    status: str | None = None
    release_date: str | None = None
    limit: _LimitConfig | None = None
    cost: _CostConfig | None = None
    reasoning: bool | None = None
    attachment: bool | None = None
    tool_call: bool | None = None
    temperature: bool | None = None
    variants: dict[str, Json] | None = None
    options: Json | None = None
    headers: dict[str, str] | None = None


class _ProviderConfig(msgspec.Struct):
    name: str | None = None
    npm: str | None = None
    api: str | None = None
    env: list[str] = []
    options: Json = {}
    models: dict[str, Json] = {}
    whitelist: list[str] | None = None
    blacklist: list[str] = []


def apply_provider_config(provider_id: str, values: Json, base: ProviderInfo | None) -> ProviderInfo | None:
    """The provider with its configuration applied to the known one; None when the configuration is invalid."""
    try:
        described = msgspec.convert(values, _ProviderConfig, strict=False)
    except msgspec.ValidationError:
        return None
    known = base or ProviderInfo(provider_id, provider_id)
    options = known.options | described.options
    models = dict(known.models)
    for model_id, model_values in described.models.items():
        if (model := _apply_model_config(provider_id, model_id, model_values, models.get(model_id))) is not None:
            models[model_id] = model
    if described.whitelist is not None:
        models = {name: model for name, model in models.items() if name in described.whitelist}
    models = {name: model for name, model in models.items() if name not in described.blacklist}
    timeout = options.get("timeout")
    key = options.get("apiKey")
    headers = options.get("headers")
    return replace(
        known,
        name=described.name or known.name,
        source="config",
        env=tuple(described.env) or known.env,
        base_url=str(options.get("baseURL") or described.api or known.base_url),
        key=key if isinstance(key, str) and key else known.key,
        headers={str(name): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {},
        options=options,
        models=models,
        read_timeout=timeout / 1000 if isinstance(timeout, int | float) and timeout and timeout > 0 else None,
    )


def _apply_model_config(provider_id: str, model_id: str, values: Json, base: ModelInfo | None) -> ModelInfo | None:
    try:
        described = msgspec.convert(values, _ModelConfig, strict=False)
    except msgspec.ValidationError:
        return None
    known = base or ModelInfo(model_id, provider_id, model_id, model_id)
    changes = {
        "name": described.name,
        "api_id": described.id,
        "family": described.family,
        "status": described.status,
        "release_date": described.release_date,
        "reasoning": described.reasoning,
        "attachment": described.attachment,
        "tool_call": described.tool_call,
        "temperature": described.temperature,
        "options": described.options,
        "headers": described.headers,
    }
    model = replace(known, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]
    if described.limit is not None:
        model = replace(model, context=described.limit.context, output=described.limit.output)
    if described.cost is not None:
        price = described.cost
        model = replace(model, cost=Cost(price.input, price.output, price.cache_read, price.cache_write))
    variants = {**known.variants, **(described.variants or {})}
    return replace(
        model, variants={name: variant for name, variant in variants.items() if variant.get("disabled") is not True}
    )
