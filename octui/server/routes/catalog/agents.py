"""Agents, commands and skills of a directory; there can be thousands of files of them, which threads read."""

import asyncio

from octui.server.agent.definitions.agents import load_agents
from octui.server.agent.definitions.commands import load_commands
from octui.server.agent.definitions.skills import load_skills
from octui.server.http.routing import Call, Route
from octui.wire.catalog import Agent, Command
from octui.wire.instance import Skill
from octui.wire.struct import Json


async def list_agents(call: Call) -> list[Json]:
    return [agent.to_agent_json() for agent in (await asyncio.to_thread(load_agents, call.instance)).values()]


async def list_commands(call: Call) -> list[Command]:
    return list((await load_commands(call.instance)).values())


async def list_skills(call: Call) -> list[Skill]:
    return list(await asyncio.to_thread(load_skills, call.instance))


ROUTES = (
    Route("GET", "/agent", list_agents, "The agents", answer=list[Agent]),
    Route("GET", "/command", list_commands, "The slash commands", answer=list[Command]),
    Route("GET", "/skill", list_skills, "The skills", answer=list[Skill]),
)
