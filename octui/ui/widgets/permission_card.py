"""The approval card: the whole of what would run, and four ways to answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Final, assert_never

from textual.app import ComposeResult
from textual.widget import Widget

from octui.render.approval import PermissionPreview, PreviewKind, PreviewSection, describe_always_rule
from octui.render.cells import clip_text
from octui.render.deceit import escape_spoofing
from octui.render.proposal_rows import render_permission_preview
from octui.render.safe import to_single_line
from octui.ui.messages import Reply, ReplyPermission
from octui.ui.widgets.ask_body import AskBody
from octui.ui.widgets.ask_card import AskCard, Fate, GiveBack
from octui.ui.widgets.ask_frame import Bearings
from octui.ui.widgets.choice_row import ChoiceRow, Option
from octui.ui.widgets.own_words import OwnWords
from octui.wire.asks import Permission

SHARE: Final = 0.4

LABEL_ROOM: Final = 32
"""Cells of patterns on the button; the next step shows all of them, whole."""


NARROW: Final = 50
"""A screen of fewer columns has no room for patterns on a button."""


class Step(StrEnum):
    CHOOSE = "choose"
    ALWAYS = "always"
    """Reading what would be remembered."""
    REASON = "reason"
    """Writing why not."""


class PermissionCard(AskCard):
    """Allow, allow always after reading what that means, refuse, or refuse and say why."""

    def __init__(
        self,
        permission: Permission,
        proposal: PermissionPreview,
        bearings: Bearings,
        *,
        clock: Callable[[], float],
        give_back: GiveBack,
    ) -> None:
        super().__init__(permission.id, bearings, clock=clock, give_back=give_back)
        self.permission = permission
        self.proposal = proposal
        self.step = Step.CHOOSE
        self._reply: Reply = "reject"
        self._shown_short = False

    @property
    def title(self) -> tuple[str, str]:
        return "Permission", to_single_line(escape_spoofing(self.permission.permission))

    @property
    def doubtful(self) -> bool:
        return super().doubtful or bool(self.proposal.warnings)

    @property
    def holds_words(self) -> bool:
        return bool(self.query_exactly_one(OwnWords).text.strip())

    @property
    def body(self) -> AskBody:
        return self.query_exactly_one("#remembered" if self.step is Step.ALWAYS else "#proposal", AskBody)

    @property
    def target(self) -> Widget:
        return self.query_exactly_one(OwnWords) if self.step is Step.REASON else self

    @property
    def choices(self) -> ChoiceRow:
        return self.query_exactly_one(ChoiceRow)

    @property
    def hint(self) -> str:
        unread = not self.body.end_shown
        match self.step:
            case Step.REASON:
                return "enter rejects with your words · shift+enter new line · esc back"
            case Step.ALWAYS:
                return f"{'PgDn: read to the end to confirm' if unread else '←→ choose · enter takes'} · esc back"
            case Step.CHOOSE:
                return f"{'PgDn: read to the end to allow' if unread else '←→ choose · enter takes'} · esc leaves"
        assert_never(self.step)

    def compose_bodies(self) -> ComposeResult:
        yield AskBody(self.beside, share=SHARE, id="proposal")
        yield AskBody(self.beside, share=SHARE, id="remembered")

    def compose_answers(self) -> ComposeResult:
        yield OwnWords("Why not, and what to do instead")
        yield ChoiceRow()

    def on_mount(self) -> None:
        self._show_proposal()
        self._offer("reject" if self.doubtful else "once")

    def present(self, permission: Permission, proposal: PermissionPreview) -> None:
        """Show what is known now; when that is another thing than was shown, reading and choosing begin again."""
        changed = proposal != self.proposal or permission.always != self.permission.always
        self.permission, self.proposal = permission, proposal
        if not changed:
            return
        if self.step is Step.ALWAYS:
            self.step = Step.CHOOSE
        self._show_proposal()
        self.appear()
        self._offer("reject" if self.doubtful else "once")

    def pressed(self, key: str, character: str | None) -> bool:
        match character or key:
            case "left" | "h" | "shift+tab":
                self.choices.step(-1)
            case "right" | "l" | "tab":
                self.choices.step(1)
            case "enter":
                if (option := self.choices.choice) is not None:
                    self.take(option)
            case "escape" if self.step is Step.ALWAYS:
                self._go(Step.CHOOSE, "always")
            case _:
                return False
        return True

    def on_choice_row_clicked(self, message: ChoiceRow.Clicked) -> None:
        message.stop()
        if self.fate is Fate.OPEN and self.gate.grace.settled:
            self.take(message.option)

    def on_own_words_submitted(self, message: OwnWords.Submitted) -> None:
        message.stop()
        if message.text and self.fate is Fate.OPEN:
            self._send("reject", message.text)
        elif self.fate is Fate.OPEN:
            self.notice = "Write why, or go back with esc and choose Reject."
            self.redraw()

    def on_own_words_cancelled(self, message: OwnWords.Cancelled) -> None:
        message.stop()
        if self.fate is Fate.OPEN:
            self._go(Step.CHOOSE, "why")
        else:
            self.leave()

    def take(self, option: Option) -> None:
        """Do what a button says; a closed one does nothing."""
        if not option.open:
            return
        match option.id:
            case "once" | "reject":
                self._send("once" if option.id == "once" else "reject")
            case "confirm":
                self._send("always")
            case "always":
                self._go(Step.ALWAYS, "confirm")
            case "why":
                self._go(Step.REASON, "why")
            case _:
                self._go(Step.CHOOSE, "always")

    def failed(self, sentence: str) -> None:
        outcome = "The agent was not told" if self._reply == "reject" else "Nothing was allowed"
        super().failed(f"{sentence.rstrip('.')}. {outcome}")
        if self.step is Step.REASON:
            self._go(Step.REASON, "why", notice=self.notice)
        else:
            self._go(Step.CHOOSE, "reject" if self.doubtful else "once", notice=self.notice)

    def redraw(self) -> None:
        if self.children:
            if self.short != self._shown_short:
                self._show_proposal()
            for part, shown in (("#remembered", self.step is Step.ALWAYS), ("#proposal", self.step is not Step.ALWAYS)):
                self.query_exactly_one(part, AskBody).display = shown
            self.query_exactly_one(OwnWords).display = self.step is Step.REASON
            self.choices.display = self.step is not Step.REASON
            chosen = self.choices.choice
            self._offer_quietly(chosen.id if chosen else "")
        super().redraw()

    def _send(self, reply: Reply, message: str | None = None) -> None:
        self._reply = reply
        if self.focused_within:
            self.screen.set_focus(self, scroll_visible=False)
        self.sending()
        self.post_message(ReplyPermission(self.permission, reply, message))

    def _go(self, step: Step, stand_on: str, notice: str = "") -> None:
        """Go to a step; the keys that led there count for nothing in it."""
        self.step, self.notice = step, notice
        self.gate.grace.begin()
        if step is Step.ALWAYS:
            passages = describe_always_rule(
                self.permission, self.bearings.asker.directory, lasting=self.bearings.grants_last
            )
            self.body.show(partial(render_permission_preview, PermissionPreview(passages)))
        held = self.focused_within
        self.redraw()
        if held:
            self.screen.set_focus(self.target, scroll_visible=False)
        self._offer(stand_on)

    def _show_proposal(self) -> None:
        self._shown_short = self.short
        shown = self.proposal
        if self.short:
            shown = replace(shown, sections=(*shown.sections, PreviewSection(self.asked_by, kind=PreviewKind.CLAIM)))
        self.query_exactly_one("#proposal", AskBody).show(
            partial(render_permission_preview, shown), shown.character_count
        )

    def _offer(self, stand_on: str) -> None:
        self._offer_quietly(stand_on)
        super().redraw()

    def _offer_quietly(self, stand_on: str) -> None:
        self.choices.offer(list(self._options()), stand_on)

    def _options(self) -> Iterator[Option]:
        read = self.body.end_shown
        if self.step is Step.ALWAYS:
            yield Option("confirm", "Confirm", read)
            yield Option("back", "Back")
            return
        yield Option("once", "Allow once", read)
        narrow = self.app.size.width < NARROW
        if self.permission.always:
            patterns = clip_text(
                ", ".join(to_single_line(escape_spoofing(pattern)) for pattern in self.permission.always), LABEL_ROOM
            )
            yield Option("always", "Always …" if narrow else f"Allow always: {patterns}", read)
        yield Option("reject", "Reject")
        yield Option("why", "Reject …" if narrow else "Reject and say why")
