"""Questions to the person."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult
from octui.server.permissions import QuestionService
from octui.wire.encode import whole
from octui.wire.requests import Choice, QuestionItem, ToolCall

UNANSWERED: Final = "Unanswered"


class QuestionOption(msgspec.Struct):
    label: Annotated[str, Meta(description="One to five words")]
    description: Annotated[str, Meta(description="What choosing it means")] = ""


class QuestionArgument(msgspec.Struct):
    question: Annotated[str, Meta(description="The whole question")]
    header: Annotated[str, Meta(description="A label of at most 30 characters")] = ""
    options: Annotated[list[QuestionOption], Meta(description="What can be chosen")] = []
    multiple: Annotated[bool, Meta(description="Whether several may be chosen")] | None = None
    custom: (
        Annotated[bool, Meta(description="Whether an answer in own words is welcome; it is, if not said")] | None
    ) = None


class QuestionArguments(msgspec.Struct):
    questions: Annotated[list[QuestionArgument], Meta(min_length=1, description="The questions, asked all at once")]


async def execute_question(use: ToolContext, given: QuestionArguments) -> ToolResult:
    await use.require_permission("question", ["*"], always=["*"])
    items = [
        QuestionItem(
            question=item.question,
            header=item.header,
            options=tuple(Choice(label=option.label, description=option.description) for option in item.options),
            multiple=item.multiple,
            custom=item.custom,
        )
        for item in given.questions
    ]
    call = ToolCall(message_id=use.message_id, call_id=use.call_id)
    answers = await use.instance.get_service(QuestionService).ask_questions(use.session.id, items, call)
    told = [", ".join(answers[place]) if place < len(answers) else "" for place in range(len(items))]
    pairs = ", ".join(f'"{item.question}"="{said or UNANSWERED}"' for item, said in zip(items, told, strict=True))
    count = len(items)
    return ToolResult(
        f"User has answered your questions: {pairs}. You can now continue with the user's answers in mind.",
        f"Asked {count} question{'' if count == 1 else 's'}",
        {"answers": whole(answers), "truncated": False},
    )


QUESTION: Final = Tool(
    "question",
    "Ask the person what only they can know or decide, with a few answers to choose from; they may always answer in "
    "their own words. Put the answer you would choose first. Do not ask what you can find out yourself.",
    QuestionArguments,
    execute_question,
)
