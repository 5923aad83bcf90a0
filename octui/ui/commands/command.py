"""A command: one thing the program can do. Its keys are in the keymap, by the same id."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from octui.lazy_dataclasses import dataclass

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions

AppAction: TypeAlias = "Callable[[CommandActions], None]"
AppPredicate: TypeAlias = "Callable[[CommandActions], bool]"
AppObstacle: TypeAlias = "Callable[[CommandActions], str]"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the program can do.

    Its keys are in the keymap, by the same id. `slash` are names to type after a slash; `legacy_ids` are older ids that
    other programs still use.
    """

    id: str
    title: str
    group: str
    perform: AppAction
    slash: tuple[str, ...] = ()
    help: str = ""
    is_enabled: AppPredicate = lambda _: True
    legacy_ids: tuple[str, ...] = ()
    is_hidden: bool = False
    """Left out of the palette, where it would make no sense. Help still lists it."""
    find_obstacle: AppObstacle = lambda _: ""
    """Why it cannot run now, as the end of a sentence ("this server has no worktrees"), or an empty string.

    A command that makes no sense on the screen in front is not enabled, and left out. One that the server or the
    state of the session stands in the way of is listed greyed out with the reason instead.
    """


def require_server(on: "CommandActions") -> str:
    """The obstacle of what can only be asked of a server, until octui listens to one."""
    return on.status.find_connection_obstacle()
