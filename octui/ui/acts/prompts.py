"""Acts on the prompt: send it, run a shell or a slash command, keep its draft, write it in an editor."""

import asyncio
import os

from textual import on

from octui.client import ClientError
from octui.config.drafts import Draft
from octui.config.history import Prompt
from octui.store.inputs import SessionsLoaded
from octui.ui.acts.sessions import SessionActs
from octui.ui.deeds import Deeds
from octui.ui.messages import RunCommand, RunShell, SendPrompt
from octui.ui.widgets.composer import Composer
from octui.ui.widgets.prompt_box import PromptBox


class PromptActs(SessionActs):
    """The composer's text stays where it is until the server took it."""

    _editing = False
    """Whether the prompt is in the person's editor."""

    @property
    def composer(self) -> Composer | None:
        """The composer of the screen in front, or of the one below what is open above it."""
        for screen in reversed(self.screen_stack):
            found: Composer | None = next(iter(screen.query(Composer)), None)
            if found is not None:
                return found
        return None

    def submit_prompt(self) -> None:
        if composer := self.composer:
            composer.submit()

    def clear_prompt(self) -> None:
        if composer := self.composer:
            composer.clear()

    def edit_prompt(self) -> None:
        """Hand the prompt to the person's editor; what goes wrong there is a sentence, and the prompt stays."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
        composer = self.composer
        if composer is None or self._editing:
            return
        if not command.strip():
            self.complain("No editor", "set $VISUAL or $EDITOR to the one you like.")
            return
        self._editing = True
        self.run_worker(self._edit(composer, command), exit_on_error=False)

    async def _edit(self, composer: Composer, command: str) -> None:
        # Imported when used: the first screen should not wait for it.
        from octui.ui.editing import EditorFailed, edited

        text = composer.text
        try:
            after = await edited(self, text, command)
            if after != text:
                composer.replace(after)
        except EditorFailed as error:
            self.complain("The prompt is as it was", str(error))
        finally:
            self._editing = False

    @on(SendPrompt)
    def _send(self, message: SendPrompt) -> None:
        if composer := self.composer:
            self.run_worker(self._deliver(composer, message), exit_on_error=False)

    @on(RunShell)
    def _shell(self, message: RunShell) -> None:
        if composer := self.composer:
            self.run_worker(self._deliver(composer, message), exit_on_error=False)

    @on(RunCommand)
    def _command(self, message: RunCommand) -> None:
        if composer := self.composer:
            self.run_worker(self._deliver(composer, message), exit_on_error=False)

    async def _deliver(self, composer: Composer, message: SendPrompt | RunShell | RunCommand) -> None:
        deeds = self.deeds
        if deeds is None:
            composer.refused("Not sent: octui is not connected to a server yet.")
            return
        session_id = self.session_id
        try:
            choice = self.choice(session_id)
            if not session_id:
                session_id = await self._make_session(deeds)
            match message:
                case SendPrompt(text=text, attachments=attachments):
                    await deeds.send(session_id, text, attachments, choice)
                case RunShell(command=command):
                    self._accepted(composer, session_id, Prompt(command, shell=True))
                    await deeds.shell(session_id, command, choice)
                    return
                case RunCommand(name=name, arguments=arguments):
                    # The server answers only when the turn is over: that it has begun is seen in the transcript.
                    self._accepted(composer, session_id, Prompt(f"/{name} {arguments}".rstrip()))
                    await deeds.command(session_id, name, arguments, choice)
                    return
            self._accepted(composer, session_id, Prompt(message.text))
        except ClientError as error:
            if isinstance(message, SendPrompt):
                composer.refused(f"Not sent: {error}")
            else:
                self.complain("The command failed", str(error))

    async def _make_session(self, deeds: Deeds) -> str:
        session = await deeds.create_session()
        if self.bridge is not None:
            self.bridge.put(SessionsLoaded(sessions=(session,)))
        self.choices.adopt(session.id)
        chat = self.chat
        if chat is not None:
            chat.adopt(session.id)
            # Its creation may have been told before anybody listened.
            self.run_worker(self._load(session.id), exclusive=True, group="history", exit_on_error=False)
        return session.id

    def _accepted(self, composer: Composer, session_id: str, prompt: Prompt) -> None:
        """The server has it: only now the text may go."""
        composer.accepted()
        server = self.server_name
        place = self._draft_place(composer)

        def keep() -> None:
            self.history.add(prompt)
            self.drafts.forget(server, place)

        self.quietly(keep, "The history was not kept")
        if composer.screen is not self.chat:
            self.open_chat(session_id)

    def _draft_place(self, composer: PromptBox) -> str:
        session_id = self.session_id if composer.screen is self.chat else ""
        return session_id or self.working_directory

    @on(Composer.Remembered)
    def _remembered(self, message: Composer.Remembered) -> None:
        self.quietly(lambda: self.history.add(message.prompt), "The history was not kept")

    @on(Composer.DraftChanged)
    def _draft_changed(self, message: Composer.DraftChanged) -> None:
        composer = message.composer
        server, place = self.server_name, self._draft_place(composer)
        draft = Draft(message.text, shell=message.shell)

        async def keep() -> None:
            try:
                await asyncio.to_thread(self.drafts.keep, server, place, draft)
            except OSError as error:
                self.complain("Your draft is not kept", error.strerror or str(error))

        self.run_worker(keep(), exclusive=True, group="draft", exit_on_error=False)
