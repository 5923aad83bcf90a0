"""Pending questions of one instance."""

import asyncio
from collections.abc import Sequence
from typing import Self

from octui.server.errors import TaggedNotFoundError
from octui.server.event_bus import EventBus
from octui.server.identifiers import create_ascending_id
from octui.server.instance import Instance
from octui.server.permissions.rejections import QuestionDismissed
from octui.wire.requests import Question, QuestionItem, ToolCall
from octui.wire.struct import to_json_values

QuestionAnswers = tuple[tuple[str, ...], ...]
"""For each question the selected labels, or the user's own text."""


class QuestionService:
    """A request waits until the user has answered all its questions at once."""

    def __init__(self, bus: EventBus, directory: str) -> None:
        self._bus = bus
        self._directory = directory
        self._pending: dict[str, tuple[Question, asyncio.Future[QuestionAnswers]]] = {}

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance.bus, instance.directory)

    async def shut_down(self) -> None:
        for request_id in list(self._pending):
            self.dismiss_question(request_id)

    def list_pending_questions(self) -> tuple[Question, ...]:
        return tuple(question for question, _ in self._pending.values())

    async def ask_questions(
        self, session_id: str, items: Sequence[QuestionItem], tool: ToolCall | None = None
    ) -> QuestionAnswers:
        """The answers, one per question; raises QuestionDismissed."""
        question = Question(id=create_ascending_id("que"), session_id=session_id, questions=tuple(items), tool=tool)
        answer: asyncio.Future[QuestionAnswers] = asyncio.get_running_loop().create_future()
        self._pending[question.id] = (question, answer)
        self._bus.publish_event("question.asked", to_json_values(question), self._directory)
        try:
            return await answer
        finally:
            if self._pending.pop(question.id, None) is not None:
                self._publish_question_rejected(question)

    def answer_question(self, request_id: str, answers: Sequence[Sequence[str]]) -> None:
        """Answer a request; raises TaggedNotFoundError when it is no longer pending."""
        question, future = self._pop_pending_question(request_id)
        chosen_labels = tuple(tuple(chosen) for chosen in answers)
        properties = {"sessionID": question.session_id, "requestID": question.id, "answers": chosen_labels}
        self._bus.publish_event("question.replied", properties, self._directory)
        if not future.done():
            future.set_result(chosen_labels)

    def dismiss_question(self, request_id: str) -> None:
        """Dismiss a request; raises TaggedNotFoundError when it is no longer pending."""
        question, future = self._pop_pending_question(request_id)
        self._publish_question_rejected(question)
        if not future.done():
            future.set_exception(QuestionDismissed())

    def dismiss_session_questions(self, session_id: str) -> None:
        for question in self.list_pending_questions():
            if question.session_id == session_id:
                self.dismiss_question(question.id)

    def _pop_pending_question(self, request_id: str) -> tuple[Question, "asyncio.Future[QuestionAnswers]"]:
        held = self._pending.pop(request_id, None)
        if held is None:
            raise TaggedNotFoundError(
                "QuestionNotFoundError", f"Question request not found: {request_id}", requestID=request_id
            )
        return held

    def _publish_question_rejected(self, question: Question) -> None:
        properties = {"sessionID": question.session_id, "requestID": question.id}
        self._bus.publish_event("question.rejected", properties, self._directory)
