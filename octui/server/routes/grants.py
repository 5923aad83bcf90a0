"""octui's own routes: what is allowed without asking and why, and what the user allowed, to be revoked."""

import asyncio

from octui.server.agent.definitions.agents import AgentNotFound, find_agent, find_default_agent
from octui.server.agent.definitions.rule_sources import list_sourced_rules
from octui.server.config.problems import ConfigUnusable
from octui.server.errors import BadRequest
from octui.server.http.routing import Call, Route
from octui.server.permissions import PermissionService
from octui.wire.access.permissions import PermissionOverview
from octui.wire.struct import Wire


class OverviewQuery(Wire, frozen=True):
    """The session whose own rules count too, and the agent it works with."""

    session_id: str = ""
    agent: str = ""


async def get_permissions(call: Call) -> PermissionOverview:
    """Every rule that decides whether a session is asked, and every grant of its directory."""
    query: OverviewQuery = call.query
    instance = call.instance
    session = instance.sessions.find_session(query.session_id) if query.session_id else None
    try:
        agent = find_agent(instance, query.agent) if query.agent else find_default_agent(instance)
    except (AgentNotFound, ConfigUnusable) as problem:
        raise BadRequest(str(problem), "Query") from problem
    session_rules = session.permission or () if session is not None else ()
    rules = await asyncio.to_thread(list_sourced_rules, instance, agent, session_rules)
    return PermissionOverview(
        directory=instance.directory,
        agent=agent.name,
        rules=rules,
        grants=instance.get_service(PermissionService).list_directory_grants(),
    )


async def revoke_grant(call: Call) -> bool:
    """Whether there was such a grant; what it allowed is asked about again."""
    return call.instance.get_service(PermissionService).revoke_grant(call.parameters["grantID"])


async def revoke_all_grants(call: Call) -> int:
    """How many there were."""
    return call.instance.get_service(PermissionService).revoke_all_grants()


ROUTES = (
    Route(
        "GET",
        "/octui/permissions",
        get_permissions,
        "The permission rules in force, where they come from, and what was allowed without asking",
        query=OverviewQuery,
        answer=PermissionOverview,
    ),
    Route(
        "DELETE",
        "/octui/permissions/grants/{grantID}",
        revoke_grant,
        "Ask again for what a grant allows",
        answer=bool,
    ),
    Route(
        "DELETE",
        "/octui/permissions/grants",
        revoke_all_grants,
        "Ask again for everything that was allowed in the directory",
        answer=int,
    ),
)
