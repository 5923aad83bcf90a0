"""What the commands of the command line have in common."""

import sys
from typing import Any, Final, NamedTuple

import click

FAILED: Final = 1
INTERRUPTED: Final = 130

COMPLETE_VARIABLE: Final = "_OCTUI_COMPLETE"
"""Set by the scripts of `octui completion`: the shell asks what may follow."""

CONTEXT_SETTINGS: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Subcommand(NamedTuple):
    """What follows the name of a subcommand, and what it does: its own parser need not be loaded for that."""

    arguments: str
    summary: str


SUBCOMMANDS: Final = {
    "attach": Subcommand("URL [DIR]", "Work on the OpenCode server at URL."),
    "run": Subcommand("PROMPT...", "Send a prompt, print the answer and exit."),
    "export": Subcommand("[SESSION]", "Print a whole session, or write it to a file."),
    "ctl": Subcommand("ACTION", "Control a running octui from an editor or a script."),
    "serve": Subcommand("", "Run only the embedded server."),
    "doctor": Subcommand("[DIR]", "Show what octui would use here, and why."),
    "completion": Subcommand("SHELL", "Print the completion script for bash, zsh or fish."),
    "reset": Subcommand("", "Restore the terminal after octui was killed."),
    "help": Subcommand("[COMMAND]", "Show this help, or that of a command."),
    "version": Subcommand("", "Show the version."),
}


class OctuiCommand(click.Command):
    """A command that remembers how its options were typed, so that an error names them in the same way."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["arguments"] = tuple(args)
        return super().parse_args(ctx, args)


class StartCommand(OctuiCommand):
    """The command without a name; its help lists the subcommands."""

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("octui", "[OPTIONS] [DIR]")
        formatter.write_usage("octui", "COMMAND [OPTIONS] ...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(f"{name} {one.arguments}".rstrip(), one.summary) for name, one in SUBCOMMANDS.items()])
        super().format_options(ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """An option that only OpenCode has is answered with octui's counterpart."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from octui.arguments.foreign_words import reject_foreign_option  # only a mistake waits for it

            reject_foreign_option(error.option_name)
            raise


class AttachCommand(OctuiCommand):
    """`octui attach`, for its help alone: attaching is parsed like every other start."""

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("octui", f"attach [OPTIONS] {SUBCOMMANDS['attach'].arguments}")


class OctuiGroup(click.Group):
    """A command with subcommands, whose misspelt names are answered with the nearest."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), file=sys.stderr)
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
            hint = f" Did you mean “{ctx.command_path} {near}”?" if near else f" {ctx.command_path} --help lists them."
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


def check_option_values(values: dict[str, str | None]) -> None:
    """Raise UsageError for an option that was given an empty value."""
    for name, value in values.items():
        if value == "":
            raise click.UsageError(f"{find_option_spelling(name)} needs a value.")


def check_session_and_model(session: str | None, model: str | None, *, fork: bool, continue_: bool) -> None:
    """Raise UsageError for a session and a model that cannot be meant."""
    if session is not None:
        check_session_id(session)
    if fork and not (continue_ or session):
        raise click.UsageError("--fork needs a session: add --continue or --session.")
    if model is not None and not all(model.partition("/")):
        option = find_option_spelling("--model")
        raise click.UsageError(f"{option} takes PROVIDER/MODEL, like anthropic/claude-sonnet-5; {model!r} is not that.")


def find_similar_command(word: str) -> str | None:
    return find_nearest_word(word, list(SUBCOMMANDS))


def find_nearest_word(word: str, words: "list[str]") -> str | None:
    import difflib  # only a mistake waits for it

    return next(iter(difflib.get_close_matches(word.lower(), words, n=1)), None)
