"""All controllers, made and connected in one place."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from octui.config.attachment_store import AttachmentStore
from octui.config.history import PromptHistoryFile
from octui.config.stash import StashFile
from octui.lazy_dataclasses import dataclass
from octui.ui.attachments.controller import AttachmentsController
from octui.ui.auto_approve.controller import AutoApproveController
from octui.ui.command_runs.controller import CommandRunsController
from octui.ui.command_runs.watch_controller import CommandWatchController
from octui.ui.configuration.controller import ConfigurationController
from octui.ui.controllers.approvals import ApprovalsController
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.folder_trust import FolderTrustController
from octui.ui.controllers.live_connection import LiveConnectionController
from octui.ui.controllers.mentions import MentionsController
from octui.ui.controllers.models import ModelsController
from octui.ui.controllers.providers import ProvidersController
from octui.ui.controllers.remote_control import RemoteControlController
from octui.ui.controllers.server_connection import ServerConnectionController
from octui.ui.controllers.sessions import SessionsController
from octui.ui.controllers.startup import StartupController
from octui.ui.controllers.terminals import TerminalsController
from octui.ui.controllers.view import ViewApp, ViewController
from octui.ui.diffs.controller import DiffsController
from octui.ui.diffs.undo_controller import UndoController
from octui.ui.editor_context.controller import EditorContextController
from octui.ui.event_log.controller import EventLogController
from octui.ui.files.controller import FilesController
from octui.ui.find.controller import FindController
from octui.ui.inbox.controller import InboxController
from octui.ui.input.type_ahead import TypeAhead
from octui.ui.key_editor.controller import KeysController
from octui.ui.mcp.controller import McpController
from octui.ui.message_menu.controller import MessageMenuController
from octui.ui.notifications.controller import NotificationController
from octui.ui.permissions.controller import PermissionsController
from octui.ui.projects.controller import ProjectsController
from octui.ui.projects.session_scope import SessionScopeController
from octui.ui.prompt_history.controller import PromptHistoryController
from octui.ui.prompt_queue.controller import PromptQueueController
from octui.ui.prompts.controller import PromptsController
from octui.ui.prompts.sending import PromptSending
from octui.ui.session_export.controller import SessionExportController
from octui.ui.session_move.controller import SessionMoveController
from octui.ui.settings.controller import SettingsController
from octui.ui.status.controller import StatusController
from octui.ui.subagents.controller import SubagentsController
from octui.ui.suspension import SuspendableApp
from octui.ui.theming.controller import ThemesController
from octui.ui.tool_list.controller import ToolListController
from octui.ui.transcript_display.controller import TranscriptDisplayController
from octui.ui.updates.controller import UpdatesController
from octui.ui.which_key.controller import WhichKeyController
from octui.ui.worktrees.controller import WorktreesController

if TYPE_CHECKING:
    # A name for the type checker, and the two screens, which are imported when they are created.
    from octui.ui.actions.program import AppActions
    from octui.ui.chat.screen import ChatScreen
    from octui.ui.sessions.screen import SessionsScreen


class ControlledApp(SuspendableApp, ViewApp, Protocol):
    """What the controllers need of the app."""

    @property
    def type_ahead(self) -> TypeAhead: ...

    @property
    def controllers(self) -> "Controllers": ...

    def show_command_palette(self) -> None: ...
    def quit_app(self) -> None: ...
    def bell(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Controllers:
    """What the app can do; commands act on these by name."""

    app: "AppActions"
    sessions: SessionsController
    subagents: SubagentsController
    prompts: PromptsController
    prompt_queue: PromptQueueController
    mentions: MentionsController
    attachments: AttachmentsController
    editor_context: EditorContextController
    attention: NotificationController
    recall: PromptHistoryController
    approvals: ApprovalsController
    permissions: PermissionsController
    inbox: InboxController
    auto_approve: AutoApproveController
    models: ModelsController
    providers: ProvidersController
    view: ViewController
    display: TranscriptDisplayController
    themes: ThemesController
    keys: KeysController
    settings: SettingsController
    which_key: WhichKeyController
    message_menu: MessageMenuController
    command_runs: CommandRunsController
    command_watch: CommandWatchController
    find: FindController
    session_export: SessionExportController
    terminals: TerminalsController
    files: FilesController
    mcp: McpController
    diffs: DiffsController
    undo: UndoController
    folder_trust: FolderTrustController
    status: StatusController
    configuration: ConfigurationController
    projects: ProjectsController
    session_scope: SessionScopeController
    updates: UpdatesController
    session_move: SessionMoveController
    worktrees: WorktreesController
    tool_list: ToolListController
    event_log: EventLogController
    remote_control: RemoteControlController
    live_connection: LiveConnectionController
    server_connection: ServerConnectionController


def create_controllers(context: AppContext, app: ControlledApp) -> Controllers:
    """Each controller gets the context and the others it needs; nothing else connects them."""
    mentions, attachments = MentionsController(context), AttachmentsController(context, AttachmentStore())
    sessions, prompt_queue = _create_sessions(context, app, mentions, attachments)
    models, view, themes = ModelsController(context), ViewController(context, app), ThemesController(context)
    terminals, undo, keys = TerminalsController(context, app, view), UndoController(context), KeysController(context)
    folder_trust, auto_approve = FolderTrustController(context), AutoApproveController(context)
    editor_context, command_runs = EditorContextController(context), CommandRunsController(context, terminals)
    live_connection = LiveConnectionController(context, terminals, folder_trust, auto_approve, prompt_queue)
    sending = PromptSending(context, sessions, mentions, attachments, prompt_queue, editor_context)
    approvals, updates = ApprovalsController(context, sessions), UpdatesController(context)
    remote_control = RemoteControlController(context, sessions, updates.announce_update)
    server_connection = _create_server_connection(context, sessions, models, remote_control, live_connection)
    return _prepare_panels(context, sessions, server_connection)(
        app=app,
        sessions=sessions,
        prompts=PromptsController(context, app, sending, prompt_queue, editor_context),
        recall=PromptHistoryController(context, PromptHistoryFile(), StashFile()),
        prompt_queue=prompt_queue,
        mentions=mentions,
        attachments=attachments,
        editor_context=editor_context,
        attention=NotificationController(context),
        updates=updates,
        session_move=SessionMoveController(context, sessions.loader.add_session),
        approvals=approvals,
        inbox=InboxController(context, approvals),
        auto_approve=auto_approve,
        models=models,
        providers=ProvidersController(context, models),
        view=view,
        display=TranscriptDisplayController(context),
        themes=themes,
        settings=SettingsController(context, themes),
        keys=keys,
        which_key=WhichKeyController(context),
        message_menu=MessageMenuController(context, undo, view, command_runs),
        command_runs=command_runs,
        command_watch=CommandWatchController(context, terminals),
        session_export=SessionExportController(context, app, view),
        terminals=terminals,
        files=FilesController(context, app),
        diffs=DiffsController(context),
        undo=undo,
        folder_trust=folder_trust,
        status=StatusController(context, keys),
        remote_control=remote_control,
        live_connection=live_connection,
        server_connection=server_connection,
    )


def _prepare_panels(
    context: AppContext, sessions: SessionsController, server_connection: ServerConnectionController
) -> "partial[Controllers]":
    """The container, with what shows and changes things of the server, to be completed with the rest."""
    return partial(
        Controllers,
        mcp=McpController(context),
        subagents=SubagentsController(context),
        find=FindController(context, sessions),
        configuration=ConfigurationController(context),
        projects=ProjectsController(context, server_connection),
        session_scope=SessionScopeController(context, sessions, server_connection),
        worktrees=WorktreesController(context, server_connection),
        tool_list=ToolListController(context),
        permissions=PermissionsController(context),
        event_log=EventLogController(context),
    )


def _create_server_connection(
    context: AppContext,
    sessions: SessionsController,
    models: ModelsController,
    remote_control: RemoteControlController,
    live_connection: LiveConnectionController,
) -> ServerConnectionController:
    startup = StartupController(context, sessions, models, remote_control.release_commands)
    return ServerConnectionController(context, live_connection, startup)


def _create_sessions(
    context: AppContext, app: ControlledApp, mentions: MentionsController, attachments: AttachmentsController
) -> tuple[SessionsController, PromptQueueController]:
    prompt_queue = PromptQueueController(context, mentions, attachments)
    create_overview, create_chat = _prepare_overview(context, app), _prepare_chat(context, app)
    return SessionsController(context, create_overview, create_chat, prompt_queue.pause_queue), prompt_queue


def _prepare_overview(context: AppContext, app: ControlledApp) -> Callable[[], "SessionsScreen"]:
    def create_overview() -> "SessionsScreen":
        # Imported when it is first needed: a start into a session shows the chat.
        from octui.ui.sessions.expected_sessions import ExpectedSessions
        from octui.ui.sessions.screen import SessionsScreen

        app.type_ahead.hold_input()
        controllers = app.controllers
        return SessionsScreen(context, controllers, controllers.prompts, ExpectedSessions(context))

    return create_overview


def _prepare_chat(context: AppContext, app: ControlledApp) -> Callable[[], "ChatScreen"]:
    def create_chat() -> "ChatScreen":
        # Imported when it is first needed, or in an idle moment: the overview does not need it.
        from octui.ui.chat.screen import ChatScreen

        # The chat takes a moment to be built, in which people go on typing.
        app.type_ahead.hold_input()
        return ChatScreen(context, app.controllers, app.controllers.prompts)

    return create_chat
