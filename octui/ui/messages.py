"""What the user asks for, as messages: widgets post them, and the app hands each to one controller."""

from collections.abc import Sequence
from dataclasses import field
from typing import Literal, Protocol

from textual.message import Message

from octui.config.chips import Chip
from octui.config.drafts import Draft
from octui.lazy_dataclasses import dataclass
from octui.platform.editor_link.notifications import EditorSelection
from octui.store.changes import Changes
from octui.ui.sync.event_pump import RemoteEvent
from octui.wire.access.permissions import GrantScope
from octui.wire.access.trust import FolderTrust, TrustDecision
from octui.wire.requests import Permission, Question
from octui.wire.sessions import Session

Reply = Literal["once", "always", "reject"]


@dataclass
class StoreChanged(Message):
    """The store changed; widgets that show one of these keys read it again."""

    touched: Changes


@dataclass(frozen=True)
class Attachment:
    """A mention in the prompt: where it is in the text, and what it refers to.

    `kind` is `file` (a path on the server, relative to the session's directory), `agent` (its name), or `resource` (the
    server's name for a resource of an MCP server).
    `lines` is a 1-based inclusive range of a file.
    """

    kind: Literal["file", "agent", "resource"]
    name: str
    start: int
    end: int
    lines: tuple[int, int] | None = None


class PromptSender(Protocol):
    """The composer a prompt comes from, which keeps its text until it knows whether the server accepted it."""

    @property
    def session_id(self) -> str:
        """The session the prompt is for; `""` for one that the server has yet to create."""

    def finish_sending(self, send_id: int, rest: Draft) -> None:
        """The server accepted it; `rest` is what was typed in addition."""

    def report_unconfirmed(self, send_id: int, notice: str, *, is_held: bool = False) -> None:
        """It is not known whether the server has it, or it is held until it can be sent; `notice` says so."""

    def fail_sending(self, send_id: int, reason: str) -> None:
        """It was not sent."""

    @property
    def text(self) -> str:
        """What is in it now, which may have been changed since."""


@dataclass(frozen=True)
class PromptOrigin:
    """Where a prompt was sent, and the whole text there, which leaves the composer once it is accepted."""

    session_id: str = ""
    """`""` for a session that the server has yet to create."""
    text: str = ""
    shell: bool = False
    send_id: int = 0
    chips: tuple[Chip, ...] = ()
    """What its labels stand for."""


@dataclass
class SendPrompt(Message):
    """Send this to the agent, with what its chips stand for in their place."""

    text: str
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    chips: tuple[Chip, ...] = ()
    selection: EditorSelection | None = None
    """What goes along from the user's editor."""
    composer: PromptSender = field(kw_only=True, compare=False, repr=False)
    origin: PromptOrigin = field(default=PromptOrigin(), kw_only=True, compare=False, repr=False)


@dataclass
class RunShellCommand(Message):
    """Run this in the session's directory on the server, without the agent."""

    command: str
    composer: PromptSender = field(kw_only=True, compare=False, repr=False)
    origin: PromptOrigin = field(default=PromptOrigin(), kw_only=True, compare=False, repr=False)


@dataclass
class RunSlashCommand(Message):
    """Run one of the server's slash commands."""

    name: str
    arguments: str
    chips: tuple[Chip, ...] = ()
    composer: PromptSender = field(kw_only=True, compare=False, repr=False)
    origin: PromptOrigin = field(default=PromptOrigin(), kw_only=True, compare=False, repr=False)


@dataclass
class RunAppCommand(Message):
    """Run one of octui's own commands by its dotted id."""

    id: str


@dataclass
class ArchiveSession(Message):
    """Move a session to the archive, or take it back."""

    session_id: str
    is_archived: bool = True


@dataclass
class AbortSession(Message):
    """Stop what a session and its subagents are doing."""

    session_id: str


@dataclass
class QuitRequested(Message):
    """The interrupt key was pressed with nothing left to clear."""


@dataclass
class OpenSession(Message):
    session_id: str


