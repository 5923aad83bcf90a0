"""vim's modes on the keys of a text area."""

from typing import Protocol

from textual.document._document import Location, Selection
from textual.document._history import EditHistory

from octui.config.sent_span import find_edit
from octui.ui.composer.vim.machine import VimMachine, VimMode, VimStep
from octui.ui.keymap import KeyContext, get_keymap

_AT_ONCE = frozenset("/!@")
"""What begins something in an empty prompt is typed in normal mode too."""


class VimArea(Protocol):
    """What vim's keys need of a text area."""

    text: str
    selection: Selection

    @property
    def cursor_index(self) -> int: ...
    def to_location(self, index: int) -> Location: ...
    def replace_range(self, text: str, start: int | None = None, end: int | None = None) -> None: ...
    @property
    def history(self) -> EditHistory: ...
    def action_undo(self) -> None: ...
    def action_redo(self) -> None: ...


class VimKeys:
    """In force while the keymap is modal; begins in insert mode, so that a prompt can be typed at once."""

    def __init__(self, area: VimArea) -> None:
        self._area = area
        self._machine = VimMachine()
        self._shown_after = 0
        """How far the area's cursor is after vim's: a selection includes the character that vim is on."""
        self._changes = [0]
        """How many steps could be undone before each change: to vim, all that was typed in one go is one change."""

    @property
    def mode_name(self) -> str:
        """The mode, as the prompt's rule says it; empty where keys are typed as usual."""
        is_typing = self._machine.mode is VimMode.INSERT
        return "" if is_typing or not get_keymap().is_modal else self._machine.mode.value

    def handle_vim_key(self, key: str, character: str | None) -> str | None:
        """Do what a key means to vim; None when it means nothing, else a command of the prompt or an empty text."""
        if not get_keymap().is_modal:
            return None
        area, machine = self._area, self._machine
        typed = character if character is not None and character.isprintable() else ""
        if not area.text and typed and typed in _AT_ONCE:
            machine.mode = VimMode.INSERT
            return None
        command_id = get_keymap().find_command_id(KeyContext.VIM, key)
        was_typing = machine.mode is VimMode.INSERT
        step = machine.press_command(command_id, typed, area.text, area.cursor_index - self._shown_after)
        if step is None:
            return None
        if not step.request and not was_typing and (step.text != area.text or machine.mode is VimMode.INSERT):
            self._begin_change()
        self._apply_step(step)
        return f"prompt.{step.request}" if step.request.startswith("history") else ""

    def _apply_step(self, step: VimStep) -> None:
        area = self._area
        if step.request == "undo":
            self._undo_change()
        elif step.request == "redo":
            self._redo_change()
        elif not step.request:
            if step.text != area.text:
                self._replace_changed(step.text)
            at = area.to_location(step.cursor)
            self._shown_after = 0
            if step.anchor is None:
                area.selection = Selection.cursor(at)
            else:
                forward = step.anchor <= step.cursor
                self._shown_after = 1 if forward and step.cursor < len(step.text) else 0
                end = area.to_location(step.cursor + self._shown_after)
                area.selection = Selection(area.to_location(step.anchor), end)

    def _begin_change(self) -> None:
        self._area.history.checkpoint()
        done = self._count_steps()
        self._changes = [*(start for start in self._changes if start < done), done]

    def _undo_change(self) -> None:
        done = self._count_steps()
        start = max((start for start in self._changes if start < done), default=done - 1)
        for _ in range(done - start):
            self._area.action_undo()

    def _redo_change(self) -> None:
        done, undone = self._count_steps(), len(self._area.history._redo_stack)
        end = min((start for start in self._changes if start > done), default=done + undone)
        for _ in range(end - done):
            self._area.action_redo()

    def _count_steps(self) -> int:
        return len(self._area.history._undo_stack)  # Textual does not say how much could be undone

    def _replace_changed(self, text: str) -> None:
        """Only what differs, so that undo goes back to it."""
        start, end, new = find_edit(self._area.text, text)
        self._area.replace_range(new, start, end)
