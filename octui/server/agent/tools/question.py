"""The question tool: asks the user."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult
from octui.server.permissions import QuestionService
from octui.wire.requests import Choice, QuestionItem, ToolCall
from octui.wire.struct import to_json_values

UNANSWERED: Final = "Unanswered"


class QuestionOption(msgspec.Struct):
    label: Annotated[str, Meta(description="One to five words")]
    description: Annotated[str, Meta(description="What choosing it means")] = ""


class QuestionArgument(msgspec.Struct):
    question: Annotated[str, Meta(description="The full question")]
    header: Annotated[str, Meta(description="A label of at most 30 characters")] = ""
    options: Annotated[list[QuestionOption], Meta(description="The answers to choose from")] = []
    multiple: Annotated[bool, Meta(description="Whether several answers may be chosen")] | None = None
    custom: Annotated[bool, Meta(description="Whether a free-text answer is allowed; the default is yes")] | None = None


class QuestionArguments(msgspec.Struct):
    questions: Annotated[list[QuestionArgument], Meta(min_length=1, description="The questions, asked all at once")]


async def execute_question(context: ToolContext, arguments: QuestionArguments) -> ToolResult:
    await context.require_permission("question", ["*"], always=["*"])
    items = [
        QuestionItem(
            question=item.question,
            header=item.header,
            options=tuple(Choice(label=option.label, description=option.description) for option in item.options),
            multiple=item.multiple,
            custom=item.custom,
        )
        for item in arguments.questions
    ]
    call = ToolCall(message_id=context.message_id, call_id=context.call_id)
    answers = await context.instance.get_service(QuestionService).ask_questions(context.session.id, items, call)
    texts = [", ".join(answers[place]) if place < len(answers) else "" for place in range(len(items))]
    pairs = ", ".join(f'"{item.question}"="{text or UNANSWERED}"' for item, text in zip(items, texts, strict=True))
    count = len(items)
    return ToolResult(
        f"User has answered your questions: {pairs}. You can now continue with the user's answers in mind.",
        f"Asked {count} question{'' if count == 1 else 's'}",
        {"answers": to_json_values(answers), "truncated": False},
    )


QUESTION: Final = Tool(
    "question",
    "Ask the user what only they can know or decide, with a few answers to choose from; they can always answer in "
    "their own words. Put the recommended answer first. Do not ask what you can find out yourself.",
    QuestionArguments,
    execute_question,
)
