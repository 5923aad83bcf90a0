"""The command line: arguments in, an exit code out. Neither Textual nor the network is loaded before it must be."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

import click
from click.core import ParameterSource

from octui import VERSION
from octui.arguments.command import (
    CONTEXT_SETTINGS,
    FAILED,
    INTERRUPTED,
    USAGE,
    OctuiCommand,
    check_session_id,
    find_option_spelling,
    find_similar_command,
)
from octui.arguments.place import describe_unknown_word, resolve_place
from octui.arguments.prompt_text import join_prompt
from octui.arguments.route import read_route
from octui.arguments.sign_in import make_sign_in_options, resolve_sign_in
from octui.config.options import Options
from octui.config.stdio import (
    claim_log_stream,
    claim_terminal,
    describe_lost_output,
    forget_stale_size,
    is_lost_output,
    open_closed_streams,
    read_piped_text,
)

STDERR = 2
COMPLETE_VARIABLE = "_OCTUI_COMPLETE"
"""Set by the scripts of `octui completion`: the shell asks what may follow."""


def main() -> None:
    """The program `octui`."""
    open_closed_streams()
    _make_output_readable()
    forget_stale_size(os.environ)
    if COMPLETE_VARIABLE in os.environ:
        sys.exit(_complete_command_line())
    try:
        code = run_command_line(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:
        if not is_lost_output(error):
            raise
        click.echo(f"octui: {describe_lost_output(error)}", err=True)
        code = FAILED
    sys.exit(code)


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
        if (named := _find_command(arguments)) is not None:
            return int(named.main(list(arguments[1:]), prog_name=f"octui {named.name}", standalone_mode=False) or 0)
        command = attach_command if arguments[:1] == ["attach"] and _wants_help(arguments) else parse_command_line
        options = command.main(list(arguments), prog_name="octui", standalone_mode=False)
        if not isinstance(options, Options):
            return 0
        for warning in options.warnings:
            click.echo(f"octui: {warning}", file=sys.stderr)
        if options.log_descriptor is not None:
            options = replace(options, log_descriptor=claim_log_stream(has_screen=not options.plain))
        if not options.plain:
            claim_terminal()
    except click.ClickException as error:
        from octui.arguments.usage_errors import describe_usage_error  # only a mistake waits for it

        click.echo(f"octui: {describe_usage_error(error)}", file=sys.stderr)
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    if options.plain:
        from octui.headless.plain.chat import run_plain_chat  # only line mode waits for it

        return run_plain_chat(options, options.replay_limit)
    # Nothing made on the way to the first screen is garbage; the app turns the collector on again.
    gc.disable()
    from octui.backend import early_spawn  # the client, which the command line alone does not need

    early_spawn.begin_early_spawn(options)
    from octui.backend.early_listening import begin_early_listening  # a server's start does not wait for these imports

    begin_early_listening(options)
    from octui.ui.run import run_octui as run_app  # Textual takes longer to load than everything before it

    return run_app(options)


def _find_command(arguments: Sequence[str]) -> click.Command | None:
    """The subcommand that the first word names; each is imported when it is used."""
    match arguments[:1]:
        case ["doctor"]:
            return run_doctor_command
        case ["reset"]:
            return run_reset_command
        case ["run"]:
            from octui.arguments.run_command import run_prompt_command

            return run_prompt_command
        case ["export"]:
            from octui.arguments.export_command import export_session_command

            return export_session_command
        case ["ctl"]:
            from octui.arguments.ctl_command import run_ctl_group

            return run_ctl_group
        case ["completion"]:
            from octui.arguments.completion import print_completion_command

            return print_completion_command
    return None


def _complete_command_line() -> int:
    """Answer the shell, which asks what may follow the words typed so far."""
    from octui.arguments.completion import complete_words, make_completion_root  # only a shell that completes waits

    found = (_find_command([name]) for name in USAGE)
    root = make_completion_root(parse_command_line, [command for command in found if command is not None])
    return complete_words(root, os.environ)


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
    if word == "help" and len(arguments) == 2 and not Path(word).is_dir():
        raise click.UsageError(describe_unknown_word(arguments[1]))
    if word in USAGE or not word.isalpha() or Path(word).exists():
        return
    from octui.arguments.foreign_words import describe_foreign_command  # only what may be a mistake waits for it

    if said := describe_foreign_command(word):
        raise click.UsageError(said)
    if len(arguments) < 2:
        return
    if find_similar_command(word):
        raise click.UsageError(describe_unknown_word(word))


def _wants_help(arguments: Sequence[str]) -> bool:
    return not {"-h", "--help"}.isdisjoint(arguments)


class StartCommand(OctuiCommand):
    """The command without a name; its usage lists the subcommands."""

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("octui", "[OPTIONS] [DIR]")
        for name, rest in USAGE.items():
            formatter.write_usage("octui", f"{name} {rest}".rstrip(), prefix="       ")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """An option of OpenCode's that octui has not is answered with what stands for it."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from octui.arguments.foreign_words import reject_foreign_option  # only a mistake waits for it

            reject_foreign_option(error.option_name)
            raise


class AttachCommand(OctuiCommand):
    """`octui attach`, for its help alone: attaching is parsed like every other start."""

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("octui", f"attach {USAGE['attach']}")


