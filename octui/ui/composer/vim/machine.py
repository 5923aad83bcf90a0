"""vim's modes for a text and a cursor: each command of the keymap gives the resulting text and cursor."""

from enum import StrEnum
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.ui.composer.vim import edits
from octui.ui.composer.vim.motions import (
    MOTIONS,
    Motion,
    find_first_text,
    find_line_end,
    find_line_start,
    find_on_line,
    find_text_object,
    move_rows,
)
from octui.ui.composer.vim.pending_command import PendingCommand


class VimMode(StrEnum):
    INSERT = "insert"
    NORMAL = "normal"
    VISUAL = "visual"
    LINES = "visual lines"


OPERATORS: Final = {"vim.delete": "delete", "vim.change": "change", "vim.yank": "yank"}
_WAITING: Final = frozenset({"vim.find", "vim.find.back", "vim.till", "vim.till.back", "vim.replace"})
"""Commands that need a character."""
_SHORTHANDS: Final = {
    "vim.delete.sign": ("vim.delete", "vim.right"),
    "vim.delete.sign.back": ("vim.delete", "vim.left"),
    "vim.delete.rest": ("vim.delete", "vim.line.end"),
    "vim.change.rest": ("vim.change", "vim.line.end"),
    "vim.change.sign": ("vim.change", "vim.right"),
    "vim.change.line": ("vim.change", "vim.change"),
    "vim.yank.line": ("vim.yank", "vim.yank"),
}


@dataclass(frozen=True, slots=True)
class VimStep:
    """What a key did; `request` is for the widget: undo, redo, or a step in the history of prompts."""

    text: str
    cursor: int
    anchor: int | None = None
    """The other end of what is selected."""
    request: str = ""


