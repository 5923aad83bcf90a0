"""Work given to a subagent."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult


class TaskArguments(msgspec.Struct):
    description: Annotated[str, Meta(description="The work in three to five words")]
    prompt: Annotated[str, Meta(min_length=1, description="What the subagent is to do, all it has to know included")]
    subagent_type: Annotated[str, Meta(min_length=1, description="The name of the subagent")]
    task_id: Annotated[str, Meta(description="An earlier task to go on with")] | None = None
    command: Annotated[str, Meta(description="The command this comes from")] | None = None


async def execute_task(use: ToolContext, given: TaskArguments) -> ToolResult:
    about = {"description": given.description, "subagent_type": given.subagent_type, "prompt": given.prompt}
    await use.require_permission("task", [given.subagent_type], always=["*"], metadata=about)
    return await use.delegate_task(given.subagent_type, given.prompt, given.description, given.task_id)


TASK: Final = Tool(
    "task",
    "Give work to a subagent, which has a conversation of its own and brings back one answer. It knows nothing but "
    "the prompt: say all that matters, and what it is to answer. Several at once work side by side.",
    TaskArguments,
    execute_task,
)
