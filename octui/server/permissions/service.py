"""Permissions of one instance: pending requests, and what the user allowed without being asked again."""

import asyncio
import os
from collections.abc import Collection
from dataclasses import field, replace
from pathlib import Path
from typing import Final, Literal, Self

from octui.lazy_dataclasses import dataclass
from octui.server.errors import TaggedNotFoundError
from octui.server.event_bus import EventBus
from octui.server.identifiers import create_ascending_id
from octui.server.instance import Instance
from octui.server.permissions.pattern_doubts import NO_DOUBTS, PatternDoubts
from octui.server.permissions.read_rules import ReadRules
from octui.server.permissions.rejections import PermissionDenied, PermissionRejected
from octui.server.permissions.rules import GrantedRule, Rules
from octui.server.permissions.verdicts import find_denying_rule, find_used_grants, is_request_allowed
from octui.server.sessions.service import SessionService
from octui.server.storage.grant_store import GrantStore
from octui.wire.access.permissions import GrantScope, PermissionGrant
from octui.wire.requests import Permission, ToolCall
from octui.wire.struct import Json, to_json_values

Reply = Literal["once", "always", "reject"]

CLIENT_SCOPE: Final[GrantScope] = "server"
"""How long an "always" holds that names no scope: OpenCode's own servers keep it until they end."""

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
    """Requests wait until the user or a rule decides; an "always" holds where and as long as its scope says."""

    def __init__(self, grants: GrantStore, sessions: SessionService, bus: EventBus, directory: str) -> None:
        self._grants = grants
        self._sessions = sessions
        self._bus = bus
        self._directory = directory
        self._pending: dict[str, _PendingPermission] = {}

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance.grants, instance.sessions, instance.bus, instance.directory)

    @property
    def real_directory(self) -> str:
        """What grants are kept by; looked up each time, since a link may lead elsewhere by now."""
        return os.path.realpath(self._directory)

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
        granted = self.load_granted_rules(session_id)
        if is_request_allowed(rules, granted, permission, patterns, doubts):
            if not is_request_allowed(rules, (), permission, patterns, doubts):
                self._grants.record_uses(find_used_grants(rules, granted, permission, patterns, doubts))
            return
        clear = replace(doubts, open_starts=frozenset(), unread_programs=frozenset())
        is_hiding = is_request_allowed(rules, granted, permission, patterns, clear)
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

    def reply_to_permission(
        self, request_id: str, reply: Reply, message: str | None = None, scope: GrantScope = CLIENT_SCOPE
    ) -> None:
        """Answer a request, an "always" for this scope; raises TaggedNotFoundError when it is no longer pending."""
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
                granted = pending.request
                top = self._sessions.find_top_session_id(session_id)
                self._grants.add_grants(scope, self.real_directory, top, granted.permission, granted.always)
                self._resolve_pending(pending, reply, None)
                for other in self._pending_of_session(session_id):
                    if self._is_granted(other):
                        self._resolve_pending(other, reply, None)
            case "reject":
                self._resolve_pending(pending, reply, PermissionRejected(message or None))
                self.reject_session_permissions(session_id)

    def reject_session_permissions(self, session_id: str) -> None:
        """Reject all pending requests of a session."""
        for pending in self._pending_of_session(session_id):
            self._resolve_pending(pending, "reject", PermissionRejected())

    def load_granted_rules(self, session_id: str) -> tuple[GrantedRule, ...]:
        """The rules from the "always" answers that hold in a session."""
        return tuple(
            GrantedRule(permission=grant.permission, pattern=grant.pattern, action="allow", grant_id=grant.id)
            for grant in self.list_session_grants(session_id)
        )

    def build_read_rules(self, rules: Rules, top: str, session_id: str = "") -> ReadRules:
        """What these rules and the grants say about reading files of the project whose top this is.

        Without a session, as for a search over HTTP, only what was granted for the whole folder holds.
        """
        return ReadRules(rules, self.load_granted_rules(session_id), Path(top))

    def list_session_grants(self, session_id: str) -> tuple[PermissionGrant, ...]:
        return self._grants.list_session_grants(self.real_directory, self._sessions.find_top_session_id(session_id))

    def list_directory_grants(self) -> tuple[PermissionGrant, ...]:
        """All grants of the directory, those of single sessions included."""
        return self._grants.list_grants(self.real_directory)

    def revoke_grant(self, grant_id: str) -> bool:
        """Whether the directory had such a grant."""
        return self._grants.revoke_grant(self.real_directory, grant_id)

    def revoke_all_grants(self) -> int:
        """How many the directory had."""
        return self._grants.revoke_directory(self.real_directory)

    def _is_granted(self, pending: _PendingPermission) -> bool:
        request = pending.request
        granted = self.load_granted_rules(request.session_id)
        return is_request_allowed(pending.rules, granted, request.permission, request.patterns, pending.doubts)

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
