"""The configuration of a directory."""

import asyncio
from typing import Any

import msgspec

from octui.server.config import loader
from octui.server.config.config_patch import ConfigPatch, to_patch_values
from octui.server.config.problems import ConfigUnusable
from octui.server.config.spending_limits import to_client_values
from octui.server.errors import InternalError
from octui.server.http.routing import Call, Route
from octui.server.storage.failures import describe_failed_write
from octui.wire.struct import Json


async def get_config(call: Call) -> Json:
    """Raises ConfigUnusable for what cannot be used as it is written, as OpenCode does: it would lack rules."""
    for problem in call.instance.config.problems:
        raise ConfigUnusable(problem)
    return to_client_values(call.instance.config)


async def update_config(call: Call) -> Json:
    """The instance is disposed of and reopened, so that the change takes effect."""
    instance = call.instance
    try:
        await asyncio.to_thread(
            loader.patch_project_config, instance.directory, instance.worktree, to_patch_values(call.body)
        )
    except (OSError, msgspec.DecodeError) as problem:
        raise InternalError(f"Could not save the configuration: {describe_failed_write(problem)}.") from problem
    await call.server.instances.dispose_instance(instance.directory)
    return to_client_values((await call.server.instances.open_instance(instance.directory)).config)


ROUTES = (
    Route("GET", "/config", get_config, "The configuration that applies here", answer=dict[str, Any]),
    Route(
        "PATCH",
        "/config",
        update_config,
        "Change the project's configuration",
        body=ConfigPatch,
        answer=dict[str, Any],
    ),
)
