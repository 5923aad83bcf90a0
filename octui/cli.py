"""The command line: arguments in, an exit code out. Neither Textual nor the network is loaded before it must be."""

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, cast

import click
from click.core import ParameterSource

from octui import VERSION
from octui.config.options import Options
from octui.config.secret import Secret
from octui.config.stdio import (
    ask_password,
    claim_terminal,
    forget_stale_size,
    read_piped_text,
)

ASK: Final = "\0"
"""Stands for a `-p` without a value: no argument can hold it."""

INTERRUPTED: Final = 130

USAGE: Final = {
    "attach": "[OPTIONS] URL [DIR]",
    "serve": "[--port N] [--hostname H] [--mdns] [--cors ORIGIN]",
    "doctor": "[--json] [OPTIONS] [DIR]",
    "reset": "",
    "help": "[COMMAND]",
    "version": "",
}
"""The subcommands, each with what follows its name."""

PASSWORD_ON_ARGV: Final = (
    "A password on the command line shows in the process list and in the shell's history; "
    "set OPENCODE_SERVER_PASSWORD, or give -p last and alone to be asked."
)


def main() -> None:
    """The program `octui`."""
    _make_output_readable()
    forget_stale_size(os.environ)
    try:
        sys.exit(run_command_line(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _make_output_readable() -> None:
    """Where the output cannot take all of Unicode, write the nearest ASCII instead of an error or `\\u2500`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.encoding.lower().replace("-", "").startswith("utf"):
            from octui.platform import ascii_output  # rarely needed

            ascii_output.register_replacement()
            stream.reconfigure(errors=ascii_output.REPLACEMENT)


def run_command_line(arguments: Sequence[str]) -> int:
    """Do what the arguments say; an error in them is one sentence and exit code 2."""
    arguments = _resolve_words_for_help(arguments)
    if arguments[:1] == ["serve"]:
        from octui.server.main import main as serve  # only `octui serve` waits for it

        return serve(arguments[1:])
    try:
        _reject_misspelt_command(arguments)
        if arguments[:1] == ["doctor"]:
            return int(run_doctor_command.main(list(arguments[1:]), prog_name="octui doctor", standalone_mode=False))
        if arguments[:1] == ["reset"]:
            return int(run_reset_command.main(list(arguments[1:]), prog_name="octui reset", standalone_mode=False))
        command = attach_command if arguments[:1] == ["attach"] and _wants_help(arguments) else parse_command_line
        options = command.main(list(arguments), prog_name="octui", standalone_mode=False)
        if not isinstance(options, Options):
            return 0
        for warning in options.warnings:
            click.echo(f"octui: {warning}", file=sys.stderr)
        claim_terminal()
    except click.ClickException as error:
        click.echo(f"octui: {error.format_message()}", file=sys.stderr)
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    from octui.backend import early_spawn

    early_spawn.begin_early_spawn(options)
    from octui.backend.early_listening import begin_early_listening  # a server's start does not wait for these imports

    begin_early_listening(options)
    # Nothing made on the way to the first screen is garbage; the app turns the collector on again.
    gc.disable()
    from octui.ui.app import run_octui as run_app  # Textual takes longer to load than everything before it

    return run_app(options)


def _resolve_words_for_help(arguments: Sequence[str]) -> list[str]:
    """`help`, `help COMMAND` and `version` as the options they stand for, unless a directory has that name."""
    match arguments:
        case ["help" | "version" as word] if not Path(word).is_dir():
            return [f"--{word}"]
        case ["help", command] if command in USAGE:
            return [command, "--help"] if command not in ("help", "version") else ["--help"]
    return list(arguments)


def _reject_misspelt_command(arguments: Sequence[str]) -> None:
    """Say so before its options are read as those of octui itself."""
    word = arguments[0] if arguments else ""
    if len(arguments) < 2 or word in USAGE or not word.isalpha() or Path(word).exists():
        return
    if _find_similar_command(word):
        raise click.UsageError(_describe_unknown_word(word))


def _wants_help(arguments: Sequence[str]) -> bool:
    return not {"-h", "--help"}.isdisjoint(arguments)


class OctuiCommand(click.Command):
    """A command that remembers how its options were typed, so that an error names them in the same way."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["arguments"] = tuple(args)
        return super().parse_args(ctx, args)


class StartCommand(OctuiCommand):
    """The command without a name; its usage lists the subcommands."""

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("octui", "[OPTIONS] [DIR]")
        for name, rest in USAGE.items():
            formatter.write_usage("octui", f"{name} {rest}".rstrip(), prefix="       ")


class AttachCommand(OctuiCommand):
    """`octui attach`, for its help alone: attaching is parsed like every other start."""

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("octui", f"attach {USAGE['attach']}")


def _spell_option(name: str) -> str:
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


@click.command(
    cls=StartCommand,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="With no server named, octui uses the one at 127.0.0.1:4096 if it works in the same project, and otherwise "
    "starts `opencode serve`, or the server it brings where there is no opencode, and ends it on leaving. What is "
    "piped in is put before --prompt.",
)
@click.argument("words", nargs=-1, metavar="[DIR | attach URL]")
@click.option("-c", "--continue", "continue_", is_flag=True, help="Continue the last session.")
@click.option("-s", "--session", metavar="ID", help="Open this session.")
@click.option("--fork", is_flag=True, help="With -c or -s: open a fork of the session instead.")
@click.option("-m", "--model", metavar="PROVIDER/MODEL", help="The model to start with.")
@click.option("--agent", metavar="NAME", help="The agent to start with.")
@click.option("--prompt", metavar="TEXT", help="First prompt to send.")
@click.option("--theme", metavar="NAME", help="The theme for this run.")
@click.option("--server", metavar="URL", envvar="OCTUI_SERVER", show_envvar=True, help="Attach to this server.")
@click.option("--dir", "server_directory", metavar="PATH", help="Where to work: a path on the server attached to.")
@click.option("--embedded", is_flag=True, help="Always use the embedded server.")
@click.option("-u", "--username", metavar="NAME", help="For the server; or OPENCODE_SERVER_USERNAME; else opencode.")
@click.option(
    "-p",
    "--password",
    metavar="[PASSWORD]",
    is_flag=False,
    flag_value=ASK,
    help="For the server; asked for when given no value. Better: OPENCODE_SERVER_PASSWORD.",
)
@click.version_option(VERSION, prog_name="octui", message="%(prog)s %(version)s")
def parse_command_line(
    words: tuple[str, ...],
    continue_: bool,
    session: str | None,
    fork: bool,
    model: str | None,
    agent: str | None,
    prompt: str | None,
    theme: str | None,
    server: str | None,
    server_directory: str | None,
    embedded: bool,
    username: str | None,
    password: str | None,
) -> Options:
    """A terminal client for OpenCode, the AI coding agent.

    DIR is the project to work in, the current directory by default. `octui attach URL` works on a server elsewhere.
    """
    for name, value in (("--session", session), ("--agent", agent), ("--theme", theme), ("--dir", server_directory)):
        if value == "":
            raise click.UsageError(f"{_spell_option(name)} needs a value.")
    if session is not None and not session.startswith("ses"):
        raise click.UsageError(f"{session} is not a session id; session ids begin with ses_.")
    if fork and not (continue_ or session):
        raise click.UsageError("--fork needs a session: add --continue or --session.")
    if model is not None and not all(model.partition("/")):
        option = _spell_option("--model")
        raise click.UsageError(f"{option} takes PROVIDER/MODEL, like anthropic/claude-sonnet-5; {model!r} is not that.")
    if embedded:
        _reject_both_servers(words, server)
        server = None
    directory, server, server_directory = _resolve_place(words, server or None, server_directory, password)
    username, secret, server, warnings = _resolve_sign_in(server, username, password, os.environ)
    return Options(
        directory=directory,
        server=server,
        server_directory=server_directory,
        embedded=embedded,
        username=username,
        password=secret,
        continue_=continue_,
        session=session,
        fork=fork,
        model=model,
        agent=agent,
        prompt=_join_prompt(read_piped_text(), prompt or ""),
        theme=theme,
        warnings=warnings,
    )


attach_command = AttachCommand(
    "attach",
    context_settings=parse_command_line.context_settings,
    params=[param for param in parse_command_line.params if param.name not in ("server", "embedded", "words")],
    help="Work on the OpenCode server at URL, in DIR: a path on that server.",
)


@click.command(
    "doctor",
    cls=OctuiCommand,
    context_settings=parse_command_line.context_settings,
    help="Show what octui would use here, with these options, and why; the exit code is 0 if it would start.",
    params=[
        click.Option(["--json", "as_json"], is_flag=True, help="Print JSON for programs."),
        *parse_command_line.params,
    ],
)
def run_doctor_command(as_json: bool, **options: Any) -> int:
    """Report what a start with these options would find."""
    from octui.doctor.report import run_doctor  # only `octui doctor` waits for it

    make_options = cast(Callable[..., Options], parse_command_line.callback)
    return run_doctor(make_options(**options), as_json=as_json)


@click.command(
    "reset",
    cls=OctuiCommand,
    context_settings=parse_command_line.context_settings,
    help="Restore the terminal after octui was killed: leave its screen, show the cursor, end mouse and key reports, "
    "and let the terminal echo what is typed. If enter does nothing, end the line with ctrl+j.",
)
def run_reset_command() -> int:
    """Restore the terminal that this runs in."""
    from octui.platform.terminal_reset import reset_terminal  # only `octui reset` waits for it

    try:
        reset_terminal()
    except OSError as error:
        raise click.ClickException(f"There is no terminal to reset ({error.strerror}).") from None
    return 0


def _resolve_place(
    words: tuple[str, ...], server: str | None, server_directory: str | None, password: str | None
) -> tuple[Path, str | None, str | None]:
    """The directory here, the server and the directory there: a DIR named together with a server is one on it."""
    if words[:1] == ("attach",):
        server, *others = words[1:] or (None,)
        if server is None and password not in (None, ASK):
            raise click.UsageError("The word after -p is read as the password; put -p last to be asked for it.")
        if not server:
            raise click.UsageError("attach needs a server address, like http://host:4096.")
    else:
        others = list(words)
    if server is None:
        if server_directory is not None:
            raise click.UsageError("--dir is a path on a server: name the server with --server or attach.")
        if len(others) > 1:
            raise click.UsageError(f"One directory at a time: {' '.join(others)} are {len(others)}.")
        return _resolve_directory(others[0] if others else None), None, None
    if len(others) + (server_directory is not None) > 1:
        raise click.UsageError("A server works in one directory at a time, and more than one was named.")
    return _get_current_directory(), server, others[0] if others else server_directory


def _reject_both_servers(words: tuple[str, ...], server: str | None) -> None:
    """The environment's server gives way to the option; one that is named beside it does not."""
    source = click.get_current_context().get_parameter_source("server")
    if words[:1] == ("attach",) or (server and source is ParameterSource.COMMANDLINE):
        raise click.UsageError("--embedded starts a server; do not name another one as well.")


def _resolve_directory(named: str | None) -> Path:
    if named == "":
        raise click.UsageError("The directory is empty.")
    shown = named or "The current directory"
    try:
        found = Path(named or ".").expanduser().resolve(strict=True)
    except FileNotFoundError:
        raise click.UsageError(_describe_unknown_word(named) if named else f"{shown} no longer exists.") from None
    except (OSError, RuntimeError) as failure:
        raise click.UsageError(f"{shown} cannot be used: {failure}.") from None
    if not found.is_dir():
        raise click.UsageError(f"{shown} is not a directory.")
    if not os.access(found, os.R_OK | os.X_OK):
        raise click.UsageError(f"{shown} may not be read.")
    return found


def _describe_unknown_word(word: str) -> str:
    """What to say of a word that is no directory: it may be a misspelt command, unless it looks like a path."""
    if os.sep in word or word.startswith(("~", ".")):
        return f"There is no directory {word}."
    near = _find_similar_command(word)
    return f"No command or directory “{word}”." + (f" Did you mean “octui {near}”?" if near else "")


def _find_similar_command(word: str) -> str | None:
    import difflib  # only a mistake waits for it

    return next(iter(difflib.get_close_matches(word.lower(), USAGE, n=1)), None)


def _get_current_directory() -> Path:
    """Attaching needs no directory on this machine, not even the current one."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


def _resolve_sign_in(
    server: str | None, username: str | None, password: str | None, environment: Mapping[str, str]
) -> tuple[str | None, Secret | None, str | None, tuple[str, ...]]:
    """The user name, the password, the server's address without them, and warnings: argument, address, environment."""
    warnings: list[str] = []
    if password == "":
        option = _spell_option("--password")
        raise click.UsageError(f"{option} was given an empty password; give -p alone to be asked, or leave it out.")
    secret: Secret | None = None
    if password == ASK:
        secret = ask_password()
    elif password is not None:
        secret = Secret(password)
        warnings.append(PASSWORD_ON_ARGV)
    if server is not None:
        from octui.client import BadAddress, address  # only attaching waits for it

        try:
            typed = address.parse_address(server)
        except BadAddress as error:
            raise click.UsageError(str(error)) from None
        server = typed.url
        if typed.credentials is not None:
            username = username or typed.credentials.username
            if typed.credentials.password:
                warnings.append(address.PASSWORD_IN_ADDRESS)
                secret = secret or Secret(typed.credentials.password)
    username = username or environment.get("OPENCODE_SERVER_USERNAME") or None
    if secret is None and (known := environment.get("OPENCODE_SERVER_PASSWORD")):
        secret = Secret(known)
    return username, secret, server, tuple(warnings)


def _join_prompt(piped: str, given: str) -> str | None:
    """What was piped in, then what was given; bytes of the command line that are no text are replaced."""
    typed = given.encode(errors="surrogateescape").decode(errors="replace")
    return "\n".join(text for text in (piped, typed) if text.strip()) or None
