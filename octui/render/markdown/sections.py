"""Long Markdown cut into pieces that are drawn by themselves, each when it comes into view."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from dataclasses import replace
from itertools import islice
from typing import Final

from octui.render.blocks import ProseBlock
from octui.render.markdown.table_sample import extract_table_sample
from octui.render.markdown.window import find_mark_limit, find_row_limit

FIRST: Final = 8_000
"""Characters of the first piece: shorter texts, which is almost all of them, are never cut."""
LATER: Final = 2_000
"""Characters of any other piece, which is drawn at once."""
FIRST_ROWS: Final = 400
LATER_ROWS: Final = 120
"""Lines of the first and of any other piece, as `find_row_limit` counts them."""
SLACK: Final = 1_000
"""How many characters more a piece may have for a better place to cut; so many again for each kind of place."""
PIECE_MARK: Final = "#"
"""In the key of a piece, what follows the key of its block."""
MAX_DEFINITIONS: Final = 100
"""Link definitions that other pieces know of."""
MAX_CANDIDATES: Final = 1_000
"""Lines that are looked at for them."""
ROWS_AT_ONCE: Final = 6_000
ROWS_OF_PIECE: Final = 20
"""How many lines are looked at in one call, of which a piece costs as much as so many."""

_FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$", re.M)
_BOUNDARY: Final = re.compile(r"\n[ \t\r]*\n(?=\S)")
"""A blank line after which another block may begin."""
_BLANK_END: Final = re.compile(r"\n[ \t\r]*\n\Z")
_LINE: Final = re.compile(r"\n(?=\S)")
_ANY_LINE: Final = re.compile(r"\n(?=[^\n]*\S)(?! *(?:```|~~~))")
_HEADING: Final = re.compile(r"#{1,6}(?:[ \t]|$)", re.M)
_ENDS_BLOCK: Final = re.compile(r"(?:#{1,6}(?:[ \t].*)?|=+[ \t\r]*|-+[ \t\r]*|(?:[-*_][ \t]*){3,}|[`~]{3,}[ \t\r]*)")
"""A line after which another block begins, with a blank row between them, even where the author left none."""
_SPACE: Final = re.compile(r"[ \n]")
_DEFINITION: Final = re.compile(r"^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*<?https?://[^\n]{1,2000}$", re.M)
_DEFINITIONS: Final = re.compile(
    r"(?:[ \t\r]*\n| {0,3}\[(?=[^\]\n]{0,200}[^\]\s])[^\[\]\\\n]{1,200}\]:[ \t]*[^\s<>()\[\]\"'\\]+[ \t\r]*(?:\n|\Z))*+"
)
_NUMBERED: Final = re.compile(r"^(\d{1,9})[.)][ \t]", re.M)
_ENDS_LIST: Final = re.compile(r"^[-#>*+_`~]|\n[ \t\r]*\n(?!\d{1,9}[.)][ \t])(?=\S)", re.M)
"""What ends a numbered list, at the beginning of a line."""
_EXTENDS: Final = re.compile(r"[\u0300-\u036f\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]*")
"""What belongs to the character before it."""


class ProseSections:
    """The pieces of one text. While it only grows, each piece but the last stays what it was."""

    def __init__(self) -> None:
        self._text = self._table = ""
        self._start = 0
        """Where the last piece begins."""
        self._returned = 0
        """How many pieces were returned."""
        self._restart()

    def split_prose(self, block: ProseBlock, rows: int = sys.maxsize) -> tuple[tuple[ProseBlock, ...], int]:
        """The block as pieces, whose texts one after the other are its text, and how many of these rows are left.

        Where none is left, the pieces are those that were returned before, if any; the next call goes on.
        """
        if not block.text.startswith(self._text):
            self._restart()
        self._text = block.text
        while rows > 0 and (cut := self._find_cut()) is not None:
            rows -= ROWS_OF_PIECE + self._text.count("\n", self._start, cut)
            piece = self._make_piece(block, cut, streaming=False)
            self._set_context(cut)
            self._pieces.append(replace(piece, goes_on=True) if self._table else piece)
        self._find_definitions()
        self._finished += map(self._add_definitions, self._pieces[len(self._finished) :])
        if rows <= 0:
            return tuple(self._finished[: self._returned]), 0
        self._returned = len(self._finished)
        last = self._make_piece(block, len(self._text), streaming=block.streaming)
        return (*self._finished, self._add_definitions(last)), rows

    def _restart(self) -> None:
        self._start = 0
        self._pieces: list[ProseBlock] = []
        self._finished: list[ProseBlock] = []
        """The pieces with the link definitions they use, which may be in another piece."""
        self._returned = 0
        self._fence = ""
        """The line that opens the code which the last piece continues."""
        self._fences: list[tuple[int, str]] = []
        self._fenced = 0
        """Where the search for fences in the last piece goes on, and those before that place."""
        self._table = ""
        """The head of the table that it continues, with a row of its widest cells."""
        self._number: int | None = None
        """The number of the list item it begins with."""
        self._gap = 0
        self._definitions: dict[str, str] = {}
        self._candidates = 0
        self._searched = 0

    def _make_piece(self, block: ProseBlock, end: int, *, streaming: bool) -> ProseBlock:
        number = len(self._pieces)
        text = self._text[self._start : end]
        if not number:
            return replace(block, text=text, streaming=streaming)
        # What begins inside of a row, in a cell that is too long, has no columns.
        context = self._fence or (self._table if self._text[self._start - 1] == "\n" else "")
        piece = ProseBlock(f"{block.key}{PIECE_MARK}{number}", block.message_id, text, streaming, self._gap, context)
        return piece if self._number is None else replace(piece, first_number=self._number)

    def _find_cut(self) -> int | None:
        """Where the last piece ends; None while it does not. Text after that never changes it."""
        text = self._text
        room, rows = (LATER, LATER_ROWS) if self._pieces else (FIRST, FIRST_ROWS)
        end = self._start + room
        least = find_row_limit(text, self._start, min(len(text), end), rows) if self._pieces or end < len(text) else end
        if least >= len(text):
            return None
        is_dense = least < end
        if self._pieces and not is_dense and not self._fence:
            end = least = self._start + find_mark_limit(text, self._start, room)
        slack = max(1, min(SLACK, (least - self._start) // 2))
        most = least + slack
        if (boundary := self._find_boundary(least, min(len(text), most + 1))) is not None:
            return boundary
        if len(text) <= most:
            return None
        further = slack if end < self._start + room else SLACK
        for line in _LINE.finditer(text, least - 1 if is_dense else most, most + further):
            if line.end() + len("```") > len(text):
                return None
            if self._can_cut_at(line.end()):
                return line.end()
        if indented := _ANY_LINE.search(text, most, most + further):
            return indented.end()
        if space := _SPACE.search(text, most + further, most + 2 * further):
            return space.end()
        cut = most + 2 * further
        if len(text) <= cut + further:
            return None
        extended = _EXTENDS.match(text, cut, most + 3 * further)
        return extended.end() if extended else cut

    def _can_cut_at(self, place: int) -> bool:
        """Whether this line may begin a piece: inside code not the first line of it, nor the fence after the last."""
        fences = self._list_fences(place)
        if not (fences[-1][1] if fences else self._fence):
            return True
        is_first = bool(fences) and self._text.find("\n", fences[-1][0], place - 1) < 0
        return not is_first and not self._text.startswith(("```", "~~~"), place)

    def _find_boundary(self, least: int, end: int) -> int | None:
        """Where another block begins, outside of code."""
        begin, fence = self._start, self._fence
        for place, following in (*self._list_fences(end), (end, "")):
            if not fence and place >= least:
                for boundary in _BOUNDARY.finditer(self._text, max(begin, least - SLACK), place):
                    if boundary.end() >= least:
                        return boundary.end()
            begin, fence = place - 1, following
        return None

    def _set_context(self, cut: int) -> None:
        """What the piece that begins here continues."""
        text = self._text
        fences = self._list_fences(cut)
        self._fence = fences[-1][1] if fences else self._fence
        blank = text.rfind("\n\n", self._start, cut)
        self._gap = int(not self._fence and self._has_gap_above(cut))
        if self._fence or blank >= 0:
            self._table = ""
        if not self._fence and not self._table and text.find("|", max(self._start, blank), cut) >= 0:
            self._table = extract_table_sample(text, max(self._start, blank), cut)
        if self._table and text.find("|", text.rfind("\n", self._start, cut - 1) + 1, cut) < 0:
            self._table = ""
        self._number = self._count_list_items(cut) if not self._fence and _NUMBERED.match(text, cut) else None
        self._start, self._fenced = cut, max(cut, self._fenced)
        del self._fences[: len(fences)]

    def _has_gap_above(self, cut: int) -> bool:
        """Whether a blank row is drawn before what begins here, outside of code."""
        text = self._text
        if _BLANK_END.search(text, max(self._start, cut - SLACK), cut):
            return True
        above = text.rfind("\n", self._start, cut - 1) + 1
        return text[cut - 1] == "\n" and bool(_HEADING.match(text, cut) or _ENDS_BLOCK.fullmatch(text, above, cut - 1))

    def _count_list_items(self, cut: int) -> int | None:
        """The number of the list item that begins here; None where no list goes on."""
        text = self._text
        ends = [match.end() for match in _ENDS_LIST.finditer(text, self._start, cut)]
        items = [*_NUMBERED.finditer(text, ends[-1] if ends else self._start, cut)]
        if not items:
            return None
        first = self._number if self._number is not None and not ends else int(items[0].group(1))
        return first + len(items)

    def _list_fences(self, end: int) -> list[tuple[int, str]]:
        """The fences of the last piece up to here: where each is, and the line that opens the code after it."""
        text, known, begin = self._text, self._fences, self._fenced
        if end > begin and any(text.find(marks, begin, end) >= 0 for marks in ("```", "~~~")):
            fence = known[-1][1] if known else self._fence
            for mark in _FENCE.finditer(text, begin, end):
                fence = _pass_fence(fence, mark)
                known.append((mark.start(), fence))
        fences = known[: bisect_left(known, (end,))]
        # A line that is not complete may yet become another.
        self._fenced = max(begin, text.rfind("\n", begin, end) + 1)
        del known[bisect_left(known, (self._fenced,)) :]
        return fences

    def _find_definitions(self) -> None:
        count = len(self._definitions)
        end = self._text.rfind("\n") + 1
        if self._text.find("]:", self._searched, end) >= 0:
            left = MAX_CANDIDATES - self._candidates if count < MAX_DEFINITIONS else 0
            for found in islice(_DEFINITION.finditer(self._text, self._searched, end), left):
                self._candidates += 1
                if len(self._definitions) < MAX_DEFINITIONS and self._begins_block(found.start()):
                    self._definitions.setdefault(found.group(1), found.group().strip())
        self._searched = max(self._searched, end)
        if len(self._definitions) != count:
            self._finished.clear()

    def _begins_block(self, place: int) -> bool:
        """Whether the line here may be a link definition: the line above it is blank, or one itself."""
        above = self._text[self._text.rfind("\n", 0, max(0, place - 1)) + 1 : place].strip()
        return not above or (above.startswith("[") and "]:" in above)

    def _add_definitions(self, piece: ProseBlock) -> ProseBlock:
        used = [line for label, line in self._definitions.items() if f"[{label}]" in piece.text]
        return replace(piece, context="\n".join([*used, "", piece.context])) if used and self._pieces else piece


def is_inside_code(piece: ProseBlock) -> bool:
    """Whether it begins inside code that another piece opens."""
    return piece.context.rpartition("\n")[0].rpartition("\n")[2].startswith(("```", "~~~"))


def has_nothing_to_draw(piece: ProseBlock) -> bool:
    """Whether a piece certainly holds only blank lines and link definitions, known without parsing it."""
    text = piece.text
    if piece.gap_above is None or (piece.context and not piece.context.endswith("\n\n")):
        return False
    return text.isspace() or (text.lstrip(" \n").startswith("[") and bool(_DEFINITIONS.fullmatch(text)))


def _pass_fence(fence: str, mark: re.Match[str]) -> str:
    """The line that opens the code after this fence; empty where none is open."""
    marks, info = mark[1], mark[2].strip()
    if not fence:
        return "" if marks[0] == "`" and "`" in info else mark.group().strip() + "\n"
    closes = marks[0] == fence[0] and not info and len(marks) >= len(fence) - len(fence.lstrip(fence[0]))
    return "" if closes else fence
