"""The bash tool: runs shell commands."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.shell_process import ProcessResult, run_in_shell
from octui.server.agent.tools.shell_terminal import run_in_terminal
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult, resolve_allowed_folder
from octui.server.agent.tools.truncation import truncate_start
from octui.server.permissions.commands.patterns import CommandRequest, describe_command
from octui.server.terminals.service import TerminalService

DEFAULT_TIMEOUT_MS: Final = 120_000
NO_OUTPUT: Final = "(no output)"
MAX_CHANGES: Final = 8
"""So often what a command would do is looked at, each time after the user was asked."""


class BashArguments(msgspec.Struct):
    command: Annotated[str, Meta(min_length=1, description="The command line, for the user's shell")]
    timeout: Annotated[int, Meta(gt=0, le=3_600_000)] | None = msgspec.field(default=None)
    workdir: Annotated[str, Meta(description="The directory to run in; use it instead of cd")] | None = None
    description: Annotated[str, Meta(description="What the command does, in five to ten words")] | None = None
    terminal: Annotated[bool, Meta(description="Run it in a terminal that the user can watch and type into")] = False


async def execute_bash(context: ToolContext, arguments: BashArguments) -> ToolResult:
    directory = await _require_running(context, arguments)
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


async def _require_running(context: ToolContext, arguments: BashArguments) -> Path:
    """The folder to run in, once all that the command does is allowed as it is at that moment.

    While the user is asked, a script that it runs or a link on its way may become another.
    """
    allowed: tuple[Path, CommandRequest] | None = None
    opened: set[str] = set()
    for _ in range(MAX_CHANGES):
        directory = await resolve_allowed_folder(context, arguments.workdir)
        # A long script takes its time to read.
        request = await asyncio.to_thread(describe_command, arguments.command, directory, context.paths.allowed_roots)
        found = context.paths.resolve_links(directory), request
        if found == allowed:
            return directory
        if outside := [path for path in request.paths if path not in opened]:
            await _require_folders(context, arguments.command, outside)
            opened.update(outside)
            continue
        await context.require_permission(
            "bash",
            request.patterns,
            always=request.always,
            metadata={"command": arguments.command},
            doubts=request.doubts,
        )
        allowed = found
    raise ToolFailed("What the command would do changed again and again while the user was asked about it.")


async def _require_folders(context: ToolContext, command: str, folders: list[str]) -> None:
    patterns = [f"{folder.rstrip('/')}/*" for folder in folders]
    about = {"command": command, "directories": folders, "patterns": patterns}
    await context.require_permission("external_directory", patterns, always=patterns, metadata=about)


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
