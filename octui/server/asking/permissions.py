"""Permissions of one instance: what waits for a person, and what was allowed for good."""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from octui.server.asking.endings import Denied, Rejected
from octui.server.asking.rules import Rules, action_for, deciding
from octui.server.errors import Missing
from octui.server.identifiers import ascending
from octui.wire.asks import Permission, ToolCall
from octui.wire.sessions import Rule
from octui.wire.struct import Json
from octui.wire.whole import whole

if TYPE_CHECKING:
    from octui.server.instance import Instance

Reply = Literal["once", "always", "reject"]
NO_PROJECT: Final = "global"
"""The project of all directories without a repository, which have nothing to do with one another."""


@dataclass(slots=True)
class _Pending:
    request: Permission
    rules: Rules
    doubtful: frozenset[str]
    answer: asyncio.Future[None] = field(repr=False)


class Permissions:
    """Who asks waits until a person, or a rule, has answered; grants are kept for the project and survive a restart."""

    def __init__(self, instance: "Instance") -> None:
        self._server = instance.server
        self._directory = instance.directory
        project = instance.project.id
        self._project = instance.directory if project == NO_PROJECT else project
        self._pending: dict[str, _Pending] = {}

    async def close(self) -> None:
        for held in list(self._pending.values()):
            self._settle(held, "reject", Rejected())

    def pending(self) -> tuple[Permission, ...]:
        return tuple(held.request for held in self._pending.values())

    async def ask(
        self,
        session_id: str,
        permission: str,
        patterns: Collection[str],
        *,
        rules: Rules,
        always: Collection[str] = (),
        metadata: Json | None = None,
        tool: ToolCall | None = None,
        doubtful: Collection[str] = (),
        other_spellings: Iterable[str] = (),
    ) -> None:
        """Return when all patterns are allowed; raises Denied, or Rejected.

        `doubtful` patterns are allowed by no rule about some patterns.  In `other_spellings` of the patterns a rule
        may find what it denies.
        """
        for pattern in (*patterns, *other_spellings):
            rule = deciding(rules, permission, pattern)
            if rule.action == "deny":
                raise Denied(rule)
        if self._allows(rules, permission, patterns, frozenset(doubtful)):
            return
        request = Permission(
            id=ascending("per"),
            session_id=session_id,
            permission=permission,
            patterns=tuple(patterns),
            metadata=metadata or {},
            always=tuple(always),
            tool=tool,
        )
        held = _Pending(request, rules, frozenset(doubtful), asyncio.get_running_loop().create_future())
        self._pending[request.id] = held
        self._server.bus.publish("permission.asked", whole(request), self._directory)
        try:
            await held.answer
        finally:
            if not held.answer.done() or held.answer.cancelled():
                self._settle(held, "reject", None)

    def reply(self, request_id: str, reply: Reply, message: str | None = None) -> None:
        """Answer a request; raises Missing when it does not wait any more."""
        held = self._pending.get(request_id)
        if held is None:
            raise Missing(
                "PermissionNotFoundError", f"Permission request not found: {request_id}", requestID=request_id
            )
        session_id = held.request.session_id
        match reply:
            case "once":
                self._settle(held, reply, None)
            case "always":
                for pattern in held.request.always:
                    self._server.records.put_rule(self._project, held.request.permission, pattern, "allow")
                self._settle(held, reply, None)
                for other in self._of_session(session_id):
                    request = other.request
                    if self._allows(other.rules, request.permission, request.patterns, other.doubtful):
                        self._settle(other, reply, None)
            case "reject":
                self._settle(held, reply, Rejected(message or None))
                self.reject_all(session_id)

    def reject_all(self, session_id: str) -> None:
        """Say no to everything the session waits for."""
        for held in self._of_session(session_id):
            self._settle(held, "reject", Rejected())

    def granted(self) -> Rules:
        """What was allowed for good."""
        return tuple(
            Rule(permission=permission, pattern=pattern, action=action)
            for permission, pattern, action in self._server.records.rules(self._project)
        )

    def _allows(self, rules: Rules, permission: str, patterns: Collection[str], doubtful: frozenset[str]) -> bool:
        """Whether a rule or a grant allows each; what a rule denies no grant allows."""
        granted = self.granted()
        for pattern in patterns:
            unsure = pattern in doubtful
            match action_for(rules, permission, pattern, doubtful=unsure):
                case "allow":
                    continue
                case "deny":
                    return False
                case "ask":
                    if action_for(granted, permission, pattern, doubtful=unsure) != "allow":
                        return False
        return True

    def _of_session(self, session_id: str) -> list[_Pending]:
        return [held for held in self._pending.values() if held.request.session_id == session_id]

    def _settle(self, held: _Pending, reply: Reply, ending: Rejected | None) -> None:
        request = held.request
        if self._pending.pop(request.id, None) is None:
            return
        replied = {"sessionID": request.session_id, "requestID": request.id, "reply": reply}
        self._server.bus.publish("permission.replied", replied, self._directory)
        if held.answer.done():
            return
        if ending is None:
            held.answer.set_result(None)
        else:
            held.answer.set_exception(ending)
