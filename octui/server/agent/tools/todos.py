"""The todo tools: write and read the todo list of a session."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult
from octui.wire.sessions import Todo
from octui.wire.struct import to_json_values


class TodoArgument(msgspec.Struct):
    content: Annotated[str, Meta(description="The task, in a few words")]
    status: Annotated[Literal["pending", "in_progress", "completed", "cancelled"], Meta(description="Its status")] = (
        "pending"
    )
    priority: Annotated[Literal["high", "medium", "low"], Meta(description="Its priority")] = "medium"


class TodoWriteArguments(msgspec.Struct):
    todos: Annotated[list[TodoArgument], Meta(description="The complete, updated list")]


class TodoReadArguments(msgspec.Struct):
    """No arguments."""


async def execute_todowrite(context: ToolContext, arguments: TodoWriteArguments) -> ToolResult:
    await context.require_permission("todowrite", ["*"], always=["*"])
    todos = [Todo(content=entry.content, status=entry.status, priority=entry.priority) for entry in arguments.todos]
    context.instance.sessions.save_todos(context.session.id, todos)
    return _build_todos_result(todos)


async def execute_todoread(context: ToolContext, _: TodoReadArguments) -> ToolResult:
    await context.require_permission("todoread", ["*"], always=["*"])
    return _build_todos_result(list(context.instance.sessions.load_todos(context.session.id)))


def _build_todos_result(todos: list[Todo]) -> ToolResult:
    values = to_json_values(todos)
    left = sum(todo.status not in ("completed", "cancelled") for todo in todos)
    output = msgspec.json.format(msgspec.json.encode(values), indent=2).decode()
    return ToolResult(output, f"{left} todo{'' if left == 1 else 's'}", {"todos": values, "truncated": False})


TODOWRITE: Final = Tool(
    "todowrite",
    "Write the todo list. Use it for multi-step work: the user sees the list. Send the complete list each time, with "
    "at most one todo in progress, and mark each as completed as soon as it is done.",
    TodoWriteArguments,
    execute_todowrite,
)

TODOREAD: Final = Tool("todoread", "Read the todo list.", TodoReadArguments, execute_todoread)