@click.command(
    cls=StartCommand,
    context_settings=CONTEXT_SETTINGS,
    epilog="With no server named, octui uses the one at 127.0.0.1:4096 if it works in the same project. Otherwise it "
    "starts `opencode serve`, or its embedded server where opencode is not installed, and stops it on exit. Piped "
    "input goes before --prompt.",
)
@click.argument("words", nargs=-1, metavar="[DIR | attach URL]")
@click.option("-c", "--continue", "continue_", is_flag=True, help="Continue the last session.")
@click.option("-s", "--session", metavar="ID", help="Open this session.")
@click.option("--fork", is_flag=True, help="With -c or -s: open a fork of the session instead.")
@click.option("-m", "--model", metavar="PROVIDER/MODEL", help="The model to start with.")
@click.option("--agent", metavar="NAME", help="The agent to start with.")
@click.option("--prompt", metavar="TEXT", help="First prompt to send.")
@click.option(
    *("--auto", "--yolo", "--dangerously-skip-permissions", "auto"),
    is_flag=True,
    help="Approve what the sessions opened here ask for, except what leaves the project or sends something.",
)
@click.option(
    "--log-level",
    type=click.Choice(["DEBUG", "INFO", "WARN", "ERROR"], case_sensitive=False),
    help="What --print-logs prints, of octui and of a server that it starts.",
)
@click.option("--print-logs", is_flag=True, help="Print logs to standard error; with a screen, add 2>FILE.")
@click.option("--theme", metavar="NAME", help="The theme for this run; `dark` and `light` keep yours in that mode.")
@click.option(
    "--plain", "--mini", "plain", is_flag=True, help="Talk in lines, without a screen: for screen readers and pipes."
)
@click.option("--replay-limit", metavar="N", type=click.IntRange(0), help="With --plain: messages shown of a session.")
@click.option("--no-replay", "replay_limit", flag_value=0, type=int, help="With --plain: show none of a session.")
@click.option("--server", metavar="URL", envvar="OCTUI_SERVER", show_envvar=True, help="Attach to this server.")
@click.option("--dir", "server_directory", metavar="PATH", help="Where to work: a path on the server attached to.")
@click.option("--embedded", is_flag=True, help="Always use the embedded server.")
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
    plain: bool,
    replay_limit: int | None,
    server: str | None,
    server_directory: str | None,
    embedded: bool,
    username: str | None,
    password: str | None,
    **more: Any,
) -> Options:
    """A terminal client for OpenCode, the AI coding agent.

    DIR is the project to work in, the current directory by default. `octui attach URL` works on a server elsewhere.
    """
    _check_values({"--session": session, "--agent": agent, "--theme": theme, "--dir": server_directory})
    _check_session_and_model(session, model, is_lost_fork=fork and not (continue_ or session))
    if embedded:
        _reject_both_servers(words, server)
        server = None
    directory, server, server_directory = resolve_place(words, server or None, server_directory, password)
    username, secret, server, warnings = resolve_sign_in(server, username, password, os.environ)
    route, route_warnings = (None, ()) if session or continue_ else read_route(os.environ)
    return Options(
        directory=directory,
        server=server,
        server_directory=server_directory,
        embedded=embedded,
        username=username,
        password=secret,
        continue_=continue_,
        session=session or route,
        fork=fork,
        model=model,
        agent=agent,
        # In line mode what is piped in are the lines of the conversation.
        prompt=join_prompt("" if plain else read_piped_text(), prompt or ""),
        theme=theme,
        plain=plain,
        replay_limit=replay_limit,
        warnings=warnings + route_warnings,
        **_read_more_options(plain=plain, **more),
    )


def _read_more_options(*, plain: bool, auto: bool, log_level: str | None, print_logs: bool) -> dict[str, Any]:
    """What goes on beside the session: approvals, and logs."""
    if auto and plain:
        raise click.UsageError("--auto belongs to octui's screen, which shows that it is on; line mode asks each time.")
    return {"auto": auto, "log_level": log_level, "log_descriptor": STDERR if print_logs else None}


parse_command_line.params[-1:-1] = make_sign_in_options()

attach_command = AttachCommand(
    "attach",
    context_settings=CONTEXT_SETTINGS,
    params=[param for param in parse_command_line.params if param.name not in ("server", "embedded", "words")],
    help="Work on the OpenCode server at URL, in DIR: a path on that server.",
)


@click.command(
    "doctor",
    cls=OctuiCommand,
    context_settings=CONTEXT_SETTINGS,
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
    context_settings=CONTEXT_SETTINGS,
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


def _check_values(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value == "":
            raise click.UsageError(f"{find_option_spelling(name)} needs a value.")


def _check_session_and_model(session: str | None, model: str | None, *, is_lost_fork: bool) -> None:
    if session is not None:
        check_session_id(session)
    if is_lost_fork:
        raise click.UsageError("--fork needs a session: add --continue or --session.")
    if model is not None and not all(model.partition("/")):
        option = find_option_spelling("--model")
        raise click.UsageError(f"{option} takes PROVIDER/MODEL, like anthropic/claude-sonnet-5; {model!r} is not that.")


def _reject_both_servers(words: tuple[str, ...], server: str | None) -> None:
    """The environment's server gives way to the option; one that is named beside it does not."""
    source = click.get_current_context().get_parameter_source("server")
    if words[:1] == ("attach",) or (server and source is ParameterSource.COMMANDLINE):
        raise click.UsageError("--embedded starts a server; do not name another one as well.")
