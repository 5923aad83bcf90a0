"""vim's modes for a text and a cursor: each command of the keymap gives the text and the cursor that come of it."""

from dataclasses import field
from enum import StrEnum
from typing import Final

from octui.lazy_dataclasses import dataclass
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
_MAX_COUNT: Final = 9_999


@dataclass(frozen=True, slots=True)
class VimStep:
    """What a key came to; `request` is for the widget: undo, redo, or a step in the history of prompts."""

    text: str
    cursor: int
    anchor: int | None = None
    """The other end of what is selected."""
    request: str = ""


@dataclass(slots=True)
class _Pending:
    """What was begun and waits for its rest."""

    count: str = ""
    operator: str = ""
    operator_count: int = 1
    waiting: str = ""
    """A command that needs a character, `vim.first`, or which text object is meant."""
    keys: list[tuple[str, str]] = field(default_factory=list)


class VimMachine:
    """`press_command` returns None for what means nothing here, which then goes its usual way."""

    def __init__(self) -> None:
        self.mode = VimMode.INSERT
        self.register = ""
        self.register_has_lines = False
        self._text = ""
        self._cursor = 0
        self._anchor = 0
        self._pending = _Pending()
        self._last_find: tuple[str, str] = ("", "")
        self._last_change: list[tuple[str, str]] = []
        self._inserted_from: int | None = None
        self._inserted = ""
        self._request = ""

    @property
    def is_pending(self) -> bool:
        pending = self._pending
        return bool(pending.count or pending.operator or pending.waiting)

    def press_command(self, command_id: str, character: str, text: str, cursor: int) -> VimStep | None:
        """The step for a command of the keymap, or for a character that is none (`command_id` is empty)."""
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
        """In normal mode the cursor is on a character, not behind the last one of a line."""
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

    # Keys, in the order in which vim reads them: count, operator, count, motion.

    def _take_key(self, command_id: str, character: str) -> bool:
        pending = self._pending
        if command_id == "vim.normal":
            self._pending = _Pending()
            self.mode = VimMode.NORMAL
            return True
        pending.keys.append((command_id, character))
        if pending.waiting:
            self._finish_waiting(command_id, character)
            return True
        if character.isdecimal() and (character != "0" or pending.count):
            pending.count = (pending.count + character)[:4]
            return True
        if not command_id:
            self._pending = _Pending()
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
            line = int(pending.count) - 1 if pending.count else self._text.count("\n")
            self._move(Motion(lambda text, _at, _count: move_rows(text, 0, line), is_linewise=True), command_id)
        elif command_id in ("vim.find.again", "vim.find.reverse"):
            self._find_again(is_reversed=command_id == "vim.find.reverse")
        else:
            self._run_plain(command_id)

    def _take_count(self) -> int:
        pending = self._pending
        count = min(_MAX_COUNT, (int(pending.count) if pending.count else 1) * pending.operator_count)
        pending.count = ""
        return count

    def _begin_operator(self, command_id: str) -> None:
        pending = self._pending
        if self.mode is not VimMode.NORMAL:
            self._operate_on_selection(command_id)
        elif pending.operator == command_id:
            count = self._take_count()
            start = find_line_start(self._text, self._cursor)
            end = find_line_end(self._text, move_rows(self._text, self._cursor, count - 1))
            self._operate(command_id, start, end, is_linewise=True)
        elif pending.operator:
            self._pending = _Pending()
        else:
            pending.operator, pending.operator_count = command_id, self._take_count()

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
                line = int(pending.count) - 1 if pending.count else 0
                self._move(Motion(lambda text, _at, _count: move_rows(text, 0, line), is_linewise=True), waiting)
            case "vim.replace" if character:
                self._replace_signs(character)
            case "vim.insert" | "vim.append":
                self._take_object(character, is_around=waiting == "vim.append")
            case "vim.first" | "vim.replace":
                self._pending = _Pending()
            case _:
                self._last_find = (waiting, character)
                self._find_character(waiting, character)

    # Motions.

    def _move(self, motion: Motion, command_id: str) -> None:
        pending = self._pending
        count = self._take_count()
        operator = pending.operator
        if operator == "vim.change" and command_id in ("vim.word.next", "vim.bigword.next") and self._is_on_word():
            # As in vim, changing a word leaves the blank after it.
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
        self._pending = _Pending()

    def _find_character(self, command_id: str, character: str, *, is_reversed: bool = False) -> None:
        is_back = command_id.endswith(".back") != is_reversed
        is_till = command_id.startswith("vim.till")
        count = self._take_count()
        target = find_on_line(self._text, self._cursor, character, count, is_back=is_back, is_till=is_till)
        if not character or target is None:
            self._pending = _Pending()
        else:
            self._move(Motion(lambda _text, _at, _count: target, is_inclusive=not is_back), command_id)

    def _find_again(self, *, is_reversed: bool) -> None:
        command_id, character = self._last_find
        self._find_character(command_id, character, is_reversed=is_reversed)

    def _take_object(self, name: str, *, is_around: bool) -> None:
        found = find_text_object(self._text, self._cursor, name, is_around=is_around) if name else None
        operator = self._pending.operator
        if found is None:
            self._pending = _Pending()
        elif operator:
            self._operate(operator, *found)
        else:
            self._anchor, self._cursor = found[0], max(found[0], found[1] - 1)
            self._pending = _Pending()

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
        """`end` is behind the last character; of whole lines it is their last line break."""
        keys = self._pending.keys
        self._pending = _Pending()
        self.register, self.register_has_lines = self._text[start:end], is_linewise
        if operator == "vim.yank":
            self._cursor = min(start, self._cursor) if is_linewise else start
            return
        self._last_change = keys
        if operator == "vim.change":
            self._text, self._cursor = self._text[:start] + self._text[end:], start
            self._begin_insert()
            return
        if is_linewise:
            # With the line break after it, or the one before the last line.
            start, end = (start, end + 1) if end < len(self._text) else (max(0, start - 1), end)
        self._text = self._text[:start] + self._text[end:]
        self._cursor = min(start, len(self._text))
        if is_linewise:
            self._cursor = find_first_text(self._text, self._cursor)

    def _begin_insert(self) -> None:
        self.mode = VimMode.INSERT
        self._inserted_from = self._cursor
        self._inserted = ""

    def _replace_signs(self, character: str) -> None:
        count = self._take_count()
        if self.mode is not VimMode.NORMAL:
            start, end = self._get_selected_range()
            self.mode = VimMode.NORMAL
        else:
            start, end = self._cursor, self._cursor + count
            if end > find_line_end(self._text, start):
                self._pending = _Pending()
                return
        kept = "".join("\n" if sign == "\n" else character for sign in self._text[start:end])
        self._text, self._cursor = self._text[:start] + kept + self._text[end:], max(start, end - 1)
        self._finish_change()

    def _finish_change(self) -> None:
        self._last_change, self._pending = self._pending.keys, _Pending()

    def _run_plain(self, command_id: str) -> None:
        count, text, cursor = self._take_count(), self._text, self._cursor
        match command_id:
            case "vim.insert" | "vim.append" | "vim.insert.line" | "vim.append.line":
                self._start_typing(command_id)
            case "vim.open.below" if self.mode is not VimMode.NORMAL:
                self._anchor, self._cursor = cursor, self._anchor
            case "vim.open.below" | "vim.open.above":
                is_below = command_id == "vim.open.below"
                at = find_line_end(text, cursor) if is_below else find_line_start(text, cursor)
                self._text, self._cursor = text[:at] + "\n" + text[at:], at + is_below
                self._last_change = self._pending.keys
                self._begin_insert()
            case "vim.put" | "vim.put.before":
                self._put_register(count, is_before=command_id == "vim.put.before")
            case "vim.join":
                self._join_lines(max(1, count - 1))
            case "vim.case":
                start, end = (cursor, cursor + count) if self.mode is VimMode.NORMAL else self._get_selected_range()
                end = min(end, find_line_end(text, cursor)) if self.mode is VimMode.NORMAL else end
                self._text, self._cursor = text[:start] + text[start:end].swapcase() + text[end:], end
                self.mode = VimMode.NORMAL
                self._last_change = self._pending.keys
            case "vim.undo" | "vim.redo":
                self._request = command_id.removeprefix("vim.")
            case "vim.visual" | "vim.visual.lines":
                self._toggle_visual(VimMode.VISUAL if command_id == "vim.visual" else VimMode.LINES)
            case "vim.repeat":
                self._repeat_change(count)
        self._pending = _Pending()

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
        put, text, cursor = self.register * count, self._text, self._cursor
        if self.mode is not VimMode.NORMAL:
            start, end = self._get_selected_range()
            self.mode = VimMode.NORMAL
            self._text, self._cursor = text[:start] + put + text[end:], start + len(put) - 1
        elif self.register_has_lines:
            put = "\n".join([self.register] * count)
            at = find_line_start(text, cursor) if is_before else find_line_end(text, cursor)
            self._text = text[:at] + (f"{put}\n" if is_before else f"\n{put}") + text[at:]
            self._cursor = find_first_text(self._text, at if is_before else at + 1)
        else:
            at = cursor if is_before or find_line_end(text, cursor) == cursor else cursor + 1
            self._text, self._cursor = text[:at] + put + text[at:], at + len(put) - 1
        self._last_change = self._pending.keys

    def _join_lines(self, count: int) -> None:
        for _ in range(count):
            end = find_line_end(self._text, self._cursor)
            if end == len(self._text):
                break
            rest = self._text[end + 1 :].lstrip(" \t")
            gap = "" if not rest or rest.startswith("\n") or self._text[:end].endswith((" ", "\n")) else " "
            self._text, self._cursor = self._text[:end] + gap + rest, end
        self._last_change = self._pending.keys

    def _repeat_change(self, count: int) -> None:
        keys, inserted = list(self._last_change), self._inserted
        for _ in range(count if keys else 0):
            self._pending = _Pending()
            for command_id, character in keys:
                self._take_key(command_id, character)
            if self.mode is VimMode.INSERT:
                at = self._cursor
                self._text = self._text[:at] + inserted + self._text[at:]
                self._cursor = max(find_line_start(self._text, at), at + len(inserted) - 1)
                self.mode, self._inserted_from, self._inserted = VimMode.NORMAL, None, inserted
        self._last_change = keys
