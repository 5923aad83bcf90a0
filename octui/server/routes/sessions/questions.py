"""Pending questions."""

from octui.server.http.routing import Call, Route
from octui.server.permissions import QuestionService
from octui.wire.requests import Question
from octui.wire.struct import Wire


class QuestionReply(Wire, frozen=True):
    """For each question the selected labels, or the user's own text."""

    answers: list[list[str]]


async def list_questions(call: Call) -> list[Question]:
    return list(call.instance.get_service(QuestionService).list_pending_questions())


async def reply_question(call: Call) -> bool:
    body: QuestionReply = call.body
    call.instance.get_service(QuestionService).answer_question(call.parameters["requestID"], body.answers)
    return True


async def reject_question(call: Call) -> bool:
    call.instance.get_service(QuestionService).dismiss_question(call.parameters["requestID"])
    return True


ROUTES = (
    Route("GET", "/question", list_questions, "Pending questions", answer=list[Question]),
    Route("POST", "/question/{requestID}/reply", reply_question, "Answer", body=QuestionReply, answer=bool),
    Route("POST", "/question/{requestID}/reject", reject_question, "Dismiss", answer=bool),
)
