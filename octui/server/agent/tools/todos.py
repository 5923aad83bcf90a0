"""The list of what is to be done."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult
from octui.wire.encode import whole
from octui.wire.sessions import Todo


class TodoArgument(msgspec.Struct):
    content: Annotated[str, Meta(description="What is to be done, in few words")]
    status: Annotated[
        Literal["pending", "in_progress", "completed", "cancelled"], Meta(description="How far it has come")
    ] = "pending"
    priority: Annotated[Literal["high", "medium", "low"], Meta(description="How much it matters")] = "medium"


class TodoWriteArguments(msgspec.Struct):
    todos: Annotated[list[TodoArgument], Meta(description="The whole list as it now is")]


class TodoReadArguments(msgspec.Struct):
    """Nothing to say."""


async def execute_todowrite(use: ToolContext, given: TodoWriteArguments) -> ToolResult:
    await use.require_permission("todowrite", ["*"], always=["*"])
    todos = [Todo(content=entry.content, status=entry.status, priority=entry.priority) for entry in given.todos]
    use.instance.sessions.save_todos(use.session.id, todos)
    return _build_todos_result(todos)


async def execute_todoread(use: ToolContext, _: TodoReadArguments) -> ToolResult:
    await use.require_permission("todoread", ["*"], always=["*"])
    return _build_todos_result(list(use.instance.sessions.load_todos(use.session.id)))


def _build_todos_result(todos: list[Todo]) -> ToolResult:
    told = whole(todos)
    left = sum(todo.status not in ("completed", "cancelled") for todo in todos)
    output = msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
    return ToolResult(output, f"{left} todo{'' if left == 1 else 's'}", {"todos": told, "truncated": False})


TODOWRITE: Final = Tool(
    "todowrite",
    "Write down what is to be done, and how far it has come. Use it for work of several steps: people see the list. "
    "Send the whole list each time; one entry at most is in progress, and each is completed as soon as it is.",
    TodoWriteArguments,
    execute_todowrite,
)

TODOREAD: Final = Tool("todoread", "Read the list of what is to be done.", TodoReadArguments, execute_todoread)
