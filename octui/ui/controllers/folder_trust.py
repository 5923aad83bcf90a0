"""What folders ask for: shown when one asks for something new, decided once, and seen or revoked at any time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from textual.screen import ModalScreen

from octui.client import Client, ClientError, Unsupported
from octui.render.text.sanitize import escape_all, escape_controls
from octui.ui.connect.screen import ConnectScreen
from octui.ui.controllers.context import NOT_CONNECTED, AppContext
from octui.ui.messages import DecideFolderTrust, RevokeFolderTrust, ShowFolderFiles
from octui.wire.access.trust import FolderTrust

if TYPE_CHECKING:
    from octui.ui.approvals.request_card import TypedEvents
    from octui.ui.approvals.trust_screen import FolderTrustScreen, Outcome

QUIET_SECONDS: Final = 1.0
"""No key may have been pressed for that long when the screen opens by itself."""

POLL_SECONDS: Final = 0.2
LATER: Final = "Only the harmless part of this folder is in force. /trust shows what it asks for."
BROKEN: Final = "Nothing runs until the configuration is fixed"
UNUSED: Final = "These agents, commands or skills are not used"
BROKEN_SECONDS: Final = 30.0
MAX_SAID: Final = 5
NOT_SUPPORTED: Final = "This server does not ask: only octui's embedded server waits for trust in a folder."

TrustMessage = DecideFolderTrust | RevokeFolderTrust | ShowFolderFiles


class FolderTrustController:
    """Opens by itself once for each new set of requests, and only while the keyboard is quiet."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._seen: set[tuple[str, str]] = set()
        """The root and the digest of what was shown by itself."""
        self._said: dict[str, tuple[tuple[str, ...], ...]] = {}
        """What was last said about the files of each root."""

    def check_folder(self, directory: str | None = None) -> None:
        """Ask the server what a folder wants, and show it if nothing was decided about it; None is the client's own."""
        server = self._context.server
        if server is not None and server.info.is_embedded:
            # Other servers do not ask, and finding that out would cost them their whole description at the start.
            self._context.start_worker(self._check_and_show(directory or None), group="trust")

    def show_folder_trust(self) -> None:
        """Show what the folder of the session on screen asks for, whatever was decided."""
        context = self._context
        session = context.session
        directory = session.directory if session is not None else None
        if context.server is None:
            context.notify_error("Could not show what the folder asks for", NOT_CONNECTED)
            return
        client = context.server.client

        async def load_and_show() -> None:
            try:
                trust = await client.trust.get(directory=directory)
            except Unsupported:
                context.notify_info(NOT_SUPPORTED)
            except ClientError as error:
                context.notify_error("Could not show what the folder asks for", str(error))
            else:
                self._show_requested(trust)

        context.start_worker(load_and_show(), group="trust")

    def show_trusted_folders(self) -> None:
        """Show every folder about which something was decided, also those that are not open."""
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.trusted_folders.controller import TrustedFoldersController

        TrustedFoldersController(self._context).show_folders()

    def handle_trust_message(self, message: TrustMessage) -> None:
        match message:
            case DecideFolderTrust():
                self._decide_trust(message)
            case RevokeFolderTrust():
                self._revoke_trust(message)
            case ShowFolderFiles():
                self._show_folder_files(message)

    def _decide_trust(self, message: DecideFolderTrust) -> None:
        trust = message.trust
        self._deliver_reply(
            message, lambda client: client.trust.decide(trust.digest, message.decision, directory=trust.directory)
        )

    def _revoke_trust(self, message: RevokeFolderTrust) -> None:
        trust = message.trust

        def report_revoked() -> None:
            self._seen.add((trust.root, trust.digest))
            self._context.notify_info(LATER)

        self._deliver_reply(message, lambda client: client.trust.revoke(trust.root), report_revoked)

    def _deliver_reply(
        self,
        message: DecideFolderTrust | RevokeFolderTrust,
        call: Callable[[Client], Awaitable[object]],
        on_success: Callable[[], None] | None = None,
    ) -> None:
        """Send what was decided about a folder; its card shows whether it arrived."""
        digest, dock = message.trust.digest, message.dock

        async def deliver() -> None:
            server = self._context.server
            if server is None:
                dock.report_failure(digest, NOT_CONNECTED)
                return
            try:
                await call(server.client)
            except ClientError as error:
                dock.report_failure(digest, str(error))
                return
            dock.confirm_delivery(digest)
            if on_success is not None:
                on_success()

        self._context.start_worker(deliver(), group="trust-reply")

    def _show_folder_files(self, message: ShowFolderFiles) -> None:
        """The files as they are, one below the other; hidden characters are spelled out."""
        trust = message.trust
        server = self._context.server
        if server is None:
            return
        client = server.client

        async def read_and_show() -> None:
            # Imported when opened: the first screen should not wait for it.
            from octui.ui.help.row_text import Passage, join_passages
            from octui.ui.help.screen import HelpScreen

            blocks: list[list[Passage]] = []
            for file in dict.fromkeys(request.file for request in trust.requests):
                try:
                    content = await client.files.read(file, directory=trust.root)
                    text = "It is not a text file." if content.is_binary else content.content
                except ClientError as error:
                    text = f"It cannot be shown: {error}"
                blocks.append([Passage(file, "bold $text-primary", escape_all), Passage(text, escape=escape_all)])
            self._context.open_screen(HelpScreen("What this folder's files say", join_passages(blocks)))

        self._context.start_worker(read_and_show(), group="trust")

    async def _check_and_show(self, directory: str | None) -> None:
        server = self._context.server
        if server is None:
            return
        try:
            trust = await server.client.trust.get(directory=directory)
            self._report_problems(trust)
            if trust.state != "undecided" or (trust.root, trust.digest) in self._seen:
                return
            self._seen.add((trust.root, trust.digest))
            while not self._is_undisturbed():  # noqa: ASYNC110 - it ends with the next pause in typing
                await asyncio.sleep(POLL_SECONDS)
            if self._context.server is not server:
                self._seen.discard((trust.root, trust.digest))
                return
            # Meanwhile it may have been decided elsewhere, or the files may have changed.
            current = await server.client.trust.get(directory=directory)
        except ClientError:
            # A lost connection asks again when it is back.
            return
        if current.state == "undecided":
            self._seen.add((current.root, current.digest))
            screen = self._make_screen(current, is_requested=False)
            self._context.open_screen(screen, lambda outcome: self._follow_outcome(current, outcome))

    def _report_problems(self, trust: FolderTrust) -> None:
        """Say once why nothing can run, or which files are ignored."""
        before = self._said.get(trust.root, ())
        self._said[trust.root] = (trust.problems, trust.unused)
        if trust.problems and trust.problems not in before:
            self._context.notify(_list_sentences(BROKEN, trust.problems), severity="error", seconds=BROKEN_SECONDS)
        if trust.unused and trust.unused not in before:
            self._context.notify(_list_sentences(UNUSED, trust.unused), severity="warning", seconds=BROKEN_SECONDS)

    def _is_undisturbed(self) -> bool:
        """Whether opening a screen takes no key meant for something else."""
        context = self._context
        is_open = not isinstance(context.screen, ModalScreen | ConnectScreen)
        is_free = is_open and not (context.composer and context.composer.text)
        return is_free and context.key_presses.is_quiet_for(QUIET_SECONDS)

    def _show_requested(self, trust: FolderTrust) -> None:
        if not trust.requests:
            self._context.notify_info("Nothing in this folder needs your trust.")
            return
        self._seen.add((trust.root, trust.digest))
        self._context.open_screen(self._make_screen(trust, is_requested=True))

    def _make_screen(self, trust: FolderTrust, *, is_requested: bool) -> "FolderTrustScreen":
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.approvals.trust_screen import FolderTrustScreen

        return FolderTrustScreen(
            trust,
            home=self._context.server_home,
            key_presses=self._context.key_presses,
            return_keys=self._hand_to_composer,
            is_requested=is_requested,
        )

    def _hand_to_composer(self, typed: "TypedEvents") -> bool:
        """What is typed belongs to the prompt below."""
        composer = self._context.composer
        if composer is None:
            return False
        for event in typed:
            composer.post_message(event)
        return True

    def _follow_outcome(self, trust: FolderTrust, outcome: "Outcome | None") -> None:
        """Ask the user who was typing again, once the prompt is sent."""
        if outcome == "typed":
            self._seen.discard((trust.root, trust.digest))
            self.check_folder(trust.directory)
        elif outcome == "later":
            self._context.notify_info(LATER, seconds=8)


def _list_sentences(heading: str, sentences: tuple[str, ...]) -> str:
    more = [f"… and {len(sentences) - MAX_SAID} more"] if len(sentences) > MAX_SAID else []
    return escape_controls("\n".join((f"{heading}:", *sentences[:MAX_SAID], *more)))
