"""What a prompt may name: the commands, agents and resources available at the moment."""

from collections.abc import Callable, Collection, Sequence

from octui.lazy_dataclasses import dataclass
from octui.ui.composer.slash_commands import CommandEntry, describe_unknown_command
from octui.wire.catalog import Agent


@dataclass(slots=True)
class PromptOffer:
    """Each is called whenever something is completed or looked up."""

    commands: Callable[[], Sequence[CommandEntry]] = tuple
    has_all_commands: Callable[[], bool] = lambda: True
    """Whether the server's commands are known, so that there are no others."""
    agents: Callable[[], Sequence[Agent]] = tuple
    resources: Callable[[], Collection[str]] = tuple

    def describe_unknown_command(self, text: str) -> str:
        """The warning before text that only looks like a command is sent as a prompt."""
        return describe_unknown_command(self.commands(), text, has_all=self.has_all_commands())
