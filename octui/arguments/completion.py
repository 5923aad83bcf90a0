"""`octui completion`: what the shell may offer after `octui`, from the same parsers that read it."""

from collections.abc import Mapping, Sequence
from typing import Final

import click
from click.shell_completion import CompletionItem, get_completion_class, shell_complete

from octui.arguments.command import COMPLETE_VARIABLE, CONTEXT_SETTINGS, SUBCOMMANDS, OctuiCommand

SHELLS: Final = ("bash", "zsh", "fish")
SERVE_FLAGS: Final = ("--port", "--hostname", "--mdns", "--cors", "--anywhere")

EPILOG: Final = (
    'bash: eval "$(octui completion bash)" in ~/.bashrc. zsh: the same with zsh in ~/.zshrc. '
    "fish: octui completion fish > ~/.config/fish/completions/octui.fish"
)


@click.command("completion", cls=OctuiCommand, context_settings=CONTEXT_SETTINGS, epilog=EPILOG)
@click.argument("shell", type=click.Choice(SHELLS))
def print_completion_command(shell: str) -> int:
    """Print the script that completes octui's words in this shell."""
    completer = get_completion_class(shell)
    if completer is None:
        raise click.ClickException(f"There is no completion for {shell}.")
    script = completer(click.Group("octui"), {}, "octui", COMPLETE_VARIABLE).source()
    # Unquoted, zsh drops empty words of the answer, and takes a kind for a word from there on.
    click.echo(script.replace("in ${response}; do", 'in "${response[@]}"; do'))
    return 0


def complete_words(root: click.Group, environment: Mapping[str, str]) -> int:
    """Answer the shell that asks what may follow; returns the exit code."""
    return shell_complete(root, {}, "octui", COMPLETE_VARIABLE, environment[COMPLETE_VARIABLE])


class CompletionRoot(click.Group):
    """All of the command line as one command, which exists only to be completed."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        # A kind that the shell completes itself comes first: some forget what came before it.
        directories = [] if incomplete.startswith("-") else [CompletionItem(incomplete, type="dir")]
        return [*directories, *super().shell_complete(ctx, incomplete)]


def make_completion_root(start: click.Command, commands: Sequence[click.Command]) -> click.Group:
    """The options of octui itself and its subcommands, those that are parsed elsewhere included."""
    options = [param for param in start.params if isinstance(param, click.Option)]
    root = CompletionRoot("octui", params=list(options), invoke_without_command=True)
    words = click.Argument(["words"], nargs=-1, type=click.Path(file_okay=False))
    others: dict[str, list[click.Parameter]] = {
        "serve": [click.Option([flag], help="") for flag in SERVE_FLAGS],
        "help": [click.Argument(["command"], type=click.Choice(list(SUBCOMMANDS)))],
        "version": [],
        "attach": [*options, words],
    }
    for command in commands:
        root.add_command(command)
    for name, params in others.items():
        root.add_command(click.Command(name, params=params, help=SUBCOMMANDS[name].summary))
    return root
