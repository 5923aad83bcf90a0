"""Questions that wait for a person."""

from octui.server.asking import Questions
from octui.server.routing import Call, Route
from octui.wire.asks import Question
from octui.wire.struct import Wire


class QuestionReply(Wire, frozen=True):
    """For each question the labels that were chosen, or a person's own words."""

    answers: list[list[str]]


async def pending(call: Call) -> list[Question]:
    return list(call.instance.service(Questions).pending())


async def reply(call: Call) -> bool:
    body: QuestionReply = call.body
    call.instance.service(Questions).reply(call.parameters["requestID"], body.answers)
    return True


async def reject(call: Call) -> bool:
    call.instance.service(Questions).reject(call.parameters["requestID"])
    return True


ROUTES = (
    Route("GET", "/question", pending, "What waits to be answered", answer=list[Question]),
    Route("POST", "/question/{requestID}/reply", reply, "Answer", body=QuestionReply, answer=bool),
    Route("POST", "/question/{requestID}/reject", reject, "Dismiss", answer=bool),
)
