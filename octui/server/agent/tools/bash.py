"""Shell commands."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.cutting import cut_start
from octui.server.agent.tools.processes import Ended, run
from octui.server.agent.tools.tool import Outcome, Tool, ToolFailed, Use
from octui.server.asking.commands import describe_command

USUAL_TIMEOUT: Final = 120_000
NOTHING: Final = "(no output)"


class Arguments(msgspec.Struct):
    command: Annotated[str, Meta(min_length=1, description="The command line, for the person's shell")]
    timeout: Annotated[int, Meta(gt=0, le=3_600_000)] | None = msgspec.field(default=None)
    workdir: Annotated[str, Meta(description="The directory to run in, instead of changing to it")] | None = None
    description: Annotated[str, Meta(description="What the command does, in five to ten words")] | None = None


async def execute(use: Use, given: Arguments) -> Outcome:
    directory = use.places.path(given.workdir or ".")
    if not directory.is_dir():
        raise ToolFailed(f"There is no directory {directory} to run in.")
    await use.reach(directory, folder=True)
    asked = describe_command(given.command, directory, use.places.allowed)
    if asked.paths:
        patterns = [f"{path.rstrip('/')}/*" for path in asked.paths]
        about = {"command": given.command, "directories": list(asked.paths), "patterns": patterns}
        await use.permit("external_directory", patterns, always=patterns, metadata=about)
    await use.permit(
        "bash",
        asked.patterns,
        always=asked.always,
        metadata={"command": given.command},
        doubtful=asked.uncertain,
        other_spellings=asked.unquoted,
    )
    use.show({"output": ""})
    timeout = given.timeout or USUAL_TIMEOUT
    try:
        ended = await run(
            given.command,
            directory,
            lambda text: use.show({"output": text}),
            timeout=timeout / 1000,
            outputs=use.places.outputs,
        )
    except (OSError, ValueError) as refused:
        raise ToolFailed(f"The command could not be started: {refused}") from refused
    return outcome(given.command, ended, timeout)


def outcome(command: str, ended: Ended, timeout: int) -> Outcome:
    """What a command printed, with a remark when it did not end by itself; how it ended is in the metadata."""
    shown = cut_start(ended.output, ended.saved) if ended.truncated else ended.output
    output = shown or NOTHING
    if ended.timed_out:
        output += f"\n\n<shell_metadata>\nThe command was ended after its timeout {timeout} ms.\n</shell_metadata>"
    metadata = {"output": shown, "exit": ended.exit, "truncated": ended.truncated}
    if ended.saved is not None:
        metadata["outputPath"] = str(ended.saved)
    return Outcome(output, command, metadata)


BASH: Final = Tool(
    "bash",
    "Run a command line in the person's shell, in the project's directory, and read what it prints.\n"
    "- Each call is a shell of its own: only files are kept from one to the next. Use `workdir` instead of `cd`.\n"
    "- There is no terminal and no input: choose options that do not ask. `timeout` is in milliseconds, "
    f"{USUAL_TIMEOUT:,} if you do not say.\n"
    "- For reading, searching and changing files the other tools are better: people see what they did.\n"
    "- Very long output is cut at its beginning, and saved whole in a file that you can read.",
    Arguments,
    execute,
)
