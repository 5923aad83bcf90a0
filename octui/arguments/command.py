"""What the commands of the command line have in common."""

from typing import Any, Final

import click

FAILED: Final = 1
INTERRUPTED: Final = 130

CONTEXT_SETTINGS: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

USAGE: Final = {
    "attach": "[OPTIONS] URL [DIR]",
    "run": "[OPTIONS] PROMPT...",
    "export": "[OPTIONS] [SESSION]",
    "ctl": "ACTION ...",
    "serve": "[--port N] [--hostname H] [--mdns] [--cors ORIGIN] [--anywhere]",
    "doctor": "[--json] [OPTIONS] [DIR]",
    "completion": "bash|zsh|fish",
    "reset": "",
    "help": "[COMMAND]",
    "version": "",
}
"""The subcommands, each with what follows its name."""


class OctuiCommand(click.Command):
    """A command that remembers how its options were typed, so that an error names them in the same way."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["arguments"] = tuple(args)
        return super().parse_args(ctx, args)


class OctuiGroup(click.Group):
    """A command with subcommands, whose misspelt names are answered with the nearest."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if (
            args
            and not ctx.resilient_parsing
            and not args[0].startswith("-")
            and self.get_command(ctx, args[0]) is None
        ):
            near = find_nearest_word(args[0], self.list_commands(ctx))
            hint = f" Did you mean “{ctx.command_path} {near}”?" if near else f" {ctx.command_path} --help lists all."
            raise click.UsageError(f"No command “{ctx.command_path} {args[0]}”.{hint}")
        return super().resolve_command(ctx, args)


def find_option_spelling(name: str) -> str:
    """The option as it was typed, the short form or the long one."""
    context = click.get_current_context()
    typed: tuple[str, ...] = context.meta.get("arguments", ())
    spellings = next((one.opts for one in context.command.params if name in one.opts), [name])
    for argument in typed:
        for spelling in spellings:
            if argument == spelling or argument.startswith(f"{spelling}="):
                return spelling
            if not spelling.startswith("--") and argument.startswith(spelling):
                return spelling
    return name


def check_session_id(session_id: str) -> None:
    """Raise UsageError for what cannot be the id of a session."""
    if not session_id.startswith("ses"):
        raise click.UsageError(f"{session_id} is not a session id; session ids begin with ses_.")


def find_similar_command(word: str) -> str | None:
    return find_nearest_word(word, USAGE)


def find_nearest_word(word: str, words: "dict[str, str] | list[str]") -> str | None:
    import difflib  # only a mistake waits for it

    return next(iter(difflib.get_close_matches(word.lower(), words, n=1)), None)
