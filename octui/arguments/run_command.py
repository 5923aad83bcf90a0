"""`octui run`: a prompt from the command line, with the flags of `opencode run`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from octui.arguments.attaching import make_server_choice, make_server_options
from octui.arguments.command import CONTEXT_SETTINGS, OctuiCommand, check_option_values, check_session_and_model
from octui.config.stdio import join_prompt, read_piped_text

if TYPE_CHECKING:
    from octui.headless.run.permission_rules import AllowRule

EPILOG: Final = (
    "The answer goes to standard output, tools and status to standard error. Exit codes: 0 done, 1 the run failed, "
    "2 wrong arguments, 3 a permission was refused or a question left unanswered, 4 no server, 130 interrupted. "
    'Rules of --allow are PERMISSION or PERMISSION:PATTERN, like "bash:git status*" or "edit:src/*"; * stands for '
    "any text."
)


@click.command(
    "run",
    cls=OctuiCommand,
    context_settings=CONTEXT_SETTINGS,
    epilog=EPILOG,
    help="Send PROMPT, print the answer as it comes, and end. What is piped in is put before PROMPT.",
)
@click.argument("words", nargs=-1, metavar="PROMPT...")
@click.option("-c", "--continue", "continue_", is_flag=True, help="Continue the last session.")
@click.option("-s", "--session", metavar="ID", help="Continue this session.")
@click.option("--fork", is_flag=True, help="With -c or -s: continue a fork of the session instead.")
@click.option("--title", metavar="TEXT", help="The title of the session; empty for the beginning of PROMPT.")
@click.option("-m", "--model", metavar="PROVIDER/MODEL", help="The model to use.")
@click.option("--agent", metavar="NAME", help="The agent to use.")
@click.option("--variant", metavar="NAME", help="The model's thinking effort, like high.")
@click.option(
    "-f", "--file", "files", metavar="PATH", multiple=True, type=click.Path(), help="Attach this file or folder."
)
@click.option("--command", metavar="NAME", help="Run this command of the server; PROMPT is its arguments.")
@click.option("--allow", "allowed", metavar="RULE", multiple=True, help="Allow what matches, instead of refusing it.")
@click.option("--auto", "allow_all", is_flag=True, help="Allow everything that is not denied. Dangerous.")
@click.option("--share", is_flag=True, help="Share the session and print its link.")
@click.option("--thinking", "shows_thinking", is_flag=True, help="Show what the model thinks, on standard error.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "default", "json"]),
    default="text",
    show_default=True,
    help="json: one event a line, as opencode run prints them.",
)
def run_prompt_command(
    words: tuple[str, ...],
    continue_: bool,
    session: str | None,
    fork: bool,
    title: str | None,
    model: str | None,
    agent: str | None,
    variant: str | None,
    files: tuple[str, ...],
    command: str | None,
    allowed: tuple[str, ...],
    allow_all: bool,
    share: bool,
    shows_thinking: bool,
    output_format: str,
    **server: Any,
) -> int:
    """Check the arguments and run the prompt."""
    check_option_values({"--session": session, "--agent": agent, "--variant": variant, "--command": command})
    check_session_and_model(session, model, fork=fork, continue_=continue_)
    attached = tuple(_find_file(name) for name in files)
    choice = make_server_choice(**server)
    prompt = join_prompt(read_piped_text(), " ".join(words))
    if prompt is None and not command:
        raise click.UsageError("There is no prompt: write one after the options, or pipe one in.")
    # Imported once the arguments make sense: it brings what speaks to servers.
    from octui.headless.run.options import RunOptions
    from octui.headless.run.permission_rules import AllowRules
    from octui.headless.run.session import run_prompt

    return run_prompt(
        RunOptions(
            server=choice,
            prompt=prompt or "",
            command=command.removeprefix("/") if command else None,
            session=session,
            continue_=continue_,
            fork=fork,
            title=title,
            model=model,
            agent=agent,
            variant=variant,
            files=attached,
            allow_rules=AllowRules(_read_rules(allowed), allow_all),
            share=share,
            shows_thinking=shows_thinking,
            as_json=output_format == "json",
        )
    )


run_prompt_command.params += make_server_options()


def _read_rules(texts: tuple[str, ...]) -> tuple["AllowRule", ...]:
    # Imported when there are arguments to run: it brings the shapes that servers send.
    from octui.headless.run.permission_rules import AllowRule, BadAllowRule

    try:
        return tuple(AllowRule.from_text(text) for text in texts)
    except BadAllowRule as error:
        raise click.UsageError(f'--allow takes PERMISSION or PERMISSION:PATTERN, like "bash:git *": {error}') from None


def _find_file(name: str) -> Path:
    path = Path(name).expanduser()
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        raise click.UsageError(f"There is no file {name} to attach.") from None
    except (OSError, RuntimeError) as failure:
        raise click.UsageError(f"{name} cannot be attached: {failure}.") from None
