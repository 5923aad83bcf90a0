"""Who answers what a run asks: rules of the command line, or the user."""

from dataclasses import dataclass
from typing import Protocol

from octui.headless.run.output import RunOutput
from octui.headless.run.permission_rules import AllowRules
from octui.wire.requests import Permission, Question


@dataclass(frozen=True, slots=True)
class PermissionReply:
    """`once`, `always` or `reject`; with a `message` a rejection lets the run go on."""

    reply: str
    message: str | None = None


class Responder(Protocol):
    """Answers the requests of one run."""

    async def answer_permission(self, request: Permission) -> PermissionReply: ...

    async def answer_question(self, question: Question) -> list[list[str]] | None:
        """The answers, a list for each question; None rejects it."""


class RuleResponder:
    """Allows what the rules allow, and answers no question."""

    def __init__(self, rules: AllowRules, output: RunOutput) -> None:
        self._rules = rules
        self._output = output

    async def answer_permission(self, request: Permission) -> PermissionReply:
        allowed = self._rules.allows_request(request)
        self._output.show_request(request, allowed=allowed)
        return PermissionReply("once" if allowed else "reject")

    async def answer_question(self, question: Question) -> list[list[str]] | None:
        self._output.show_question(question)
        return None
