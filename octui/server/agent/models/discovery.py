"""Model discovery: asks local servers and connected providers which models they have."""

import asyncio
import os
from collections.abc import Iterable
from typing import Final

import msgspec

from octui.lean_httpx import import_httpx
from octui.server import http_client
from octui.server.agent.models.model_info import ModelInfo, ProviderInfo
from octui.server.agent.models.presets import LOCAL_SERVERS, LocalServer

LOCAL_TIMEOUT_SECONDS: Final = 0.6
REMOTE_TIMEOUT_SECONDS: Final = 8.0
MAX_MODELS: Final = 500
MAX_LIST_BYTES: Final = 8 * 1024 * 1024
LOCAL_VARIABLE: Final = "OCTUI_LOCAL_MODELS"
"""When `0`, no local port is probed."""

NON_CHAT_WORDS: Final = (
    "embed",
    "whisper",
    "tts",
    "moderation",
    "rerank",
    "dall-e",
    "transcribe",
    "realtime",
    "-image",
    "ocr",
)
"""Parts of the names of models that are not for chat."""


class _ListedModel(msgspec.Struct):
    id: str
    object: str | None = None
    name: str | None = None
    context_length: int | None = None
    context_window: int | None = None
    max_context_length: int | None = None

    @property
    def context(self) -> int:
        return self.context_length or self.context_window or self.max_context_length or 0


class _ModelList(msgspec.Struct):
    data: list[msgspec.Raw]


async def discover_local_providers(servers: Iterable[LocalServer] = LOCAL_SERVERS) -> tuple[ProviderInfo, ...]:
    """The local servers that answer quickly and have models."""
    if os.environ.get(LOCAL_VARIABLE) == "0":
        return ()
    probed = list(servers)
    lists = await asyncio.gather(
        *(fetch_model_list(server.id, server.base_url, {}, LOCAL_TIMEOUT_SECONDS) for server in probed)
    )
    return tuple(
        ProviderInfo(server.id, server.name, "local", (), server.base_url, models=models, needs_no_key=True)
        for server, models in zip(probed, lists, strict=True)
        if models
    )


async def fetch_remote_models(provider: ProviderInfo) -> dict[str, ModelInfo]:
    """The models a connected provider lists; empty when it lists none."""
    return await fetch_model_list(
        provider.id, provider.base_url, provider.build_request_headers(), REMOTE_TIMEOUT_SECONDS
    )


async def fetch_model_list(
    provider_id: str, base_url: str, headers: dict[str, str], seconds: float
) -> dict[str, ModelInfo]:
    """The chat models in `GET /models`; empty when that fails or cannot be decoded."""
    import_httpx()
    import httpx  # loaded when the first list is asked for, to keep start-up short

    headers = {name: value for name, value in headers.items() if name not in ("accept", "content-type")}
    try:
        async with http_client.create_http_client(base_url, seconds) as client:
            response = await client.get(f"{base_url.rstrip('/')}/models", headers=headers)
        if response.status_code != 200 or len(response.content) > MAX_LIST_BYTES:
            return {}
        raws = msgspec.json.decode(response.content, type=_ModelList).data
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError, OSError):
        return {}
    models: dict[str, ModelInfo] = {}
    for raw in raws[:MAX_MODELS]:
        try:
            model = msgspec.json.decode(raw, type=_ListedModel, strict=False)
        except msgspec.MsgspecError:
            continue
        name = model.id.removeprefix("models/")
        if not any(word in name.lower() for word in NON_CHAT_WORDS):
            models[name] = ModelInfo(name, provider_id, model.name or name, model.id, context=model.context)
    return models
