"""Agents, models, providers, commands and skills in the shapes of `/api`."""

import asyncio
from datetime import UTC, datetime

from octui.server.agent.definitions.agents import AgentInfo, load_agents
from octui.server.agent.definitions.commands import load_commands
from octui.server.agent.definitions.skills import load_skills
from octui.server.agent.models.catalog import ModelCatalog
from octui.server.agent.models.model_info import OPENAI_COMPATIBLE, ModelInfo, ProviderInfo
from octui.server.agent.models.presets import PRESETS
from octui.server.errors import TaggedNotFoundError
from octui.server.http.routing import Call, Route
from octui.server.routes.api.location import wrap_located
from octui.wire.catalog import Command
from octui.wire.struct import Json

NO_REQUEST: Json = {"headers": {}, "body": {}}
"""Headers and keys that go to a provider are never sent to clients."""


async def list_api_agents(call: Call) -> Json:
    agents = await asyncio.to_thread(load_agents, call.instance)
    return wrap_located(call, [_convert_agent(agent) for agent in agents.values()])


async def list_api_models(call: Call) -> Json:
    connected = _load_catalog(call).list_connected_providers()
    return wrap_located(
        call, [_convert_model(model, provider) for provider in connected for model in provider.models.values()]
    )


async def list_api_providers(call: Call) -> Json:
    return wrap_located(
        call, [_convert_provider(provider) for provider in _load_catalog(call).list_connected_providers()]
    )


async def get_api_provider(call: Call) -> Json:
    provider_id = call.parameters["providerID"]
    for provider in _load_catalog(call).list_connected_providers():
        if provider.id == provider_id:
            return wrap_located(call, _convert_provider(provider))
    raise TaggedNotFoundError("ProviderNotFoundError", f"Provider not found: {provider_id}", providerID=provider_id)


async def list_integrations(call: Call) -> Json:
    """What an API key can be given for."""
    return wrap_located(call, _describe_integrations(call))


async def get_integration(call: Call) -> Json:
    wanted = call.parameters["integrationID"]
    for integration in _describe_integrations(call):
        if integration["id"] == wanted:
            return wrap_located(call, integration)
    raise TaggedNotFoundError("IntegrationNotFoundError", f"Integration not found: {wanted}", integrationID=wanted)


async def list_api_commands(call: Call) -> Json:
    return wrap_located(call, [_convert_command(command) for command in (await load_commands(call.instance)).values()])


async def list_api_skills(call: Call) -> Json:
    skills = [
        {
            "name": skill.name,
            **({"description": skill.description} if skill.description else {}),
            "location": skill.location,
            "content": skill.content,
        }
        for skill in await asyncio.to_thread(load_skills, call.instance)
    ]
    return wrap_located(call, skills)


async def list_references(call: Call) -> Json:
    """Other repositories an agent may look into: not supported, so there are none."""
    return wrap_located(call, [])


def _load_catalog(call: Call) -> ModelCatalog:
    catalog = call.instance.get_service(ModelCatalog)
    catalog.refresh_models()
    return catalog


def _describe_integrations(call: Call) -> list[Json]:
    connected = {provider.id: provider for provider in _load_catalog(call).list_connected_providers()}
    return [
        {
            "id": preset.id,
            "name": preset.name,
            "methods": [{"type": "key"}, *([{"type": "env", "names": list(preset.env)}] if preset.env else [])],
            "connections": _list_connections(connected.get(preset.id)),
        }
        for preset in PRESETS
    ]


def _list_connections(provider: ProviderInfo | None) -> list[Json]:
    if provider is None:
        return []
    if provider.source == "env":
        return [{"type": "env", "name": name} for name in provider.env]
    return [{"type": "credential", "id": provider.id, "label": f"{provider.name} API key"}]


def _convert_agent(agent: AgentInfo) -> Json:
    optional: Json = {
        "description": agent.description,
        "system": agent.prompt,
        "color": agent.color,
        "steps": agent.steps,
    }
    if agent.model and "/" in agent.model:
        provider_id, _, model_id = agent.model.partition("/")
        optional["model"] = {"id": model_id, "providerID": provider_id}
    return {
        "id": agent.name,
        "mode": agent.mode,
        "hidden": agent.hidden,
        "request": NO_REQUEST,
        "permissions": [
            {"action": rule.permission, "resource": rule.pattern, "effect": rule.action} for rule in agent.rules
        ],
        **{name: value for name, value in optional.items() if value is not None},
    }


def _convert_provider(provider: ProviderInfo) -> Json:
    return {
        "id": provider.id,
        "name": provider.name,
        "api": {
            "type": "aisdk",
            "package": OPENAI_COMPATIBLE,
            **({"url": provider.base_url} if provider.base_url else {}),
        },
        "request": NO_REQUEST,
    }


def _convert_model(model: ModelInfo, provider: ProviderInfo) -> Json:
    return {
        "id": model.id,
        "providerID": provider.id,
        "name": model.name or model.id,
        **({"family": model.family} if model.family else {}),
        "api": {
            "id": model.api_id or model.id,
            "type": "aisdk",
            "package": OPENAI_COMPATIBLE,
            **({"url": provider.base_url} if provider.base_url else {}),
        },
        "capabilities": {
            "tools": model.tool_call,
            "input": ["text", "image"] if model.attachment else ["text"],
            "output": ["text"],
        },
        "request": NO_REQUEST,
        "variants": [{"id": name, **NO_REQUEST} for name in model.variants],
        "time": {"released": _parse_release(model.release_date)},
        "cost": [
            {
                "input": model.cost.input,
                "output": model.cost.output,
                "cache": {"read": model.cost.cache_read, "write": model.cost.cache_write},
            }
        ],
        "status": model.status,
        "enabled": True,
        "limit": {"context": model.context, "output": model.output},
    }


def _parse_release(date: str) -> int:
    """Milliseconds since the epoch; 0 where the date is not known."""
    try:
        return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        return 0


def _convert_command(command: Command) -> Json:
    optional: Json = {"description": command.description, "agent": command.agent, "subtask": command.subtask}
    if command.model and "/" in command.model:
        provider_id, _, model_id = command.model.partition("/")
        optional["model"] = {"id": model_id, "providerID": provider_id}
    return {
        "name": command.name,
        "template": str(command.template),
        **{name: value for name, value in optional.items() if value is not None},
    }


ROUTES = (
    Route("GET", "/api/agent", list_api_agents, "The agents", answer=Json),
    Route("GET", "/api/model", list_api_models, "The models that can be used", answer=Json),
    Route("GET", "/api/provider", list_api_providers, "The providers that can be used", answer=Json),
    Route("GET", "/api/provider/{providerID}", get_api_provider, "One provider", answer=Json),
    Route("GET", "/api/integration", list_integrations, "What an API key can be given for", answer=Json),
    Route("GET", "/api/integration/{integrationID}", get_integration, "One of them", answer=Json),
    Route("GET", "/api/command", list_api_commands, "The slash commands", answer=Json),
    Route("GET", "/api/skill", list_api_skills, "The skills", answer=Json),
    Route("GET", "/api/reference", list_references, "Other repositories to look into: none", answer=Json),
)