@dataclass
class FollowSession(Message):
    """Open a session of another folder, where it works."""

    session: Session


@dataclass
class NewSession(Message):
    """Show an empty chat; the server creates the session when the first prompt is sent."""

    prompt: str = ""


@dataclass
class RenameSession(Message):
    session_id: str
    title: str


@dataclass
class DeleteSession(Message):
    session_id: str


@dataclass
class ForkSession(Message):
    """Copy a session up to, but not including, a message; all of it if there is none."""

    session_id: str
    message_id: str | None = None


@dataclass
class MoreSessionsWanted(Message):
    """The end of the list came near, or a search may have matches on the server only."""

    query: str = ""


@dataclass
class ScopeCycled(Message):
    """The sessions of this folder, the project or every project are wanted, whichever comes next."""


@dataclass
class PinSession(Message):
    """Pin the session in the list, or unpin it."""

    session_id: str


class ReplyDock(Protocol):
    """The dock a reply comes from: the card in it shows whether the reply arrived."""

    def confirm_delivery(self, request_id: str) -> None:
        """The server accepted the reply."""

    def report_unconfirmed(self, request_id: str, notice: str) -> None:
        """It is not known whether the server has the reply; that is being found out."""

    def report_failure(self, request_id: str, reason: str) -> None:
        """The reply did not arrive, or did not count."""


@dataclass
class ReplyPermission(Message):
    """Answer a permission. A `message` goes with a rejection, and lets the agent go on; a `scope` with "always"."""

    request: Permission
    reply: Reply
    message: str | None = None
    scope: GrantScope | None = None
    dock: ReplyDock = field(kw_only=True, compare=False, repr=False)


@dataclass
class ReplyQuestion(Message):
    """Answer every question of a request: labels or the user's own words, one tuple a question."""

    request: Question
    answers: tuple[tuple[str, ...], ...]
    dock: ReplyDock = field(kw_only=True, compare=False, repr=False)


@dataclass
class RejectQuestion(Message):
    request: Question
    dock: ReplyDock = field(kw_only=True, compare=False, repr=False)


@dataclass
class OpenRequest(Message):
    """Show the session a request belongs to, with its card."""

    request_id: str


@dataclass
class ToggleMcpServer(Message):
    """Connect an MCP server, or disconnect it when it is connected."""

    name: str


@dataclass
class CopyText(Message):
    """Copy this to the clipboard; `label` names it in the notification."""

    text: str
    label: str


@dataclass
class RemoteCommand(Message):
    """Another program asks for something through the server."""

    event: RemoteEvent


@dataclass
class OpenLink(Message):
    """Open a link from a text that is not the user's own."""

    url: str


@dataclass
class OpenFile(Message):
    """Show a file of the server, at a line if one is given.

    `path` is absolute or relative to the directory of the session on screen. `line` and `last_line` count from one;
    with both, the lines from one to the other are selected.
    """

    path: str
    line: int | None = None
    last_line: int | None = None


@dataclass
class ChooseModel(Message):
    provider_id: str
    model_id: str
    variant: str | None = None


@dataclass
class ToggleFavourite(Message):
    provider_id: str
    model_id: str


@dataclass
class RemoveProviderKey(Message):
    """Have the server delete the key of a provider."""

    provider_id: str
    name: str


@dataclass
class ChooseVariant(Message):
    """Choose how hard the model thinks; None leaves it to the server."""

    variant: str | None


@dataclass
class ChooseAgent(Message):
    name: str


@dataclass
class DecideFolderTrust(Message):
    """Trust a folder, or use only what is harmless in it."""

    trust: FolderTrust
    decision: TrustDecision
    dock: ReplyDock


@dataclass
class RevokeFolderTrust(Message):
    """Forget what was decided about a folder."""

    trust: FolderTrust
    dock: ReplyDock


@dataclass
class ShowFolderFiles(Message):
    """Show the files that ask for something, whole."""

    trust: FolderTrust
