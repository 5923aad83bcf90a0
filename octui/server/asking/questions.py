"""Questions of one instance that wait for a person."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from octui.server.asking.endings import Dismissed
from octui.server.errors import Missing
from octui.server.identifiers import ascending
from octui.wire.asks import Question, QuestionItem, ToolCall
from octui.wire.whole import whole

if TYPE_CHECKING:
    from octui.server.instance import Instance

Answers = tuple[tuple[str, ...], ...]
"""For each question the labels that were chosen, or a person's own words."""


class Questions:
    """Who asks waits until a person has answered all of the questions at once."""

    def __init__(self, instance: "Instance") -> None:
        self._server = instance.server
        self._directory = instance.directory
        self._pending: dict[str, tuple[Question, asyncio.Future[Answers]]] = {}

    async def close(self) -> None:
        for request_id in list(self._pending):
            self.reject(request_id)

    def pending(self) -> tuple[Question, ...]:
        return tuple(question for question, _ in self._pending.values())

    async def ask(self, session_id: str, items: Sequence[QuestionItem], tool: ToolCall | None = None) -> Answers:
        """The answers, one for each question; raises Dismissed."""
        question = Question(id=ascending("que"), session_id=session_id, questions=tuple(items), tool=tool)
        answer: asyncio.Future[Answers] = asyncio.get_running_loop().create_future()
        self._pending[question.id] = (question, answer)
        self._server.bus.publish("question.asked", whole(question), self._directory)
        try:
            return await answer
        finally:
            if self._pending.pop(question.id, None) is not None:
                self._announce_rejected(question)

    def reply(self, request_id: str, answers: Sequence[Sequence[str]]) -> None:
        """Answer; raises Missing when the question does not wait any more."""
        question, waiting = self._take(request_id)
        told = tuple(tuple(chosen) for chosen in answers)
        properties = {"sessionID": question.session_id, "requestID": question.id, "answers": told}
        self._server.bus.publish("question.replied", properties, self._directory)
        if not waiting.done():
            waiting.set_result(told)

    def reject(self, request_id: str) -> None:
        """Dismiss; raises Missing when the question does not wait any more."""
        question, waiting = self._take(request_id)
        self._announce_rejected(question)
        if not waiting.done():
            waiting.set_exception(Dismissed())

    def reject_all(self, session_id: str) -> None:
        for question in self.pending():
            if question.session_id == session_id:
                self.reject(question.id)

    def _take(self, request_id: str) -> tuple[Question, "asyncio.Future[Answers]"]:
        held = self._pending.pop(request_id, None)
        if held is None:
            raise Missing("QuestionNotFoundError", f"Question request not found: {request_id}", requestID=request_id)
        return held

    def _announce_rejected(self, question: Question) -> None:
        properties = {"sessionID": question.session_id, "requestID": question.id}
        self._server.bus.publish("question.rejected", properties, self._directory)
