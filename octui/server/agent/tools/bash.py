"""The bash tool: runs shell commands."""

from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.command_permission import require_command
from octui.server.agent.tools.shell_process import ProcessResult, run_in_shell
from octui.server.agent.tools.shell_terminal import run_in_terminal
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult, resolve_allowed_folder
from octui.server.agent.tools.truncation import truncate_start
from octui.server.terminals.service import TerminalService

DEFAULT_TIMEOUT_MS: Final = 120_000
NO_OUTPUT: Final = "(no output)"


class BashArguments(msgspec.Struct):
    command: Annotated[str, Meta(min_length=1, description="The command line, for the user's shell")]
    timeout: Annotated[int, Meta(gt=0, le=3_600_000)] | None = msgspec.field(default=None)
    workdir: Annotated[str, Meta(description="The directory to run in; use it instead of cd")] | None = None
    description: Annotated[str, Meta(description="What the command does, in five to ten words")] | None = None
    terminal: Annotated[bool, Meta(description="Run it in a terminal that the user can watch and type into")] = False


async def execute_bash(context: ToolContext, arguments: BashArguments) -> ToolResult:
    directory = await require_command(
        arguments.command,
        lambda: resolve_allowed_folder(context, arguments.workdir),
        context.paths,
        context.require_permission,
    )
    context.show_progress({"output": ""})
    timeout = arguments.timeout or DEFAULT_TIMEOUT_MS
    try:
        result = await _run_command(context, arguments, directory, timeout / 1000)
    except OSError as refused:
        raise ToolFailed(f"Could not start the command: {refused}") from refused
    return build_bash_result(arguments.command, result, timeout)


async def _run_command(
    context: ToolContext, arguments: BashArguments, directory: Path, timeout: float
) -> ProcessResult:
    outputs = context.paths.outputs
    if arguments.terminal:
        return await run_in_terminal(
            context.instance.get_service(TerminalService),
            arguments.command,
            directory,
            lambda text, pty_id: context.show_progress({"output": text, "ptyID": pty_id}),
            timeout=timeout,
            outputs=outputs,
        )
    return await run_in_shell(
        arguments.command,
        directory,
        lambda text: context.show_progress({"output": text}),
        timeout=timeout,
        outputs=outputs,
    )


def build_bash_result(command: str, result: ProcessResult, timeout: int) -> ToolResult:
    """The output of a command, with a note when it timed out; the exit code is in the metadata."""
    shown = truncate_start(result.output, result.output_path) if result.truncated else result.output
    output = shown or NO_OUTPUT
    if result.timed_out:
        output += f"\n\n<shell_metadata>\nThe command was stopped after its timeout of {timeout} ms.\n</shell_metadata>"
    metadata = {"output": shown, "exit": result.exit_code, "truncated": result.truncated}
    if result.output_path is not None:
        metadata["outputPath"] = str(result.output_path)
    return ToolResult(output, command, metadata)


BASH: Final = Tool(
    "bash",
    "Run a command line in the user's shell, in the project directory, and read its output.\n"
    "- Each call is a new shell: only files persist between calls. Use `workdir` instead of `cd`.\n"
    "- There is no terminal and no input, so use non-interactive options, unless `terminal` is set: for a development "
    "server, a watcher, or a program that has to ask the user something.\n"
    f"- `timeout` is in milliseconds, {DEFAULT_TIMEOUT_MS:,} by default.\n"
    "- For reading, searching and editing files prefer the other tools: the user sees what they did.\n"
    "- Very long output is truncated at the start; the full output is saved to a file that you can read.",
    BashArguments,
    execute_bash,
)
