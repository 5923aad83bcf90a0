"""Permissions that wait for a person."""

from typing import Literal

from octui.server.asking import Permissions
from octui.server.routing import Call, Route
from octui.wire.asks import Permission
from octui.wire.struct import Wire

Answer = Literal["once", "always", "reject"]


class PermissionReply(Wire, frozen=True):
    """`message` goes to the agent with a rejection, which then goes on."""

    reply: Answer
    message: str | None = None


class OldReply(Wire, frozen=True):
    response: Answer


async def pending(call: Call) -> list[Permission]:
    return list(call.instance.service(Permissions).pending())


async def reply(call: Call) -> bool:
    body: PermissionReply = call.body
    call.instance.service(Permissions).reply(call.parameters["requestID"], body.reply, body.message)
    return True


async def reply_in_session(call: Call) -> bool:
    body: OldReply = call.body
    call.instance.service(Permissions).reply(call.parameters["permissionID"], body.response)
    return True


ROUTES = (
    Route("GET", "/permission", pending, "What waits to be allowed", answer=list[Permission]),
    Route("POST", "/permission/{requestID}/reply", reply, "Allow or reject", body=PermissionReply, answer=bool),
    Route(
        "POST",
        "/session/{sessionID}/permissions/{permissionID}",
        reply_in_session,
        "Allow or reject, the old way",
        body=OldReply,
        answer=bool,
        scope="session",
    ),
)
