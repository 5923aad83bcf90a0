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
    COMPLETE_VARIABLE,
    CONTEXT_SETTINGS,
    FAILED,
    INTERRUPTED,
    SUBCOMMANDS,
    AttachCommand,
    OctuiCommand,
    StartCommand,
    check_option_values,
    check_session_and_model,
    find_similar_command,
)
from octui.arguments.place import describe_unknown_word, resolve_place
from octui.arguments.route import read_route
from octui.arguments.sign_in import make_sign_in_options, resolve_sign_in
from octui.config.options import Options
from octui.config.stdio import (
    claim_log_stream,
    claim_terminal,
    describe_lost_output,
    forget_stale_size,
    is_lost_output,
    join_prompt,
    open_closed_streams,
    read_piped_text,
)

STDERR = 2


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
        click.echo(f"octui: {describe_lost_output(error)}", file=sys.stderr)
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
            gc.enable()
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
        from octui.arguments.usage_errors import describe_usage_error  # only a mistake waits for these
        from octui.headless.status_line import write_status_line

        write_status_line(describe_usage_error(error))
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    if options.plain:
        from octui.headless.plain.chat import run_plain_chat  # only line mode waits for it

        gc.enable()
        return run_plain_chat(options, options.replay_limit)
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
            from octui.arguments.reset_command import run_reset_command

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

    found = (_find_command([name]) for name in SUBCOMMANDS)
    root = make_completion_root(parse_command_line, [command for command in found if command is not None])
    return complete_words(root, os.environ)


def _resolve_words_for_help(arguments: Sequence[str]) -> list[str]:
    """`help`, `help COMMAND` and `version` as the options they stand for, unless a directory has that name."""
    match arguments:
        case ["help" | "version" as word] if not Path(word).is_dir():
            return [f"--{word}"]
        case ["help", command] if command in SUBCOMMANDS:
            return [command, "--help"] if command not in ("help", "version") else ["--help"]
    return list(arguments)


def _reject_misspelt_command(arguments: Sequence[str]) -> None:
    """Reject a misspelt command before its options are read as those of octui itself."""
    word = arguments[0] if arguments else ""
    if word == "help" and len(arguments) == 2 and not Path(word).is_dir():
        raise click.UsageError(describe_unknown_word(arguments[1]))
    if word in SUBCOMMANDS or not word.isalpha() or Path(word).exists():
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
@click.option("--prompt", metavar="TEXT", help="The first prompt to send.")
@click.option(
    *("--auto", "--yolo", "--dangerously-skip-permissions", "auto"),
    is_flag=True,
    help="Approve what sessions opened here ask for, except what leaves the project or sends something.",
)
@click.option(
    "--log-level",
    type=click.Choice(["DEBUG", "INFO", "WARN", "ERROR"], case_sensitive=False),
    help="The lowest level that --print-logs prints, of octui and of a server that it starts.",
)
@click.option("--print-logs", is_flag=True, help="Print logs to standard error; with a screen, add 2>FILE.")
@click.option("--theme", metavar="NAME", help="The theme for this run; `dark` and `light` keep yours in that mode.")
@click.option(
    "--plain",
    "--mini",
    "plain",
    is_flag=True,
    help="Chat line by line, without a screen: for screen readers and pipes.",
)
@click.option(
    "--replay-limit", metavar="N", type=click.IntRange(0), help="With --plain: how many messages of a session to show."
)
@click.option("--no-replay", "replay_limit", flag_value=0, type=int, help="With --plain: show no earlier messages.")
@click.option("--server", metavar="URL", envvar="OCTUI_SERVER", show_envvar=True, help="Attach to this server.")
@click.option("--dir", "server_directory", metavar="PATH", help="Where to work: a path on that server.")
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
    check_option_values({"--session": session, "--agent": agent, "--theme": theme, "--dir": server_directory})
    check_session_and_model(session, model, fork=fork, continue_=continue_)
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
    """The options that are not about the session: approvals and logs."""
    if auto and plain:
        raise click.UsageError("--auto needs octui's screen, which shows that it is on; line mode always asks.")
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


def _reject_both_servers(words: tuple[str, ...], server: str | None) -> None:
    """--embedded overrides OCTUI_SERVER, but conflicts with a server on the command line."""
    source = click.get_current_context().get_parameter_source("server")
    if words[:1] == ("attach",) or (server and source is ParameterSource.COMMANDLINE):
        raise click.UsageError("--embedded starts a server; do not name another one as well.")
