"""Shown before an undo: the files that will be created, changed and deleted, with their diff."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from octui.ui.diffs.changes_screen import ChangesScreen
from octui.ui.diffs.header import DiffHeader, NoteLines
from octui.ui.diffs.keys import MOVE_ACTIONS
from octui.ui.diffs.patch_file import PatchFile
from octui.ui.diffs.undo_plan import UndoPlan
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import fit_hints
from octui.ui.keymap import KeyContext

_MOVES = {name: action for name, action in MOVE_ACTIONS.items() if name != "diff.close"}


class UndoScreen(ChangesScreen[bool]):
    """True when the changes shown are to be made."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(KeyContext.UNDO_PREVIEW, {"undo.confirm": "confirm", "undo.cancel": "cancel"}, priority=True),
        *make_bindings(KeyContext.DIFF, _MOVES),
    ]

    def __init__(self, verb: str, plan: UndoPlan, notes: tuple[str, ...], *, stacks_diffs: bool = False) -> None:
        """`verb` is `Undo` or `Redo`; `notes` are sentences about what will happen."""
        super().__init__()
        self._verb = verb
        self._plan = plan
        self._notes = notes
        self._stacks_diffs = stacks_diffs

    @property
    def files(self) -> tuple[PatchFile, ...]:
        return self._plan.files

    def on_mount(self) -> None:
        if self._stacks_diffs:
            self.patch_view.set_split(False)
        header = self.query_one(DiffHeader)
        header.show_choices(self._verb, title=self._plan.summary)
        self.query_one(NoteLines).show_notes(self._notes)
        header.show_counts(self._plan.files)
        self.show_files(self._plan.files)
        self.show_sentence("")
        self.show_hints()

    def show_hints(self) -> None:
        ends = (("undo.confirm", self._verb.lower()), ("undo.cancel", "cancel"))
        moves = (
            ("diff.next_hunk diff.previous_hunk", "hunk"),
            ("diff.next_file diff.previous_file", "file"),
            ("diff.switch_focus", "files"),
            ("diff.toggle_view", "split"),
            ("diff.help", "keys"),
        )
        self.write_hints(fit_hints(moves, ends, self.size.width - 2))

    def action_confirm(self) -> None:
        self.dismiss(True)

    def action_cancel(self) -> None:
        self.dismiss(False)
