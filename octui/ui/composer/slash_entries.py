"""What a composer is given by the screen it is in: commands to complete, agents to mention, earlier prompts."""

from collections.abc import Sequence
from typing import Protocol

from octui.store.store import Store
from octui.ui.commands import COMMANDS, Stage
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.slash_commands import CommandEntry
from octui.ui.composer.widget import Composer


class ComposerHost(Stage, Protocol):
    """The app, as far as its composers need it."""

    @property
    def prompt_history(self) -> PromptHistory: ...

    store: Store


def attach_composer(composer: Composer, host: ComposerHost) -> None:
    """Let the composer complete what means something now."""
    composer.commands = lambda: list_command_entries(host)
    composer.agents = lambda: host.store.state.agents
    composer.history = host.prompt_history


def list_command_entries(host: ComposerHost) -> Sequence[CommandEntry]:
    """octui's own slash names, and the server's; skills are for the model to use."""
    local = [
        CommandEntry(
            name=command.slash[0],
            aliases=command.slash[1:],
            description=command.title,
            source="local",
            id=command.id,
        )
        for command in COMMANDS
        if command.slash and command.is_enabled(host)
    ]
    taken = {entry.name for entry in local}
    server = [
        CommandEntry(name=command.name, description=command.description or "", source="server")
        for command in host.store.state.commands
        if command.source != "skill" and command.name not in taken
    ]
    return [*local, *server]
