"""Agents, commands and skills of a directory."""

from octui.server.agent.agents import agents_of
from octui.server.agent.commands import commands_of
from octui.server.agent.skills import skills_of
from octui.server.routing import Call, Route
from octui.wire.catalog import Agent, Command
from octui.wire.instance import Skill
from octui.wire.struct import Json


async def list_agents(call: Call) -> list[Json]:
    return [agent.told() for agent in agents_of(call.instance).values()]


async def list_commands(call: Call) -> list[Command]:
    return list((await commands_of(call.instance)).values())


async def list_skills(call: Call) -> list[Skill]:
    return list(skills_of(call.instance))


ROUTES = (
    Route("GET", "/agent", list_agents, "The agents", answer=list[Agent]),
    Route("GET", "/command", list_commands, "The slash commands", answer=list[Command]),
    Route("GET", "/skill", list_skills, "The skills", answer=list[Skill]),
)
