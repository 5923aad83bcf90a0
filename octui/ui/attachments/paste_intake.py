"""What a prompt does with a paste: paths become attachments, long texts chips, and all else stays the text it is."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from textual.message import Message

from octui.config.chips import Chip
from octui.ui.attachments.chip_book import ChipBook, PlacedChip, count_lines
from octui.ui.attachments.chip_notes import describe_chip
from octui.ui.attachments.messages import ClipboardWanted, PastePlace, PathsPasted
from octui.ui.composer.sanitize import sanitize_prompt

SUMMARY_LINES: Final = 3
SUMMARY_LENGTH: Final = 150
"""Pastes of so many lines, or of more characters, become a chip: OpenCode's own limits."""


class PastableText(Protocol):
    """What a paste needs of the text area."""

    @property
    def text(self) -> str: ...
    @property
    def cursor_index(self) -> int: ...
    def insert_pasted_text(self, text: str) -> bool: ...
    def insert_at(self, text: str, start: int, end: int) -> None: ...


class PasteOwner(Protocol):
    """The prompt around it. A shell command takes text only."""

    session_id: str

    @property
    def shell(self) -> bool: ...
    @property
    def is_attached(self) -> bool: ...
    def post_message(self, message: Message) -> bool: ...
    def show_notice(self, notice: str) -> None: ...
    def refresh_decoration(self) -> None: ...


class PasteIntake:
    """Takes pastes, and has what they became."""

    def __init__(self, owner: PasteOwner, area: PastableText, chips: ChipBook) -> None:
        self.chips = chips
        self.is_summarizing: Callable[[], bool] = lambda: True
        self.find_doubt: Callable[[str, Sequence[Chip]], str] = lambda *_: ""
        """What the model of a session cannot see of what is attached, as a sentence."""
        self.describe_selection: Callable[[str], str] = lambda _: ""
        """What would go with a prompt for a session from the user's editor, in a few words."""
        self.resume_sending: Callable[[], None] = lambda: None
        """Called when it is known what was pasted, if the prompt was to be sent before."""
        self._owner = owner
        self._area = area
        self._unsettled: list[PastePlace] = []
        self._resumes_sending = False

    @property
    def is_waiting(self) -> bool:
        """Whether it is not known yet what a paste is."""
        return bool(self._unsettled)

    def defer_sending(self) -> bool:
        """Whether a prompt has to wait until it is known what was pasted; it is sent then."""
        self._resumes_sending = self.is_waiting
        return self._resumes_sending

    def take_paste(self, text: str | None) -> None:
        """Insert a paste, or ask for the clipboard's content for `None` and for an empty one."""
        # Imported with the first paste: the first screen should not wait for it.
        from octui.ui.attachments.pasted_paths import is_path_like

        # Terminals paste line breaks as carriage returns.
        text = sanitize_prompt(text or "")
        if not text:
            self._wait_for(ClipboardWanted, PastePlace(self._text_before_cursor()))
        elif self._owner.shell:
            self._area.insert_pasted_text(text)
        elif is_path_like(text):
            if self._area.insert_pasted_text(text):
                self._wait_for(PathsPasted, PastePlace(self._text_before_cursor().removesuffix(text), text))
        elif self._is_long(text):
            chip = self.chips.add_chip(Chip(text=text), self._area.text)
            self._area.insert_pasted_text(f"{chip.label} ")
        else:
            self._area.insert_pasted_text(text)

    def settle_paste(self, place: PastePlace, pieces: Sequence[Chip | str] | None, notice: str = "") -> None:
        """Put chips and texts there, None for a paste that is just the text it is; a place changed since is left."""
        owner = self._owner
        if not owner.is_attached:
            return
        if place in self._unsettled:
            self._unsettled.remove(place)
        target = place.find_range(self._area.text)
        if target is None and not place.inserted:
            target = (self._area.cursor_index, self._area.cursor_index)
        if pieces is None:
            pieces = [place.inserted] if self._is_long(place.inserted) else []
        if owner.shell and not all(isinstance(piece, str) for piece in pieces):
            notice = "Nothing can be attached to a shell command."
        elif pieces and target is not None:
            self._area.insert_at(self._write_pieces(pieces), *target)
        owner.refresh_decoration()
        if notice:
            self._resumes_sending = False
            owner.show_notice(notice)
        if self._resumes_sending and not self.is_waiting:
            self._resumes_sending = False
            self.resume_sending()

    def open_chip(self) -> bool:
        """Put the pasted text at the cursor, or else the last one, in place of its chip; undo folds it again."""
        placed = self.chips.find_chips(self._area.text)
        if not placed:
            return False
        chosen = self.find_chip_at_cursor() or placed[-1]
        if chosen.chip.is_file:
            self._owner.show_notice(describe_chip(chosen.chip))
        else:
            self._area.insert_at(chosen.chip.text, chosen.start, chosen.end)
        return True

    def remove_chips(self) -> None:
        """Remove everything attached, and the pasted texts that are folded."""
        for placed in reversed(self.chips.find_chips(self._area.text)):
            self._area.insert_at("", placed.start, placed.end)

    def find_chip_at_cursor(self) -> PlacedChip | None:
        """The chip that the cursor is next to: the one before it, or else the one after it."""
        cursor, placed = self._area.cursor_index, self.chips.find_chips(self._area.text)
        return next((each for each in placed if cursor in (each.start, each.end)), None)

    def describe_doubt(self) -> str:
        """What the model cannot see of what is attached, as a sentence; empty when it sees all."""
        chips = self.chips.list_chips(self._area.text)
        return self.find_doubt(self._owner.session_id, chips) if chips else ""

    def describe_state(self) -> str:
        """What is going on with pastes, or what the chip at the cursor is."""
        if self.is_waiting:
            return "reading what was pasted…"
        touching = self.find_chip_at_cursor()
        return describe_chip(touching.chip) if touching is not None else ""

    def _write_pieces(self, pieces: Sequence[Chip | str]) -> str:
        written: list[str] = []
        for piece in pieces:
            taken = self._area.text + "".join(written)
            if isinstance(piece, str):
                clean = sanitize_prompt(piece)
                if self._owner.shell or not self._is_long(clean):
                    written.append(clean)
                    continue
                piece = Chip(text=clean)
            written.append(f"{self.chips.add_chip(piece, taken).label} ")
        return "".join(written)

    def _wait_for(self, message: type[PathsPasted] | type[ClipboardWanted], place: PastePlace) -> None:
        self._unsettled.append(place)
        self._owner.post_message(message(self, place))
        self._owner.refresh_decoration()

    def _text_before_cursor(self) -> str:
        return self._area.text[: self._area.cursor_index]

    def _is_long(self, text: str) -> bool:
        is_long = count_lines(text) >= SUMMARY_LINES or len(text.strip()) > SUMMARY_LENGTH
        return is_long and self.is_summarizing()
