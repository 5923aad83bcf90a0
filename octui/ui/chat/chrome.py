"""What surrounds a conversation: header, tabs, bars and sidebar, and what the composer knows about the run."""

from typing import TYPE_CHECKING

from textual.screen import Screen

from octui.store import selectors
from octui.ui.chat.embedded_notice import EmbeddedNotice
from octui.ui.chat.header import Header
from octui.ui.chat.header_facts import ChromeContext, build_header_facts, build_status_facts, is_first_use
from octui.ui.chat.server_silence import describe_doubt
from octui.ui.chat.sidebar import Sidebar
from octui.ui.chat.subagent_bar import SubagentBar, build_subagent_facts
from octui.ui.composer.services import ComposerServices
from octui.ui.composer.status_bar import ComposerStatus
from octui.ui.composer.widget import Composer, KnownRun
from octui.ui.prompt_queue.strip import QueueStrip
from octui.ui.sessions.tab_strip import TabStrip, build_tabs

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions


class ChatChrome:
    """Brings these widgets of a screen in line with the state; each draws itself only when its facts changed."""

    def __init__(
        self, screen: Screen[None], context: ChromeContext, actions: "CommandActions", services: ComposerServices
    ) -> None:
        self._screen = screen
        self._context = context
        self._actions = actions
        self._services = services

    def show_session(self, session_id: str, *, retry_seconds: int) -> None:
        screen, context, state = self._screen, self._context, self._context.store.state
        choice = context.resolve_selection(session_id)
        screen.query_one(Header).facts = build_header_facts(
            state,
            session_id,
            context.format_directory(),
            context.server_label,
            # One that the command line names has no title before there is a server.
            screen="" if session_id else "New session",
            auto_approval=context.auto_approval,
            working_directory=context.working_directory,
        )
        screen.query_one(TabStrip).tabs = build_tabs(state, self._actions.sessions.list_tabs(), session_id)
        screen.query_one(EmbeddedNotice).is_needed = is_first_use(state)
        status = build_status_facts(state, session_id, choice, retry_seconds=retry_seconds)
        screen.query_one(ComposerStatus).facts = status
        screen.query_one(SubagentBar).facts = build_subagent_facts(state, session_id)
        screen.query_one(Sidebar).show_session_facts(state, session_id)
        screen.query_one(QueueStrip).show_queue(self._services.get_queue(session_id))
        composer = screen.query_one(Composer)
        composer.known_run = KnownRun(
            selectors.is_busy(state, session_id),
            describe_doubt(state, session_id),
            self._services.is_queueing(),
            selectors.is_subagent(state, session_id),
        )
        composer.colour = status.agent_color
