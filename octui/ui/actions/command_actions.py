"""All that commands act on, by area: each attribute is one of the controllers."""

from typing import Protocol

from octui.ui.actions.conversation import (
    ApprovalActions,
    AttachmentActions,
    AutoApproveActions,
    CommandRunActions,
    CommandWatchActions,
    EditorContextActions,
    FindActions,
    InboxActions,
    MessageMenuActions,
    ModelActions,
    PermissionsActions,
    PromptActions,
    PromptQueueActions,
    RecallActions,
    SessionActions,
    SessionExportActions,
    SessionMoveActions,
    SessionScopeActions,
    SubagentActions,
    UndoActions,
)
from octui.ui.actions.program import (
    AppActions,
    AttentionActions,
    DisplayActions,
    KeysActions,
    SettingsActions,
    ThemeActions,
    ViewActions,
    WhichKeyActions,
)
from octui.ui.actions.server import (
    ConfigurationActions,
    EventLogActions,
    McpActions,
    ProviderActions,
    ServerActions,
    StatusActions,
    ToolListActions,
    UpdateActions,
)
from octui.ui.actions.workspace import (
    DiffActions,
    FileActions,
    FolderTrustActions,
    ProjectActions,
    TerminalActions,
    WorktreeActions,
)


class CommandActions(Protocol):
    """Everything commands act on: one attribute for each area."""

    @property
    def app(self) -> AppActions: ...
    @property
    def sessions(self) -> SessionActions: ...
    @property
    def subagents(self) -> SubagentActions: ...
    @property
    def prompts(self) -> PromptActions: ...
    @property
    def prompt_queue(self) -> PromptQueueActions: ...
    @property
    def recall(self) -> RecallActions: ...
    @property
    def attention(self) -> AttentionActions: ...
    @property
    def attachments(self) -> AttachmentActions: ...
    @property
    def editor_context(self) -> EditorContextActions: ...
    @property
    def approvals(self) -> ApprovalActions: ...
    @property
    def permissions(self) -> PermissionsActions: ...
    @property
    def inbox(self) -> InboxActions: ...
    @property
    def auto_approve(self) -> AutoApproveActions: ...
    @property
    def models(self) -> ModelActions: ...
    @property
    def providers(self) -> ProviderActions: ...
    @property
    def terminals(self) -> TerminalActions: ...
    @property
    def view(self) -> ViewActions: ...
    @property
    def display(self) -> DisplayActions: ...
    @property
    def files(self) -> FileActions: ...
    @property
    def diffs(self) -> DiffActions: ...
    @property
    def undo(self) -> UndoActions: ...
    @property
    def themes(self) -> ThemeActions: ...
    @property
    def keys(self) -> KeysActions: ...
    @property
    def settings(self) -> SettingsActions: ...
    @property
    def which_key(self) -> WhichKeyActions: ...
    @property
    def message_menu(self) -> MessageMenuActions: ...
    @property
    def command_runs(self) -> CommandRunActions: ...
    @property
    def command_watch(self) -> CommandWatchActions: ...
    @property
    def find(self) -> FindActions: ...
    @property
    def session_export(self) -> SessionExportActions: ...
    @property
    def folder_trust(self) -> FolderTrustActions: ...
    @property
    def status(self) -> StatusActions: ...
    @property
    def mcp(self) -> McpActions: ...
    @property
    def configuration(self) -> ConfigurationActions: ...
    @property
    def projects(self) -> ProjectActions: ...
    @property
    def session_scope(self) -> SessionScopeActions: ...
    @property
    def session_move(self) -> SessionMoveActions: ...
    @property
    def updates(self) -> UpdateActions: ...
    @property
    def worktrees(self) -> WorktreeActions: ...
    @property
    def tool_list(self) -> ToolListActions: ...
    @property
    def event_log(self) -> EventLogActions: ...
    @property
    def server_connection(self) -> ServerActions: ...
