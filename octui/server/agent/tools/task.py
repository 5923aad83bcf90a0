"""The task tool: delegates work to a subagent."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult


class TaskArguments(msgspec.Struct):
    description: Annotated[str, Meta(description="The task in three to five words")]
    prompt: Annotated[
        str, Meta(min_length=1, description="What the subagent should do, with everything it needs to know")
    ]
    subagent_type: Annotated[str, Meta(min_length=1, description="The name of the subagent")]
    task_id: Annotated[str, Meta(description="An earlier task to continue")] | None = None
    command: Annotated[str, Meta(description="The command this comes from")] | None = None


async def execute_task(context: ToolContext, arguments: TaskArguments) -> ToolResult:
    about = {"description": arguments.description, "subagent_type": arguments.subagent_type, "prompt": arguments.prompt}
    await context.require_permission("task", [arguments.subagent_type], always=["*"], metadata=about)
    return await context.delegate_task(
        arguments.subagent_type, arguments.prompt, arguments.description, arguments.task_id
    )


TASK: Final = Tool(
    "task",
    "Delegate a task to a subagent, which works in its own session and returns one answer. It knows nothing but the "
    "prompt: include everything that matters, and what to report back. Several tasks can run in parallel.",
    TaskArguments,
    execute_task,
)