class VimMachine:
    """`press_command` returns None for what means nothing here, which then goes its usual way."""

    def __init__(self) -> None:
        self.mode = VimMode.INSERT
        self.register = ""
        self.register_has_lines = False
        self._text = ""
        self._cursor = 0
        self._anchor = 0
        self._pending = PendingCommand()
        self._last_find: tuple[str, str] = ("", "")
        self._last_change: list[tuple[str, str]] = []
        self._inserted_from: int | None = None
        self._inserted = ""
        self._request = ""

    @property
    def is_pending(self) -> bool:
        return self._pending.is_begun

    def press_command(self, command_id: str, character: str, text: str, cursor: int) -> VimStep | None:
        """The step for a command of the keymap, or for a character that is not one (`command_id` is empty)."""
        self._text, self._cursor, self._request = text, cursor, ""
        if self.mode is VimMode.INSERT:
            return self._leave_insert() if command_id == "vim.normal" else None
        if command_id == "vim.normal" and not self.is_pending and self.mode is VimMode.NORMAL:
            return None
        if not self._take_key(command_id, character):
            return None
        return self._make_step()

    def _make_step(self) -> VimStep:
        if self.mode is not VimMode.INSERT:
            self._keep_on_line()
        anchor = None
        if self.mode in (VimMode.VISUAL, VimMode.LINES):
            start, end = self._get_selected_range()
            is_forward = self._cursor >= self._anchor
            anchor = start if is_forward else end
        return VimStep(self._text, self._cursor, anchor, self._request)

    def _keep_on_line(self) -> None:
        """In normal mode the cursor is on a character, not after the last one of a line."""
        self._cursor = max(0, min(self._cursor, len(self._text)))
        start, end = find_line_start(self._text, self._cursor), find_line_end(self._text, self._cursor)
        if self._cursor == end > start and self.mode is VimMode.NORMAL:
            self._cursor = end - 1

    def _leave_insert(self) -> VimStep:
        if self._inserted_from is not None and self._inserted_from <= self._cursor:
            self._inserted = self._text[self._inserted_from : self._cursor]
        self._inserted_from = None
        self.mode = VimMode.NORMAL
        if self._cursor > find_line_start(self._text, self._cursor):
            self._cursor -= 1
        return self._make_step()

    # Keys.

    def _take_key(self, command_id: str, character: str) -> bool:
        pending = self._pending
        if command_id == "vim.normal":
            self._pending = PendingCommand()
            self.mode = VimMode.NORMAL
            return True
        pending.keys.append((command_id, character))
        if pending.waiting:
            self._finish_waiting(command_id, character)
            return True
        if pending.add_digit(character):
            return True
        if not command_id:
            self._pending = PendingCommand()
            # Letters without a meaning are not typed either.
            return len(character) == 1
        self._run_command(command_id)
        return True

    def _run_command(self, command_id: str) -> None:
        pending = self._pending
        is_selecting = self.mode is not VimMode.NORMAL
        if (
            command_id in _WAITING
            or command_id == "vim.first"
            or (command_id in ("vim.insert", "vim.append") and (pending.operator or is_selecting))
        ):
            pending.waiting = command_id
        elif command_id in OPERATORS:
            self._begin_operator(command_id)
        elif command_id in _SHORTHANDS:
            if is_selecting:
                self._operate_on_selection(_SHORTHANDS[command_id][0])
            else:
                self._run_shorthand(command_id)
        elif command_id in MOTIONS:
            self._move(MOTIONS[command_id], command_id)
        elif command_id == "vim.last":
            self._move_to_line(int(pending.count) - 1 if pending.count else self._text.count("\n"), command_id)
        elif command_id in ("vim.find.again", "vim.find.reverse"):
            self._find_again(is_reversed=command_id == "vim.find.reverse")
        else:
            self._run_plain(command_id)

    def _begin_operator(self, command_id: str) -> None:
        pending = self._pending
        if self.mode is not VimMode.NORMAL:
            self._operate_on_selection(command_id)
        elif pending.operator == command_id:
            count = self._pending.take_count()
            start = find_line_start(self._text, self._cursor)
            end = find_line_end(self._text, move_rows(self._text, self._cursor, count - 1))
            self._operate(command_id, start, end, is_linewise=True)
        elif pending.operator:
            self._pending = PendingCommand()
        else:
            pending.operator, pending.operator_count = command_id, pending.take_count()

    def _run_shorthand(self, command_id: str) -> None:
        operator, rest = _SHORTHANDS[command_id]
        self._pending.operator = operator
        if rest in OPERATORS:
            self._begin_operator(rest)
        else:
            self._move(MOTIONS[rest], rest)

    def _finish_waiting(self, command_id: str, character: str) -> None:
        pending = self._pending
        waiting, pending.waiting = pending.waiting, ""
        match waiting:
            case "vim.first" if command_id == "vim.first":
                self._move_to_line(int(pending.count) - 1 if pending.count else 0, waiting)
            case "vim.replace" if character:
                self._replace_signs(character)
            case "vim.insert" | "vim.append":
                self._take_object(character, is_around=waiting == "vim.append")
            case "vim.first" | "vim.replace":
                self._pending = PendingCommand()
            case _:
                self._last_find = (waiting, character)
                self._find_character(waiting, character)

    # Motions.

    def _move(self, motion: Motion, command_id: str) -> None:
        pending = self._pending
        count = pending.take_count()
        operator = pending.operator
        if operator == "vim.change" and command_id in ("vim.word.next", "vim.bigword.next") and self._is_on_word():
            # As in vim, changing a word leaves the space after it.
            motion = MOTIONS[command_id.replace("next", "end")]
            target = motion.find(self._text, self._cursor, count - 1 if self._is_at_word_end() else count)
        else:
            target = motion.find(self._text, self._cursor, count)
        if not operator:
            self._go_to(target, command_id)
        elif motion.is_linewise:
            first, last = sorted((self._cursor, target))
            start, end = find_line_start(self._text, first), find_line_end(self._text, last)
            self._operate(operator, start, end, is_linewise=True)
        else:
            first, last = sorted((self._cursor, target))
            self._operate(operator, first, last + 1 if motion.is_inclusive else last)

    def _move_to_line(self, line: int, command_id: str) -> None:
        self._move(Motion(lambda text, _at, _count: move_rows(text, 0, line), is_linewise=True), command_id)

    def _is_on_word(self) -> bool:
        return self._cursor < len(self._text) and not self._text[self._cursor].isspace()

    def _is_at_word_end(self) -> bool:
        after = self._text[self._cursor + 1 : self._cursor + 2]
        return not after or after.isspace()

    def _go_to(self, target: int, command_id: str) -> None:
        is_edge = target == self._cursor or find_line_start(self._text, target) == find_line_start(
            self._text, self._cursor
        )
        if self.mode is VimMode.NORMAL and is_edge and command_id in ("vim.up", "vim.down"):
            self._request = "history.previous" if command_id == "vim.up" else "history.next"
        else:
            self._cursor = target
        self._pending = PendingCommand()

    def _find_character(self, command_id: str, character: str, *, is_reversed: bool = False) -> None:
        is_back = command_id.endswith(".back") != is_reversed
        is_till = command_id.startswith("vim.till")
        count = self._pending.take_count()
        target = find_on_line(self._text, self._cursor, character, count, is_back=is_back, is_till=is_till)
        if not character or target is None:
            self._pending = PendingCommand()
        else:
            self._move(Motion(lambda _text, _at, _count: target, is_inclusive=not is_back), command_id)

    def _find_again(self, *, is_reversed: bool) -> None:
        command_id, character = self._last_find
        self._find_character(command_id, character, is_reversed=is_reversed)

    def _take_object(self, name: str, *, is_around: bool) -> None:
        found = find_text_object(self._text, self._cursor, name, is_around=is_around) if name else None
        operator = self._pending.operator
        if found is None:
            self._pending = PendingCommand()
        elif operator:
            self._operate(operator, *found)
        else:
            self._anchor, self._cursor = found[0], max(found[0], found[1] - 1)
            self._pending = PendingCommand()

    # Changes.

    def _get_selected_range(self) -> tuple[int, int]:
        first, last = sorted((self._anchor, self._cursor))
        if self.mode is VimMode.LINES:
            return find_line_start(self._text, first), find_line_end(self._text, last)
        return first, min(len(self._text), last + 1)

    def _operate_on_selection(self, operator: str) -> None:
        start, end = self._get_selected_range()
        is_linewise = self.mode is VimMode.LINES
        self.mode = VimMode.NORMAL
        self._operate(operator, start, end, is_linewise=is_linewise)

    def _operate(self, operator: str, start: int, end: int, *, is_linewise: bool = False) -> None:
        """`end` is after the last character; of whole lines it is their last line break."""
        keys = self._pending.keys
        self._pending = PendingCommand()
        self.register, self.register_has_lines = self._text[start:end], is_linewise
        if operator == "vim.yank":
            self._cursor = min(start, self._cursor) if is_linewise else start
            return
        self._last_change = keys
        delete = edits.delete_lines if is_linewise and operator == "vim.delete" else edits.delete_characters
        self._text, self._cursor = delete(self._text, start, end)
        if operator == "vim.change":
            self._begin_insert()

    def _begin_insert(self) -> None:
        self.mode = VimMode.INSERT
        self._inserted_from = self._cursor
        self._inserted = ""

    def _replace_signs(self, character: str) -> None:
        count = self._pending.take_count()
        if self.mode is not VimMode.NORMAL:
            start, end = self._get_selected_range()
            self.mode = VimMode.NORMAL
        else:
            start, end = self._cursor, self._cursor + count
            if end > find_line_end(self._text, start):
                self._pending = PendingCommand()
                return
        self._text, self._cursor = edits.replace_characters(self._text, start, end, character)
        self._last_change, self._pending = self._pending.keys, PendingCommand()

    def _run_plain(self, command_id: str) -> None:
        count, text, cursor = self._pending.take_count(), self._text, self._cursor
        match command_id:
            case "vim.insert" | "vim.append" | "vim.insert.line" | "vim.append.line":
                self._start_typing(command_id)
            case "vim.open.below" if self.mode is not VimMode.NORMAL:
                self._anchor, self._cursor = cursor, self._anchor
            case "vim.open.below" | "vim.open.above":
                self._text, self._cursor = edits.open_line(text, cursor, is_below=command_id == "vim.open.below")
                self._last_change = self._pending.keys
                self._begin_insert()
            case "vim.put" | "vim.put.before":
                self._put_register(count, is_before=command_id == "vim.put.before")
            case "vim.join":
                self._text, self._cursor = edits.join_lines(text, cursor, max(1, count - 1))
                self._last_change = self._pending.keys
            case "vim.case":
                start, end = (cursor, cursor + count) if self.mode is VimMode.NORMAL else self._get_selected_range()
                end = min(end, find_line_end(text, cursor)) if self.mode is VimMode.NORMAL else end
                self._text, self._cursor = edits.swap_case(text, start, end)
                self.mode = VimMode.NORMAL
                self._last_change = self._pending.keys
            case "vim.undo" | "vim.redo":
                self._request = command_id.removeprefix("vim.")
            case "vim.visual" | "vim.visual.lines":
                self._toggle_visual(VimMode.VISUAL if command_id == "vim.visual" else VimMode.LINES)
            case "vim.repeat":
                self._repeat_change(count)
        self._pending = PendingCommand()

    def _start_typing(self, command_id: str) -> None:
        text, cursor = self._text, self._cursor
        end = find_line_end(text, cursor)
        self._cursor = {
            "vim.insert": cursor,
            "vim.append": min(cursor + 1, end),
            "vim.insert.line": find_first_text(text, cursor),
            "vim.append.line": end,
        }[command_id]
        self._last_change = self._pending.keys
        self._begin_insert()

    def _toggle_visual(self, mode: VimMode) -> None:
        if self.mode is VimMode.NORMAL:
            self._anchor = self._cursor
        self.mode = VimMode.NORMAL if self.mode is mode else mode

    def _put_register(self, count: int, *, is_before: bool) -> None:
        if not self.register:
            return
        text, cursor = self._text, self._cursor
        if self.mode is not VimMode.NORMAL:
            start, end = self._get_selected_range()
            self.mode = VimMode.NORMAL
            self._text, self._cursor = edits.put_over(text, start, end, self.register * count)
        elif self.register_has_lines:
            lines = "\n".join([self.register] * count)
            self._text, self._cursor = edits.put_lines(text, cursor, lines, is_before=is_before)
        else:
            self._text, self._cursor = edits.put_characters(text, cursor, self.register * count, is_before=is_before)
        self._last_change = self._pending.keys

    def _repeat_change(self, count: int) -> None:
        keys, inserted = list(self._last_change), self._inserted
        for _ in range(count if keys else 0):
            self._pending = PendingCommand()
            for command_id, character in keys:
                self._take_key(command_id, character)
            if self.mode is VimMode.INSERT:
                at = self._cursor
                self._text, end = edits.insert_text(self._text, at, inserted)
                self._cursor = max(find_line_start(self._text, at), end - 1)
                self.mode, self._inserted_from, self._inserted = VimMode.NORMAL, None, inserted
        self._last_change = keys
