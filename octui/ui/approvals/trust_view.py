"""What a card shows for a folder: everything its files ask for, and what of it may be in force."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from textual.widget import Widget

from octui.render.requests.paged_rows import RowPlace
from octui.render.requests.preview_rows import render_permission_preview
from octui.render.requests.trust_preview import build_trust_preview
from octui.render.text.counts import format_count
from octui.store.selectors import PendingRequest
from octui.ui.approvals.button_row import ButtonOption, ButtonRow
from octui.ui.approvals.card_body import CardBody
from octui.ui.approvals.card_protocols import CardHost
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.request_keys import is_button_key, list_command_characters
from octui.ui.key_hints import format_hint, format_hints, join_hints
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import DecideFolderTrust, RevokeFolderTrust, ShowFolderFiles
from octui.wire.access.trust import FolderTrust

BODY_SHARE: Final = 0.8


class FolderTrustView:
    """Trusting needs the whole list to have been shown; what is harmless is chosen at first."""

    def __init__(self, trust: FolderTrust, card: CardHost) -> None:
        self.trust = trust
        self.preview = build_trust_preview(trust)
        self.is_writing = False
        self.has_unsent_text = False
        self.text_input = FreeTextInput("")
        self.button_row = ButtonRow()
        self._card = card
        self._body = CardBody(card.measure_rest, share=BODY_SHARE)

    @property
    def bodies(self) -> Sequence[Widget]:
        return (self._body,)

    @property
    def answers(self) -> Sequence[Widget]:
        return self.text_input, self.button_row

    @property
    def command_characters(self) -> str:
        return list_command_characters(KeyContext.PERMISSION, self.answer_characters)

    @property
    def answer_characters(self) -> str:
        return get_keymap().list_characters("permission.confirm")

    @property
    def title(self) -> str:
        count = len(self.trust.requests)
        if self.trust.state == "undecided":
            return f"This folder asks for {format_count(count, 'thing')}. Trust it?"
        return "What this folder asks for"

    @property
    def is_doubtful(self) -> bool:
        return bool(self.preview.warnings)

    @property
    def body(self) -> CardBody:
        return self._body

    @property
    def must_be_read(self) -> bool:
        return True

    @property
    def key_hint(self) -> str:
        choose = format_hints(
            ("permission.option.previous permission.option.next", "select"), ("permission.confirm", "confirm")
        )
        if not self._body.was_end_shown:
            choose = format_hint("request.page.down", "show the rest (needed before trusting)")
        return join_hints([choose, format_hint("request.later", "decide later")])

    def is_outdated(self, request: PendingRequest) -> bool:  # noqa: ARG002 - it is not a request of a session
        return False

    def show_request(self) -> None:
        self._body.set_content(partial(render_permission_preview, self.preview), self.preview.character_count)
        self._set_buttons(self._default_option)

    def update_parts(self) -> None:
        self.text_input.display = False
        selected = self.button_row.selected_option
        self._set_buttons(selected.id if selected else self._default_option)

    def is_deciding_key(self, key: str) -> bool:
        return get_keymap().find_command_id(KeyContext.PERMISSION, key) == "permission.confirm"

    def is_choosing_key(self, key: str) -> bool:
        return is_button_key(key)

    def handle_card_key(self, key: str, character: str | None) -> bool:
        match get_keymap().find_command_id(KeyContext.PERMISSION, character or key):
            case "permission.option.previous":
                self.button_row.step_selection(-1)
            case "permission.option.next":
                self.button_row.step_selection(1)
            case "permission.confirm":
                if (option := self.button_row.selected_option) is not None:
                    self.press_button(option)
            case _:
                return False
        return True

    def press_row(self, place: RowPlace) -> None:
        """Clicking what is asked for decides nothing."""

    def press_button(self, option: ButtonOption) -> None:
        if not option.is_enabled:
            return
        match option.id:
            case "trusted" | "harmless" as decision:
                self._card.send_reply(DecideFolderTrust(self.trust, decision, dock=self._card.dock))
            case "revoke":
                self._card.send_reply(RevokeFolderTrust(self.trust, dock=self._card.dock))
            case _:
                self._card.restart_guard()
                self._card.post_message(ShowFolderFiles(self.trust))

    def submit_text(self, text: str) -> None:
        """Nothing is written here."""

    def cancel_text(self) -> None:
        """Nothing is written here."""

    def describe_failure(self, reason: str) -> str:
        return f"Could not send your decision: {reason}. Nothing has changed."

    def return_to_choice(self) -> None:
        self._set_buttons(self._default_option)
        self._card.refresh_card()

    @property
    def _default_option(self) -> str:
        return "files" if self.trust.state == "trusted" else "harmless"

    def _set_buttons(self, selected: str) -> None:
        self.button_row.set_options(list(self._list_buttons()), selected)

    def _list_buttons(self) -> Iterator[ButtonOption]:
        state = self.trust.state
        if state != "trusted":
            yield ButtonOption("trusted", "Trust this folder", self._body.was_end_shown and self._card.is_whole)
        if state != "harmless":
            yield ButtonOption("harmless", "Only the harmless part")
        if state != "undecided":
            yield ButtonOption("revoke", "Forget my decision")
        yield ButtonOption("files", "Look at the file" if self._has_one_file else "Look at the files")

    @property
    def _has_one_file(self) -> bool:
        return len({request.file for request in self.trust.requests}) == 1
