"""Pending permission requests."""

from typing import Literal

from octui.server.http.routing import Call, Route
from octui.server.permissions import PermissionService
from octui.server.permissions.service import CLIENT_SCOPE
from octui.wire.access.permissions import GrantScope
from octui.wire.requests import Permission
from octui.wire.struct import Wire

Answer = Literal["once", "always", "reject"]


class PermissionReply(Wire, frozen=True):
    """With a rejection, `message` is sent to the agent, which then continues.

    `scope` says where and how long "always" holds; without it, as with OpenCode, until the server ends.
    """

    reply: Answer
    message: str | None = None
    scope: GrantScope = CLIENT_SCOPE


class LegacyPermissionReply(Wire, frozen=True):
    response: Answer


async def list_permissions(call: Call) -> list[Permission]:
    return list(call.instance.get_service(PermissionService).list_pending_permissions())


async def reply_permission(call: Call) -> bool:
    body: PermissionReply = call.body
    call.instance.get_service(PermissionService).reply_to_permission(
        call.parameters["requestID"], body.reply, body.message, body.scope
    )
    return True


async def reply_session_permission(call: Call) -> bool:
    body: LegacyPermissionReply = call.body
    call.instance.get_service(PermissionService).reply_to_permission(call.parameters["permissionID"], body.response)
    return True


ROUTES = (
    Route("GET", "/permission", list_permissions, "Pending permission requests", answer=list[Permission]),
    Route(
        "POST",
        "/permission/{requestID}/reply",
        reply_permission,
        "Reply to a permission request",
        body=PermissionReply,
        answer=bool,
    ),
    Route(
        "POST",
        "/session/{sessionID}/permissions/{permissionID}",
        reply_session_permission,
        "Reply to a permission request (deprecated)",
        body=LegacyPermissionReply,
        answer=bool,
        scope="session",
    ),
)
