"""What a card shows for a permission: the whole of what would run, and four ways to answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Final, assert_never

from textual.widget import Widget

from octui.render.requests.grant_terms import SCOPES, describe_always_rule
from octui.render.requests.paged_rows import RowPlace
from octui.render.requests.permission_preview import PermissionPreview
from octui.render.requests.preview_rows import render_permission_preview
from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import MAX_ROW_LENGTH
from octui.render.text.spoofing import to_unspoofed_line
from octui.render.tools.permission_fields import PreviewKind, PreviewSection
from octui.store.selectors import PendingRequest
from octui.ui.approvals.button_row import ButtonOption, ButtonRow, has_room_for_buttons
from octui.ui.approvals.card_body import CardBody
from octui.ui.approvals.card_protocols import CardHost
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.request_keys import is_button_key, list_command_characters
from octui.ui.key_hints import format_first_key, format_hint, format_hints, join_hints
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import Reply, ReplyPermission
from octui.wire.access.permissions import GrantScope
from octui.wire.requests import Permission

BODY_SHARE: Final = 0.6

MAX_PATTERNS_WIDTH: Final = 32
"""Cells of patterns on the button; the next step shows all of them, whole."""

CARD_EDGES: Final = 6
"""Columns of a card in the chat that its buttons cannot use."""

PLURALS: Final = {"edit": "edits", "bash": "commands", "webfetch": "fetches", "read": "reads"}
"""What a permission without a pattern allows, in a word."""

ALLOW_ONCE: Final = "Allow once"
REJECT: Final = "Reject"
NOTE: Final = "Reject with a note…"


class PermissionStep(StrEnum):
    CHOOSE = "choose"
    ALWAYS = "always"
    """Reading what would always be allowed."""
    REASON = "reason"
    """Writing what to do instead."""


class PermissionView:
    """Allow once, allow always after reading what that means, reject, or reject with a note."""

    def __init__(self, permission: Permission, preview: PermissionPreview, card: CardHost) -> None:
        self.permission = permission
        self.preview = preview
        self.step = PermissionStep.CHOOSE
        self.text_input = FreeTextInput("What should it do instead?")
        self.button_row = ButtonRow()
        self._card = card
        self._preview_body = CardBody(card.measure_rest, share=BODY_SHARE)
        self._always_body = CardBody(card.measure_rest, share=BODY_SHARE)
        self._last_reply: Reply = "reject"
        self._shows_requester = False
        self._shown_scope: GrantScope | None = None
        """What the text about "always" is about."""

    @property
    def bodies(self) -> Sequence[Widget]:
        return self._preview_body, self._always_body

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
        return self.preview.title

    @property
    def is_doubtful(self) -> bool:
        return self._card.card_context.requester.has_hidden_text or bool(self.preview.warnings)

    @property
    def body(self) -> CardBody:
        return self._always_body if self.step is PermissionStep.ALWAYS else self._preview_body

    @property
    def must_be_read(self) -> bool:
        return True

    @property
    def is_writing(self) -> bool:
        return self.step is PermissionStep.REASON

    @property
    def has_unsent_text(self) -> bool:
        return bool(self.text_input.text.strip())

    @property
    def key_hint(self) -> str:
        submit = format_hints(
            ("permission.option.previous permission.option.next", "select"), ("permission.confirm", "confirm")
        )
        match self.step:
            case PermissionStep.REASON:
                return format_hints(
                    ("answer.submit", "reject and send"), ("answer.newline", "new line"), ("answer.cancel", "back")
                )
            case PermissionStep.ALWAYS:
                return join_hints([submit, format_hint("permission.back", "back")])
            case PermissionStep.CHOOSE:
                size = format_hint("request.expand", "size") if not self.body.is_whole else ""
                return join_hints(
                    [
                        submit,
                        format_hint("permission.reject", "reject"),
                        format_hint("request.later", "decide later"),
                        size,
                    ]
                )
        assert_never(self.step)

    def is_outdated(self, request: PendingRequest) -> bool:
        return request.permission is not None and request.permission != self.permission

    def show_request(self) -> None:
        self._show_preview()
        self._offer_buttons(self._default_option)

    def update_permission(self, permission: Permission, preview: PermissionPreview) -> None:
        """Show what is known now; when that is not what was shown, reading and choosing start over."""
        is_changed = preview != self.preview or permission != self.permission
        self.permission, self.preview = permission, preview
        if not is_changed:
            return
        if self.step is PermissionStep.ALWAYS:
            self.step = PermissionStep.CHOOSE
        self._show_preview()
        self._card.wait_for_display()
        self._offer_buttons(self._default_option)

    def update_parts(self) -> None:
        if self._card.is_requester_in_body != self._shows_requester:
            self._show_preview()
        self._always_body.display = self.step is PermissionStep.ALWAYS
        self._preview_body.display = self.step is not PermissionStep.ALWAYS
        self.text_input.display = self.is_writing
        self.button_row.display = not self.is_writing
        selected = self.button_row.selected_option
        self._set_buttons(selected.id if selected else "")

    def is_deciding_key(self, key: str) -> bool:
        return get_keymap().find_command_id(KeyContext.PERMISSION, key) in ("permission.confirm", "permission.reject")

    def is_choosing_key(self, key: str) -> bool:
        return is_button_key(key)

    def handle_card_key(self, key: str, character: str | None) -> bool:
        match get_keymap().find_command_id(KeyContext.PERMISSION, character or key):
            case "permission.option.previous":
                self._step_selection(-1)
            case "permission.option.next":
                self._step_selection(1)
            case "permission.confirm":
                if (option := self.button_row.selected_option) is not None:
                    self.press_button(option)
            case "permission.reject" if self.step is PermissionStep.CHOOSE:
                self._send_reply("reject")
            case "permission.back" if self.step is PermissionStep.ALWAYS:
                self._go_to_step(PermissionStep.CHOOSE, "always")
            case _:
                return False
        return True

    def press_row(self, place: RowPlace) -> None:
        """Clicking what would run decides nothing."""

    def press_button(self, option: ButtonOption) -> None:
        if not option.is_enabled:
            return
        match option.id:
            case "once" | "reject":
                self._send_reply("once" if option.id == "once" else "reject")
            case "confirm":
                self._send_reply("always")
            case "session" | "server" | "directory" as scope:
                if scope == self._shown_scope:
                    self._send_reply("always", scope=scope)
                else:
                    # A click on another one only says what it would mean.
                    self._card.wait_for_display()
                    self._show_always_rule(scope)
            case "always":
                self._go_to_step(PermissionStep.ALWAYS, SCOPES[0] if self._has_scopes else "confirm")
            case "note":
                self._go_to_step(PermissionStep.REASON, "note")
            case _:
                self._go_to_step(PermissionStep.CHOOSE, "always")

    def submit_text(self, text: str) -> None:
        if text:
            self._send_reply("reject", text)
        else:
            self._card.reply.notice = f"Write a note, or press {format_first_key('answer.cancel')} and choose Reject."
            self._card.refresh_card()

    def cancel_text(self) -> None:
        self._go_to_step(PermissionStep.CHOOSE, "note")

    def describe_failure(self, reason: str) -> str:
        outcome = "The agent is still waiting" if self._last_reply == "reject" else "Nothing was allowed"
        return f"Could not send your answer: {reason}. {outcome}."

    def return_to_choice(self) -> None:
        if self.is_writing:
            self._go_to_step(PermissionStep.REASON, "note", notice=self._card.reply.notice)
        else:
            self._go_to_step(PermissionStep.CHOOSE, self._default_option, notice=self._card.reply.notice)

    @property
    def _default_option(self) -> str:
        return "reject" if self.is_doubtful else "once"

    @property
    def _has_scopes(self) -> bool:
        return self._card.card_context.grant_terms.has_scopes

    def _send_reply(self, reply: Reply, note: str | None = None, scope: GrantScope | None = None) -> None:
        self._last_reply = reply
        self._card.send_reply(ReplyPermission(self.permission, reply, note, scope, dock=self._card.dock))

    def _step_selection(self, by: int) -> None:
        self.button_row.step_selection(by)
        selected = self.button_row.selected_option
        if self.step is PermissionStep.ALWAYS and selected is not None:
            for scope in SCOPES:
                if selected.id == scope != self._shown_scope:
                    self._show_always_rule(scope)

    def _show_always_rule(self, scope: GrantScope | None) -> None:
        """Say what "always" means with this scope, which then has to be read before it can be confirmed."""
        self._shown_scope = scope
        context = self._card.card_context
        sections = describe_always_rule(
            self.permission,
            context.requester.directory,
            context.grant_terms,
            scope,
            is_own_session=not context.requester.is_other_conversation,
        )
        preview = PermissionPreview(sections)
        self._always_body.set_content(partial(render_permission_preview, preview), preview.character_count)
        self._offer_buttons(scope or "confirm")

    def _go_to_step(self, step: PermissionStep, selected: str, notice: str = "") -> None:
        """Go to a step; the keys that led there count for nothing in it."""
        self.step, self._card.reply.notice = step, notice
        self._card.restart_guard()
        had_focus = self._card.is_focused_within
        if step is PermissionStep.ALWAYS:
            self._show_always_rule(SCOPES[0] if self._has_scopes else None)
        self._card.refresh_card()
        if had_focus:
            self._card.focus_view()
        self._offer_buttons(selected)

    def _show_preview(self) -> None:
        self._shows_requester = self._card.is_requester_in_body
        preview = self.preview
        if self._shows_requester:
            requester = PreviewSection(self._card.card_context.requester_line, kind=PreviewKind.CLAIM)
            preview = replace(preview, sections=(*preview.sections, requester))
        self._preview_body.set_content(partial(render_permission_preview, preview), preview.character_count)

    def _offer_buttons(self, selected: str) -> None:
        self._set_buttons(selected)
        self._card.refresh_lines()

    def _set_buttons(self, selected: str) -> None:
        self.button_row.set_options(list(self._list_buttons()), selected)

    def _list_buttons(self) -> Iterator[ButtonOption]:
        is_read = self.body.was_end_shown and self._card.is_whole
        if self.step is PermissionStep.ALWAYS:
            terms = self._card.card_context.grant_terms
            for scope in SCOPES if terms.has_scopes else ():
                yield ButtonOption(scope, terms.name_scope(scope), is_read)
            if not terms.has_scopes:
                yield ButtonOption("confirm", "Confirm", is_read)
            yield ButtonOption("back", "Back")
            return
        always, note = self._choose_labels()
        yield ButtonOption("once", ALLOW_ONCE, is_read)
        if self.permission.always:
            yield ButtonOption("always", always, is_read)
        yield ButtonOption("reject", REJECT)
        yield ButtonOption("note", note)

    def _choose_labels(self) -> tuple[str, str]:
        """The longest labels with which the buttons stay in one row, else the shortest."""
        what, everything = self._describe_always()
        choices = (
            (f"Allow always: {everything}", NOTE),
            (f"Allow always: {what}", NOTE),
            (f"Always: {what}", "Reject…"),
            ("Always…", "Reject…"),
        )
        room = self._card.screen_width - CARD_EDGES
        for always, note in choices:
            offered = (always, note) if self.permission.always else (note,)
            if has_room_for_buttons((ALLOW_ONCE, REJECT, *offered), room):
                return always, note
        return choices[-1]

    def _describe_always(self) -> tuple[str, str]:
        """What "always" would allow, in a word or two, and in full."""
        action = to_unspoofed_line(self.permission.permission)
        if self.permission.always == ("*",):
            plural = PLURALS.get(action) or f"{clip_text(action, MAX_PATTERNS_WIDTH)} requests"
            return plural, f"all {plural} in this folder"
        # No more of them than could fit, of which each takes a cell at least.
        patterns = ", ".join(
            to_unspoofed_line(pattern[:MAX_ROW_LENGTH].removesuffix(" *") + " …" * pattern.endswith(" *"))
            for pattern in self.permission.always[:MAX_PATTERNS_WIDTH]
        )
        return (clipped := clip_text(patterns, MAX_PATTERNS_WIDTH)), clipped
