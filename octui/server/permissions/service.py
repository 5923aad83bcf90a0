"""Permissions of one instance: pending requests, and patterns that are always allowed."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self

from octui.server.errors import TaggedNotFoundError
from octui.server.event_bus import EventBus
from octui.server.identifiers import create_ascending_id
from octui.server.instance import Instance
from octui.server.permissions.pattern_doubts import NO_DOUBTS, PatternDoubts
from octui.server.permissions.rejections import PermissionDenied, PermissionRejected
from octui.server.permissions.rules import Rules
from octui.server.permissions.verdicts import find_denying_rule, is_request_allowed
from octui.server.storage.repository import Repository
from octui.wire.encode import to_json_values
from octui.wire.requests import Permission, ToolCall
from octui.wire.sessions import Rule
from octui.wire.struct import Json

Reply = Literal["once", "always", "reject"]
NO_PROJECT: Final = "global"
"""The shared project of all directories without a repository; their permissions are kept apart."""

UNREADABLE_REASON: Final = (
    "This script cannot be read in full, and a rule denies or asks for commands that it may hide."
)


@dataclass(slots=True)
class _PendingPermission:
    request: Permission
    rules: Rules
    doubts: PatternDoubts
    answer: asyncio.Future[None] = field(repr=False)


class PermissionService:
    """Requests wait until the user or a rule decides; "always" is stored per project and survives a restart."""

    def __init__(self, repository: Repository, bus: EventBus, directory: str, project_id: str) -> None:
        self._repository = repository
        self._bus = bus
        self._directory = directory
        self._project = directory if project_id == NO_PROJECT else project_id
        self._pending: dict[str, _PendingPermission] = {}

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance.repository, instance.bus, instance.directory, instance.project.id)

    async def shut_down(self) -> None:
        for pending in list(self._pending.values()):
            self._resolve_pending(pending, "reject", PermissionRejected())

    def list_pending_permissions(self) -> tuple[Permission, ...]:
        return tuple(pending.request for pending in self._pending.values())

    async def request_permission(
        self,
        session_id: str,
        permission: str,
        patterns: Collection[str],
        *,
        rules: Rules,
        always: Collection[str] = (),
        metadata: Json | None = None,
        tool: ToolCall | None = None,
        doubts: PatternDoubts = NO_DOUBTS,
    ) -> None:
        """Return once all patterns are allowed; raises PermissionDenied or PermissionRejected.

        While a rule denies or asks for something that an open start may become, no rule allows the patterns.
        """
        if (denying := find_denying_rule(rules, permission, patterns, doubts)) is not None:
            raise PermissionDenied(denying)
        if self._is_allowed(rules, permission, patterns, doubts):
            return
        clear = replace(doubts, open_starts=frozenset())
        is_hiding = self._is_allowed(rules, permission, patterns, clear)
        request = Permission(
            id=create_ascending_id("per"),
            session_id=session_id,
            permission=permission,
            patterns=tuple(patterns),
            metadata={**(metadata or {}), **({"reason": UNREADABLE_REASON} if is_hiding else {})},
            always=tuple(always),
            tool=tool,
        )
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        pending = _PendingPermission(request, rules, doubts, answer)
        self._pending[request.id] = pending
        self._bus.publish_event("permission.asked", to_json_values(request), self._directory)
        try:
            await pending.answer
        finally:
            if not pending.answer.done() or pending.answer.cancelled():
                self._resolve_pending(pending, "reject", None)

    def reply_to_permission(self, request_id: str, reply: Reply, message: str | None = None) -> None:
        """Answer a request; raises TaggedNotFoundError when it is no longer pending."""
        pending = self._pending.get(request_id)
        if pending is None:
            raise TaggedNotFoundError(
                "PermissionNotFoundError", f"Permission request not found: {request_id}", requestID=request_id
            )
        session_id = pending.request.session_id
        match reply:
            case "once":
                self._resolve_pending(pending, reply, None)
            case "always":
                for pattern in pending.request.always:
                    self._repository.save_permission_rule(self._project, pending.request.permission, pattern, "allow")
                self._resolve_pending(pending, reply, None)
                for other in self._pending_of_session(session_id):
                    request = other.request
                    if self._is_allowed(other.rules, request.permission, request.patterns, other.doubts):
                        self._resolve_pending(other, reply, None)
            case "reject":
                self._resolve_pending(pending, reply, PermissionRejected(message or None))
                self.reject_session_permissions(session_id)

    def reject_session_permissions(self, session_id: str) -> None:
        """Reject all pending requests of a session."""
        for pending in self._pending_of_session(session_id):
            self._resolve_pending(pending, "reject", PermissionRejected())

    def load_granted_rules(self) -> Rules:
        """The rules from "always" answers."""
        return tuple(
            Rule(permission=permission, pattern=pattern, action=action)
            for permission, pattern, action in self._repository.list_permission_rules(self._project)
        )

    def _is_allowed(self, rules: Rules, permission: str, patterns: Collection[str], doubts: PatternDoubts) -> bool:
        return is_request_allowed(rules, self.load_granted_rules(), permission, patterns, doubts)

    def _pending_of_session(self, session_id: str) -> list[_PendingPermission]:
        return [pending for pending in self._pending.values() if pending.request.session_id == session_id]

    def _resolve_pending(self, pending: _PendingPermission, reply: Reply, rejection: PermissionRejected | None) -> None:
        request = pending.request
        if self._pending.pop(request.id, None) is None:
            return
        replied = {"sessionID": request.session_id, "requestID": request.id, "reply": reply}
        self._bus.publish_event("permission.replied", replied, self._directory)
        if pending.answer.done():
            return
        if rejection is None:
            pending.answer.set_result(None)
        else:
            pending.answer.set_exception(rejection)
