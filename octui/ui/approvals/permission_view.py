"""The approval card: the whole of what would run, and four ways to answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Final, assert_never

from textual.app import ComposeResult
from textual.widget import Widget

from octui.render.requests.permission_preview import PermissionPreview, describe_always_rule
from octui.render.requests.preview_rows import render_permission_preview
from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import to_single_line
from octui.render.text.spoofing import escape_spoofing
from octui.render.tools.permission_fields import PreviewKind, PreviewSection
from octui.ui.approvals.button_row import ButtonOption, ButtonRow
from octui.ui.approvals.card_body import CardBody
from octui.ui.approvals.card_frame import CardContext
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.request_card import ReplyState, RequestCard, ReturnKeys
from octui.ui.messages import Reply, ReplyPermission
from octui.wire.asks import Permission

BODY_SHARE: Final = 0.4

MAX_PATTERNS_WIDTH: Final = 32
"""Cells of patterns on the button; the next step shows all of them, whole."""


NARROW_COLUMNS: Final = 50
"""A screen of fewer columns has no room for patterns on a button."""


class PermissionStep(StrEnum):
    CHOOSE = "choose"
    ALWAYS = "always"
    """Reading what would be remembered."""
    REASON = "reason"
    """Writing why not."""


class PermissionCard(RequestCard):
    """Allow, allow always after reading what that means, refuse, or refuse and say why."""

    def __init__(
        self,
        permission: Permission,
        proposal: PermissionPreview,
        bearings: CardContext,
        *,
        clock: Callable[[], float],
        give_back: ReturnKeys,
    ) -> None:
        super().__init__(permission.id, bearings, clock=clock, give_back=give_back)
        self.permission = permission
        self.preview = proposal
        self.step = PermissionStep.CHOOSE
        self._last_reply: Reply = "reject"
        self._shows_short_form = False

    @property
    def title(self) -> tuple[str, str]:
        return "Permission", to_single_line(escape_spoofing(self.permission.permission))

    @property
    def is_doubtful(self) -> bool:
        return super().is_doubtful or bool(self.preview.warnings)

    @property
    def has_unsent_text(self) -> bool:
        return bool(self.query_exactly_one(FreeTextInput).text.strip())

    @property
    def body(self) -> CardBody:
        return self.query_exactly_one("#remembered" if self.step is PermissionStep.ALWAYS else "#proposal", CardBody)

    @property
    def focus_target(self) -> Widget:
        return self.query_exactly_one(FreeTextInput) if self.step is PermissionStep.REASON else self

    @property
    def button_row(self) -> ButtonRow:
        return self.query_exactly_one(ButtonRow)

    @property
    def key_hint(self) -> str:
        unread = not self.body.was_end_shown
        match self.step:
            case PermissionStep.REASON:
                return "enter rejects with your words · shift+enter new line · esc back"
            case PermissionStep.ALWAYS:
                return f"{'PgDn: read to the end to confirm' if unread else '←→ choose · enter takes'} · esc back"
            case PermissionStep.CHOOSE:
                return f"{'PgDn: read to the end to allow' if unread else '←→ choose · enter takes'} · esc leaves"
        assert_never(self.step)

    def compose_bodies(self) -> ComposeResult:
        yield CardBody(self.measure_rest, share=BODY_SHARE, id="proposal")
        yield CardBody(self.measure_rest, share=BODY_SHARE, id="remembered")

    def compose_answers(self) -> ComposeResult:
        yield FreeTextInput("Why not, and what to do instead")
        yield ButtonRow()

    def on_mount(self) -> None:
        self._show_preview()
        self._offer_buttons("reject" if self.is_doubtful else "once")

    def update_permission(self, permission: Permission, proposal: PermissionPreview) -> None:
        """Show what is known now; when that is another thing than was shown, reading and choosing begin again."""
        changed = proposal != self.preview or permission.always != self.permission.always
        self.permission, self.preview = permission, proposal
        if not changed:
            return
        if self.step is PermissionStep.ALWAYS:
            self.step = PermissionStep.CHOOSE
        self._show_preview()
        self.wait_for_display()
        self._offer_buttons("reject" if self.is_doubtful else "once")

    def handle_card_key(self, key: str, character: str | None) -> bool:
        match character or key:
            case "left" | "h" | "shift+tab":
                self.button_row.step_selection(-1)
            case "right" | "l" | "tab":
                self.button_row.step_selection(1)
            case "enter":
                if (option := self.button_row.selected_option) is not None:
                    self.press_button(option)
            case "escape" if self.step is PermissionStep.ALWAYS:
                self._go_to_step(PermissionStep.CHOOSE, "always")
            case _:
                return False
        return True

    def on_button_row_clicked(self, message: ButtonRow.Clicked) -> None:
        message.stop()
        if self.reply_state is ReplyState.OPEN and self.key_guard.grace_period.is_steady:
            self.press_button(message.option)

    def on_free_text_input_submitted(self, message: FreeTextInput.Submitted) -> None:
        message.stop()
        if message.text and self.reply_state is ReplyState.OPEN:
            self._send_reply("reject", message.text)
        elif self.reply_state is ReplyState.OPEN:
            self.notice = "Write why, or go back with esc and choose Reject."
            self.refresh_card()

    def on_free_text_input_cancelled(self, message: FreeTextInput.Cancelled) -> None:
        message.stop()
        if self.reply_state is ReplyState.OPEN:
            self._go_to_step(PermissionStep.CHOOSE, "why")
        else:
            self.defer_request()

    def press_button(self, option: ButtonOption) -> None:
        """Do what a button says; a closed one does nothing."""
        if not option.is_enabled:
            return
        match option.id:
            case "once" | "reject":
                self._send_reply("once" if option.id == "once" else "reject")
            case "confirm":
                self._send_reply("always")
            case "always":
                self._go_to_step(PermissionStep.ALWAYS, "confirm")
            case "why":
                self._go_to_step(PermissionStep.REASON, "why")
            case _:
                self._go_to_step(PermissionStep.CHOOSE, "always")

    def show_failure(self, sentence: str) -> None:
        outcome = "The agent was not told" if self._last_reply == "reject" else "Nothing was allowed"
        super().show_failure(f"{sentence.rstrip('.')}. {outcome}")
        if self.step is PermissionStep.REASON:
            self._go_to_step(PermissionStep.REASON, "why", notice=self.notice)
        else:
            self._go_to_step(PermissionStep.CHOOSE, "reject" if self.is_doubtful else "once", notice=self.notice)

    def refresh_card(self) -> None:
        if self.children:
            if self.is_short != self._shows_short_form:
                self._show_preview()
            for part, shown in (
                ("#remembered", self.step is PermissionStep.ALWAYS),
                ("#proposal", self.step is not PermissionStep.ALWAYS),
            ):
                self.query_exactly_one(part, CardBody).display = shown
            self.query_exactly_one(FreeTextInput).display = self.step is PermissionStep.REASON
            self.button_row.display = self.step is not PermissionStep.REASON
            chosen = self.button_row.selected_option
            self._set_buttons(chosen.id if chosen else "")
        super().refresh_card()

    def _send_reply(self, reply: Reply, message: str | None = None) -> None:
        self._last_reply = reply
        if self.is_focused_within:
            self.screen.set_focus(self, scroll_visible=False)
        self.mark_sending()
        self.post_message(ReplyPermission(self.permission, reply, message))

    def _go_to_step(self, step: PermissionStep, stand_on: str, notice: str = "") -> None:
        """Go to a step; the keys that led there count for nothing in it."""
        self.step, self.notice = step, notice
        self.key_guard.grace_period.restart_period()
        if step is PermissionStep.ALWAYS:
            passages = describe_always_rule(
                self.permission, self.card_context.requester.directory, lasting=self.card_context.grants_persist
            )
            self.body.set_content(partial(render_permission_preview, PermissionPreview(passages)))
        held = self.is_focused_within
        self.refresh_card()
        if held:
            self.screen.set_focus(self.focus_target, scroll_visible=False)
        self._offer_buttons(stand_on)

    def _show_preview(self) -> None:
        self._shows_short_form = self.is_short
        shown = self.preview
        if self.is_short:
            shown = replace(
                shown, sections=(*shown.sections, PreviewSection(self.requester_line, kind=PreviewKind.CLAIM))
            )
        self.query_exactly_one("#proposal", CardBody).set_content(
            partial(render_permission_preview, shown), shown.character_count
        )

    def _offer_buttons(self, stand_on: str) -> None:
        self._set_buttons(stand_on)
        super().refresh_card()

    def _set_buttons(self, stand_on: str) -> None:
        self.button_row.set_options(list(self._list_buttons()), stand_on)

    def _list_buttons(self) -> Iterator[ButtonOption]:
        read = self.body.was_end_shown
        if self.step is PermissionStep.ALWAYS:
            yield ButtonOption("confirm", "Confirm", read)
            yield ButtonOption("back", "Back")
            return
        yield ButtonOption("once", "Allow once", read)
        narrow = self.app.size.width < NARROW_COLUMNS
        if self.permission.always:
            patterns = clip_text(
                ", ".join(to_single_line(escape_spoofing(pattern)) for pattern in self.permission.always),
                MAX_PATTERNS_WIDTH,
            )
            yield ButtonOption("always", "Always …" if narrow else f"Allow always: {patterns}", read)
        yield ButtonOption("reject", "Reject")
        yield ButtonOption("why", "Reject …" if narrow else "Reject and say why")
