"""Shell commands."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.shell_process import ProcessResult, run_in_shell
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.server.agent.tools.truncation import truncate_start
from octui.server.permissions.command_patterns import describe_command

DEFAULT_TIMEOUT_MS: Final = 120_000
NO_OUTPUT: Final = "(no output)"


class BashArguments(msgspec.Struct):
    command: Annotated[str, Meta(min_length=1, description="The command line, for the person's shell")]
    timeout: Annotated[int, Meta(gt=0, le=3_600_000)] | None = msgspec.field(default=None)
    workdir: Annotated[str, Meta(description="The directory to run in, instead of changing to it")] | None = None
    description: Annotated[str, Meta(description="What the command does, in five to ten words")] | None = None


async def execute_bash(use: ToolContext, given: BashArguments) -> ToolResult:
    directory = use.paths.resolve_path(given.workdir or ".")
    if not directory.is_dir():
        raise ToolFailed(f"There is no directory {directory} to run in.")
    await use.require_path_access(directory, folder=True)
    asked = describe_command(given.command, directory, use.paths.allowed_roots)
    if asked.paths:
        patterns = [f"{path.rstrip('/')}/*" for path in asked.paths]
        about = {"command": given.command, "directories": list(asked.paths), "patterns": patterns}
        await use.require_permission("external_directory", patterns, always=patterns, metadata=about)
    await use.require_permission(
        "bash",
        asked.patterns,
        always=asked.always,
        metadata={"command": given.command},
        doubtful=asked.uncertain,
        other_spellings=asked.unquoted,
    )
    use.show_progress({"output": ""})
    timeout = given.timeout or DEFAULT_TIMEOUT_MS
    try:
        ended = await run_in_shell(
            given.command,
            directory,
            lambda text: use.show_progress({"output": text}),
            timeout=timeout / 1000,
            outputs=use.paths.outputs,
        )
    except (OSError, ValueError) as refused:
        raise ToolFailed(f"The command could not be started: {refused}") from refused
    return build_bash_result(given.command, ended, timeout)


def build_bash_result(command: str, ended: ProcessResult, timeout: int) -> ToolResult:
    """What a command printed, with a remark when it did not end by itself; how it ended is in the metadata."""
    shown = truncate_start(ended.output, ended.output_path) if ended.truncated else ended.output
    output = shown or NO_OUTPUT
    if ended.timed_out:
        output += f"\n\n<shell_metadata>\nThe command was ended after its timeout {timeout} ms.\n</shell_metadata>"
    metadata = {"output": shown, "exit": ended.exit_code, "truncated": ended.truncated}
    if ended.output_path is not None:
        metadata["outputPath"] = str(ended.output_path)
    return ToolResult(output, command, metadata)


BASH: Final = Tool(
    "bash",
    "Run a command line in the person's shell, in the project's directory, and read what it prints.\n"
    "- Each call is a shell of its own: only files are kept from one to the next. Use `workdir` instead of `cd`.\n"
    "- There is no terminal and no input: choose options that do not ask. `timeout` is in milliseconds, "
    f"{DEFAULT_TIMEOUT_MS:,} if you do not say.\n"
    "- For reading, searching and changing files the other tools are better: people see what they did.\n"
    "- Very long output is cut at its beginning, and saved whole in a file that you can read.",
    BashArguments,
    execute_bash,
)
