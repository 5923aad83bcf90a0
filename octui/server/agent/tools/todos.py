"""The list of what is to be done."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Outcome, Tool, Use
from octui.wire.sessions import Todo
from octui.wire.whole import whole


class Entry(msgspec.Struct):
    content: Annotated[str, Meta(description="What is to be done, in few words")]
    status: Annotated[
        Literal["pending", "in_progress", "completed", "cancelled"], Meta(description="How far it has come")
    ] = "pending"
    priority: Annotated[Literal["high", "medium", "low"], Meta(description="How much it matters")] = "medium"


class Arguments(msgspec.Struct):
    todos: Annotated[list[Entry], Meta(description="The whole list as it now is")]


class NoArguments(msgspec.Struct):
    """Nothing to say."""


async def write(use: Use, given: Arguments) -> Outcome:
    await use.permit("todowrite", ["*"], always=["*"])
    todos = [Todo(content=entry.content, status=entry.status, priority=entry.priority) for entry in given.todos]
    use.instance.server.sessions.save_todos(use.session.id, todos)
    return _outcome(todos)


async def read(use: Use, _: NoArguments) -> Outcome:
    await use.permit("todoread", ["*"], always=["*"])
    return _outcome(list(use.instance.server.sessions.load_todos(use.session.id)))


def _outcome(todos: list[Todo]) -> Outcome:
    told = whole(todos)
    left = sum(todo.status not in ("completed", "cancelled") for todo in todos)
    output = msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
    return Outcome(output, f"{left} todo{'' if left == 1 else 's'}", {"todos": told, "truncated": False})


TODOWRITE: Final = Tool(
    "todowrite",
    "Write down what is to be done, and how far it has come. Use it for work of several steps: people see the list. "
    "Send the whole list each time; one entry at most is in progress, and each is completed as soon as it is.",
    Arguments,
    write,
)

TODOREAD: Final = Tool("todoread", "Read the list of what is to be done.", NoArguments, read)
