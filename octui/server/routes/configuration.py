"""The configuration of a directory."""

import asyncio
from typing import Any

import msgspec

from octui.server import configuration
from octui.server.configured import ConfigurationPatch, as_values
from octui.server.errors import Failed
from octui.server.routing import Call, Route
from octui.wire.struct import Json


async def read(call: Call) -> Json:
    return call.instance.config.values


async def change(call: Call) -> Json:
    """What is written is in force afterwards: the instance is closed, and opens anew with it."""
    instance = call.instance
    write = configuration.patch_project
    try:
        await asyncio.to_thread(write, instance.directory, instance.worktree, as_values(call.body))
    except (OSError, msgspec.DecodeError) as problem:
        raise Failed(f"The configuration could not be written: {problem}") from problem
    await call.server.instances.dispose(instance.directory)
    return (await call.server.instances.get(instance.directory)).config.values


ROUTES = (
    Route("GET", "/config", read, "The configuration that applies here", answer=dict[str, Any]),
    Route(
        "PATCH",
        "/config",
        change,
        "Change the project's configuration",
        body=ConfigurationPatch,
        answer=dict[str, Any],
    ),
)
