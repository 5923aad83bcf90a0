"""The message menu and what its rows do: copy, edit, delete, fork, revert, and the raw JSON."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, assert_never

from msgspec.structs import replace

from octui.client import ClientError
from octui.store import selectors
from octui.ui.command_runs.controller import CommandRunsController
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.controllers.view import ViewController
from octui.ui.diffs.undo_controller import UndoController
from octui.ui.messages import ForkSession
from octui.wire.messages import Message
from octui.wire.parts import Part, TextPart

if TYPE_CHECKING:
    # Imported when the menu opens: the first screen does not need it.
    from octui.ui.message_menu.menu import MenuRow


class MessageMenuController:
    """Acts on the message the transcript's cursor is in; what the server made of it arrives as events."""

    def __init__(
        self, context: AppContext, undo: UndoController, view: ViewController, command_runs: CommandRunsController
    ) -> None:
        self._context = context
        self._undo = undo
        self._view = view
        self._command_runs = command_runs

    def open_message_menu(self) -> None:
        chat = self._context.chat
        block = chat.transcript.current_block if chat is not None else None
        message = self._read_message(block.message_id) if block is not None else None
        if block is None or message is None:
            self._context.notify_info("There is no message here.")
            return
        self._context.dialog_opening.start_worker(self._show_menu(message, block.key), group="message-menu")

    async def _show_menu(self, message: Message, part_id: str) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.message_menu.copies import join_message_text
        from octui.ui.message_menu.menu import MenuSituation, MessageMenu, build_menu_rows

        directory = self._find_directory(message.info.session_id) or self._context.working_directory
        situation = MenuSituation(
            await self._find_delete_obstacle(), self._find_change_obstacle(message), part_id, directory
        )
        text = join_message_text(message.parts)
        # Finding the code in a long answer takes longer than a key should wait.
        rows = await asyncio.to_thread(build_menu_rows, message, text, situation)
        title = "Prompt" if message.info.role == "user" else "Answer"
        self._context.open_picker(MessageMenu(title, rows), lambda row: self._perform_row(message, row))

    async def _find_delete_obstacle(self) -> str:
        server = self._context.server
        if server is None:
            return "octui is not connected"
        try:
            known = await server.client.server.get_capabilities()
        except ClientError as error:
            return str(error).rstrip(".")
        return "" if known.delete_message else f"OpenCode {known.version} cannot delete messages, only their parts"

    def _find_change_obstacle(self, message: Message) -> str:
        is_busy = selectors.is_possibly_busy(self._context.store.state, message.info.session_id)
        is_open = message.info.role == "assistant" and message.info.time.completed is None
        return "the agent is still writing it" if is_busy and is_open else ""

    def _perform_row(self, message: Message, row: "MenuRow") -> None:
        if row.obstacle:
            self._context.notify_info(f"“{row.title}” is not available: {row.obstacle}.")
            return
        from octui.ui.message_menu.menu import MenuAct  # loaded already, since the row is from there

        match row.act:
            case MenuAct.COPY:
                if row.copy is not None:
                    self._view.copy_text(row.copy.text, f"the {row.copy.kind}")
            case MenuAct.COPY_MARKDOWN:
                self._copy_markdown(message)
            case MenuAct.RUN:
                if row.command is not None:
                    self._command_runs.type_command(row.command)
            case MenuAct.RAW:
                self._show_raw_json(message)
            case MenuAct.EDIT:
                if isinstance(row.part, TextPart):
                    self._edit_text(message, row.part)
            case MenuAct.FORK:
                self._fork_session(message)
            case MenuAct.REVERT:
                self._revert_to(message)
            case MenuAct.PICK_PART:
                self._pick_part(message)
            case MenuAct.DELETE_PART:
                if row.part is not None:
                    self._ask_to_delete_part(row.part)
            case MenuAct.DELETE_MESSAGE:
                self._ask_to_delete_message(message)
            case _:
                assert_never(row.act)

    def _copy_markdown(self, message: Message) -> None:
        from octui.render.markdown_export import export_message

        state, info = self._context.store.state, message.info

        async def export_and_copy() -> None:
            self._view.copy_text(await asyncio.to_thread(export_message, state, info.session_id, info.id), "Markdown")

        self._context.start_worker(export_and_copy(), group="copy", exclusive=True)

    def _show_raw_json(self, message: Message) -> None:
        from octui.ui.message_menu.raw_view import RawJsonScreen

        server, info = self._context.server, message.info
        if server is None:
            return
        client, directory = server.client, self._find_directory(info.session_id)
        self._context.open_screen(
            RawJsonScreen(
                f"JSON of {info.id}", lambda: client.messages.get_json(info.session_id, info.id, directory=directory)
            )
        )

    def _edit_text(self, message: Message, part: TextPart) -> None:
        """Edit what the server has now: a part is replaced as a whole."""
        info = message.info

        def edit_current(current: Message) -> None:
            current_part = next((each for each in current.parts if each.id == part.id), None)
            if isinstance(current_part, TextPart):
                self._open_text_editor(current, current_part)
            else:
                self._context.notify_info("This text was deleted in the meantime.")

        directory = self._find_directory(info.session_id)
        self._context.run_call(
            "Could not read the message",
            lambda calls: calls.client.messages.get(info.session_id, info.id, directory=directory),
            edit_current,
            opens_dialog=True,
        )

    def _open_text_editor(self, message: Message, part: TextPart) -> None:
        from octui.ui.message_menu.text_editor import TextEditor

        def save_text(text: str) -> None:
            changed = replace(part, text=text)
            self._call_server(
                "Could not change the text",
                message.info.session_id,
                lambda calls, directory: calls.client.messages.update_part(changed, directory=directory),
                "The text was changed. What the agent has already said stays as it is.",
            )

        title = "Edit prompt" if message.info.role == "user" else "Edit answer"
        self._context.open_picker(TextEditor(title, part.text), save_text)

    def _fork_session(self, message: Message) -> None:
        info = message.info
        if info.role == "user":
            self._context.post_message(ForkSession(info.session_id, info.id))
            return
        ids = list(selectors.list_message_ids(self._context.store.state, info.session_id))
        later = [message_id for message_id in ids if message_id > info.id]
        self._context.post_message(ForkSession(info.session_id, later[0] if later else None))

    def _revert_to(self, message: Message) -> None:
        """Undo a prompt, or that of an answer; what happens to files is shown and asked there."""
        info = message.info
        self._undo.undo_from(info.id if info.role == "user" else info.parent_id or info.id)

    def _pick_part(self, message: Message) -> None:
        from octui.ui.message_menu.menu import PartPicker, list_deletable_parts

        picker = PartPicker("Delete a part", list_deletable_parts(message))
        self._context.open_picker(picker, self._ask_to_delete_part)

    def _ask_to_delete_part(self, part: Part) -> None:
        from octui.ui.message_menu.copies import describe_part

        self._confirm_deletion(
            "Delete this part of the message?",
            f"{describe_part(part)}\n\nThe agent will not see it again. Files stay as they are. This cannot be undone.",
            lambda: self._call_server(
                "Could not delete the part",
                part.session_id,
                lambda calls, directory: calls.client.messages.delete_part(
                    part.session_id, part.message_id, part.id, directory=directory
                ),
            ),
        )

    def _ask_to_delete_message(self, message: Message) -> None:
        from octui.ui.message_menu.menu import list_deletable_parts

        count, info = len(list_deletable_parts(message)), message.info
        kind = "prompt" if info.role == "user" else "answer"
        self._confirm_deletion(
            f"Delete this {kind}?",
            f"The {kind} with its {count} {'part' if count == 1 else 'parts'} is lost, and the agent will not see it "
            "again. Other messages and files stay as they are. This cannot be undone.",
            lambda: self._call_server(
                f"Could not delete the {kind}",
                info.session_id,
                lambda calls, directory: calls.client.messages.delete(info.session_id, info.id, directory=directory),
            ),
        )

    def _confirm_deletion(self, question: str, about: str, act: Callable[[], None]) -> None:
        self._context.confirm_action(question, about, yes="Delete", act=act)

    def _call_server(
        self,
        failure: str,
        session_id: str,
        call: Callable[[ServerCalls, str | None], Coroutine[Any, Any, object]],
        done: str = "",
    ) -> None:
        directory = self._find_directory(session_id)

        def report_done(_: object) -> None:
            if done:
                self._context.notify_info(done)

        self._context.run_call(failure, lambda calls: call(calls, directory), report_done)

    def _find_directory(self, session_id: str) -> str | None:
        return selectors.get_session_directory(self._context.store.state, session_id)

    def _read_message(self, message_id: str) -> Message | None:
        view = selectors.get_message(self._context.store.state, message_id)
        return Message(view.info, view.parts) if view is not None else None
